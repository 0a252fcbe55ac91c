"""Sharing a whole number (cents, minutes, seats) by weights: sums are exact, whatever the size (Hamilton's method).

Names are text. Ties go to the larger weight, then to the first name: in which order names are given changes nothing.
"""

from collections.abc import Mapping
from fractions import Fraction


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero, as cents are rounded in France."""
    doubled = 2 * abs(value.numerator) + value.denominator
    rounded = doubled // (2 * value.denominator)
    return rounded if value >= 0 else -rounded


def largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """``total`` in whole parts, each within one of its exact share; a weight of 0 gets 0.

    A negative total is shared as its opposite. Raises ValueError on a negative weight, and when nobody has a weight
    while there is something to share.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight is negative")
    if total < 0:
        return {name: -part for name, part in largest_remainder(-total, weights).items()}
    whole = sum(weights.values())
    if whole == 0:
        if total:
            raise ValueError("nobody has a weight")
        return dict.fromkeys(weights, 0)
    parts = {name: total * weight // whole for name, weight in weights.items()}
    left = total - sum(parts.values())
    order = sorted(weights, key=lambda name: (-(total * weights[name] % whole), -weights[name], name))
    for name in order[:left]:
        parts[name] += 1
    return parts


def bounded_shares(
    total: int, weights: Mapping[str, int], *, floor: int = 0, cap: int | None = None
) -> tuple[dict[str, int], int]:
    """As ``largest_remainder``, each part between a floor and a cap; and what the cap leaves over.

    Only those with a weight share. Without enough for all floors, what there is is shared equally. Raises ValueError
    as ``largest_remainder``, on a negative total or floor, and on a cap below the floor.
    """
    if total < 0 or floor < 0 or (cap is not None and cap < floor):
        raise ValueError("a total or a floor is negative, or the cap is below the floor")
    sharing = {name: weight for name, weight in weights.items() if weight}
    if not sharing:
        return largest_remainder(total, weights), 0
    nothing = dict.fromkeys(weights, 0)
    if floor * len(sharing) >= total:
        return nothing | largest_remainder(total, dict.fromkeys(sharing, 1)), 0
    if cap is not None and cap * len(sharing) <= total:
        return nothing | dict.fromkeys(sharing, cap), total - cap * len(sharing)
    held = _held_at_bounds(total, sharing, floor, cap)
    free = {name: weight for name, weight in sharing.items() if name not in held}
    return nothing | held | largest_remainder(total - sum(held.values()), free), 0


def _held_at_bounds(total: int, weights: Mapping[str, int], floor: int, cap: int | None) -> dict[str, int]:
    """Who stays at a bound when all the others get in proportion; there is always somebody between the bounds.

    One euro per weight: raising it raises every part, so the one that spends the total is between two of the levels
    where somebody leaves a bound. The level below which the total is not spent tells who is where.
    """
    levels = {Fraction(floor, weight) for weight in weights.values()}
    if cap is not None:
        levels |= {Fraction(cap, weight) for weight in weights.values()}
    steps = sorted(levels)
    low, high = 0, len(steps)
    while high - low > 1:
        middle = (low + high) // 2
        if _spent(steps[middle], weights, floor, cap) <= total:
            low = middle
        else:
            high = middle
    rate = steps[low]
    held = {}
    for name, weight in weights.items():
        if weight * rate < floor:
            held[name] = floor
        elif cap is not None and weight * rate >= cap:
            held[name] = cap
    return held


def _spent(rate: Fraction, weights: Mapping[str, int], floor: int, cap: int | None) -> Fraction:
    parts = (max(Fraction(floor), weight * rate) for weight in weights.values())
    return sum((part if cap is None else min(Fraction(cap), part) for part in parts), Fraction(0))


def grown_shares(due: Mapping[str, int], paid: Mapping[str, int]) -> dict[str, int]:
    """What each holds after a payment, of a pot that grows in steps: nobody ever gives back (cumulative rounding).

    ``due``: what each would hold of the whole pot; ``paid``: what each holds already, of a smaller pot. Who holds more
    than is due waits; what they are ahead by is kept from the others in proportion to what they are still to get.
    Raises ValueError when the pot shrank.
    """
    names = due.keys() | paid.keys()
    coming = sum(due.values()) - sum(paid.values())
    gaps = {name: max(0, due.get(name, 0) - paid.get(name, 0)) for name in names}
    if coming < 0:
        raise ValueError("the pot shrank")
    parts = largest_remainder(coming, gaps) if coming else dict.fromkeys(names, 0)
    return {name: paid.get(name, 0) + parts[name] for name in sorted(names)}
