"""The group's view of notices: which needs have somebody, which could have, which nobody covers.

Two routes (R47): what members said, and what their activities say they can do. Nobody is scored nor ranked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import TextField, Value
from django.db.models.functions import MD5, Cast, Coalesce, Concat
from django.utils.translation import get_language

from commun.algo.text import is_vague, stems
from commun.core.codes import cpv_label
from commun.core.models import Space
from commun.governance.models import Membership
from commun.people.models import Activity
from commun.tenders.models import Lot, Notice
from commun.tenders.queries.fit import places_of
from commun.tenders.queries.interest import NOTHING, Interest, NeedView, with_lots

# A CPV branch says a trade from its group on (three digits); a division is too wide to name anybody.
GROUP: Final = 3
FIELDS: Final = (
    "label", "keywords", "negative_words", "cpv_prefixes", "departements", "regions", "is_place_strict",
)  # fmt: skip
EMPTY, BAR = Value("", output_field=TextField()), Value("|", output_field=TextField())
MOST_GROUPS: Final = 200
# Each group's activities as they were last laid out, by space.
_kept: "dict[int, _Skills]" = {}


@dataclass(frozen=True)
class Able:
    """A member whose activity fits a need, and why: their own words found in it, or the trade's name."""

    member_id: int
    name: str
    sort_key: str
    reasons: tuple[str, ...] = ()
    # Their own words are whole in the need; otherwise only a trade, or a part of the skill, is in common.
    by_words: bool = False


@dataclass(frozen=True)
class NeedCoverage:
    """One need: what people said, and the members whose activity fits though they said nothing of it yet.

    ``able`` are in alphabetical order, never ranked.
    """

    need: NeedView
    able: tuple[Able, ...] = ()

    @property
    def state(self) -> str:
        """« said »: somebody carries or contributes; « possible »: somebody could; « nobody »."""
        if self.need.is_covered:
            return "said"
        return "possible" if self.able else "nobody"


@dataclass(frozen=True)
class NoticeCoverage:
    """All needs of one notice."""

    needs: tuple[NeedCoverage, ...] = ()

    def of(self, state: str) -> list[NeedCoverage]:
        """Needs in one of the three states."""
        return [one for one in self.needs if one.state == state]

    @property
    def able_by_need(self) -> dict[str, tuple[Able, ...]]:
        """Who could, by need key."""
        return {one.need.key: one.able for one in self.needs}


NO_COVERAGE: Final = NoticeCoverage()


@dataclass(frozen=True)
class _Skill:
    """A member's activity, ready to be compared with needs."""

    member_id: int
    name: str
    sort_key: str
    refused: tuple[frozenset[str], ...]
    places: frozenset[str]


# Its words, as it was written, whose it is.
_Phrase = tuple[frozenset[str], str, _Skill]


@dataclass(frozen=True)
class _Skills:
    """The activities of a group: phrases by their longest word and by every word, and by CPV branch or under it."""

    stamp: str = ""
    phrases: dict[str, list[_Phrase]] = field(default_factory=dict)
    holding: dict[str, list[_Phrase]] = field(default_factory=dict)
    branches: dict[str, list[tuple[str, _Skill]]] = field(default_factory=dict)
    under: dict[str, list[tuple[str, _Skill]]] = field(default_factory=dict)


def coverage(
    space: Space, notices: Iterable[Notice], interests: Mapping[int, Interest], lots: Iterable[Lot] | None = None
) -> dict[int, NoticeCoverage]:
    """For each notice, its needs and who could take them, by notice id; ``interests`` are what people said.

    One query (two when activities changed), and one for the lots unless they are given.
    """
    listed = {notice.pk: notice for notice in notices}
    skills = _skills_of(space)
    by_notice: dict[int, list[Lot]] = {}
    for lot in Lot.objects.filter(notice_id__in=listed).defer("description") if lots is None else lots:
        by_notice.setdefault(lot.notice_id, []).append(lot)
    return {
        pk: _of_notice(notice, interests.get(pk, NOTHING), by_notice.get(pk, []), skills)
        for pk, notice in listed.items()
    }


def _skills_of(space: Space) -> _Skills:
    """Watched activities of the members who are not at rest. One query, and one more when they changed."""
    place = "person__memberships__"
    awake = {f"{place}space": space, f"{place}state": Membership.State.MEMBER}
    rows = Activity.objects.filter(is_active=True, **awake)
    told = (*FIELDS, f"{place}pk", f"{place}shown_as", "person__name", "person__sort_key")
    # PostgreSQL reads a thousand activities in a millisecond or two; laying them out takes fifty.
    parts = [Coalesce(Cast(name, TextField()), EMPTY) for name in told]
    whole = Concat(*(piece for part in parts for piece in (part, BAR)), output_field=TextField())
    digest = MD5(StringAgg(whole, delimiter=BAR, order_by="pk", output_field=TextField()))
    stamp = str(rows.aggregate(stamp=digest)["stamp"])
    kept = _kept.get(space.pk)
    if kept is None or kept.stamp != stamp:
        kept = _laid_out(stamp, rows.order_by("pk").values_list(*told))
        if len(_kept) >= MOST_GROUPS:
            _kept.clear()
        _kept[space.pk] = kept
    return kept


def _laid_out(stamp: str, rows: Iterable[tuple[Any, ...]]) -> _Skills:
    skills = _Skills(stamp)
    for *said, member_id, shown_as, name, sort_key in rows:
        activity = Activity(**dict(zip(FIELDS, said, strict=True)))
        _lay(skills, activity, member_id, shown_as or name, shown_as.casefold() or sort_key)
    return skills


def _lay(skills: _Skills, activity: Activity, member_id: int, name: str, sort_key: str) -> None:
    skill = _Skill(
        member_id=member_id,
        name=name,
        sort_key=sort_key,
        refused=tuple(words for text in activity.negative_words if (words := _words(text))),
        places=places_of(activity) if activity.is_place_strict else frozenset(),
    )
    for text in dict.fromkeys((*activity.keywords, activity.label)):
        if words := _words(text):
            # The longest word is the rarest as a rule.
            skills.phrases.setdefault(_rarest(words), []).append((words, text, skill))
            for word in words:
                skills.holding.setdefault(word, []).append((words, text, skill))
    for prefix in dict.fromkeys(code.rstrip("0") for code in activity.cpv_prefixes):
        if len(prefix) < GROUP:
            continue
        skills.branches.setdefault(prefix, []).append((prefix, skill))
        for length in range(GROUP, len(prefix)):
            skills.under.setdefault(prefix[:length], []).append((prefix, skill))


def _words(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _rarest(words: frozenset[str]) -> str:
    """The longest word; of two, always the same one."""
    return max(words, key=lambda word: (len(word), word))


def _of_notice(notice: Notice, said: Interest, lots: Sequence[Lot], skills: _Skills) -> NoticeCoverage:
    by_number = {lot.number: lot for lot in lots}
    needs = with_lots(said, lots).needs
    return NoticeCoverage(
        tuple(NeedCoverage(need, _able(notice, need, by_number.get(need.lot_number), skills)) for need in needs)
    )


def _able(notice: Notice, need: NeedView, lot: Lot | None, skills: _Skills) -> tuple[Able, ...]:
    """Members one of whose phrases is whole in the need, or whose trade is the need's own.

    Where a skill is written, the skill alone is compared: a title often names the subject, which many know, where
    the work is something else.
    """
    label = "" if need.is_whole else f"{need.label} {need.skill}"
    words = _words(f"{label} {lot.title if lot else '' if need.skill else notice.title}")
    asked = _words(need.skill)
    told = _by_skill(need.skill, asked, skills) if asked else _by_words(words, _words(label), skills)
    spoke = {voice.member_id for voice in need.voices}
    strong: dict[int, tuple[_Skill, dict[str, None]]] = {}
    partly: dict[int, tuple[_Skill, dict[str, None]]] = {}
    for skill, text, is_whole in told:
        if skill.member_id not in spoke and _accepts(skill, notice, words):
            (strong if is_whole else partly).setdefault(skill.member_id, (skill, {}))[1][text] = None
    codes = () if asked else lot.cpv if lot is not None and lot.cpv else notice.cpv
    trades: dict[str, str] = {}
    for skill, code in _by_trade(codes, skills):
        if skill.member_id not in spoke and skill.member_id not in strong and _accepts(skill, notice, words):
            # Many members share a trade: its words are looked up once.
            partly[skill.member_id] = (skill, {trades.get(code) or trades.setdefault(code, _trade(code)): None})
    found = [*strong.values(), *(pair for member, pair in partly.items() if member not in strong)]
    found.sort(key=lambda pair: (pair[0].sort_key, pair[0].member_id))
    return tuple(
        Able(skill.member_id, skill.name, skill.sort_key, tuple(reasons), skill.member_id in strong)
        for skill, reasons in found
    )


def _by_words(words: frozenset[str], label: frozenset[str], skills: _Skills) -> Iterator[tuple[_Skill, str, bool]]:
    """Phrases that are whole in the need; what nearly any trade says of itself only where the need says no more."""
    for word in words:
        for phrase, text, skill in skills.phrases.get(word, ()):
            if phrase <= words and (phrase == label or not is_vague(text)):
                yield skill, text, True


def _by_skill(name: str, asked: frozenset[str], skills: _Skills) -> Iterator[tuple[_Skill, str, bool]]:
    """Phrases that have the whole skill, and those that are a part of it."""
    for phrase, text, skill in skills.holding.get(_rarest(asked), ()):
        if asked == phrase or (asked < phrase and not is_vague(name)):
            yield skill, text, True
    for word in asked:
        for phrase, text, skill in skills.phrases.get(word, ()):
            if phrase < asked and not is_vague(text):
                yield skill, text, False


def _by_trade(codes: Iterable[str], skills: _Skills) -> Iterator[tuple[_Skill, str]]:
    """Members who named a branch above a code of the need, or under it; with the narrower of both."""
    for code in dict.fromkeys(code.rstrip("0") for code in codes):
        for length in range(GROUP, len(code) + 1):
            yield from ((skill, code) for _prefix, skill in skills.branches.get(code[:length], ()))
        yield from ((skill, prefix) for prefix, skill in skills.under.get(code, ()))


def _accepts(skill: _Skill, notice: Notice, words: frozenset[str]) -> bool:
    """What the member set as a filter holds here too."""
    if any(refused <= words for refused in skill.refused):
        return False
    return not skill.places or not notice.departements or not skill.places.isdisjoint(notice.departements)


def _trade(code: str) -> str:
    return cpv_label(code, (get_language() or "fr")[:2]) or code


def able_around(
    notice: Notice, said: Interest, lots: Sequence[Lot], people: Mapping[int, tuple[str, str]]
) -> NoticeCoverage:
    """The same among people of other groups: (name, sort key) by person id. One query."""
    skills = _Skills()
    rows = Activity.objects.filter(is_active=True, person_id__in=people).order_by("pk")
    for *told, person_id in rows.values_list(*FIELDS, "person_id"):
        activity = Activity(**dict(zip(FIELDS, told, strict=True)))
        _lay(skills, activity, person_id, *people[person_id])
    silent = replace(said, needs=tuple(replace(need, voices=()) for need in said.needs))
    return _of_notice(notice, silent, lots, skills)
