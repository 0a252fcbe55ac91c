"""Several roles over several meetings, shared out at once: everybody as level as can be, wishes next, proof told."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from commun.algo.rotation.solver import Answer, Programme, solve_in_child

MOST_SLOTS, MOST_PEOPLE, MOST_TURNS = 200, 500, 1_000
HIGHEST_WISH = 3
NOBODY_ABLE, NOBODY_FREE = "nobody_able", "nobody_free"
Solve = Callable[[Programme], Answer | None]


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to do at one meeting (meetings are numbered in order); ``people`` maps who could to a wish, 0 to 3."""

    key: str
    meeting: int
    role: str
    people: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Given:
    """A slot and its person, or None with ``open_because``.

    ``turns_before`` counts past turns and earlier ones of this plan; ``among`` is how many could; ``is_least`` says
    that none of them had fewer turns at that moment.
    """

    slot: str
    person: str | None
    turns_before: int = 0
    wish: int = 0
    among: int = 0
    is_least: bool = False
    open_because: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All slots in the order given, what the plan costs, a bound no plan is under, and whether that proves it best.

    ``gap`` is most minus fewest turns, past and planned, among those who could do something. ``seconds`` is the time
    inside the solver, its process's start apart; None when the first draft stands because the solver gave nothing.
    """

    given: tuple[Given, ...]
    cost: int
    bound: int | None
    is_optimal: bool
    gap: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class _Task:
    slots: tuple[Slot, ...]
    people: tuple[str, ...]
    history: Mapping[str, int]
    weight: int
    rest: bool

    @property
    def open_cost(self) -> int:
        """More than any full plan costs: a slot is left open only when nobody can."""
        most = max((self.history.get(person, 0) for person in self.people), default=0) + len(self.slots)
        return self.weight * most * most + HIGHEST_WISH * len(self.slots) + 1


def assign(
    slots: Sequence[Slot],
    history: Mapping[str, int],
    *,
    seed: str,
    rest: bool = False,
    just_served: Collection[str] = (),
    weight: int = 10,
    seconds: float = 2.0,
    solve: Solve = solve_in_child,
) -> Plan:
    """Give each slot to one person, or leave it open when nobody can.

    The n-th turn of somebody with h past turns costs ``weight * (2 * (h + n) - 1)``, less the wish: sums of squares,
    so that turns level out. Nobody does two things at one meeting; with ``rest``, nor at two meetings running
    (``just_served``: those of the meeting before the first). ``seed`` orders people for equal plans.
    ``solve`` gets ``seconds``; the first draft, made by taking the cheapest each time, stands if it gives nothing.
    Raises ValueError on two slots with one key, a wish outside 0 to 3, or over 200 slots, 500 people, 1,000 turns.
    """
    task = _task(slots, history, seed, rest, just_served, weight)
    draft = _draft(task)
    answer = solve(_programme(task, draft, seconds)) if slots else None
    best = _read(task, answer, draft) if answer else draft
    cost = _cost(task, best)
    # Costs are whole: a bound above the cost less one leaves room for no better plan.
    bound = None if answer is None or answer.bound < -1e15 else min(cost, int(-(-(answer.bound - 1e-6) // 1)))
    turns = Counter(person for person in best if person)
    levels = [task.history.get(person, 0) + turns[person] for person in task.people]
    return Plan(
        _explained(task, best),
        cost,
        bound if slots else 0,
        bound == cost or not slots,
        max(levels, default=0) - min(levels, default=0),
        answer.seconds if answer else None,
    )


def _task(
    slots: Sequence[Slot],
    history: Mapping[str, int],
    seed: str,
    rest: bool,
    just_served: Collection[str],
    weight: int,
) -> _Task:
    first = min((slot.meeting for slot in slots), default=0)
    tired = set(just_served) if rest else set()
    people = sorted({person for slot in slots for person in slot.people}, key=lambda key: (_draw(seed, key), key))
    kept = []
    for slot in slots:
        able = slot.people.keys() - (tired if slot.meeting == first else set())
        kept.append(replace(slot, people={key: slot.people[key] for key in people if key in able}))
    wishes = [wish for slot in slots for wish in slot.people.values()]
    too_many = len(slots) > MOST_SLOTS or len(people) > MOST_PEOPLE
    if too_many or len({slot.key for slot in slots}) != len(slots) or not 1 <= weight <= 100:
        raise ValueError((len(slots), len(people), weight))
    if any(not 0 <= wish <= HIGHEST_WISH for wish in wishes):
        raise ValueError("a wish goes from 0 to 3")
    if any(not 0 <= turns <= MOST_TURNS for turns in history.values()):
        raise ValueError("past turns go from 0 to 1,000")
    return _Task(tuple(kept), tuple(people), history, weight, rest)


def _draw(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}|{key}".encode()).hexdigest()


# -- the first draft ------------------------------------------------------------------------------------------


def _draft(task: _Task) -> list[str | None]:
    """Slots with the fewest people first, each to the cheapest one who is free."""
    given: list[str | None] = [None] * len(task.slots)
    turns: Counter[str] = Counter(task.history)
    taken: set[tuple[str, int]] = set()
    for place in sorted(range(len(task.slots)), key=lambda place: (len(task.slots[place].people), place)):
        slot = task.slots[place]
        near = range(slot.meeting - task.rest, slot.meeting + task.rest + 1)
        free = [person for person in slot.people if not any((person, meeting) in taken for meeting in near)]
        if free:
            person = min(free, key=lambda key: task.weight * (2 * turns[key] + 1) - slot.people[key])
            given[place] = person
            turns[person] += 1
            taken.add((person, slot.meeting))
    return given


def _cost(task: _Task, given: Sequence[str | None]) -> int:
    turns = Counter(person for person in given if person)
    past = task.history
    squares = sum((past.get(key, 0) + new) ** 2 - past.get(key, 0) ** 2 for key, new in turns.items())
    wishes = sum(slot.people[person] for slot, person in zip(task.slots, given, strict=True) if person)
    return task.weight * squares - wishes + task.open_cost * given.count(None)


# -- the programme --------------------------------------------------------------------------------------------


def _pairs(task: _Task) -> list[tuple[int, str]]:
    return [(place, person) for place, slot in enumerate(task.slots) for person in slot.people]


def _programme(task: _Task, draft: list[str | None], seconds: float) -> Programme:
    """Columns: each (slot, person), each slot left open, then each n-th turn of each person."""
    pairs = _pairs(task)
    count = len(task.slots)
    costs = [-task.slots[place].people[person] for place, person in pairs] + [task.open_cost] * count
    start = [float(draft[place] == person) for place, person in pairs] + [float(person is None) for person in draft]
    of_slot: dict[int, list[tuple[int, int]]] = defaultdict(list)
    of_person: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for column, (place, person) in enumerate(pairs):
        of_slot[place].append((column, 1))
        of_person[person].append((column, 1))
    rows = [(1, 1, ((len(pairs) + place, 1), *of_slot[place])) for place in range(count)]
    rows += [(0, 1, cells) for cells in _clashes(task, pairs)]
    for person, cells in of_person.items():
        meetings = {task.slots[pairs[column][0]].meeting for column, _ in cells}
        past, new = task.history.get(person, 0), draft.count(person)
        turns = [(len(costs) + number, -1) for number in range(len(meetings))]
        costs += [task.weight * (2 * (past + number) + 1) for number in range(len(meetings))]
        start += [float(number < new) for number in range(len(meetings))]
        rows.append((0, 0, (*cells, *turns)))
    return Programme(tuple(costs), len(pairs) + count, tuple(rows), tuple(start), seconds)


def _clashes(task: _Task, pairs: list[tuple[int, str]]) -> list[tuple[tuple[int, int], ...]]:
    """Groups of columns of one person of which one at most is taken: one meeting, or two running."""
    at: dict[tuple[str, int], list[int]] = defaultdict(list)
    for column, (place, person) in enumerate(pairs):
        at[person, task.slots[place].meeting].append(column)
    groups = []
    for (person, meeting), columns in at.items():
        following = at.get((person, meeting + 1), []) if task.rest else []
        alone = following or not (task.rest and (person, meeting - 1) in at)
        if alone and len(columns) + len(following) > 1:
            groups.append(tuple((column, 1) for column in [*columns, *following]))
    return groups


def _read(task: _Task, answer: Answer, draft: list[str | None]) -> list[str | None]:
    """The solver's plan when it is a right one and no worse than the draft."""
    given: list[str | None] = [None] * len(task.slots)
    for (place, person), value in zip(_pairs(task), answer.values, strict=False):
        if value > 0.5:
            given[place] = person
    return given if _is_right(task, given) and _cost(task, given) <= _cost(task, draft) else draft


def _is_right(task: _Task, given: Sequence[str | None]) -> bool:
    taken = [(person, slot.meeting) for slot, person in zip(task.slots, given, strict=True) if person]
    runs = task.rest and any((person, meeting + 1) in taken for person, meeting in taken)
    return len(set(taken)) == len(taken) and not runs


# -- what is told ---------------------------------------------------------------------------------------------


def _explained(task: _Task, given: Sequence[str | None]) -> tuple[Given, ...]:
    turns: Counter[str] = Counter(task.history)
    told: dict[int, Given] = {}
    for place in sorted(range(len(given)), key=lambda place: (task.slots[place].meeting, place)):
        slot, person = task.slots[place], given[place]
        if person is None:
            told[place] = Given(slot.key, None, open_because=NOBODY_FREE if slot.people else NOBODY_ABLE)
            continue
        before = turns[person]
        is_least = before == min(turns[key] for key in slot.people)
        told[place] = Given(slot.key, person, before, slot.people[person], len(slot.people), is_least)
        turns[person] += 1
    return tuple(told[place] for place in range(len(given)))
