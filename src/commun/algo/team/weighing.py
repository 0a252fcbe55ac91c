"""What a given team is worth: the best way to spread its days, what is missing, and its score, all in integers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commun.algo.team.flow import SINK, SOURCE, Network
from commun.algo.team.pool import Pool
from commun.algo.team.types import CARRY, TENTHS, Lack, Score

HAIRS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """A team with its best spread: half days by person and need, half days covered by need, lacks, score."""

    people: tuple[str, ...]
    work: Mapping[str, Mapping[str, int]]
    covered: Mapping[str, int]
    lacks: tuple[Lack, ...]
    score: Score


def weigh(pool: Pool, team: Sequence[str]) -> Weighed:
    """Weigh a team; people are put in the seed's order. Raises KeyError for somebody who is not in the pool."""
    chosen = set(team)
    people = tuple(key for key in pool.people if key in chosen)
    if len(people) != len(chosen):
        raise KeyError(sorted(chosen - pool.people.keys())[0])
    work = _spread(pool, people)
    covered = dict.fromkeys(pool.needs, 0)
    for tasks in work.values():
        for need, half_days in tasks.items():
            covered[need] += half_days
    lacks = tuple(lacks_of(pool, people))
    return Weighed(people, work, covered, lacks, _score(pool, people, work, covered, lacks))


def _spread(pool: Pool, people: Sequence[str]) -> dict[str, dict[str, int]]:
    """Give days to needs: must-haves, then wishes, then a task for each, then that nobody is idle, then what they said.

    Giving each a task takes nothing from what is covered: paths that cover more never take from who gives.
    """
    least = pool.problem.ask.least_half_days
    worth_idle = 1 + CARRY * sum(need.half_days for need in pool.needs.values())
    worth_task = worth_idle * (1 + least * len(people))
    worth_wish = worth_task * (2 + len(people))
    worth_must = worth_wish * (1 + sum(n.half_days * n.weight for n in pool.needs.values() if not n.is_must))
    places = {key: number for number, key in enumerate((*people, *pool.needs), start=2)} if people else {}
    network = Network(2 + len(people) + len(pool.needs))
    given: dict[tuple[str, str], int] = {}
    for key in people:
        person = pool.people[key]
        first = min(person.half_days, least)
        network.arc(SOURCE, places[key], min(first, 1), worth_task + worth_idle)
        network.arc(SOURCE, places[key], max(first - 1, 0), worth_idle)
        network.arc(SOURCE, places[key], person.half_days - first, 0)
        for name, said in person.takes.items():
            room = min(person.half_days, pool.needs[name].half_days)
            given[key, name] = network.arc(places[key], places[name], room, said)
    if people:
        for name, need in pool.needs.items():
            network.arc(places[name], SINK, need.half_days, need.weight * (worth_must if need.is_must else worth_wish))
        network.push()
    work: dict[str, dict[str, int]] = {key: {} for key in people}
    for (key, name), number in given.items():
        if units := network.through(number):
            work[key][name] = units
    return work


def lacks_of(pool: Pool, people: Sequence[str]) -> list[Lack]:
    """What is asked of the whole team and is not there; ``amount`` in the lack's own unit."""
    ask = pool.problem.ask
    found: list[Lack] = []
    if len(people) < ask.fewest:
        found.append(Lack("people", ask.fewest - len(people)))
    entities = [pool.entities[key] for key in entities_of(pool, people) if key in pool.entities]
    if ask.carrier and not any(entity.can_carry for entity in entities):
        found.append(Lack("carrier", 1))
    if ask.newcomer and not any(pool.people[key].one.is_newcomer for key in people):
        found.append(Lack("newcomer", 1))
    turnover = sum(entity.turnover_cents for entity in entities)
    if turnover < ask.turnover_cents:
        found.append(Lack("turnover", ask.turnover_cents - turnover))
    for name, need in pool.needs.items():
        shown = sum(pool.people[key].references.get(name, 0) for key in people)
        if shown < need.references:
            found.append(Lack("references", need.references - shown, name))
    return found


def entities_of(pool: Pool, people: Sequence[str]) -> list[str]:
    """Legal entities of a team, each once, in order."""
    return sorted({pool.people[key].one.entity for key in people} - {""})


def has_work(pool: Pool, key: str) -> bool:
    """Whether a part of some need can be given to them."""
    person = pool.people[key]
    return any(min(person.half_days, pool.needs[name].half_days) for name in person.takes)


def needed_for(pool: Pool, people: Sequence[str], key: str) -> set[tuple[str, str]]:
    """What is asked of the whole team that nobody else of it brings (enough of): (kind, need)."""
    ask, one = pool.problem.ask, pool.people[key]
    others = [other for other in people if other != key]
    entity = pool.entities.get(one.one.entity)
    around = [pool.entities[name] for name in entities_of(pool, others) if name in pool.entities]
    found: set[tuple[str, str]] = set()
    if ask.newcomer and one.one.is_newcomer and not any(pool.people[other].one.is_newcomer for other in others):
        found.add(("newcomer", ""))
    if ask.carrier and entity is not None and entity.can_carry and not any(each.can_carry for each in around):
        found.add(("carrier", ""))
    if ask.turnover_cents and entity is not None and entity.turnover_cents and entity not in around:
        # As the programme counts it: a hundred thousandth of what is asked is as good as nothing.
        brought = sum(each.turnover_cents for each in around)
        if brought * HAIRS <= ask.turnover_cents * (HAIRS - 1):
            found.add(("turnover", ""))
    for name, need in pool.needs.items():
        shown = sum(pool.people[other].references.get(name, 0) for other in others)
        if one.references.get(name, 0) and shown < need.references:
            found.add(("references", name))
    return found


def superfluous(pool: Pool, found: Weighed) -> list[str]:
    """Who is not fixed and has nothing to do in a team: they could do something, or it lacks nothing more without."""
    bare = [key for key in found.people if not found.work[key] and key not in pool.fixed]
    return [key for key in bare if has_work(pool, key) or not needed_for(pool, found.people, key)]


def tenths(pool: Pool, missing_cents: int) -> int:
    """Turnover that is missing, in tenths of what is asked, begun ones counted."""
    return -(-missing_cents * TENTHS // pool.problem.ask.turnover_cents)


def strangers_of(pool: Pool, people: Sequence[str]) -> list[str]:
    """Those who worked with nobody of the team."""
    chosen = set(people)
    return [key for key in people if chosen.isdisjoint(pool.friends.get(key, ()))]


def pairs_of(pool: Pool, people: Sequence[str]) -> list[tuple[str, str]]:
    """Those of a team who already worked together, two by two."""
    chosen = set(people)
    both = {
        (min(key, other), max(key, other)) for key in people for other in chosen & pool.friends.get(key, frozenset())
    }
    return sorted(both)


def _score(
    pool: Pool,
    people: Sequence[str],
    work: Mapping[str, Mapping[str, int]],
    covered: Mapping[str, int],
    lacks: Sequence[Lack],
) -> Score:
    missing = {name: need.half_days - covered[name] for name, need in pool.needs.items()}
    weights = {name: need.weight * missing[name] for name, need in pool.needs.items()}
    least = pool.problem.ask.least_half_days
    return Score(
        must=sum(weights[name] for name, need in pool.needs.items() if need.is_must),
        asked=sum(tenths(pool, lack.amount) if lack.kind == "turnover" else lack.amount for lack in lacks),
        wish=sum(weights[name] for name, need in pool.needs.items() if not need.is_must),
        idle=sum(max(0, least - sum(work[key].values())) for key in people),
        unwilling=-sum(
            pool.people[key].takes[name] * units for key, tasks in work.items() for name, units in tasks.items()
        ),
        strangers=len(strangers_of(pool, people)),
        turn=sum(pool.people[key].turn for key in people),
        size=len(people),
        apart=-len(pairs_of(pool, people)),
    )
