"""Leave aside those who cannot change the best teams: nobody is lost who could be in one of them.

Somebody may be left aside when so many others do at least as well in everything that one of them is always free to
take their place: a team has ``most`` people, and three teams are looked for. Those who can serve nothing of what is
asked are in no team.
"""

from commun.algo.team.pool import TEAMS, Person, Pool
from commun.algo.team.weighing import has_work

# What somebody brings: for each need 0 or 1 + what they said, then references, days, how long they wait.
Gift = tuple[int, ...]
Kind = tuple[str, bool, bool]


def considered(pool: Pool) -> set[str]:
    """People whom a team may be made of: those who can serve."""
    return {key for key, person in pool.people.items() if _serves(pool, person)}


def useful(pool: Pool) -> list[str]:
    """People worth a place in the programme, in the pool's order."""
    able, needed = considered(pool), TEAMS * pool.most
    kept = set(pool.fixed) | {
        key for key in able if pool.friends.get(key, frozenset()) & able or any(pool.people[key].references.values())
    }
    kinds: dict[Kind, dict[Gift, list[str]]] = {}
    for key, person in pool.people.items():
        if key in able:
            kinds.setdefault(_kind(pool, person), {}).setdefault(_gift(pool, person), []).append(key)
    for gifts in kinds.values():
        kept.update(_undominated(gifts, kept, needed))
    return [key for key in pool.people if key in kept]


def _serves(pool: Pool, person: Person) -> bool:
    """They can take a part of a need, or bring what is asked of the whole team."""
    if (person.takes and person.half_days) or any(person.references.values()):
        return True
    ask, entity = pool.problem.ask, pool.entities.get(person.one.entity)
    if ask.newcomer and person.one.is_newcomer:
        return True
    if entity is None:
        return False
    return (ask.carrier and entity.can_carry) or (ask.turnover_cents > 0 and entity.turnover_cents > 0)


def _kind(pool: Pool, person: Person) -> Kind:
    """People of two kinds cannot be exchanged: their entity or their being new may be asked, or they can do nothing."""
    ask = pool.problem.ask
    by_entity = ask.most_per_entity is not None or ask.carrier or ask.turnover_cents > 0
    is_new = ask.newcomer and person.one.is_newcomer
    return (person.one.entity if by_entity else "", is_new, has_work(pool, person.key))


def _gift(pool: Pool, person: Person) -> Gift:
    free = person.half_days
    takes = (1 + person.takes[name] if free and name in person.takes else 0 for name in pool.needs)
    return (*takes, *(person.references.get(name, 0) for name in pool.needs), free, -person.turn)


def _undominated(gifts: dict[Gift, list[str]], known: set[str], needed: int) -> list[str]:
    """Those for whom there are not ``needed`` others who bring as much; ``known`` have friends and are kept anyway."""
    found: list[str] = []
    order = sorted(gifts, key=lambda gift: (-sum(gift), gift))
    for gift in order:
        better = 0
        for other in order:
            if better >= needed:
                break
            if other != gift and all(theirs >= mine for theirs, mine in zip(other, gift, strict=True)):
                better += len(gifts[other])
        if better < needed:
            alone = [key for key in gifts[gift] if key not in known]
            found += alone[: needed - better]
    return found
