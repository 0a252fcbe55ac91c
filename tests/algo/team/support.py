"""Small problems to try everything on, and a solver that starts no process."""

import itertools
from collections.abc import Mapping
from typing import Any, Self

from hypothesis import strategies as st

from commun.algo.team import Ask, Candidate, Composition, Entity, Need, Problem, Score, lay_out, propose
from commun.algo.team.child import solve
from commun.algo.team.solver import Answer, Solver
from commun.algo.team.weighing import has_work, superfluous, weigh

SKILLS = ("plume", "chiffres", "terrain")


class Here(Solver):
    """Solves in the process of the tests: starting another one each time would take half a second."""

    def __enter__(self) -> Self:
        return self

    def solve(self, programme: Mapping[str, Any], until: float | None = None) -> Answer | None:
        said = solve({**programme, "seconds": 20.0})
        return Answer(tuple(said["values"]), said["bound"], said["is_optimal"], said["is_empty"], said["seconds"])


def proposed(problem: Problem, count: int = 3) -> list[Composition]:
    return list(propose(problem, count, solver_of=Here))


@st.composite
def problems(draw: st.DrawFn, most_people: int = 6) -> Problem:
    """Up to eight people, three needs, two entities, and every kind of ask."""
    # One that takes no days asks for works to show.
    sizes = draw(st.lists(st.integers(0, 6), min_size=1, max_size=3))
    needs = tuple(
        Need(
            f"n{number}", draw(st.sampled_from(SKILLS)), size, draw(st.booleans()),
            draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(0 if size else 1, 1)),
        )
        for number, size in enumerate(sizes)
    )  # fmt: skip
    people = tuple(
        Candidate(
            f"p{number}",
            draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 2), max_size=3)),
            draw(st.integers(0, 8)),
            draw(st.dictionaries(st.sampled_from([need.key for need in needs]), st.integers(-1, 3), max_size=3)),
            draw(st.sampled_from(["", "un", "deux"])),
            draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 2), max_size=2)),
            draw(st.integers(0, 4)),
            draw(st.booleans()),
            is_fixed=draw(st.sampled_from([False, False, False, True])),
        )
        for number in range(draw(st.integers(1, most_people)))
    )
    entities = (Entity("un", draw(st.integers(0, 100_000)), draw(st.booleans())), Entity("deux", 30_000, True))
    keys = [one.key for one in people]
    pairs = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=4))
    fewest = draw(st.integers(1, 3))
    ask = Ask(
        fewest=fewest,
        most=draw(st.integers(fewest, 4)),
        turnover_cents=draw(st.sampled_from([0, 90_000])),
        most_per_entity=draw(st.sampled_from([None, 1, 2])),
        newcomer=draw(st.booleans()),
        carrier=draw(st.booleans()),
    )
    return Problem(needs, people, entities, frozenset(frozenset(pair) for pair in pairs), ask, "graine")


def every_team(problem: Problem) -> dict[frozenset[str], Score]:
    """All teams with those who said yes that respect the bounds and have nobody else for nothing, with their scores.

    Where those who said yes pass a bound, nobody is added that passes it further.
    """
    pool, ask = lay_out(problem), problem.ask
    found: dict[frozenset[str], Score] = {}
    fixed = {one.key for one in problem.candidates if one.is_fixed}
    there = [pool.people[key].one.entity for key in fixed]
    for size in range(1, max(ask.most, len(fixed)) + 1):
        for team in itertools.combinations(sorted(pool.people), size):
            entities = [pool.people[key].one.entity for key in team]
            most = ask.most_per_entity
            fits = most is None or all(entities.count(one) <= max(most, there.count(one)) for one in entities if one)
            if fits and fixed <= set(team):
                weighed = weigh(pool, team)
                if not superfluous(pool, weighed):
                    found[frozenset(team)] = weighed.score
    doing = {team: score for team, score in found.items() if fixed or any(has_work(pool, key) for key in team)}
    return doing or found
