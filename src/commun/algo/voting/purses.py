"""What each pile of equal ballots has left while projects are bought: fast in floats, exact wherever it decides.

Voters of one pile always have the same purse. A purse is either empty or the start less the prices of what its ballot
names among the projects bought, so an exact sum needs only whole counts by project. Floats give certified floors of
prices; a price that is paid, and a comparison too close for floats, are computed with fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm

import numpy as np
from numpy.typing import NDArray

from commun.algo.voting.budget_election import BudgetElection
from commun.algo.voting.profile import heft

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Points = NDArray[np.unsignedinteger]

ROUNDING = 2.0**-52
DOWN = 1 - 8 * ROUNDING


@dataclass(frozen=True, slots=True)
class Supporters:
    """Who wants one project: its piles, their voters and points (None: one each), and the sums."""

    cost: int
    piles: Ints
    voters: Floats
    points: Floats | None
    weights: Floats
    heads: float
    total: float
    slack: float

    def shares(self, price: float) -> Floats | float:
        """Return what each pile's voter pays at this price for one point."""
        return price if self.points is None else self.points * price


def table(election: BudgetElection) -> tuple[Points, Floats]:
    """Return the points of each pile (row) for each project (column), and the voters of each pile."""
    most = max((points for pile in election.piles for _, points in pile.ballot), default=1)
    found = np.zeros((len(election.piles), len(election.projects)), np.min_scalar_type(most))
    sizes = [len(pile.ballot) for pile in election.piles]
    rows = np.repeat(np.arange(len(sizes)), sizes)
    cells = np.array([pair for pile in election.piles for pair in pile.ballot], np.int64).reshape(-1, 2)
    found[rows, cells[:, 0]] = cells[:, 1]
    return found, np.array([heft(pile) for pile in election.piles], float)


def supporters(points: Points, voters: Floats, costs: Sequence[int]) -> dict[int, Supporters]:
    """Return who wants each project that someone wants; the sums are whole numbers, exact in floats."""
    found = {}
    for project, cost in enumerate(costs):
        piles = np.flatnonzero((points[:, project] > 0) & (voters > 0))
        if piles.size:
            heads, given = voters[piles], points[piles, project].astype(float)
            weights = heads * given
            alike = None if (given == 1).all() else given
            slack = (len(piles) + 8) * ROUNDING
            found[project] = Supporters(
                cost, piles, heads, alike, weights, float(heads.sum()), float(weights.sum()), slack
            )
    return found


@dataclass(frozen=True, slots=True)
class Offer:
    """The exact price of one point of a project, and who pays it in full (the others give all they have)."""

    price: Fraction
    keeps: Mask


class Purses:
    """The purses of one run, from `start` (an amount for each voter)."""

    def __init__(self, points: Points, start: Fraction) -> None:
        self.points = points
        self.left: Floats = np.full(len(points), float(start))
        self.empty: Mask = np.zeros(len(points), bool)
        self.bought: list[int] = []
        # The start and the prices are whole numbers over one common base.
        self.base = start.denominator
        self.start = start.numerator
        self.prices: list[int] = []
        self.whole = float(start)
        self.error = 16 * ROUNDING * self.whole

    def floor(self, who: Supporters, known: float) -> float:
        """Return a price that the exact price of one point cannot be below; infinite if they surely cannot pay.

        `known` is such a floor already. Whatever part of the supporters is taken as poor, what they have and an equal
        price for the others bounds the price from below; the loop only looks for a part that bounds it well.
        """
        left = self.left[who.piles]
        money = left * who.voters
        if float(money.sum()) * (1 + who.slack) + self.error * who.heads < who.cost:
            return inf
        price, before = known, 0
        while True:
            poor = left < who.shares(price)
            count = int(np.count_nonzero(poor))
            if count == before:
                return price
            before = count
            rich = who.total - float(np.dot(who.weights, poor))
            if rich <= 0:
                return price
            given = float(np.dot(money, poor)) * (1 + who.slack) + self.error * float(np.dot(who.voters, poor))
            price = max(price, (who.cost - given) * (1 - who.slack) / rich * DOWN)

    def offer(self, who: Supporters, floor: float) -> Offer | None:
        """Return the exact price of one point, or None if the supporters cannot pay; `floor` as `floor` gives it.

        Newton's method on a concave function: the price rises until those who cannot pay it in full are the same.
        """
        left, empty = self.left[who.piles], self.empty[who.piles]
        poor: Mask = left + self.error < who.shares(floor * DOWN)
        while True:
            price = self._price(who, poor, poor & ~empty)
            if price is None:
                return None
            below = self._below(who, left, empty, price)
            if np.array_equal(below, poor):
                return Offer(price, ~below)
            poor = below

    def buy(self, project: int, who: Supporters, offer: Offer) -> None:
        """Take the price from every supporter, as far as each can pay."""
        left = np.maximum(self.left[who.piles] - who.shares(float(offer.price)), 0)
        self.left[who.piles] = np.where(offer.keeps, left, 0)
        self.empty[who.piles[~offer.keeps]] = True
        base = lcm(self.base, offer.price.denominator)
        factor = base // self.base
        self.prices = [each * factor for each in self.prices]
        self.prices.append(offer.price.numerator * (base // offer.price.denominator))
        self.bought.append(project)
        self.start *= factor
        self.base = base
        self.error += 2 * ROUNDING * self.whole

    def _price(self, who: Supporters, poor: Mask, with_money: Mask) -> Fraction | None:
        rich = round(who.total - float(np.dot(who.weights, poor)))
        if rich == 0:
            return None
        voters = who.voters[with_money]
        times = (voters @ self.points[who.piles[with_money]][:, self.bought].astype(float)).tolist()
        spent = sum(int(each) * price for each, price in zip(times, self.prices, strict=True))
        held = round(float(voters.sum())) * self.start - spent
        return Fraction(who.cost * self.base - held, self.base * rich)

    def _below(self, who: Supporters, left: Floats, empty: Mask, price: Fraction) -> Mask:
        """Return who has less than the price, surely."""
        gap = who.shares(float(price)) - left
        below: Mask = (gap > 0) | empty
        unsure = np.flatnonzero((np.abs(gap) <= 2 * self.error) & ~empty)
        given = self.points[who.piles[unsure]][:, self.bought].tolist()
        known: dict[tuple[int, ...], bool] = {}
        for place, paid in zip(unsure.tolist(), given, strict=True):
            pair = (1 if who.points is None else int(who.points[place]), *paid)
            if pair not in known:
                known[pair] = self._cannot_pay(*pair, price=price)
            below[place] = known[pair]
        return below

    def _cannot_pay(self, points: int, *paid: int, price: Fraction) -> bool:
        """Say whether who paid for so many points of each project bought has less than `points` cost, exactly."""
        left = self.start - sum(each * price for each, price in zip(paid, self.prices, strict=True))
        return left * price.denominator < price.numerator * points * self.base
