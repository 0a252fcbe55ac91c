"""The best teams, proven, one step of the score after the other, each at some distance from those before."""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final

from commun.algo.team.baselines import greedy
from commun.algo.team.pool import TEAMS, lay_out
from commun.algo.team.programme import STEPS, Line, Programme
from commun.algo.team.reading import read
from commun.algo.team.reduction import useful
from commun.algo.team.solver import Solver
from commun.algo.team.types import Composition, Problem
from commun.algo.team.weighing import Weighed, weigh

# Two teams differ by two people at least: one who leaves and one who comes, or two of either.
DISTANCE: Final = 2
HALF: Final = 0.5
HAIR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds allowed: for the first team, and for all of them."""

    first: float = 10.0
    whole: float = 30.0


USUAL: Final = Limits()


@dataclass(frozen=True, slots=True)
class _Found:
    team: Weighed
    is_proven: bool


def compose(problem: Problem, team: Sequence[str]) -> Composition:
    """A team that people chose by hand: what it covers, what is missing, what it breaks.

    Raises KeyError for somebody who is not a candidate.
    """
    pool = lay_out(problem)
    return read(pool, weigh(pool, team), is_proven=False, method="hand")


def propose(
    problem: Problem, count: int = TEAMS, limits: Limits = USUAL, solver_of: Callable[[float], Solver] = Solver
) -> Generator[Composition, None, bool]:
    """The best team, then the best of those at two people from all before it, up to ``count``, as they are found.

    Nobody comes into one without something to do, unless they can do nothing of it and bring what would be lacking; who
    is fixed is in all of them. None when there is nobody to choose from; one of no people, with all that is missing,
    when nobody can take anything. A team that could not be proven best in the time allowed says so; when the solver
    gave nothing, the first one is the greedy answer. ``solver_of`` makes the solver from the seconds it has. Returns
    whether it is proven that no other exists.
    """
    pool = lay_out(problem)
    if not pool.people:
        return True
    kept = set(useful(pool))
    if not kept:
        yield read(pool, weigh(pool, ()), is_proven=True, method="exact")
        return True
    first = greedy(pool, pool.fixed)
    begin = time.monotonic()
    given: list[Weighed] = []
    with solver_of(limits.whole) as solver:
        # Nobody who could be in one of the teams is left out; whom the greedy answer took stays, to start from.
        programme = Programme(pool, [key for key in pool.people if key in kept.union(first.people)])
        while len(given) < count:
            until = begin + (limits.whole if given else limits.first)
            found = _best(programme, solver, first if first.people and not given else None, until)
            if isinstance(found, bool):
                if given:
                    return found
                break
            given.append(found.team)
            programme.keep_apart(found.team.people, DISTANCE)
            yield read(pool, found.team, is_proven=found.is_proven, method="exact")
    if not given:
        yield read(pool, first, is_proven=False, method="greedy")
    return False


def _best(programme: Programme, solver: Solver, start: Weighed | None, until: float) -> _Found | bool:
    """The best team that the programme still allows; True when it is proven that there is none, False: no answer."""
    best, cuts, is_proven = start, list[tuple[Line, float]](), True
    for step in STEPS:
        line = programme.line_of(step)
        if best is not None and (not line or _cannot_be_less(programme, step, best)):
            cuts.append((line, programme.value_of(step, best.score) + HAIR))
            continue
        values = programme.start_of(best) if best is not None else []
        answer = solver.solve(programme.told(line, cuts, values), until)
        if answer is None or not answer.values:
            if best is None or start is best:
                # What one started from is no answer of the solver's.
                return answer is not None and answer.is_empty
            is_proven = False
            break
        team = weigh(programme.pool, programme.team_of(answer.values))
        if best is None or team.score <= best.score:
            best = team
        value = programme.value_of(step, best.score)
        is_proven = is_proven and answer.bound is not None and answer.bound > value - 1 + HAIR
        cuts.append((line, value + HAIR))
    return False if best is None else _Found(best, is_proven)


def _cannot_be_less(programme: Programme, step: Sequence[str], best: Weighed) -> bool:
    """Nothing is missing in this step, and nothing can be under zero."""
    return all(name not in {"unwilling", "apart"} for name in step) and not any(
        getattr(best.score, name) for name in step
    )
