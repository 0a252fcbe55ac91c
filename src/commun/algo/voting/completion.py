"""What to do with the money that equal shares leaves: raise the purses by whole units, then or instead fund by votes.

Add-one: start from the whole units of the equal purse, and give every voter one more unit, and again, until the
projects bought exhaust the amount, or would exceed it (then the outcome before counts). Utilitarian: fund the projects
with most points that still fit. Both are the completions of equalshares.net and of the cities that use the method.
"""

from dataclasses import dataclass
from fractions import Fraction

from commun.algo.voting.budget_election import BudgetElection
from commun.algo.voting.equal_shares import Market, Shares, equal_purse
from commun.algo.voting.errors import BadProfile

MOST_RUNS = 5_000
# A purse of more units than this is raised by tens, hundreds ... of units: a raise stays under a thousandth of it.
FINE_PURSE = 2_000


@dataclass(frozen=True)
class Raised:
    """The outcome of add-one: the run that counts, the step of a raise, how many runs it took, and why it stopped.

    `stopped` is "exhausted" (nothing more fits), "overspent" (the next purse would spend too much) or "unwanted"
    (every project that someone wants is bought).
    """

    shares: Shares
    step: int
    runs: int
    stopped: str


def add_one(market: Market, *, start: Fraction | None = None, step: int | None = None) -> Raised:
    """Raise the purses step by step; by default from the whole steps of the equal purse.

    Without `step`, it is that of `whole_step`, or the first ten times larger one that needs MOST_RUNS runs at most.
    Raises BadProfile: "bad-budget" for a start above the equal purse or a step below one, "too-many-steps" where the
    `step` given needs more runs than that.
    """
    equal = equal_purse(market.election)
    if (step is not None and step < 1) or (start is not None and not 0 <= start <= equal):
        raise BadProfile("bad-budget", purse=start, step=step)
    size = whole_step(market.election) if step is None else step
    while (found := _raise(market, Fraction(equal // size * size) if start is None else start, size)) is None:
        if step is not None:
            raise BadProfile("too-many-steps", most=MOST_RUNS, step=step)
        size *= 10
    return found


def whole_step(election: BudgetElection) -> int:
    """Return one unit; ten, a hundred ... units where the equal purse is worth FINE_PURSE of these or more."""
    step = election.unit
    while equal_purse(election) >= FINE_PURSE * step:
        step *= 10
    return step


def _raise(market: Market, purse: Fraction, step: int) -> Raised | None:
    """Return the outcome, or None after MOST_RUNS runs."""
    election, before = market.election, market.run(purse)
    for runs in range(1, MOST_RUNS):
        if len(before.purchases) == len(market.supporters):
            return Raised(before, step, runs, "unwanted")
        if exhausted(market, before):
            return Raised(before, step, runs, "exhausted")
        after = market.run(before.purse + step * _idle_steps(market, before, step))
        if spent(election, after) > election.budget:
            return Raised(before, step, runs + 1, "overspent")
        before = after
    return None


def _idle_steps(market: Market, before: Shares, step: int) -> int:
    """Return how many steps can be made at once, at least one.

    As long as whole purses cannot pay for any project that is not bought yet, a run buys some of the same projects:
    it neither spends too much nor exhausts the amount, so that only the last such purse needs a run.
    """
    bought = set(before.projects)
    enough = min(Fraction(who.cost) / int(who.heads) for each, who in market.supporters.items() if each not in bought)
    idle = -((before.purse - enough) // step) - 1
    return max(1, idle)


def spent(election: BudgetElection, shares: Shares) -> int:
    """Return what the projects of a run cost together."""
    return sum(election.projects[project].cost for project in shares.projects)


def exhausted(market: Market, shares: Shares) -> bool:
    """Say whether no other project that someone wants fits in what is left."""
    left = market.election.budget - spent(market.election, shares)
    bought = set(shares.projects)
    return all(market.costs[each] > left for each in market.supporters if each not in bought)
