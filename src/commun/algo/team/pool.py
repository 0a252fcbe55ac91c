"""A problem laid out: people in an order that only the seed decides, who can take which need, who worked with whom."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from commun.algo.team.types import LONGEST_WAIT, PASS, Candidate, Entity, Need, Problem

# So many near copies of a team may take its place: the teams given before, and the one looked for.
TEAMS: Final = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate as the computation reads them: half days that serve, what they said of each need they can take."""

    one: Candidate
    half_days: int
    takes: dict[str, int]
    references: dict[str, int]
    turn: int

    @property
    def key(self) -> str:
        return self.one.key


@dataclass(frozen=True)
class Pool:
    """People who can serve, in the seed's order, whatever the order they were given in."""

    problem: Problem
    people: dict[str, Person]
    needs: dict[str, Need]
    entities: dict[str, Entity]
    friends: dict[str, frozenset[str]]

    @cached_property
    def fixed(self) -> tuple[str, ...]:
        """Those who are in every team."""
        return tuple(key for key, person in self.people.items() if person.one.is_fixed)

    @property
    def most(self) -> int:
        """The largest team: what is asked, or more where more said yes already."""
        return max(self.problem.ask.most, len(self.fixed))

    def most_of(self, entity: str) -> int | None:
        """The same for people of one entity; None: as many as one wants."""
        most = self.problem.ask.most_per_entity
        if most is None or not entity:
            return None
        return max(most, sum(self.people[key].one.entity == entity for key in self.fixed))


def can_take(one: Candidate, need: Need) -> bool:
    """They have the skill at the level asked, and did not say no."""
    return one.levels.get(need.skill, 0) >= max(need.level, 1) and one.said.get(need.key, 0) != PASS


def drawn(seed: str, key: str) -> str:
    """A place in an order that only the seed and the key decide."""
    return hashlib.sha256(f"{seed}\x00{key}".encode()).hexdigest()


def lay_out(problem: Problem) -> Pool:
    """Read the problem once, the needs by their keys. People who can serve nothing stay, with nothing to take."""
    order = sorted(problem.candidates, key=lambda one: drawn(problem.seed, one.key))
    needs = {
        need.key: need for need in sorted(problem.needs, key=lambda need: need.key) if need.half_days or need.references
    }
    by_skill: dict[str, list[Need]] = {}
    for need in needs.values():
        by_skill.setdefault(need.skill, []).append(need)
    people = {one.key: _person(one, by_skill) for one in order}
    friends: dict[str, set[str]] = {}
    for pair in problem.pairs:
        if len(pair) == 2 and pair <= people.keys():
            first, second = pair
            friends.setdefault(first, set()).add(second)
            friends.setdefault(second, set()).add(first)
    entities = {one.key: one for one in problem.entities}
    return Pool(problem, people, needs, entities, {key: frozenset(those) for key, those in friends.items()})


def _person(one: Candidate, by_skill: dict[str, list[Need]]) -> Person:
    takes: dict[str, int] = {}
    references: dict[str, int] = {}
    useful = 0
    for skill in one.levels.keys() & by_skill.keys():
        for need in by_skill[skill]:
            if can_take(one, need):
                takes[need.key] = max(one.said.get(need.key, 0), 0)
                useful += need.half_days
                references[need.key] = min(max(one.references.get(skill, 0), 0), need.references)
    free = max(one.half_days, 0)
    turn = LONGEST_WAIT - min(max(one.left_out, 0), LONGEST_WAIT)
    return Person(one, min(free, useful), dict(sorted(takes.items())), references, turn)
