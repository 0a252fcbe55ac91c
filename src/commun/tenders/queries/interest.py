"""What the group said of notices: each need with those who carry, contribute, watch or pass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.translation import gettext as _

from commun.tenders.models import Intention, Lot, Need, Notice, need_stamp, whole_label

Stance = Intention.Stance
COMMITTED = frozenset({Stance.CARRY, Stance.CONTRIBUTE})
ORDER = {Stance.CARRY: 0, Stance.CONTRIBUTE: 1, Stance.WATCH: 2, Stance.PASS: 3}


@dataclass(frozen=True)
class Voice:
    """What one member says of one need; ``label`` is the stance in words."""

    member_id: int
    name: str
    sort_key: str
    stance: str
    hours: int | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """The stance, said by somebody else: « would carry it »."""
        return str(SAID[self.stance]())


SAID = {
    "carry": lambda: _("would carry it"),
    "contribute": lambda: _("would contribute"),
    "watch": lambda: _("keeps an eye on it"),
    "pass": lambda: _("passes"),
}


@dataclass(frozen=True)
class NeedView:
    """A need, written by the group or following from the notice (then without ``ref``)."""

    key: str
    label: str
    ref: str = ""
    lot_number: str = ""
    weight: int = 1
    voices: tuple[Voice, ...] = ()
    is_whole: bool = False
    skill: str = ""
    half_days: int | None = None
    is_must: bool = True
    level: int = 1
    place: str = ""

    @property
    def days(self) -> str:
        """Days as one writes them: « 2,5 »; empty when nobody said."""
        if self.half_days is None:
            return ""
        return f"{self.half_days // 2}{',5' if self.half_days % 2 else ''}"

    @property
    def stamp(self) -> str:
        """As ``Need.stamp``, of a row or of what would be written."""
        label = "" if self.is_whole else self.label
        return need_stamp(label, self.weight, self.skill, self.half_days, self.is_must, self.level, self.place)

    @property
    def is_told(self) -> bool:
        """Somebody wrote more of it than its name."""
        return bool(self.skill or self.half_days or self.place or not self.is_must or self.level > 1)

    @property
    def level_words(self) -> str:
        """What the level asked means."""
        return str(Need.Level(self.level).label)

    @property
    def committed(self) -> list[Voice]:
        """Those who would carry it or contribute."""
        return [voice for voice in self.voices if voice.stance in COMMITTED]

    @property
    def is_covered(self) -> bool:
        """Somebody would carry it or contribute."""
        return bool(self.committed)

    @property
    def is_carried(self) -> bool:
        """Somebody would carry it."""
        return any(voice.stance == Stance.CARRY for voice in self.voices)

    @property
    def hours(self) -> int:
        """Hours that those who carry or contribute announced."""
        return sum(voice.hours or 0 for voice in self.committed)

    def voice_of(self, member_id: int) -> Voice | None:
        """What this member said."""
        return next((voice for voice in self.voices if voice.member_id == member_id), None)


@dataclass(frozen=True)
class Interest:
    """All that the group said of one notice."""

    needs: tuple[NeedView, ...] = ()
    people: tuple[Voice, ...] = field(default=())

    @property
    def uncovered(self) -> list[NeedView]:
        """Needs that nobody would carry or contribute to."""
        return [need for need in self.needs if not need.is_covered]

    @property
    def covered(self) -> list[NeedView]:
        """Needs that have somebody."""
        return [need for need in self.needs if need.is_covered]

    @property
    def names(self) -> list[str]:
        """Those who said anything but « I pass », in alphabetical order, never ranked."""
        return [voice.name for voice in self.people]

    def stances_of(self, member_id: int) -> dict[str, Voice]:
        """What this member said, by need key."""
        return {need.key: voice for need in self.needs if (voice := need.voice_of(member_id))}


NOTHING = Interest()
# What a need takes, as it is stored.
DETAILS = ("skill", "half_days", "is_must", "level", "place")


def interest_of(notices: Iterable[Notice | int]) -> dict[int, Interest]:
    """What the group in scope said of each notice; notices about which nothing was said are absent. One query."""
    ids = [notice if isinstance(notice, int) else notice.pk for notice in notices]
    rows = (
        Need.objects.filter(notice_id__in=ids)
        .order_by("notice_id", "position")
        .values(
            "notice_id",
            "ref",
            "label",
            "lot_number",
            "weight",
            *DETAILS,
            stance=F("intentions__stance"),
            hours=F("intentions__hours"),
            note=F("intentions__note"),
            member=F("intentions__member_id"),
            shown_as=F("intentions__member__shown_as"),
            name=F("intentions__member__person__name"),
            sort_key=F("intentions__member__person__sort_key"),
        )
    )
    notes: dict[int, dict[str, tuple[Mapping[str, object], list[Voice]]]] = {}
    for row in rows:
        _need, voices = notes.setdefault(row["notice_id"], {}).setdefault(row["ref"], (row, []))
        if row["member"] is not None:
            name = row["shown_as"] or row["name"]
            sort_key = row["shown_as"].casefold() or row["sort_key"]
            voices.append(Voice(row["member"], name, sort_key, row["stance"], row["hours"], row["note"]))
    return {notice_id: _interest(needs.values()) for notice_id, needs in notes.items()}


def _interest(needs: Iterable[tuple[Mapping[str, object], list[Voice]]]) -> Interest:
    views = tuple(
        NeedView(
            key=str(row["ref"]),
            ref=str(row["ref"]),
            label=str(row["label"]) or whole_label(),
            is_whole=not row["label"],
            lot_number=str(row["lot_number"]),
            weight=int(str(row["weight"])),
            **{name: row[name] for name in DETAILS},  # type: ignore[arg-type]
            voices=tuple(sorted(voices, key=lambda voice: (ORDER[Stance(voice.stance)], voice.sort_key))),
        )
        for row, voices in needs
    )
    return Interest(views, _people(views))


def _people(needs: Sequence[NeedView]) -> tuple[Voice, ...]:
    interested = {v.member_id: v for need in needs for v in need.voices if v.stance != Stance.PASS}
    return tuple(sorted(interested.values(), key=lambda voice: voice.sort_key))


def with_lots(interest: Interest, lots: Sequence[Lot]) -> Interest:
    """``interest`` with the needs that would be written at the first intention: lots without a row, or the whole."""
    known = {need.lot_number for need in interest.needs}
    missing = [
        NeedView(key=f"lot:{lot.number}", label=lot.title[:300] or lot.number, lot_number=lot.number)
        for lot in lots
        if lot.number not in known
    ]
    needs = (*interest.needs, *missing)
    if not needs:
        needs = (NeedView(key="whole", label=whole_label(), is_whole=True),)
    return Interest(needs, interest.people)
