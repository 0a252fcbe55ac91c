"""A sharing key: an ordered list of steps of a closed list, each taking its part of what is left (val 5.3, V1-V3).

Amounts are whole cents. Rates are whole hundredths of a percent (``500`` is 5 %). Nothing is evaluated: a key is data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

WHOLE = 10_000
LONGEST_KEY = 20
LARGEST_AMOUNT = 10**14


class Kind(StrEnum):
    """What a step does."""

    FIXED = "fixed"
    PERCENT = "percent"
    REIMBURSE = "reimburse"
    EQUAL = "equal"
    PRO_RATA = "pro_rata"


class Base(StrEnum):
    """What a percentage is of."""

    GROSS = "gross"
    REMAINING = "remaining"


class Measure(StrEnum):
    """What people brought, as a step may weigh it."""

    DAYS = "days"
    HOURS = "hours"
    POINTS = "points"
    TURNOVER = "turnover"
    ROLE = "role"


class Place(StrEnum):
    """Where a fixed amount or a percentage goes, when it is not to a role."""

    POT = "pot"
    CARRY = "carry"
    ENTITY = "entity"
    ROLE = "role"


class Problem(StrEnum):
    """Why a list of steps is not a key."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"
    RATE = "rate"
    AMOUNT = "amount"
    BOUNDS = "bounds"
    ROLE_MISSING = "role_missing"
    OVER_THE_WHOLE = "over_the_whole"
    NEVER_REACHED = "never_reached"
    LEAVES_SOME = "leaves_some"


class BadKey(ValueError):
    """Not a key: ``problem``, and the number of the step (from 0) where it shows, when there is one."""

    def __init__(self, problem: Problem, step: int | None = None) -> None:
        super().__init__(problem if step is None else f"{problem} at step {step}")
        self.problem, self.step = problem, step


@dataclass(frozen=True)
class Step:
    """One step. Which fields count depends on the kind:

    - fixed: ``amount`` to ``place``;
    - percent: ``rate`` of ``base`` to ``place``;
    - reimburse: expenses, ``amount`` cents in all at most (0: all of them);
    - equal: ``rate`` of what remains, in equal parts among all who share;
    - pro_rata: ``rate`` of what remains, by ``measure``.

    ``role`` names the role of a place or a measure that is one. ``floor`` and ``cap`` bound what one person gets of an
    equal or a pro rata step; what a cap leaves goes on to the next step.
    """

    kind: Kind
    rate: int = 0
    amount: int = 0
    base: Base = Base.GROSS
    place: Place = Place.POT
    measure: Measure = Measure.DAYS
    role: str = ""
    floor: int = 0
    cap: int | None = None

    @property
    def takes_the_rest(self) -> bool:
        """Nothing is left after it, whatever people brought."""
        if self.kind == Kind.EQUAL:
            return self.rate == WHOLE and self.cap is None
        return (
            self.kind == Kind.PERCENT
            and self.base == Base.REMAINING
            and self.rate == WHOLE
            and self.place != Place.ROLE
        )


Key = tuple[Step, ...]
# The fields of each kind; the others are not written.
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.FIXED: ("amount", "place", "role"),
    Kind.PERCENT: ("rate", "base", "place", "role"),
    Kind.REIMBURSE: ("amount",),
    Kind.EQUAL: ("rate", "floor", "cap"),
    Kind.PRO_RATA: ("rate", "measure", "role", "floor", "cap"),
}


def checked(steps: Sequence[Step]) -> Key:
    """The key, once every rule holds. Raises BadKey.

    A key gives the whole of any amount, whoever brought what: its last step takes all that is left, in equal parts, to
    the pot, to next year or to the legal entity, and no earlier one does.
    """
    if not steps:
        raise BadKey(Problem.EMPTY)
    if len(steps) > LONGEST_KEY:
        raise BadKey(Problem.TOO_LONG)
    for number, step in enumerate(steps):
        problem = _problem(step)
        if problem:
            raise BadKey(problem, number)
    of_gross = 0
    for number, step in enumerate(steps):
        if step.kind == Kind.PERCENT and step.base == Base.GROSS:
            of_gross += step.rate
        if of_gross > WHOLE:
            raise BadKey(Problem.OVER_THE_WHOLE, number)
        if step.takes_the_rest and number + 1 < len(steps):
            raise BadKey(Problem.NEVER_REACHED, number + 1)
    if not steps[-1].takes_the_rest:
        raise BadKey(Problem.LEAVES_SOME)
    return tuple(steps)


def _problem(step: Step) -> Problem | None:
    fields = FIELDS[step.kind]
    if "rate" in fields and not 0 < step.rate <= WHOLE:
        return Problem.RATE
    if not 0 <= step.amount <= LARGEST_AMOUNT or (step.kind == Kind.FIXED and step.amount == 0):
        return Problem.AMOUNT
    if not 0 <= step.floor <= LARGEST_AMOUNT or (step.cap is not None and not step.floor <= step.cap <= LARGEST_AMOUNT):
        return Problem.BOUNDS
    if step.cap == 0:
        return Problem.BOUNDS
    return Problem.ROLE_MISSING if _needs_role(step) != bool(step.role.strip()) else None


def _needs_role(step: Step) -> bool:
    fields = FIELDS[step.kind]
    return ("place" in fields and step.place == Place.ROLE) or ("measure" in fields and step.measure == Measure.ROLE)


def written(key: Key) -> list[dict[str, Any]]:
    """The key as JSON values: of each step its kind and the fields of that kind that say something."""
    return [_written(step) for step in key]


def _written(step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": step.kind.value}
    for name in FIELDS[step.kind]:
        value = getattr(step, name)
        if value not in ("", None) and not (name in ("floor", "amount") and value == 0):
            told[name] = value.value if isinstance(value, StrEnum) else value
    return told


def read(told: Sequence[Mapping[str, Any]]) -> Key:
    """The key that JSON values tell. Raises BadKey: an unknown kind or field, a number that is not whole, a bad key."""
    return checked([_read(one, number) for number, one in enumerate(told)])


_ENUMS: Mapping[str, type[StrEnum]] = {"base": Base, "place": Place, "measure": Measure}


def _read(one: Mapping[str, Any], number: int) -> Step:
    try:
        kind = Kind(one["kind"])
        values = {name: value for name, value in one.items() if name != "kind"}
        if not values.keys() <= set(FIELDS[kind]):
            raise BadKey(Problem.UNKNOWN, number)
        for name, enum in _ENUMS.items():
            if name in values:
                values[name] = enum(values[name])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadKey(Problem.UNKNOWN, number) from error
    whole = {"rate", "amount", "floor", "cap"} & values.keys()
    if any(type(values[name]) is not int for name in whole) or not isinstance(values.get("role", ""), str):
        raise BadKey(Problem.UNKNOWN, number)
    return Step(kind=kind, **values)
