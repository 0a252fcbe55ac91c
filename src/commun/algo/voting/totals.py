"""Rules that add up: plurality, approval, score, resistance, dots and quadratic credits.

Exact sums; nobody is elected when no voice was given at all.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from commun.algo.voting.errors import BadBallot, BadProfile
from commun.algo.voting.profile import Approvals, Graded, Profile, Ranked, checked_seats, heft
from commun.algo.voting.result import Amount, Result, Round, first_seats, grouped, in_order

PLURALITY, APPROVAL, SCORE, RESISTANCE = "plurality/1", "approval/1", "score/1", "resistance/1"
DOTS, QUADRATIC = "dots/1", "quadratic/1"


def plurality(profile: Ranked | Approvals, seats: int = 1) -> Result:
    """One voice a ballot: its first rank, shared equally when several options stand there.

    A ballot that names nothing is blank: it counts in the turnout. Raises BadBallot when a ballot without ranks names
    more than one option.
    """
    counts: dict[str, Amount] = dict.fromkeys(profile.options, 0)
    blank = 0
    for ballot, weight in _firsts(profile):
        if not ballot:
            blank += weight
            continue
        share = weight if len(ballot) == 1 else Fraction(weight, len(ballot))
        for option in ballot:
            counts[option] += share
    return _by_total(PLURALITY, profile, seats, counts, facts=(("blank", blank),))


def approval(profile: Approvals | Ranked, seats: int = 1) -> Result:
    """One voice to each option that a ballot names; the most approved win.

    Ranked ballots of at most two ranks are read as approvals of their first rank (PrefLib writes approvals so);
    raises BadProfile("wrong-ballots") on finer ones.
    """
    counts: dict[str, Amount] = dict.fromkeys(profile.options, 0)
    if isinstance(profile, Ranked) and any(len(pile.ballot) > 2 for pile in profile.piles):
        raise BadProfile("wrong-ballots", rule=APPROVAL, needs="approvals")
    for ballot, weight in _chosen(profile):
        for option in ballot:
            counts[option] += weight
    return _by_total(APPROVAL, profile, seats, counts)


def score(profile: Graded, seats: int = 1) -> Result:
    """Add the grades: the highest total wins; an option left without grade gets the lowest one."""
    return _by_total(SCORE, profile, seats, _sums(profile))


def resistance(profile: Graded, seats: int = 1) -> Result:
    """Add the resistances: the lowest total wins; nothing said is no resistance (the lowest grade)."""
    return _by_total(RESISTANCE, profile, seats, _sums(profile), lowest_first=True)


def dots(profile: Graded, seats: int = 1, *, budget: int | None = None) -> Result:
    """Add the dots; raises BadBallot("over-budget") on a ballot that lays more dots than its budget."""
    _checked_budget(profile, budget, sum)
    return _by_total(DOTS, profile, seats, _sums(profile), facts=_budget_fact(budget))


def quadratic(profile: Graded, seats: int = 1, *, budget: int | None = None) -> Result:
    """Add the voices, each option costing the square of its voices; raises BadBallot("over-budget")."""
    _checked_budget(profile, budget, lambda points: sum(each * each for each in points))
    return _by_total(QUADRATIC, profile, seats, _sums(profile), facts=_budget_fact(budget))


def _checked_budget(profile: Graded, budget: int | None, cost: Callable[[Sequence[int]], int]) -> None:
    if budget is None:
        return
    for pile in profile.piles:
        spent = cost([points or 0 for points in pile.ballot])
        if spent > budget:
            raise BadBallot("over-budget", spent=spent, budget=budget)


def _budget_fact(budget: int | None) -> tuple[tuple[str, int], ...]:
    return () if budget is None else (("budget", budget),)


def _firsts(profile: Ranked | Approvals) -> Iterable[tuple[Sequence[str], int]]:
    for pile in profile.piles:
        if isinstance(profile, Approvals) and len(pile.ballot) > 1:
            raise BadBallot("too-many-choices", chosen=len(pile.ballot), most=1)
    return _chosen(profile)


def _chosen(profile: Ranked | Approvals) -> Iterable[tuple[Sequence[str], int]]:
    if isinstance(profile, Approvals):
        return [(pile.ballot, heft(pile)) for pile in profile.piles]
    return [(pile.ballot[0] if pile.ballot else (), heft(pile)) for pile in profile.piles]


def _sums(profile: Graded) -> dict[str, Amount]:
    totals = [0] * len(profile.options)
    for pile in profile.piles:
        weight = heft(pile)
        for place, grade in enumerate(pile.ballot):
            totals[place] += weight * (profile.lowest if grade is None else grade)
    return dict(zip(profile.options, totals, strict=True))


def _by_total(
    rule: str,
    profile: Profile[Any],
    seats: int,
    counts: dict[str, Amount],
    *,
    lowest_first: bool = False,
    facts: tuple[tuple[str, Amount], ...] = (),
) -> Result:
    checked_seats(seats, profile.options)
    people, weight = profile.people, profile.weight
    groups = tuple(grouped(profile.options, counts, lowest_first=lowest_first))
    winners, ties = first_seats(groups, seats) if weight else ((), ())
    heard = Round("count", (), in_order(profile.options, counts), facts, winners)
    return Result(rule, seats, winners, ties, (heard,), groups, people=people, weight=weight)
