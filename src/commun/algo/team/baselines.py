"""Two ways everybody knows, to measure ours against and to fall back on: greedy cover, and rarest skill first."""

from collections import deque
from collections.abc import Iterable, Iterator

from commun.algo.team.pool import Person, Pool
from commun.algo.team.weighing import Weighed, superfluous, weigh

# Holders of the rarest skill that are tried as the centre of the team.
TRIED = 200


def greedy(pool: Pool, start: Iterable[str] = ()) -> Weighed:
    """Add whoever covers most of what is still missing, must-haves first, until nobody adds anything.

    Then whoever brings what is asked of the whole team, one after the other. ``start`` is kept.
    """
    team = list(dict.fromkeys(start))
    left = dict(weigh(pool, team).covered) if team else dict.fromkeys(pool.needs, 0)
    left = {name: need.half_days - left[name] for name, need in pool.needs.items()}
    while len(team) < pool.most:
        best = max(
            ((_gain(pool, person, left, team), -number, key) for number, (key, person) in enumerate(pool.people.items())
             if key not in team and _fits(pool, person, team)),
            default=None,
        )  # fmt: skip
        if best is None or not any(best[0][:2]):
            break
        team.append(best[2])
        for name, units in _share(pool, pool.people[best[2]], left):
            left[name] -= units
    return _completed(pool, team)


def _gain(pool: Pool, person: Person, left: dict[str, int], team: list[str]) -> tuple[int, int, int, int, int]:
    must = wish = said = 0
    for name, units in _share(pool, person, left):
        need = pool.needs[name]
        said += units * person.takes[name]
        if need.is_must:
            must += units * need.weight
        else:
            wish += units * need.weight
    knows = not pool.friends.get(person.key, frozenset()).isdisjoint(team)
    return must, wish, said, int(knows), -person.turn


def _share(pool: Pool, person: Person, left: dict[str, int]) -> Iterator[tuple[str, int]]:
    """What somebody would take of what is left: the heaviest must-have first."""
    free = person.half_days
    order = sorted(person.takes, key=lambda name: (not pool.needs[name].is_must, -pool.needs[name].weight, name))
    for name in order:
        units = min(free, left[name])
        if units > 0:
            free -= units
            yield name, units


def _fits(pool: Pool, person: Person, team: Iterable[str]) -> bool:
    entity = person.one.entity
    most = pool.most_of(entity)
    return most is None or sum(pool.people[key].one.entity == entity for key in team) < most


def _completed(pool: Pool, team: list[str]) -> Weighed:
    """Add people as long as one of them brings what the whole team lacks, the first found; nobody only to be there."""
    found = weigh(pool, team)
    while found.lacks and len(team) < pool.most:
        for key, person in pool.people.items():
            if key in team or not _fits(pool, person, team):
                continue
            with_them = weigh(pool, [*team, key])
            if with_them.score.asked < found.score.asked and not superfluous(pool, with_them):
                team, found = [*team, key], with_them
                break
        else:
            break
    return found


def rarest_first(pool: Pool) -> Weighed:
    """Lappas, Liu and Terzi (2009): around each holder of the rarest skill, the nearest holder of each other skill.

    Distance is counted in past works together. It knows neither days nor what people said.
    """
    holders = {name: [key for key, person in pool.people.items() if name in person.takes] for name in pool.needs}
    held = sorted((name for name in holders if holders[name]), key=lambda name: (len(holders[name]), name))
    best: tuple[int, list[str]] | None = None
    for centre in holders[held[0]][:TRIED] if held else ():
        far = _distances(pool, centre)
        team, worst = [centre], 0
        for name in held[1:]:
            nearest = min(holders[name], key=lambda key: far.get(key, len(pool.people)))
            worst = max(worst, far.get(nearest, len(pool.people)))
            if nearest not in team:
                team.append(nearest)
        if best is None or worst < best[0]:
            best = worst, team
    return weigh(pool, best[1][: pool.problem.ask.most] if best else [])


def _distances(pool: Pool, centre: str) -> dict[str, int]:
    far, waiting = {centre: 0}, deque([centre])
    while waiting:
        key = waiting.popleft()
        for other in sorted(pool.friends.get(key, ())):
            if other not in far:
                far[other] = far[key] + 1
                waiting.append(other)
    return far
