"""Funding by votes alone, as most cities do: most points first, each project if it still fits.

Variants seen in real rules: "no-skip" stops at the first project that does not fit; "reserve" does so too, but still
funds that project where what is left covers four fifths of it (the rest comes from elsewhere). All leave out projects
under the threshold of the election. Equal points: the cheaper project first, then the order of the election.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from commun.algo.voting.budget_election import BudgetElection

SKIP, NO_SKIP, RESERVE = "skip", "no-skip", "reserve"
# Poznan: a project is completed from the reserve of the city where at least this part of it is left.
RESERVE_PART = (4, 5)


@dataclass(frozen=True)
class Greedy:
    """The projects funded in order, and the ties that cost or the last order has decided.

    Each tie is a group of equal points of which one is not funded although it would have fitted if it had come first.
    `reserve` is the project that is completed from elsewhere, if any.
    """

    projects: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...]
    reserve: int | None = None


def greedy(election: BudgetElection, variant: str = SKIP, *, funded: Sequence[int] = ()) -> Greedy:
    """Fund by points until nothing fits; `funded` projects are there already, as in a utilitarian completion."""
    points, ranks = election.points(), election.ranks()
    costs = [project.cost for project in election.projects]
    fit = [each for each in range(len(costs)) if each not in funded and points[each] >= max(1, election.threshold)]
    queue = sorted(fit, key=lambda each: (-points[each], costs[each], ranks[each]))
    left = election.budget - sum(costs[each] for each in funded)
    chosen, ties = list(funded), []
    for _, alike in groupby(queue, key=points.__getitem__):
        group = tuple(alike)
        taken, over = _take(group, costs, left)
        chosen += taken
        if any(each not in taken and costs[each] <= left for each in group):
            ties.append(group)
        left -= sum(costs[each] for each in taken)
        if over is not None and variant != SKIP:
            enough = variant == RESERVE and left * RESERVE_PART[1] >= costs[over] * RESERVE_PART[0]
            return Greedy((*chosen, over) if enough else tuple(chosen), tuple(ties), over if enough else None)
    return Greedy(tuple(chosen), tuple(ties))


def _take(group: Sequence[int], costs: Sequence[int], left: int) -> tuple[list[int], int | None]:
    """Return the projects of a group that fit, and the first that does not, if any; the others cost as much or more."""
    taken: list[int] = []
    for each in group:
        if costs[each] > left:
            return taken, each
        taken.append(each)
        left -= costs[each]
    return taken, None
