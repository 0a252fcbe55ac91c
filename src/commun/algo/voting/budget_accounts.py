"""Who paid what in a budget by equal shares, and why a project was not funded: exact amounts, for a page and as JSON.

The accounts are drawn up again from the prices alone, with whole numbers over one common base and without the floats
of the count: a project that is not paid exactly, or a purse that goes below zero, raises `Unbalanced`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from commun.algo.voting.budget_election import BudgetElection
from commun.algo.voting.budgets import BY_SHARES, Allocation
from commun.algo.voting.profile import heft
from commun.algo.voting.result import Json

UNWANTED, SHORT, NO_ROOM, UNDER_THRESHOLD, STOPPED = "unwanted", "short", "no-room", "under-threshold", "stopped"


class Unbalanced(ArithmeticError):
    """A project is not paid exactly by its supporters: the count or its copy is wrong."""


@dataclass(frozen=True)
class Payers:
    """Voters who paid alike for a project: with so many points each, so many voters, so much each.

    `full` says that they paid the same price for each point as everyone; otherwise they gave all they had left.
    """

    points: int
    voters: int
    amount: Fraction
    full: bool


@dataclass(frozen=True)
class Story:
    """Why a project is funded, or not.

    `outcome` is "shares", "votes" or "reserve" for a project that is funded; otherwise "unwanted" (nobody asked for
    it), "short" (its supporters could not pay it together), "no-room" (it did not fit in what was left),
    "under-threshold" or "stopped" (the rule stopped before it).
    `payers` is empty without shares. `supporters_have` is what its supporters had left together at its purchase, or at
    the end; `missing` what they lacked. `went_to` lists what these same supporters paid for other projects, by project
    number, in order of purchase, and `out_of_reach` is the purchase after which they could no longer pay, None if they
    never could.
    """

    project: int
    outcome: str
    votes: int
    points: int
    price: Fraction | None = None
    payers: tuple[Payers, ...] = ()
    supporters_have: Fraction | None = None
    missing: Fraction | None = None
    went_to: tuple[tuple[int, Fraction], ...] = ()
    out_of_reach: int | None = None

    def as_json(self, election: BudgetElection) -> dict[str, Json]:
        """Return plain JSON: names as the ballots have them, amounts rounded to the smallest part of the currency."""
        project = election.projects[self.project]
        return {
            "project": project.key,
            "name": project.name,
            "cost": project.cost,
            "outcome": self.outcome,
            "votes": self.votes,
            "points": self.points,
            "price": _rounded(self.price),
            "payers": [
                {"points": each.points, "voters": each.voters, "amount": _rounded(each.amount), "full": each.full}
                for each in self.payers
            ],
            "supporters_have": _rounded(self.supporters_have),
            "missing": _rounded(self.missing),
            "went_to": [{"project": election.key(each), "amount": _rounded(amount)} for each, amount in self.went_to],
            "out_of_reach": None if self.out_of_reach is None else election.key(self.out_of_reach),
        }


class Accounts:
    """The purses of one allocation, purchase by purchase; equal shares only, empty for a rule by votes."""

    def __init__(self, allocation: Allocation) -> None:
        """Draw up the accounts; raises Unbalanced if a purchase is not paid exactly."""
        self.allocation = allocation
        self.election = allocation.election
        self.hefts = [heft(pile) for pile in self.election.piles]
        self.votes, self.points = self.election.votes(), self.election.points()
        self.supporters: list[list[tuple[int, int]]] = [[] for _ in self.election.projects]
        for number, pile in enumerate(self.election.piles):
            for project, points in pile.ballot:
                self.supporters[project].append((number, points))
        prices = {each.project: each.price for each in allocation.funded if each.price is not None}
        purse = allocation.purse or Fraction(0)
        self.base = lcm(purse.denominator, *(price.denominator for price in prices.values()))
        self.left = [int(purse * self.base)] * len(self.hefts)
        # By project bought, in order: what each voter of a pile paid, over the base.
        self.paid: dict[int, dict[int, int]] = {}
        self.had: dict[int, int] = {}
        for project, price in prices.items():
            self._pay(project, int(price * self.base))

    def payment(self, pile: int, project: int) -> Fraction:
        """Return what each voter of a pile paid for a project, exactly."""
        return Fraction(self.paid.get(project, {}).get(pile, 0), self.base)

    def purse(self, pile: int) -> Fraction:
        """Return what each voter of a pile has left, exactly."""
        return Fraction(self.left[pile], self.base)

    def story(self, project: int) -> Story:
        """Tell why a project is funded, or not."""
        funded = {each.project: each for each in self.allocation.funded}
        if project not in funded:
            return self._lost(project)
        votes, points = self.votes[project], self.points[project]
        if funded[project].how != BY_SHARES:
            return Story(project, funded[project].how, votes, points)
        return Story(
            project, BY_SHARES, votes, points, funded[project].price, self._payers(project),
            supporters_have=self._amount(self.had[project]), missing=Fraction(0),
        )  # fmt: skip

    def stories(self) -> list[Story]:
        """Tell it of every project, funded ones first in order, then the others by points."""
        first = self.allocation.projects
        others = [each for each in range(len(self.election.projects)) if each not in first]
        return [self.story(each) for each in (*first, *sorted(others, key=lambda each: -self.points[each]))]

    def _pay(self, project: int, price: int) -> None:
        cost = self.election.projects[project].cost * self.base
        paid: dict[int, int] = {}
        self.had[project] = self._together(self.supporters[project])
        for pile, points in self.supporters[project]:
            paid[pile] = min(self.left[pile], price * points)
            self.left[pile] -= paid[pile]
        if sum(amount * self.hefts[pile] for pile, amount in paid.items()) != cost or price < 0:
            raise Unbalanced(self.election.key(project))
        self.paid[project] = paid

    def _together(self, supporters: Sequence[tuple[int, int]]) -> int:
        return sum(self.left[pile] * self.hefts[pile] for pile, _ in supporters)

    def _amount(self, over_base: int) -> Fraction:
        return Fraction(over_base, self.base)

    def _payers(self, project: int) -> tuple[Payers, ...]:
        price = next(each.price for each in self.allocation.funded if each.project == project) or Fraction(0)
        alike: dict[tuple[int, int], int] = {}
        for pile, points in self.supporters[project]:
            amount = self.paid[project][pile]
            alike[points, amount] = alike.get((points, amount), 0) + self.hefts[pile]
        found = [
            Payers(points, voters, self._amount(amount), self._amount(amount) == price * points)
            for (points, amount), voters in alike.items()
        ]
        return tuple(sorted(found, key=lambda each: (not each.full, -each.amount, -each.points)))

    def _lost(self, project: int) -> Story:
        votes, points = self.votes[project], self.points[project]
        if not points:
            return Story(project, UNWANTED, votes, points)
        if self.allocation.purse is None:
            return Story(project, self._lost_by_votes(project), votes, points)
        supporters, cost = self.supporters[project], self.election.projects[project].cost * self.base
        have = self._together(supporters)
        spent = [
            (bought, sum(paid.get(pile, 0) * self.hefts[pile] for pile, _ in supporters))
            for bought, paid in self.paid.items()
        ]
        still, out_of_reach = have + sum(amount for _, amount in spent), None
        for bought, amount in spent:
            if still >= cost > still - amount:
                out_of_reach = bought
            still -= amount
        return Story(
            project, SHORT, votes, points, supporters_have=self._amount(have), missing=self._amount(cost - have),
            went_to=tuple((bought, self._amount(amount)) for bought, amount in spent if amount),
            out_of_reach=out_of_reach,
        )  # fmt: skip

    def _lost_by_votes(self, project: int) -> str:
        if self.points[project] < self.election.threshold:
            return UNDER_THRESHOLD
        return NO_ROOM if self.election.projects[project].cost > self.allocation.left else STOPPED


def _rounded(amount: Fraction | None) -> int | None:
    return None if amount is None else round(amount)
