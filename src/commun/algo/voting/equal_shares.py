"""The method of equal shares: every voter gets the same purse, and pays only for projects they asked for.

Again and again, the project whose supporters pay least for what it brings them is bought, as long as its supporters
can pay it; all pay the same for one point, or all they have left. The outcome is that of exact fractions: floats only
skip projects whose price is certainly too high. Source: Peters, Pierczynski and Skowron, "Proportional participatory
budgeting with additive utilities", NeurIPS 2021; docs/algorithms/budgets.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import inf
from typing import TYPE_CHECKING

from commun.algo.voting.budget_election import CARDINALITY, COST, BudgetElection
from commun.algo.voting.errors import BadProfile

if TYPE_CHECKING:
    from commun.algo.voting.purses import Offer, Purses

# A key that goes down and up through floats stays on its side of the exact value.
BELOW, ABOVE = 1 - 2.0**-48, 1 + 2.0**-48


@dataclass(frozen=True, slots=True)
class Purchase:
    """One project bought with the purses: the price of one point, and the projects that were exactly as good."""

    project: int
    price: Fraction
    tied: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shares:
    """What one run bought, in order, from a purse of `purse` for each voter."""

    purse: Fraction
    purchases: tuple[Purchase, ...]

    @property
    def projects(self) -> tuple[int, ...]:
        """The projects bought, in order."""
        return tuple(each.project for each in self.purchases)


class Market:
    """An election made ready for many runs of equal shares with other purses."""

    def __init__(self, election: BudgetElection, satisfaction: str = COST) -> None:
        """Prepare the supporters of each project; raises BadProfile for an unknown satisfaction.

        With "cost" a point of a project is worth its cost, so that a project is ranked by how many voters pay for it;
        with "cardinality" a point is worth one, whatever the project costs.
        """
        from commun.algo.voting.purses import supporters, table

        if satisfaction not in (COST, CARDINALITY):
            raise BadProfile("unknown-satisfaction", satisfaction=satisfaction)
        self.election = election
        self.costs = [project.cost for project in election.projects]
        self.worth = [cost if satisfaction == COST else 1 for cost in self.costs]
        self.votes = election.votes()
        ranks = election.ranks()
        self.preference = [(-self.votes[each], self.costs[each], ranks[each]) for each in range(len(self.costs))]
        self.points, voters = table(election)
        self.supporters = supporters(self.points, voters, self.costs)

    def run(self, purse: Fraction) -> Shares:
        """Buy until nobody can pay for anything more; `purse` is what each voter starts with."""
        from commun.algo.voting.purses import Purses

        free = [each for each, who in self.supporters.items() if not who.cost]
        bought = [Purchase(each, Fraction(0)) for each in sorted(free, key=self.preference.__getitem__)]
        run = _Run(self, Purses(self.points, purse))
        while (purchase := run.buy_next()) is not None:
            bought.append(purchase)
        return Shares(purse, tuple(bought))


def equal_purse(election: BudgetElection) -> Fraction:
    """Return the amount divided by the voters, exactly."""
    return Fraction(election.budget, election.voters) if election.voters else Fraction(0)


@dataclass(slots=True)
class _Run:
    """The projects still in question, by a floor of their price per worth that only rises."""

    market: Market
    purses: Purses
    floors: dict[int, float] = field(default_factory=dict)
    heap: list[tuple[float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for project, who in self.market.supporters.items():
            if who.cost:
                self.floors[project] = who.cost / who.total * BELOW
                self.heap.append((self._key(project), project))
        heapify(self.heap)

    def _key(self, project: int) -> float:
        return self.floors[project] / self.market.worth[project] * BELOW

    def buy_next(self) -> Purchase | None:
        """Buy the best project that can be paid, or return None."""
        best: Fraction | None = None
        offers: dict[int, tuple[Fraction, Offer]] = {}
        fresh: set[int] = set()
        limit = inf
        while self.heap and self.heap[0][0] <= limit:
            _, project = heappop(self.heap)
            if project not in fresh:
                fresh.add(project)
                self._look_again(project)
                continue
            found = self.purses.offer(self.market.supporters[project], self.floors[project])
            if found is None:
                continue
            key = found.price / self.market.worth[project]
            offers[project] = (key, found)
            if best is None or key < best:
                best, limit = key, float(key) * ABOVE
        if best is None:
            return None
        tied = sorted((each for each in offers if offers[each][0] == best), key=self.market.preference.__getitem__)
        self._keep_others(offers, tied[0])
        bought = offers[tied[0]][1]
        self.purses.buy(tied[0], self.market.supporters[tied[0]], bought)
        return Purchase(tied[0], bought.price, tuple(tied) if len(tied) > 1 else ())

    def _look_again(self, project: int) -> None:
        floor = self.purses.floor(self.market.supporters[project], self.floors[project])
        if floor < inf:
            self.floors[project] = floor
            heappush(self.heap, (self._key(project), project))

    def _keep_others(self, offers: dict[int, tuple[Fraction, Offer]], winner: int) -> None:
        for project, (_, offer) in offers.items():
            if project != winner:
                self.floors[project] = float(offer.price) * BELOW
                heappush(self.heap, (self._key(project), project))
