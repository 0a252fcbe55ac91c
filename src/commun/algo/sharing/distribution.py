"""What a key gives of an amount: exact cents, each line with its arithmetic; a pure function (V1, V2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from commun.algo.exact import bounded_shares, grown_shares, half_up, largest_remainder
from commun.algo.sharing.steps import LARGEST_AMOUNT, WHOLE, Base, Key, Kind, Measure, Place, Step


class CannotShare(ValueError):
    """Nothing to share (an amount that is negative or out of bounds), or nobody to share with."""


@dataclass(frozen=True)
class Brought:
    """What is shared among whom, frozen.

    ``people``: names of all who share. ``measures``: of each measure but roles, what each brought, in its smallest part
    (hundredths of a day, minutes, points, cents). ``roles``: of each role, who held it and their part in it (1 each
    when alike). ``expenses``: cents to give back. All numbers are whole and not negative; people who do not
    share, and measures that nobody brought, count for nothing.
    """

    people: tuple[str, ...]
    measures: Mapping[Measure, Mapping[str, int]] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    expenses: Mapping[str, int] = field(default_factory=dict)

    def weights(self, step: Step) -> dict[str, int]:
        """Of everybody who shares, what the step weighs."""
        found: Mapping[str, int] = {}
        if step.kind == Kind.EQUAL:
            found = dict.fromkeys(self.people, 1)
        elif step.kind == Kind.REIMBURSE:
            found = self.expenses
        elif step.role:
            found = self.roles.get(step.role, {})
        elif step.kind == Kind.PRO_RATA:
            found = self.measures.get(step.measure, {})
        return {name: max(0, found.get(name, 0)) for name in self.people}


@dataclass(frozen=True)
class Line:
    """What one step gave: ``base`` the cents it looked at, ``taken`` what it took, to whom, by which weights.

    ``parts``: cents of each person who got some. ``left``: what remains for the next step.
    """

    step: int
    base: int
    taken: int
    left: int
    place: Place | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Distribution:
    """Where an amount goes, to the cent: ``people`` (everybody who shares, 0 included), and the places."""

    amount: int
    people: Mapping[str, int]
    pot: int
    carried: int
    entity: int
    lines: tuple[Line, ...]


def distribute(key: Key, amount: int, brought: Brought) -> Distribution:
    """Share ``amount`` cents by the key, step after step, each rounded to the cent (half up, then largest remainder).

    A step that finds nobody (a role that no one held, a measure that no one brought) takes nothing. The last step takes
    all that is left. Raises CannotShare.
    """
    if not 0 <= amount <= LARGEST_AMOUNT:
        raise CannotShare("the amount is negative or out of bounds")
    if len(set(brought.people)) != len(brought.people):
        raise CannotShare("a name comes twice")
    left, lines = amount, []
    for number, step in enumerate(key):
        line = _line(step, number, amount, left, brought)
        left = line.left
        lines.append(line)
    if left:
        raise CannotShare("nobody to share with")
    people = {name: sum(line.parts.get(name, 0) for line in lines) for name in brought.people}
    pot, carried, entity = (
        sum(line.taken for line in lines if line.place == place) for place in (Place.POT, Place.CARRY, Place.ENTITY)
    )
    return Distribution(amount, people, pot, carried, entity, tuple(lines))


def _line(step: Step, number: int, amount: int, left: int, brought: Brought) -> Line:
    base = amount if step.kind == Kind.PERCENT and step.base == Base.GROSS else left
    wish = _wish(step, base, brought)
    offered = min(wish, left)
    if step.kind in (Kind.FIXED, Kind.PERCENT) and step.place != Place.ROLE:
        return Line(number, base, offered, left - offered, place=step.place)
    weights = brought.weights(step)
    if not any(weights.values()):
        return Line(number, base, 0, left)
    if step.kind in (Kind.EQUAL, Kind.PRO_RATA):
        parts, back = bounded_shares(offered, weights, floor=step.floor, cap=step.cap)
    else:
        parts, back = largest_remainder(offered, weights), 0
    taken = offered - back
    return Line(
        number, base, taken, left - taken,
        parts={name: part for name, part in parts.items() if part},
        weights={name: weight for name, weight in weights.items() if weight},
    )  # fmt: skip


def _wish(step: Step, base: int, brought: Brought) -> int:
    """What the step would take, were there enough."""
    if step.kind == Kind.FIXED:
        return step.amount
    if step.kind == Kind.REIMBURSE:
        owed = sum(brought.weights(step).values())
        return min(owed, step.amount) if step.amount else owed
    return half_up(Fraction(base * step.rate, WHOLE))


# Of the places beside the names of people: no name of a person begins with a colon.
POT, CARRIED, ENTITY = (f":{place.value}" for place in (Place.POT, Place.CARRY, Place.ENTITY))


def instalment(key: Key, total: int, brought: Brought, paid: Mapping[str, int]) -> tuple[Distribution, dict[str, int]]:
    """What a pot that grew to ``total`` gives: the whole shared, and the cents that each gets now, by name and place.

    The whole received so far is shared, less what was paid: nobody ever gives back, and one more cent never lowers a
    share (cumulative rounding). Raises CannotShare.
    """
    whole = distribute(key, total, brought)
    due = {**whole.people, POT: whole.pot, CARRIED: whole.carried, ENTITY: whole.entity}
    after = grown_shares(due, paid)
    return whole, {name: held - paid.get(name, 0) for name, held in after.items()}


def instalments(key: Key, receipts: Sequence[tuple[int, Brought]]) -> list[Distribution]:
    """What each receipt pays, of a pot that grows, one ``instalment`` after the other.

    Each receipt comes with what was brought by then. The amounts of each distribution are those of that receipt; its
    lines are of the whole so far.
    """
    paid: Counter[str] = Counter()
    found, total = [], 0
    for amount, brought in receipts:
        if amount < 0:
            raise CannotShare("the amount is negative or out of bounds")
        total += amount
        whole, now = instalment(key, total, brought, paid)
        people = {name: now[name] for name in brought.people}
        found.append(Distribution(amount, people, now[POT], now[CARRIED], now[ENTITY], whole.lines))
        paid.update(now)
    return found
