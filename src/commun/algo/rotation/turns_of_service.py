"""Who facilitates, who takes the notes: the least served of those who can, and why.

One name is given, never a ranking: who declines is left out and the question is asked again.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

FACILITATOR, SCRIBE = "facilitator", "scribe"
# What settled the choice, from the first rule to the last.
ONLY_ONE, FEWEST_TURNS, LONGEST_AGO, DRAWN = "only_one", "fewest_turns", "longest_ago", "drawn"
# Why somebody was not asked.
AWAY, DECLINED, NOT_YET, BUSY, JUST_SERVED = "away", "declined", "not_yet", "busy", "just_served"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may be asked; ``key`` is any stable name.

    ``since`` is the day of arrival: who arrives later starts level with the least served, not at nothing.
    ``not_until`` is "not me until that day". ``has_done_it`` says that this person knows the service from elsewhere.
    """

    key: str
    is_available: bool = True
    since: dt.date | None = None
    not_until: dt.date | None = None
    has_done_it: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """One turn, past or planned. A companion helped a first-timer: this is kept, and is not a turn."""

    on: dt.date
    role: str
    person: str
    is_companion: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this person: real turns, the day of the last one, what settled it, among how many, drawn among how many."""

    turns: int
    last_on: dt.date | None
    settled_by: str
    among: int
    drawn_from: int
    is_again: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The person asked, or None when nobody can; the companion of a first-timer; who was passed over, and why."""

    person: str | None
    reason: Reason | None
    companion: str | None
    is_first_time: bool
    passed_over: tuple[tuple[str, str], ...]


def choose(
    members: Iterable[Member],
    history: Iterable[Service],
    *,
    on: dt.date,
    role: str,
    seed: str,
    declined: Collection[str] = (),
    busy: Collection[str] = (),
) -> Choice:
    """Who serves as ``role`` on the day ``on``.

    The fewest turns first, then the longest ago, then a draw that ``seed`` makes the same for everybody who checks.
    Never the person of the last time when another can. ``declined`` said no this time, ``busy`` already serves that
    day. Only turns before ``on`` count. Raises ValueError when two members have the same key.
    """
    people = sorted(members, key=lambda member: member.key)
    if len({member.key for member in people}) != len(people):
        raise ValueError("two members with one key")
    past = [service for service in history if service.on < on]
    turns = [service for service in past if service.role == role and not service.is_companion]
    passed = {person.key: why for person in people if (why := _why_not(person, on, declined, busy))}
    able = [person for person in people if person.key not in passed]
    others = [person for person in able if person.key not in _last_served(turns)]
    if others and len(others) < len(able):
        passed |= {person.key: JUST_SERVED for person in able if person not in others}
    told = tuple(sorted(passed.items()))
    if not able:
        return Choice(None, None, None, False, told)
    chosen, reason = _settle(others or able, people, turns, f"{seed}|{role}|{on.isoformat()}")
    is_first = reason.turns == 0 and not chosen.has_done_it
    reason = replace(reason, is_again=not others)
    companion = _companion(chosen, people, past, role, passed, f"{seed}|{on.isoformat()}") if is_first else None
    return Choice(chosen.key, reason, companion, is_first, told)


def swap(
    first: Service, second: Service, members: Iterable[Member], planned: Iterable[Service]
) -> tuple[Service, Service]:
    """Two planned turns with their people exchanged; ``planned`` is the whole plan, both turns included.

    Raises ValueError when it is one person, when either may not serve that day, or would then serve twice that day.
    """
    if first.person == second.person or first not in (plan := list(planned)) or second not in plan:
        raise ValueError("nothing to exchange")
    known = {member.key: member for member in members}
    after = replace(first, person=second.person), replace(second, person=first.person)
    rest = [service for service in plan if service not in (first, second)]
    for service, other in (after, after[::-1]):
        member = known.get(service.person)
        if member is None or (member.not_until and service.on < member.not_until):
            raise ValueError(f"{service.person} may not serve on {service.on}")
        if any(same.on == service.on and same.person == service.person for same in [*rest, other]):
            raise ValueError(f"{service.person} already serves on {service.on}")
    return after


def _why_not(member: Member, on: dt.date, declined: Collection[str], busy: Collection[str]) -> str:
    if not member.is_available or (member.since and on < member.since):
        return AWAY
    if member.not_until and on < member.not_until:
        return NOT_YET
    if member.key in busy:
        return BUSY
    return DECLINED if member.key in declined else ""


def _last_served(turns: Sequence[Service]) -> set[str]:
    last = max((turn.on for turn in turns), default=None)
    return {turn.person for turn in turns if turn.on == last}


def _settle(able: list[Member], people: list[Member], turns: list[Service], seed: str) -> tuple[Member, Reason]:
    levels = served(people, turns)
    lasts = {person.key: max((turn.on for turn in turns if turn.person == person.key), default=None) for person in able}
    lowest = min(levels[person.key] for person in able)
    fewest = [person for person in able if levels[person.key] == lowest]
    oldest = min(_age(lasts[person.key]) for person in fewest)
    tied = [person for person in fewest if _age(lasts[person.key]) == oldest]
    chosen = min(tied, key=lambda person: _draw(seed, person.key))
    sizes = [(len(able), ONLY_ONE), (len(fewest), FEWEST_TURNS), (len(tied), LONGEST_AGO)]
    settled_by = next((rule for size, rule in sizes if size == 1), DRAWN)
    own = sum(turn.person == chosen.key for turn in turns)
    return chosen, Reason(own, lasts[chosen.key], settled_by, len(able), len(tied), False)


def _age(last: dt.date | None) -> dt.date:
    return last or dt.date.min


def served(people: Iterable[Member], turns: Sequence[Service]) -> dict[str, int]:
    """Turns of each, with the head start of whoever came later: the level of the least served on that day.

    So that a newcomer is not asked at every meeting until old hands are caught up.
    """
    levels: dict[str, int] = {}
    heads: dict[str, int] = {}
    for person in sorted(people, key=lambda member: (member.since or dt.date.min, member.key)):
        since = person.since
        before = (
            [heads[key] + sum(turn.person == key and turn.on < since for turn in turns) for key in heads]
            if since
            else []
        )
        heads[person.key] = min(before, default=0)
        levels[person.key] = heads[person.key] + sum(turn.person == person.key for turn in turns)
    return levels


def _companion(
    first_timer: Member, people: list[Member], past: list[Service], role: str, passed: dict[str, str], seed: str
) -> str | None:
    """Somebody there who has served, has helped the least, then the longest ago; not asked again if they declined."""
    served_once = {service.person for service in past if service.role == role and not service.is_companion}
    able = [
        person
        for person in people
        if person is not first_timer
        and (person.key in served_once or person.has_done_it)
        and passed.get(person.key, JUST_SERVED) == JUST_SERVED
    ]
    helped = [service for service in past if service.is_companion]

    def burden(person: Member) -> tuple[int, dt.date, str]:
        mine = [service.on for service in helped if service.person == person.key]
        return len(mine), max(mine, default=dt.date.min), _draw(seed, person.key)

    return min(able, key=burden).key if able else None


def _draw(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}|{key}".encode()).hexdigest()
