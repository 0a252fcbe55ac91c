"""How a group's work is spread: hours, mandates and turns per person, one index, and when to say something.

Figures of a person are for that person and for whoever shares out the work; nothing here is in order of merit.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

SUPPORT, PRODUCTION = "support", "production"


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate: who, its kind, its minutes a month, its first day and the first day after it (None: open)."""

    person: str
    kind: str
    minutes: int
    start: dt.date
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """One person's part in a period: minutes by kind (exact), mandates held at any time in it, turns served."""

    person: str
    support: Fraction
    production: Fraction
    mandates: int
    turns: int

    @property
    def minutes(self) -> Fraction:
        return self.support + self.production


@dataclass(frozen=True, slots=True)
class Spread:
    """How unequal: the gap (most minus least) and Gini's index (0 all equal, near 1 one person has all)."""

    gap: Fraction
    gini: Fraction
    mean: Fraction


@dataclass(frozen=True, slots=True)
class Alert:
    """Whether the index is over the group's threshold; who never served, who serves over twice the mean (by key)."""

    is_over: bool
    spread: Spread
    never: tuple[str, ...]
    over: tuple[str, ...]


def loads(
    people: Iterable[str], mandates: Iterable[Held], turns: Iterable[str], first: dt.date, last: dt.date
) -> dict[str, Load]:
    """The load of each of ``people`` from ``first`` to ``last``, both included, by key.

    A month begun counts for its share of days. ``turns`` names the person of each turn served in the period; people
    who are not in ``people`` are left out. Raises ValueError on a period that ends before it starts or another kind.
    """
    if last < first:
        raise ValueError((first, last))
    held, served = list(mandates), list(turns)
    if wrong := {mandate.kind for mandate in held} - {SUPPORT, PRODUCTION}:
        raise ValueError(sorted(wrong))
    found = {}
    for person in sorted(set(people)):
        mine = [mandate for mandate in held if mandate.person == person and _months(mandate, first, last)]
        totals = {
            kind: sum((m.minutes * _months(m, first, last) for m in mine if m.kind == kind), Fraction())
            for kind in (SUPPORT, PRODUCTION)
        }
        found[person] = Load(person, totals[SUPPORT], totals[PRODUCTION], len(mine), served.count(person))
    return found


def _months(mandate: Held, first: dt.date, last: dt.date) -> Fraction:
    """How many months of the period the mandate covers, each month by its share of days."""
    start = max(mandate.start, first)
    stop = min(mandate.end or dt.date.max, last + dt.timedelta(days=1))
    total = Fraction()
    while start < stop:
        following = (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        length = (following - start.replace(day=1)).days
        total += Fraction((min(following, stop) - start).days, length)
        start = following
    return total


def spread(values: Sequence[int | Fraction]) -> Spread:
    """The spread of ``values`` (none negative); all zeros, or none at all, are perfectly equal.

    Gini: the mean gap between two people taken at random, over twice the mean. ValueError on a negative value.
    """
    ordered = sorted(Fraction(value) for value in values)
    if ordered and ordered[0] < 0:
        raise ValueError(ordered[0])
    total, count = sum(ordered, Fraction()), len(ordered)
    if not total:
        return Spread(Fraction(), Fraction(), Fraction())
    weighted = sum(((2 * rank - count - 1) * value for rank, value in enumerate(ordered, 1)), Fraction())
    return Spread(ordered[-1] - ordered[0], weighted / (count * total), total / count)


def alert(
    values: Mapping[str, int | Fraction],
    *,
    gini: Fraction | None = None,
    gap: int | Fraction | None = None,
    over: Fraction = Fraction(2),
) -> Alert:
    """Whether the spread of ``values`` (person: turns or minutes) is above either threshold the group set.

    "Over-served" is strictly more than ``over`` times the mean. Keys come in their own order, never by value.
    """
    found = spread(list(values.values()))
    is_over = (gini is not None and found.gini > gini) or (gap is not None and found.gap > gap)
    never = tuple(sorted(key for key, value in values.items() if not value))
    heavy = tuple(sorted(key for key, value in values.items() if found.mean and value > over * found.mean))
    return Alert(is_over, found, never, heavy)


def has_crossed(before: Alert | None, now: Alert) -> bool:
    """Whether the threshold was passed since ``before``: the only moment at which somebody is told."""
    return now.is_over and not (before and before.is_over)
