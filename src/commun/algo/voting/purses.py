"""What each pile of equal ballots has left while projects are bought: fast in floats, exact wherever it decides.

Voters of one pile always have the same purse. A purse is either empty or the start less the prices of what its pile
bought, so piles with one history share one "kind", and an exact sum needs only whole counts by kind. Floats give
certified floors of prices; a price that is paid, and a comparison too close for floats, are computed with fractions.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

EMPTY, FULL = 0, 1
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

    @classmethod
    def of(cls, cost: int, piles: list[int], voters: list[int], points: list[int]) -> "Supporters":
        """Put the lists of one project into arrays; the sums are whole numbers, exact in floats."""
        heads, given = np.array(voters, float), np.array(points, float)
        weights = heads * given
        alike = bool((given == 1).all())
        slack = (len(piles) + 8) * ROUNDING
        return cls(
            cost, np.array(piles, np.int64), heads, None if alike else given, weights,
            float(heads.sum()), float(weights.sum()), slack,
        )  # fmt: skip

    def shares(self, price: float) -> Floats | float:
        """Return what each pile's voter pays at this price for one point."""
        return price if self.points is None else self.points * price


@dataclass(frozen=True, slots=True)
class Offer:
    """The exact price of one point of a project, and who pays it in full (the others give all they have)."""

    price: Fraction
    kinds: Ints
    keeps: Mask


class Purses:
    """The purses of one run, from `start` (an amount for each voter)."""

    def __init__(self, piles: int, start: Fraction) -> None:
        self.kind: Ints = np.full(piles, FULL, np.int64)
        self.left: Floats = np.zeros(64)
        self.left[FULL] = float(start)
        self.paid: Floats = np.zeros((64, 16))
        self.kinds = 2
        # The start and the prices are whole numbers over one common base.
        self.base = start.denominator
        self.start = start.numerator
        self.prices: list[int] = []
        self.error = 16 * ROUNDING * float(start)

    def floor(self, who: Supporters, known: float) -> float:
        """Return a price that the exact price of one point cannot be below; infinite if they surely cannot pay.

        `known` is such a floor already. Whatever part of the supporters is taken as poor, what they have and an equal
        price for the others bounds the price from below; the loop only looks for a part that bounds it well.
        """
        left = self.left[self.kind[who.piles]]
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
        kinds = self.kind[who.piles]
        left = self.left[kinds]
        poor: Mask = left + self.error < who.shares(floor * DOWN)
        while True:
            price = self._price(who, kinds, poor)
            if price is None:
                return None
            below = self._below(who, kinds, left, price)
            if np.array_equal(below, poor):
                return Offer(price, kinds, ~below)
            poor = below

    def buy(self, who: Supporters, offer: Offer) -> None:
        """Take the price from every supporter, as far as each can pay."""
        self._add_price(offer.price)
        piles, kinds, keeps = who.piles, offer.kinds, offer.keeps
        self.kind[piles[~keeps]] = EMPTY
        old = kinds[keeps]
        if not old.size:
            return
        if who.points is None:
            seen = np.zeros(self.kinds, np.int64)
            seen[old] = 1
            parents = np.flatnonzero(seen)
            seen[parents] = np.arange(len(parents))
            which, points = seen[old], np.ones(len(parents))
        else:
            pairs = np.stack((old, who.points[keeps].astype(np.int64)))
            both, which = np.unique(pairs, axis=1, return_inverse=True)
            parents, points = both[0], both[1].astype(float)
        self.kind[piles[keeps]] = which.ravel() + self.kinds
        self._add_kinds(parents, points, float(offer.price))

    def money(self, who: Supporters) -> Fraction:
        """Return exactly what the supporters have left together."""
        return Fraction(self._held(self.kind[who.piles], who.voters), self.base)

    def _price(self, who: Supporters, kinds: Ints, poor: Mask) -> Fraction | None:
        rich = round(who.total - float(np.dot(who.weights, poor)))
        if rich == 0:
            return None
        held = self._held(kinds[poor], who.voters[poor])
        return Fraction(who.cost * self.base - held, self.base * rich)

    def _held(self, kinds: Ints, voters: Floats) -> int:
        """Return what voters of these kinds have together, over the base."""
        counts = np.bincount(kinds, voters, self.kinds)
        counts[EMPTY] = 0
        some = np.flatnonzero(counts)
        bought = len(self.prices)
        times = (counts[some] @ self.paid[some, :bought]).tolist()
        spent = sum(int(each) * price for each, price in zip(times, self.prices, strict=True))
        return round(float(counts.sum())) * self.start - spent

    def _below(self, who: Supporters, kinds: Ints, left: Floats, price: Fraction) -> Mask:
        """Return who has less than the price, surely."""
        gap = who.shares(float(price)) - left
        below: Mask = (gap > 0) | (kinds == EMPTY)
        unsure = np.flatnonzero((np.abs(gap) <= 2 * self.error) & (kinds != EMPTY))
        known: dict[tuple[int, int], bool] = {}
        for place in unsure.tolist():
            pair = (int(kinds[place]), 1 if who.points is None else int(who.points[place]))
            if pair not in known:
                known[pair] = self._cannot_pay(*pair, price)
            below[place] = known[pair]
        return below

    def _cannot_pay(self, kind: int, points: int, price: Fraction) -> bool:
        """Say whether a purse of this kind has less than the price of so many points, exactly."""
        times = self.paid[kind, : len(self.prices)].tolist()
        left = self.start - sum(int(each) * paid for each, paid in zip(times, self.prices, strict=True))
        return left * price.denominator < price.numerator * points * self.base

    def _add_price(self, price: Fraction) -> None:
        base = lcm(self.base, price.denominator)
        factor = base // self.base
        self.prices = [each * factor for each in self.prices]
        self.prices.append(price.numerator * (base // price.denominator))
        self.start *= factor
        self.base = base
        self.error += 2 * ROUNDING * float(self.left[FULL])
        if len(self.prices) > self.paid.shape[1]:
            self.paid = np.hstack((self.paid, np.zeros_like(self.paid)))

    def _add_kinds(self, parents: Ints, points: Floats, price: float) -> None:
        first, last = self.kinds, self.kinds + len(parents)
        while last > len(self.left):
            self.left = np.concatenate((self.left, np.zeros_like(self.left)))
            self.paid = np.vstack((self.paid, np.zeros_like(self.paid)))
        self.left[first:last] = np.maximum(self.left[parents] - points * price, 0)
        self.paid[first:last] = self.paid[parents]
        self.paid[first:last, len(self.prices) - 1] = points
        self.kinds = last
