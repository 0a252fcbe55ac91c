"""The rules by name, as `./commun manage count --rule NAME` and the pages know them.

A rule is called with a parsed election (see `readers`), a number of seats and the seed of its lots ("" where no lot
may be drawn: ties are then left open), and returns a `Result`; it raises `BadProfile("wrong-ballots")` on ballots of
another kind. To add one: write it in a module of this package (importing `Result` from `result`, never from here),
then add its line below.
"""

from collections.abc import Callable
from typing import Any

from commun.algo.voting import budgets, totals
from commun.algo.voting.budget_election import BudgetElection
from commun.algo.voting.condorcet import ranked_pairs, schulze
from commun.algo.voting.errors import BadProfile
from commun.algo.voting.judgment import judged, majority_judgment
from commun.algo.voting.lots import DRAW, Settled, settle
from commun.algo.voting.profile import Approvals, Graded, Pile, Profile, Ranked, checked_seats
from commun.algo.voting.result import Result, grouped
from commun.algo.voting.runoff import irv
from commun.algo.voting.sheets import Tallies
from commun.algo.voting.stv import scottish_stv

Rule = Callable[[Any, int, str], Result]


def count(name: str, election: object, seats: int = 1, seed: str = "") -> Result:
    """Count an election by the rule of that name; raises BadProfile for a rule that is not there."""
    if name not in RULES:
        raise BadProfile("unknown-rule", rule=name)
    return RULES[name](election, seats, seed)


def both_totals(name: str, election: Profile[Any], seats: int = 1, seed: str = "") -> tuple[Result, Result]:
    """Count one voice per person, then with the weights: the two results to show side by side."""
    return count(name, election.per_person(), seats, seed), count(name, election, seats, seed)


def decided(
    name: str, election: object, seats: int = 1, *, tie_rule: str, seed: str = "", status_quo: str | None = None
) -> Settled:
    """Count, then apply the tie rule chosen before the opening; a draw also decides the lots inside the count."""
    result = count(name, election, seats, seed if tie_rule == DRAW else "")
    return settle(result, tie_rule, seed=seed, status_quo=status_quo)


def _plain(name: str, rule: Callable[[Any, int], Result], *kinds: type[Profile[Any]]) -> Rule:
    """Make a rule without lots refuse ballots of another kind."""

    def call(election: Any, seats: int, seed: str) -> Result:
        return rule(_checked(name, election, *kinds), seats)

    return call


def _money(name: str) -> Rule:
    """Make a rule of budgets, whose seats are as many as the amount pays for."""

    def call(election: Any, seats: int, seed: str) -> Result:
        return budgets.count(name, election, seed)

    return call


def _irv(election: Any, seats: int, seed: str) -> Result:
    profile = _checked("irv", election, Ranked)
    checked_seats(seats, profile.options)
    if seats != 1:
        raise BadProfile("one-seat", rule="irv", seats=seats)
    return irv(profile, seed)


def _stv(election: Any, seats: int, seed: str) -> Result:
    return scottish_stv(_checked("scottish-stv", election, Ranked), seats, seed)


def _judgment(election: Any, seats: int, seed: str) -> Result:
    if isinstance(election, Tallies):
        tallies = dict(zip(election.options, election.grades, strict=True))
        return judged(tallies, seats, labels=election.labels, people=election.people)
    return majority_judgment(_checked("majority-judgment", election, Graded), seats)


def _checked(name: str, election: Any, *kinds: type[Profile[Any]]) -> Any:
    """Return the ballots as the rule wants them; those of a budget say all of it: who, how much, in which order."""
    if isinstance(election, BudgetElection):
        return from_budget(election, kinds[0])
    if not isinstance(election, kinds):
        raise BadProfile("wrong-ballots", rule=name, needs=" or ".join(kind.__name__.lower() for kind in kinds))
    return election


def from_budget(election: BudgetElection, kind: type[Profile[Any]]) -> Profile[Any]:
    """Return the ballots of a budget as approvals, ranks (most points first) or grades (points)."""
    names = [project.key for project in election.projects]
    people = [(pile, {names[project]: points for project, points in pile.ballot}) for pile in election.piles]
    if kind is Approvals:
        return Approvals.build(names, [Pile(list(given), pile.people, pile.weight) for pile, given in people])
    if kind is Ranked:
        return Ranked.build(names, [Pile(grouped(given, given), pile.people, pile.weight) for pile, given in people])
    most = max((points for _, given in people for points in given.values()), default=0)
    piles = [Pile({**given}, pile.people, pile.weight) for pile, given in people]
    return Graded.build(names, piles, scale=(0, most))


RULES: dict[str, Rule] = {
    "plurality": _plain("plurality", totals.plurality, Approvals, Ranked),
    "approval": _plain("approval", totals.approval, Approvals, Ranked),
    "score": _plain("score", totals.score, Graded),
    "resistance": _plain("resistance", totals.resistance, Graded),
    "dots": _plain("dots", totals.dots, Graded),
    "quadratic": _plain("quadratic", totals.quadratic, Graded),
    "majority-judgment": _judgment,
    "irv": _irv,
    "schulze": _plain("schulze", schulze, Ranked),
    "ranked-pairs": _plain("ranked-pairs", ranked_pairs, Ranked),
    "scottish-stv": _stv,
    **{name: _money(name) for name in budgets.RULES},
}
