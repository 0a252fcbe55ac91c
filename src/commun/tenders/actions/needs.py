"""The needs of a notice as a group reads them: listed at the first write, then edited by members."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.core import journal
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.governance.models import Membership
from commun.tenders import policies
from commun.tenders.models import LeftSuggestion, Lot, Need, Notice, whole_label
from commun.tenders.queries.suggestions import suggestions_of

WHOLE = "whole"
LOT_PREFIX = "lot:"
MOST_NEEDS = 300
HEAVIEST = 3
MOST_HALF_DAYS = 4_000


@dataclass(frozen=True)
class NeedDetails:
    """What a need takes: skill (empty: as its name says), half days (None: nobody said), and the rest."""

    skill: str = ""
    half_days: int | None = None
    is_must: bool = True
    level: int = Need.Level.KNOWS
    place: str = ""

    def cleaned(self) -> dict[str, Any]:
        """The fields as they are stored. Raises Refused."""
        if self.level not in Need.Level.values:
            raise Refused(_("Choose one of the levels."))
        if self.half_days is not None and not 1 <= self.half_days <= MOST_HALF_DAYS:
            raise Refused(_("Write a number of days between half a day and 2,000, or nothing."))
        return {
            "skill": _plain(self.skill), "half_days": self.half_days, "is_must": self.is_must,
            "level": self.level, "place": _plain(self.place),
        }  # fmt: skip


AS_IT_IS = NeedDetails()


@transaction.atomic
def settle_needs(*, member: Membership, notice: Notice) -> list[Need]:
    """Write the needs that follow from the notice (one per lot, else the whole) unless they already stand.

    A lot that a correction added becomes one more need. Two members at once make the rows only once.
    """
    _check(member)
    space = Space.objects.get(pk=member.space_id)
    needs = list(Need.objects.filter(notice=notice, space=space))
    known = {need.lot_number for need in needs if need.lot_number}
    lots = [lot for lot in Lot.objects.filter(notice=notice) if lot.number not in known]
    wanted = [(lot.title[:300] or lot.number, lot.number) for lot in lots]
    if not needs and not wanted:
        wanted = [("", "")]
    if wanted:
        journal.hold(space)
        first = max((need.position for need in needs), default=0) + 1
        rows = [
            Need(space=space, notice=notice, position=position, label=label, lot_number=number)
            for position, (label, number) in enumerate(wanted, start=first)
        ]
        # Of two members at once, the second waits here, then finds the positions taken.
        Need.objects.bulk_create(rows, ignore_conflicts=True)
        _record("tenders.needs.settled", member, notice, {"count": len(rows)})
        needs = list(Need.objects.filter(notice=notice, space=space))
    return needs


@transaction.atomic
def add_need(
    *, member: Membership, notice: Notice, label: str, weight: int = 1, details: NeedDetails = AS_IT_IS
) -> Need:
    """One more need. Raises Refused when it has no name, already stands, or there are too many."""
    needs = settle_needs(member=member, notice=notice)
    journal.hold(member.space)
    label, said = _clean_label(label), details.cleaned()
    if any(need.name.casefold() == label.casefold() for need in needs):
        raise Refused(_("This need is already listed."))
    if len(needs) >= MOST_NEEDS:
        raise Refused(_("There are already many needs: group some of them first."))
    last = Need.objects.filter(notice=notice, space=member.space_id).aggregate(last=Max("position"))["last"] or 0
    need = Need.objects.create(
        space_id=member.space_id, notice=notice, position=last + 1, label=label, weight=_clean_weight(weight), **said
    )
    _record("tenders.need.added", member, notice, {"need": need.ref})
    return need


@transaction.atomic
def change_need(
    *,
    member: Membership,
    notice: Notice,
    key: str,
    label: str,
    weight: int = 1,
    details: NeedDetails | None = None,
    seen: str = "",
) -> Need:
    """Write a need anew; ``key`` as in ``find_need``, ``details`` None leaves them as they are.

    ``seen`` is the stamp of what the member had before their eyes: raises Refused when somebody changed it meanwhile.
    """
    found = find_need(member=member, notice=notice, key=key)
    journal.hold(member.space)
    need = Need.objects.select_for_update().filter(pk=found.pk).first()
    if need is None:
        raise Refused(_("This need no longer exists: choose another one."))
    if seen and seen != need.stamp:
        raise Refused(
            _("Somebody changed this need while you were writing: read it, then save again if you still want to.")
        )
    label = _clean_label(label)
    if not need.label and label == whole_label():
        label = ""
    said = {"label": label, "weight": _clean_weight(weight), **(details.cleaned() if details else {})}
    if any(getattr(need, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(need, name, value)
        need.save(update_fields=list(said))
        _record("tenders.need.changed", member, notice, {"need": need.ref})
    return need


@transaction.atomic
def take_suggestions(*, member: Membership, notice: Notice, keys: Iterable[str]) -> list[Need]:
    """Write the needs that these suggestions say; those that stand already are passed over. Raises Refused."""
    settle_needs(member=member, notice=notice)
    journal.hold(member.space)
    wanted = set(keys)
    known = list(Need.objects.filter(notice=notice, space=member.space_id))
    chosen = [one for one in suggestions_of(notice, [need.name for need in known]) if one.key in wanted]
    if not chosen:
        raise Refused(_("Choose the suggestions to take: these stand already, or nothing was chosen."))
    return [
        add_need(
            member=member,
            notice=notice,
            label=one.label,
            details=NeedDetails(
                one.skill, one.half_days, one.is_must, one.level, _("remotely") if one.is_remote else ""
            ),
        )
        for one in chosen
    ]


@transaction.atomic
def leave_suggestions(*, member: Membership, notice: Notice, keys: Iterable[str]) -> int:
    """Do not suggest these again in the group; says how many. Raises Refused when nothing was chosen."""
    known = {one.key for one in suggestions_of(notice, ())}
    return leave_read(member=member, notice=notice, keys=known & set(keys))


@transaction.atomic
def leave_read(*, member: Membership, notice: Notice, keys: Iterable[str]) -> int:
    """The same for anything that was read in the notice. Raises Refused when nothing was chosen."""
    _check(member)
    journal.hold(member.space)
    rows = [LeftSuggestion(space_id=member.space_id, notice=notice, key=key) for key in sorted(set(keys))]
    if not rows:
        raise Refused(_("Choose the suggestions to leave aside."))
    LeftSuggestion.objects.bulk_create(rows, ignore_conflicts=True)
    _record("tenders.suggestions.left", member, notice, {"count": len(rows)})
    return len(rows)


@transaction.atomic
def remove_need(*, member: Membership, notice: Notice, ref: str) -> None:
    """Remove a need that the group added and about which nobody said anything."""
    _check(member)
    # Who removes another one, or speaks about this one at this moment, waits here.
    journal.hold(member.space)
    need = policies.need_for(member, notice, ref)
    if need.lot_number:
        raise Refused(_("This need is a lot of the notice: it can be renamed, not removed."))
    if need.intentions.exists():
        raise Refused(_("Somebody said an intention on this need: it stays."))
    if not Need.objects.filter(notice=notice, space=member.space_id).exclude(pk=need.pk).exists():
        raise Refused(_("A notice keeps at least one need."))
    need.delete()
    _record("tenders.need.removed", member, notice, {"need": ref})


def find_need(*, member: Membership, notice: Notice, key: str) -> Need:
    """The need named by its reference, or by « lot:2 » or « whole » while rows were not written yet.

    Raises Refused when the notice has no such need.
    """
    needs = settle_needs(member=member, notice=notice)
    for need in needs:
        if need.ref == key or (key.startswith(LOT_PREFIX) and need.lot_number == key.removeprefix(LOT_PREFIX) != ""):
            return need
    if key == WHOLE and needs:
        return needs[0]
    raise Refused(_("This need no longer exists: choose another one."))


def _check(member: Membership) -> None:
    if not policies.can_declare(member):
        raise Refused(_("Only members of the group may do this."))


def _clean_label(label: str) -> str:
    cleaned = one_line(label)[:300]
    if not cleaned:
        raise Refused(_("Give this need a name."))
    return cleaned


def _plain(text: str) -> str:
    return one_line(text)[:120]


def _clean_weight(weight: int) -> int:
    return min(max(int(weight), 1), HEAVIEST)


def _record(name: str, member: Membership, notice: Notice, data: dict[str, str | int]) -> None:
    journal.record(
        name, space=member.space, actor=journal.Person(member.person_id), about=("notice", notice.ref), data=data
    )
