"""A participatory budget: projects with a cost, an amount to share out, and ballots that say who wants what.

Amounts are whole numbers of the smallest part of the currency (cents, or units where a file has only whole amounts).
A ballot is a list of (project number, points); approval is one point. Equal ballots are put together and sorted, so
that no count can depend on the order of the ballots or on how they were grouped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from commun.algo.voting.errors import BadBallot, BadProfile
from commun.algo.voting.profile import Pile, heft

MOST_PROJECTS = 2_000
# Above this, sums of points would no longer be exact in floating point.
MOST_POINTS = 2**52

Choices = tuple[tuple[int, int], ...]
COST, CARDINALITY = "cost", "cardinality"


class Project(NamedTuple):
    """A project: its key in the ballots, what it costs, its name."""

    key: str
    cost: int
    name: str = ""


@dataclass(frozen=True)
class BudgetElection:
    """Projects, an amount and ballots, already checked: use `build` or `pabulib.read`.

    `unit` is one whole unit of the currency (100 where amounts are cents): add-one completion goes by whole units.
    `threshold` is the least number of points with which funding by votes takes a project (1 at least in any case).
    `order` says, best first, which project wins a tie that neither votes nor cost can break.
    """

    projects: tuple[Project, ...]
    budget: int
    piles: tuple[Pile[Choices], ...]
    unit: int = 1
    order: tuple[int, ...] = ()
    threshold: int = 0

    @classmethod
    def build(
        cls,
        projects: Sequence[Project],
        budget: int,
        ballots: Iterable[Pile[Iterable[str] | Mapping[str, int]]],
        *,
        unit: int = 1,
        order: Sequence[str] = (),
        threshold: int = 0,
    ) -> "BudgetElection":
        """Check and put together ballots: names of projects, or points by name (0 says nothing).

        `order` (every key once, best first) breaks the last ties; by default the order of the projects.
        Raises BadProfile (no-options, too-many-options, repeated-name, bad-cost, bad-budget, bad-order) and BadBallot
        (unknown-option, repeated-option, bad-grade, bad-weight).
        """
        place = _places(projects, budget, unit)
        found: list[tuple[Choices, int]] = []
        for pile in ballots:
            if pile.people < 1 or heft(pile) < 0:
                raise BadBallot("bad-weight", people=pile.people, weight=heft(pile))
            found.append((_choices(pile.ballot, place), heft(pile)))
        if order and sorted(order) != sorted(place):
            raise BadProfile("bad-order", order=", ".join(order))
        ranks = tuple(place[key] for key in order)
        return cls(tuple(projects), budget, merged(found), unit, ranks, threshold)

    @cached_property
    def voters(self) -> int:
        """How many voters share the amount; one who named nothing still has a share."""
        return sum(heft(pile) for pile in self.piles)

    def ranks(self) -> list[int]:
        """Return the place of each project in the last order of ties, by project number."""
        ranks = list(range(len(self.projects)))
        for rank, project in enumerate(self.order):
            ranks[project] = rank
        return ranks

    def votes(self) -> list[int]:
        """Return how many voters want each project, by project number."""
        return self._sums(points=False)

    def points(self) -> list[int]:
        """Return how many points each project has, by project number; with approval, its votes."""
        return self._sums(points=True)

    def _sums(self, *, points: bool) -> list[int]:
        sums = [0] * len(self.projects)
        for pile in self.piles:
            weight = heft(pile)
            for project, given in pile.ballot:
                sums[project] += weight * given if points else weight
        return sums

    def key(self, project: int) -> str:
        """Return the key of a project by its number."""
        return self.projects[project].key


def merged(ballots: Iterable[tuple[Choices, int]]) -> tuple[Pile[Choices], ...]:
    """Put equal ballots together and sort them; raises BadProfile where points are beyond exact sums."""
    weights: dict[Choices, int] = {}
    for choices, weight in ballots:
        weights[choices] = weights.get(choices, 0) + weight
    most = max((points for choices in weights for _, points in choices), default=1)
    if most * sum(weights.values()) > MOST_POINTS:
        raise BadProfile("too-many-points", points=most)
    return tuple(Pile(choices, weights[choices], weights[choices]) for choices in sorted(weights))


def _places(projects: Sequence[Project], budget: int, unit: int) -> dict[str, int]:
    if not projects:
        raise BadProfile("no-options")
    if len(projects) > MOST_PROJECTS:
        raise BadProfile("too-many-options", count=len(projects), most=MOST_PROJECTS)
    if not 0 <= budget <= MOST_POINTS or unit < 1:
        raise BadProfile("bad-budget", budget=budget, unit=unit)
    place: dict[str, int] = {}
    for number, project in enumerate(projects):
        if not 0 <= project.cost <= MOST_POINTS:
            raise BadProfile("bad-cost", name=project.key, cost=project.cost)
        if project.key in place:
            raise BadProfile("repeated-name", name=project.key)
        place[project.key] = number
    return place


def _choices(raw: Iterable[str] | Mapping[str, int], place: Mapping[str, int]) -> Choices:
    named = raw.items() if isinstance(raw, Mapping) else ((key, 1) for key in raw)
    found: dict[int, int] = {}
    for key, points in named:
        if key not in place:
            raise BadBallot("unknown-option", option=key)
        if place[key] in found:
            raise BadBallot("repeated-option", option=key)
        if points < 0:
            raise BadBallot("bad-grade", option=key, grade=points)
        found[place[key]] = points
    return tuple(sorted((project, points) for project, points in found.items() if points))
