"""How many of a thing are taken at once. Pure: no table is read here."""

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

# Moments, or anything that is compared as they are.
M = TypeVar("M", dt.datetime, int)


def most_taken(taken: Iterable[tuple[M, M, int]], first: M, last: M) -> int:
    """The most that is taken at one moment from ``first`` to ``last``; each is from, to (not in it), how many."""
    steps: list[tuple[M, int]] = []
    for starts, ends, quantity in taken:
        if starts < last and ends > first:
            steps += [(max(starts, first), quantity), (ends, -quantity)]
    # What is given back at a moment is free at that moment: backs come before takes.
    steps.sort()
    most = now = 0
    for _at, change in steps:
        now += change
        most = max(most, now)
    return most


def least_taken(taken: Iterable[tuple[M, M, int]], first: M, last: M) -> int:
    """The least that is taken at one moment from ``first`` to ``last``."""
    steps: list[tuple[M, int]] = [(last, 0)]
    for starts, ends, quantity in taken:
        if starts < last and ends > first:
            steps += [(max(starts, first), quantity), (min(ends, last), -quantity)]
    steps.sort()
    now, before, least = 0, first, sum(quantity for _at, quantity in steps if quantity > 0)
    for at, change in steps:
        if at > before:
            least, before = min(least, now), at
        now += change
    return least
