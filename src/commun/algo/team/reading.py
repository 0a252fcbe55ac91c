"""From a weighed team to what people read: loads, gaps with their cause, reasons, all as data."""

from collections.abc import Iterator

from commun.algo.team.pool import Person, Pool, can_take
from commun.algo.team.types import (
    CARRY,
    CONTRIBUTE,
    PASS,
    WATCH,
    Composition,
    Gap,
    Lack,
    Need,
    Part,
    Reason,
    Task,
)  # fmt: skip
from commun.algo.team.weighing import Weighed, pairs_of

SAID = {CARRY: "carry", CONTRIBUTE: "contribute", WATCH: "watch"}


def read(pool: Pool, team: Weighed, *, is_proven: bool, method: str) -> Composition:
    """A team with everything that explains it."""
    pairs = pairs_of(pool, team.people)
    return Composition(
        people=team.people,
        parts=tuple(_part(pool, team, key, pairs) for key in team.people),
        covered=team.covered,
        gaps=tuple(gaps_of(pool, team)),
        lacks=team.lacks,
        breaks=tuple(_breaks(pool, team)),
        score=team.score,
        pairs=tuple(pairs),
        is_proven=is_proven,
        method=method,
    )


def gaps_of(pool: Pool, team: Weighed) -> Iterator[Gap]:
    """What is missing of each need, and why; in the needs' order."""
    for name, need in pool.needs.items():
        missing = need.half_days - team.covered[name]
        if missing:
            why, able = cause(pool, need, set(team.people))
            yield Gap(name, missing, why, need.is_must, able)


def cause(pool: Pool, need: Need, team: set[str]) -> tuple[str, int]:
    """Why a need is not covered, and how many people of the pool could take it."""
    able = [person for person in pool.people.values() if need.key in person.takes]
    if not able:
        return _nobody(pool, need), 0
    free = [person for person in able if person.half_days]
    if not free:
        return "no_days", len(able)
    if sum(min(person.half_days, need.half_days) for person in free) < need.half_days:
        return "few_days", len(able)
    inside = sum(person.half_days for person in free if person.key in team)
    return ("shared" if inside >= need.half_days else "not_in_team"), len(able)


def _nobody(pool: Pool, need: Need) -> str:
    levels = [(p.one.levels.get(need.skill, 0), p.one.said.get(need.key, 0)) for p in pool.people.values()]
    if any(level >= max(need.level, 1) and said == PASS for level, said in levels):
        return "declined"
    return "level" if any(level > 0 for level, _said in levels) else "nobody"


def _breaks(pool: Pool, team: Weighed) -> Iterator[Lack]:
    """Bounds that a team made by hand passes; one that is proposed passes none."""
    ask = pool.problem.ask
    if len(team.people) > ask.most:
        yield Lack("too_many", len(team.people) - ask.most)
    if ask.most_per_entity is not None:
        entities = [pool.people[key].one.entity for key in team.people]
        for entity in sorted(set(entities) - {""}):
            if entities.count(entity) > ask.most_per_entity:
                yield Lack("entity", entities.count(entity) - ask.most_per_entity, entity)


def _part(pool: Pool, team: Weighed, key: str, pairs: list[tuple[str, str]]) -> Part:
    person, work = pool.people[key], team.work[key]
    tasks = tuple(Task(name, work[name]) for name in pool.needs if name in work)
    known = tuple(Reason("worked", a if b == key else b) for a, b in pairs if key in {a, b})
    reasons = (*_said(pool, person, tasks), *known, *_asked(pool, person))
    return Part(key, tasks, sum(work.values()), max(person.one.half_days, 0), reasons)


def _said(pool: Pool, person: Person, tasks: tuple[Task, ...]) -> Iterator[Reason]:
    for task in tasks:
        need = pool.needs[task.need]
        if all(other.key == person.key or not can_take(other.one, need) for other in pool.people.values()):
            yield Reason("only", task.need)
        yield Reason(SAID.get(person.takes[task.need], "skill"), task.need)


def _asked(pool: Pool, person: Person) -> Iterator[Reason]:
    """What somebody brings to the whole team, besides their days."""
    ask, entity = pool.problem.ask, pool.entities.get(person.one.entity)
    if person.one.left_out > 0:
        yield Reason("turn", str(person.one.left_out))
    if person.one.is_newcomer:
        yield Reason("newcomer")
    if ask.carrier and entity is not None and entity.can_carry:
        yield Reason("carrier", entity.key)
    if ask.turnover_cents and entity is not None and entity.turnover_cents:
        yield Reason("turnover", entity.key)
    for name, count in person.references.items():
        if count:
            yield Reason("references", name)
