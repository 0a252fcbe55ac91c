"""The group's view of notices: which needs have somebody, which could have, which nobody covers.

Two routes (R47): what members said, and what their activities say they can do. Nobody is scored nor ranked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.translation import get_language

from commun.algo.text import stems
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


@dataclass(frozen=True)
class Able:
    """A member whose activity fits a need, and why: their own words found in it, or the trade's name."""

    member_id: int
    name: str
    reasons: tuple[str, ...] = ()


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
    phrases: tuple[tuple[str, frozenset[str]], ...]
    refused: tuple[frozenset[str], ...]
    prefixes: tuple[str, ...]
    places: frozenset[str]


@dataclass(frozen=True)
class _Skills:
    """The activities of a group, found by one word of their phrases or by the group of their CPV branches."""

    by_word: Mapping[str, Sequence[_Skill]]
    by_group: Mapping[str, Sequence[_Skill]]


def coverage(
    space: Space, notices: Iterable[Notice], interests: Mapping[int, Interest], lots: Iterable[Lot] | None = None
) -> dict[int, NoticeCoverage]:
    """For each notice, its needs and who could take them, by notice id; ``interests`` are what people said.

    One query, and one for the lots unless they are given.
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
    """Watched activities of the members who are not at rest. One query."""
    place = "person__memberships__"
    awake = {f"{place}space": space, f"{place}state": Membership.State.MEMBER}
    rows = (
        Activity.objects.filter(is_active=True, **awake)
        .order_by("pk")
        .values_list(*FIELDS, f"{place}pk", f"{place}shown_as", "person__name", "person__sort_key")
    )
    by_word: dict[str, list[_Skill]] = {}
    by_group: dict[str, list[_Skill]] = {}
    for *said, member_id, shown_as, name, sort_key in rows:
        activity = Activity(**dict(zip(FIELDS, said, strict=True)))
        skill = _skill(activity, member_id, shown_as or name, shown_as.casefold() or sort_key)
        # Every phrase is found through its longest word, the rarest as a rule.
        for word in {max(words, key=len) for _text, words in skill.phrases}:
            by_word.setdefault(word, []).append(skill)
        for group in {prefix[:GROUP] for prefix in skill.prefixes}:
            by_group.setdefault(group, []).append(skill)
    return _Skills(by_word, by_group)


def _skill(activity: Activity, member_id: int, name: str, sort_key: str) -> _Skill:
    texts = dict.fromkeys(filter(None, (*activity.keywords, activity.label)))
    return _Skill(
        member_id=member_id,
        name=name,
        sort_key=sort_key,
        phrases=tuple((text, words) for text in texts if (words := _words(text))),
        refused=tuple(words for text in activity.negative_words if (words := _words(text))),
        prefixes=tuple(code for text in activity.cpv_prefixes if len(code := text.rstrip("0")) >= GROUP),
        places=places_of(activity) if activity.is_place_strict else frozenset(),
    )


@lru_cache(maxsize=20_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _of_notice(notice: Notice, said: Interest, lots: Sequence[Lot], skills: _Skills) -> NoticeCoverage:
    by_number = {lot.number: lot for lot in lots}
    needs = with_lots(said, lots).needs
    return NoticeCoverage(
        tuple(NeedCoverage(need, _able(notice, need, by_number.get(need.lot_number), skills)) for need in needs)
    )


def _able(notice: Notice, need: NeedView, lot: Lot | None, skills: _Skills) -> tuple[Able, ...]:
    """Members one of whose phrases is whole in the need, or whose trade is the need's own."""
    label = "" if need.is_whole else need.label
    words = frozenset(stems(" ".join((label, lot.title if lot else notice.title))))
    codes = [code.rstrip("0") for code in (lot.cpv if lot is not None and lot.cpv else notice.cpv)]
    codes = [code for code in codes if len(code) >= GROUP]
    spoke = {voice.member_id for voice in need.voices}
    found: dict[int, tuple[_Skill, dict[str, None]]] = {}
    for skill in _candidates(words, codes, skills):
        if skill.member_id in spoke or not _accepts(skill, notice, words):
            continue
        reasons = _reasons(skill, words, codes)
        if reasons:
            found.setdefault(skill.member_id, (skill, {}))[1].update(dict.fromkeys(reasons))
    able = sorted(found.values(), key=lambda pair: (pair[0].sort_key, pair[0].member_id))
    return tuple(Able(skill.member_id, skill.name, tuple(reasons)) for skill, reasons in able)


def _candidates(words: frozenset[str], codes: Sequence[str], skills: _Skills) -> Iterator[_Skill]:
    near = [skills.by_word.get(word, ()) for word in words]
    near += [skills.by_group.get(group, ()) for group in {code[:GROUP] for code in codes}]
    yield from {id(skill): skill for listed in near for skill in listed}.values()


def _accepts(skill: _Skill, notice: Notice, words: frozenset[str]) -> bool:
    """What the member set as a filter holds here too."""
    if any(refused <= words for refused in skill.refused):
        return False
    return not skill.places or not notice.departements or not skill.places.isdisjoint(notice.departements)


def _reasons(skill: _Skill, words: frozenset[str], codes: Sequence[str]) -> list[str]:
    """The phrases found, else the branches of the nomenclature that both name."""
    said = [text for text, phrase in skill.phrases if phrase <= words]
    if said:
        return said
    common = [
        max(prefix, code, key=len)
        for prefix in skill.prefixes
        for code in codes
        if prefix.startswith(code) or code.startswith(prefix)
    ]
    language = (get_language() or "fr")[:2]
    return [label for code in common if (label := cpv_label(code, language))] or common
