"""« Who of us could answer »: for a notice and each of its needs, those whose activities fit, and why.

The ranking is the one that `evaluate_matching` measures on the inverse task (algo.matching.rank_profiles); here it only
draws the line between those who are named and the others: names are alphabetical, no score is shown nor kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from commun.algo.text import is_vague
from commun.core.models import Space
from commun.governance.models import Membership
from commun.people.models import Activity
from commun.tenders.models import Lot, Notice
from commun.tenders.queries.circles import COOPERATIVE, NETWORK, Neighbour, neighbours
from commun.tenders.queries.corpus import key_of, ready_corpus
from commun.tenders.queries.coverage import Able, able_around, coverage
from commun.tenders.queries.fit import wish_of
from commun.tenders.queries.interest import NOTHING, NeedView, interest_of, with_lots

if TYPE_CHECKING:
    from commun.algo.matching import NoticeIndex, Reason

GROUP = 0
# As on the inverse task: those beyond are not named.
NAMED = 10


@dataclass(frozen=True)
class Fitting:
    """Somebody who could: words of theirs that say what they do are in it (strong), or only a trade or a part is."""

    key: int
    name: str
    sort_key: str
    circle: int
    reasons: tuple[str, ...]
    is_strong: bool


@dataclass(frozen=True)
class AbleForNeed:
    """One need: those who said something already, and those who could, strong and possible, alphabetical."""

    need: NeedView
    strong: tuple[Fitting, ...] = ()
    possible: tuple[Fitting, ...] = ()


@dataclass(frozen=True)
class WhoCould:
    """The whole page. ``whole`` is for the notice as it is written; None while notices are being laid out."""

    needs: Sequence[AbleForNeed]
    whole: AbleForNeed | None
    circles: Mapping[int, int] = field(default_factory=dict)


def who_could(space: Space, notice: Notice, *, by_need_only: bool = False) -> WhoCould:
    """Members of the group, and people around who let themselves be found. About twelve queries."""
    lots = list(Lot.objects.filter(notice=notice))
    said = interest_of([notice])
    interest = with_lots(said.get(notice.pk, NOTHING), lots)
    around = neighbours(space)
    ours = coverage(space, [notice], said, lots)[notice.pk]
    theirs = able_around(notice, interest, lots, {one.person_id: (one.name, one.sort_key) for one in around})
    circle_of = {one.person_id: one.circle for one in around}
    near = theirs.able_by_need
    needs = [
        _split(one.need, [*_fitting(one.able, {}), *_fitting(near.get(one.need.key, ()), circle_of)])
        for one in ours.needs
    ]
    whole = NeedView(key="whole", label=notice.title, is_whole=True)
    fitting = None if by_need_only else _ranked(space, notice, around)
    return WhoCould(
        needs,
        None if fitting is None else _split(whole, fitting),
        {c: _count(around, c) for c in (COOPERATIVE, NETWORK)},
    )


def _count(around: Sequence[Neighbour], circle: int) -> int:
    return sum(one.circle == circle for one in around)


def _fitting(able: Sequence[Able], circle_of: Mapping[int, int]) -> list[Fitting]:
    return [
        Fitting(one.member_id, one.name, one.sort_key, circle_of.get(one.member_id, GROUP), one.reasons, one.by_words)
        for one in able
    ]


def _split(need: NeedView, fitting: Sequence[Fitting]) -> AbleForNeed:
    order = sorted(fitting, key=lambda one: (one.circle, one.sort_key, one.key))
    return AbleForNeed(
        need, tuple(one for one in order if one.is_strong), tuple(one for one in order if not one.is_strong)
    )


def _ranked(space: Space, notice: Notice, around: Sequence[Neighbour]) -> list[Fitting] | None:
    """Those whom the matching names first for the notice, in each of both circles; None when it is not ready."""
    corpus = ready_corpus()
    if corpus is None:
        return None
    key = key_of(notice.pk)
    if key not in corpus.index.position:
        return []
    awake = {"person__memberships__space": space, "person__memberships__state": Membership.State.MEMBER}
    names = {
        person: (shown or name, shown.casefold() or sort_key, GROUP, member)
        for person, member, shown, name, sort_key in Membership.objects.filter(
            space=space, state=Membership.State.MEMBER
        ).values_list("person_id", "pk", "shown_as", "person__name", "person__sort_key")
    }
    outside = {one.person_id: (one.name, one.sort_key, one.circle, one.person_id) for one in around}
    inside_rows = list(Activity.objects.filter(is_active=True, **awake).order_by("pk"))
    outside_rows = list(Activity.objects.filter(is_active=True, person_id__in=outside).order_by("pk"))
    return [
        one
        for rows, known in ((inside_rows, names), (outside_rows, outside))
        for one in _best(corpus.index, key, rows, known)
    ]


def _best(
    index: "NoticeIndex", key: str, rows: Sequence[Activity], known: Mapping[int, tuple[str, str, int, int]]
) -> list[Fitting]:
    from commun.algo.matching import rank_profiles

    person_of = {str(one.pk): one.person_id for one in rows}
    ranked = rank_profiles(index, [wish_of(one).profile for one in rows], [key], top=NAMED)[key] if rows else []
    found: dict[int, Fitting] = {}
    for line in ranked:
        reasons = [reason for reason in line.reasons if reason.side in {"terms", "cpv"}]
        person = person_of[line.key]
        if any(gap.side == "negative" for gap in line.gaps):
            continue
        whole = [one.text for one in reasons if one.side == "terms" and one.weight >= 1.0 and not is_vague(one.text)]
        words = whole or [word for one in reasons if (word := _in_common(index, one))]
        # Of two activities of somebody, the first; but words of theirs before a trade.
        if words and (person not in found or (whole and not found[person].is_strong)):
            name, sort_key, circle, pk = known[person]
            found[person] = Fitting(pk, name, sort_key, circle, tuple(dict.fromkeys(words)), bool(whole))
    return list(found.values())


def _in_common(index: "NoticeIndex", reason: "Reason") -> str:
    """A trade by its name, or a word of theirs; nothing for a whole division, nor for a word of nearly any trade."""
    if reason.side == "cpv":
        code = reason.text[:2] + reason.text[2:].rstrip("0")
        return index.label_of(code) if len(code) > 2 else ""
    return "" if is_vague(reason.text) else reason.text
