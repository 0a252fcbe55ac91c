"""Participatory budgets: which projects an amount pays for, by named rules, each with its version in the result.

`allocate` counts by one rule; `budget_accounts` then tells who paid what, and why not this one. Rules: greedy (with
the threshold of the election), greedy-no-skip, greedy-reserve, equal-shares, equal-shares-add1, and both equal shares
with a utilitarian completion. See docs/algorithms/budgets.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from commun.algo.voting.budget_election import COST, BudgetElection
from commun.algo.voting.completion import add_one
from commun.algo.voting.equal_shares import Market, Purchase, equal_purse
from commun.algo.voting.errors import BadProfile
from commun.algo.voting.greedy import NO_SKIP, RESERVE, SKIP, greedy
from commun.algo.voting.lots import drawn
from commun.algo.voting.result import Amount, Result, Round, whole

VERSION = 1
# Python refuses to write whole numbers of more than 4,300 digits, which is some 14,000 bits.
MOST_BITS = 10_000
BY_SHARES, BY_VOTES, BY_RESERVE = "shares", "votes", "reserve"


@dataclass(frozen=True)
class Funded:
    """A project that is funded: how ("shares", "votes" or "reserve"), and, by shares, the price of one point.

    `tied` holds the projects that were exactly as good at that moment, this one included, first the one preferred.
    """

    project: int
    how: str
    price: Fraction | None = None
    tied: tuple[int, ...] = ()


@dataclass(frozen=True)
class Allocation:
    """What an amount pays for by one rule, in order.

    `purse` is what each voter had at the start of the run that counts (None for a rule by votes); `step`, `runs` and
    `stopped` are those of add-one (see `completion.Raised`). `ties` are the groups of equal projects that cost or the
    last order has separated: at least one of them is not funded.
    """

    rule: str
    election: BudgetElection
    funded: tuple[Funded, ...]
    ties: tuple[tuple[int, ...], ...] = ()
    satisfaction: str = ""
    purse: Fraction | None = None
    step: int = 0
    runs: int = 1
    stopped: str = ""
    seed: str = ""

    @property
    def projects(self) -> tuple[int, ...]:
        """The numbers of the projects funded, in order."""
        return tuple(each.project for each in self.funded)

    @property
    def spent(self) -> int:
        """What the amount pays, without the part of a project that a reserve pays."""
        costs = self.election.projects
        fixed = sum(costs[each.project].cost for each in self.funded if each.how != BY_RESERVE)
        shared = any(each.how == BY_RESERVE for each in self.funded)
        return self.election.budget if shared else fixed

    @property
    def left(self) -> int:
        """What the amount does not pay."""
        return self.election.budget - self.spent

    def result(self) -> Result:
        """Return the outcome as every count of this package gives it: one round for each project funded."""
        key = self.election.key
        return Result(
            rule=self.rule,
            seats=len(self.funded),
            winners=tuple(key(each) for each in self.projects),
            ties=tuple(tuple(key(each) for each in group) for group in self.ties),
            rounds=(self._opening(), *(self._round(each) for each in self.funded)),
            people=sum(pile.people for pile in self.election.piles),
            weight=self.election.voters,
            seed=self.seed,
        )

    def _opening(self) -> Round:
        election = self.election
        facts: list[tuple[str, Amount | str]] = [("budget", election.budget), ("voters", election.voters)]
        if self.purse is None:
            facts.append(("threshold", election.threshold))
        else:
            facts += [("satisfaction", self.satisfaction), ("purse", whole(self.purse))]
        if self.step:
            facts += [("step", self.step), ("runs", self.runs), ("stopped", self.stopped)]
        points = zip(election.projects, election.points(), strict=True)
        return Round("count", counts=tuple((project.key, each) for project, each in points), facts=tuple(facts))

    def _round(self, funded: Funded) -> Round:
        key = self.election.key
        facts: list[tuple[str, Amount | str]] = [
            ("how", funded.how),
            ("cost", self.election.projects[funded.project].cost),
        ]
        if funded.price is not None:
            facts.append(("price", _written(funded.price)))
        if funded.tied:
            facts.append(("tied", ", ".join(key(each) for each in funded.tied)))
        return Round("fund", (key(funded.project),), facts=tuple(facts), elected=(key(funded.project),))


def allocate(
    rule: str, election: BudgetElection, *, satisfaction: str = COST, step: int | None = None, seed: str = ""
) -> Allocation:
    """Share out the amount of an election by the rule of that name.

    `satisfaction` (equal shares only) is "cost" or "cardinality"; `step` is how much add-one raises each purse, by
    default `completion.whole_step`; a public `seed` puts the last order of ties in the hands of a lot (see `lots`).
    Raises BadProfile (unknown-rule, unknown-satisfaction, bad-budget, too-many-steps).
    """
    if rule not in RULES:
        raise BadProfile("unknown-rule", rule=rule)
    if seed:
        place = {project.key: number for number, project in enumerate(election.projects)}
        election = replace(election, order=tuple(place[key] for key in drawn(place, seed)))
    found = RULES[rule](election, satisfaction, step)
    return replace(found, rule=f"{rule}/{VERSION}", seed=seed)


def count(rule: str, election: object, seed: str = "") -> Result:
    """Count for `./commun manage count`; raises BadProfile("wrong-ballots") for what is not a budget."""
    if not isinstance(election, BudgetElection):
        raise BadProfile("wrong-ballots", rule=rule, needs="budget")
    return allocate(rule, election, seed=seed).result()


def _by_votes(election: BudgetElection, variant: str) -> Allocation:
    found = greedy(election, variant)
    funded = (Funded(each, BY_RESERVE if each == found.reserve else BY_VOTES) for each in found.projects)
    return Allocation("", election, tuple(funded), found.ties)


def _by_shares(election: BudgetElection, satisfaction: str, step: int | None, raised: bool) -> Allocation:
    market = Market(election, satisfaction)
    if not raised:
        shares = market.run(equal_purse(election))
        bought, ties = _bought(shares.purchases)
        return Allocation("", election, bought, ties, satisfaction, shares.purse)
    found = add_one(market, step=step)
    bought, ties = _bought(found.shares.purchases)
    return Allocation(
        "", election, bought, ties, satisfaction, found.shares.purse, found.step, found.runs, found.stopped
    )


def _bought(purchases: tuple[Purchase, ...]) -> tuple[tuple[Funded, ...], tuple[tuple[int, ...], ...]]:
    """Return the purchases, and the ties of which not all were bought in the end."""
    won = {each.project for each in purchases}
    ties = dict.fromkeys(each.tied for each in purchases if not won.issuperset(each.tied))
    return tuple(Funded(each.project, BY_SHARES, each.price, each.tied) for each in purchases), tuple(ties)


def _written(price: Fraction) -> Amount | str:
    """Return the exact price, or a rounded one where it has more digits than Python writes; both can be recounted."""
    return whole(price) if price.denominator.bit_length() < MOST_BITS else f"~{float(price):.9g}"


def _completed(found: Allocation) -> Allocation:
    """Fund by votes with what equal shares left, whatever the threshold of the election."""
    more = greedy(replace(found.election, threshold=0), SKIP, funded=found.projects)
    by_votes = (Funded(each, BY_VOTES) for each in more.projects[len(found.funded) :])
    return replace(found, funded=(*found.funded, *by_votes), ties=(*found.ties, *more.ties))


RULES: dict[str, Callable[[BudgetElection, str, int | None], Allocation]] = {
    "greedy": lambda election, satisfaction, step: _by_votes(election, SKIP),
    "greedy-threshold": lambda election, satisfaction, step: _by_votes(election, SKIP),
    "greedy-no-skip": lambda election, satisfaction, step: _by_votes(election, NO_SKIP),
    "greedy-reserve": lambda election, satisfaction, step: _by_votes(election, RESERVE),
    "equal-shares": lambda election, satisfaction, step: _by_shares(election, satisfaction, step, raised=False),
    "equal-shares-add1": lambda election, satisfaction, step: _by_shares(election, satisfaction, step, raised=True),
    "equal-shares-utilitarian": lambda election, satisfaction, step: _completed(
        _by_shares(election, satisfaction, step, raised=False)
    ),
    "equal-shares-add1-utilitarian": lambda election, satisfaction, step: _completed(
        _by_shares(election, satisfaction, step, raised=True)
    ),
}
