"""The group's view of notices: which needs have somebody, which could have, which nobody covers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commun.algo.text import stems
from commun.core import scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.people.models import Activity
from commun.tenders.models import Lot, Match, Notice
from commun.tenders.queries.interest import NOTHING, NeedView, interest_of, with_lots

GROUP: Final = 3


@dataclass(frozen=True)
class NeedCoverage:
    """One need: what people said, and the members whose activity fits though they said nothing yet.

    ``able`` are names in alphabetical order, never ranked.
    """

    need: NeedView
    able: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """« said »: somebody carries or contributes; « possible »: somebody could; « nobody »."""
        if self.need.is_covered:
            return "said"
        return "possible" if self.able else "nobody"


@dataclass(frozen=True)
class NoticeCoverage:
    """All needs of one notice."""

    notice_id: int
    needs: tuple[NeedCoverage, ...]

    @property
    def said(self) -> tuple[NeedCoverage, ...]:
        """Needs with somebody."""
        return tuple(one for one in self.needs if one.state == "said")

    @property
    def possible(self) -> tuple[NeedCoverage, ...]:
        """Needs that a member could take."""
        return tuple(one for one in self.needs if one.state == "possible")

    @property
    def nobody(self) -> tuple[NeedCoverage, ...]:
        """Needs that nobody covers."""
        return tuple(one for one in self.needs if one.state == "nobody")


@dataclass(frozen=True)
class _Able:
    """A member's activity, ready to be compared with a need."""

    person_id: int
    name: str
    sort_key: str
    phrases: tuple[frozenset[str], ...]
    refused: tuple[frozenset[str], ...]
    groups: frozenset[str]


def coverage(space: Space, notices: Iterable[Notice]) -> dict[int, NoticeCoverage]:
    """For each notice, its needs and who could take them, by notice id. Four queries."""
    listed = {notice.pk: notice for notice in notices}
    with scope.use(space):
        said = interest_of(listed)
        activities = _activities(space)
    lots: dict[int, list[Lot]] = {}
    for lot in Lot.objects.filter(notice_id__in=listed).defer("description"):
        lots.setdefault(lot.notice_id, []).append(lot)
    matched = _matched(listed, activities)
    return {
        pk: _of_notice(notice, with_lots(said.get(pk, NOTHING), lots.get(pk, [])).needs, lots.get(pk, []), matched[pk])
        for pk, notice in listed.items()
    }


def _activities(space: Space) -> dict[int, _Able]:
    """Activities of the current members, by id."""
    states = (Membership.State.MEMBER, Membership.State.DORMANT)
    people = {
        member.person_id: member for member in Membership.objects.filter(state__in=states).select_related("person")
    }
    return {
        one.pk: _Able(
            person_id=one.person_id,
            name=people[one.person_id].name,
            sort_key=people[one.person_id].person.sort_key,
            phrases=_sets([one.label, *one.keywords]),
            refused=_sets(one.negative_words),
            groups=frozenset(code[:GROUP] for code in one.cpv_prefixes if len(code.rstrip("0")) >= GROUP),
        )
        for one in Activity.objects.filter(person_id__in=people, is_active=True)
    }


def _sets(texts: Iterable[str]) -> tuple[frozenset[str], ...]:
    return tuple(found for text in texts if (found := frozenset(stems(text))))


def _matched(notices: Mapping[int, Notice], activities: Mapping[int, _Able]) -> dict[int, list[_Able]]:
    found: dict[int, list[_Able]] = {pk: [] for pk in notices}
    pairs = Match.objects.filter(notice_id__in=notices, activity_id__in=activities)
    for notice_id, activity_id in pairs.values_list("notice_id", "activity_id"):
        found[notice_id].append(activities[activity_id])
    return found


def _of_notice(
    notice: Notice, needs: Sequence[NeedView], lots: Sequence[Lot], matched: Sequence[_Able]
) -> NoticeCoverage:
    by_number = {lot.number: lot for lot in lots}
    return NoticeCoverage(
        notice.pk,
        tuple(NeedCoverage(need, _able(notice, need, by_number.get(need.lot_number), matched)) for need in needs),
    )


def _able(notice: Notice, need: NeedView, lot: Lot | None, matched: Sequence[_Able]) -> tuple[str, ...]:
    """Members one of whose keywords is whole in the need, or whose trade is the need's own."""
    words = frozenset(stems(" ".join((need.label, lot.title if lot else notice.title))))
    codes = lot.cpv if lot is not None and lot.cpv else notice.cpv
    groups = {code[:GROUP] for code in codes if code[2:3] != "0"}
    able = {
        one.person_id: one
        for one in matched
        if not any(refused <= words for refused in one.refused)
        and (any(phrase <= words for phrase in one.phrases) or not groups.isdisjoint(one.groups))
    }
    return tuple(one.name for one in sorted(able.values(), key=lambda one: one.sort_key))
