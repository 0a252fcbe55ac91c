"""A second look: what each adds to every possible team, averaged exactly (Shapley 1953). Never a rule by default."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import factorial

MOST = 16


class TooMany(ValueError):
    """More people than can be looked at exactly: sixteen."""


def shapley(people: Sequence[str], value: Callable[[frozenset[str]], int]) -> Mapping[str, Fraction]:
    """Of each person, the mean of what they add to those who came before, over all orders of coming.

    ``value``: whole cents that a team would have brought alone; the empty team counts as 0, whatever it says. Parts sum
    exactly to the value of all together. Raises TooMany above sixteen people, ValueError when a name comes twice.
    """
    count = len(people)
    if count > MOST:
        raise TooMany
    if len(set(people)) != count:
        raise ValueError("a name comes twice")
    values = [0] * (1 << count)
    for team in range(1, 1 << count):
        values[team] = value(frozenset(name for rank, name in enumerate(people) if team >> rank & 1))
    # Orders in which exactly this many came before, and the others after.
    orders = [factorial(before) * factorial(count - 1 - before) for before in range(count)]
    sums = [0] * count
    for team in range(1 << count):
        size = team.bit_count()
        for rank in range(count):
            if not team >> rank & 1:
                sums[rank] += orders[size] * (values[team | 1 << rank] - values[team])
    return {name: Fraction(sums[rank], factorial(count)) for rank, name in enumerate(people)}
