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

MOST_STEPS = 20_000


@dataclass(frozen=True)
class Raised:
    """The outcome of add-one: the run that counts, how many runs it took, and why it stopped.

    `stopped` is "exhausted" (nothing more fits), "overspent" (the next purse would spend too much) or "unwanted"
    (every project that someone wants is bought).
    """

    shares: Shares
    runs: int
    stopped: str


def add_one(market: Market, *, start: Fraction | None = None) -> Raised:
    """Raise the purses unit by unit; by default from the whole units of the equal purse.

    A start of more than the equal purse is refused (BadProfile "bad-budget"), and so are more than MOST_STEPS raises
    ("too-many-steps"): the unit is then too small for the amounts.
    """
    election = market.election
    purse = whole_purse(election) if start is None else start
    if purse > equal_purse(election):
        raise BadProfile("bad-budget", purse=purse)
    before = market.run(purse)
    for runs in range(1, MOST_STEPS):
        if exhausted(market, before):
            return Raised(before, runs, "exhausted")
        if len(before.purchases) == len(market.supporters):
            return Raised(before, runs, "unwanted")
        after = market.run(before.purse + election.unit)
        if spent(election, after) > election.budget:
            return Raised(before, runs + 1, "overspent")
        before = after
    raise BadProfile("too-many-steps", most=MOST_STEPS, unit=election.unit)


def whole_purse(election: BudgetElection) -> Fraction:
    """Return the equal purse cut to whole units."""
    return Fraction(equal_purse(election) // election.unit * election.unit)


def spent(election: BudgetElection, shares: Shares) -> int:
    """Return what the projects of a run cost together."""
    return sum(election.projects[project].cost for project in shares.projects)


def exhausted(market: Market, shares: Shares) -> bool:
    """Say whether no other project that someone wants fits in what is left."""
    left = market.election.budget - spent(market.election, shares)
    bought = set(shares.projects)
    return all(market.costs[each] > left for each in market.supporters if each not in bought)
