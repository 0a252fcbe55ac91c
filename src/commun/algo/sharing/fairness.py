"""Readings of a sharing, to be looked at beside it; none is a verdict (algorithms.md section 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Readings:
    """Of what people get, in cents: everything is None when there is nothing to compare.

    ``least``: the share of the least served, as a part of an equal share (1: all alike, 0: somebody gets nothing).
    ``gini``: the mean gap between two people over twice the mean, corrected for small groups (times n / (n - 1), so
    that 1 means that one person has all, whatever the size; Deltas 2003).
    ``apart``: of the amount, what would have to move to make all parts equal (0 to 1; Hoover's index).
    """

    least: Fraction | None
    gini: Fraction | None
    apart: Fraction | None


def readings(people: Mapping[str, int]) -> Readings:
    """Of at least two people who share something; amounts are not negative (ValueError)."""
    amounts = sorted(people.values())
    total, count = sum(amounts), len(amounts)
    if amounts and amounts[0] < 0:
        raise ValueError("an amount is negative")
    if count < 2 or total == 0:
        return Readings(None, None, None)
    gaps = sum((2 * rank - count + 1) * amount for rank, amount in enumerate(amounts))
    above = sum(
        (Fraction(amount) - Fraction(total, count) for amount in amounts if amount * count > total), Fraction(0)
    )
    return Readings(
        least=Fraction(amounts[0] * count, total),
        gini=Fraction(gaps, (count - 1) * total),
        apart=above / total,
    )


@dataclass(frozen=True)
class Preference:
    """Between two keys: how many people get more by the first, by the second, and the same."""

    first: int
    second: int
    alike: int


def preference(first: Mapping[str, int], second: Mapping[str, int]) -> Preference:
    """Who would prefer which, if they looked at their own line only."""
    names = first.keys() | second.keys()
    gaps = [first.get(name, 0) - second.get(name, 0) for name in names]
    return Preference(sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps), gaps.count(0))
