"""Readings of fairness and the second look: known tables, and what always holds."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.sharing import Preference, Readings, TooMany, preference, readings, shapley

PARTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 10**6), max_size=8)


def test_known_tables() -> None:
    assert readings({"a": 5, "b": 5, "c": 5}) == Readings(Fraction(1), Fraction(0), Fraction(0))
    assert readings({"a": 0, "b": 0, "c": 9}) == Readings(Fraction(0), Fraction(1), Fraction(2, 3))
    # 1, 2, 3, 4: Gini 1/4, times 4/3.
    assert readings({"a": 1, "b": 2, "c": 3, "d": 4}) == Readings(Fraction(2, 5), Fraction(1, 3), Fraction(1, 5))
    nothing = Readings(None, None, None)
    assert readings({}) == readings({"a": 5}) == readings({"a": 0, "b": 0}) == nothing
    with pytest.raises(ValueError, match="negative"):
        readings({"a": -1, "b": 2})


@given(parts=PARTS)
def test_the_gini_is_the_mean_gap_of_two_people(parts: dict[str, int]) -> None:
    found = readings(parts)
    if found.gini is None:
        assert len(parts) < 2 or not any(parts.values())
        return
    amounts, count = list(parts.values()), len(parts)
    pairs = [abs(one - other) for one, other in permutations(amounts, 2)]
    mean_gap = Fraction(sum(pairs), len(pairs))
    assert found.gini == mean_gap / (2 * Fraction(sum(amounts), count))
    assert found.least is not None
    assert found.apart is not None
    assert 0 <= found.apart <= found.gini <= 1
    assert 0 <= found.least <= 1


def test_who_would_prefer_which() -> None:
    assert preference({"a": 3, "b": 1, "c": 2}, {"a": 2, "b": 2, "c": 2, "d": 1}) == Preference(1, 2, 1)
    # Who is in one only gets nothing in the other.
    assert preference({"a": 3, "b": 0}, {"c": 1}) == Preference(1, 1, 1)


def test_the_gloves() -> None:
    """Two have a left glove, one a right one; a pair is worth 6 (Shapley's textbook example)."""

    def value(team: frozenset[str]) -> int:
        return 6 * min(len(team & {"left", "other left"}), len(team & {"right"}))

    assert shapley(["left", "other left", "right"], value) == {"left": 1, "other left": 1, "right": 4}


TABLES = st.integers(1, 5).flatmap(
    lambda count: st.lists(st.integers(-1000, 1000), min_size=2**count, max_size=2**count).map(lambda t: (count, t))
)


@given(table=TABLES)
def test_it_is_the_mean_over_all_orders(table: tuple[int, list[int]]) -> None:
    count, values = table
    people = [f"p{rank}" for rank in range(count)]
    values[0] = 0

    def value(team: frozenset[str]) -> int:
        return values[sum(1 << people.index(name) for name in team)]

    found = shapley(people, value)
    assert sum(found.values()) == values[-1]
    orders = list(permutations(people))
    for name in people:
        added = [
            value(frozenset(order[: order.index(name) + 1])) - value(frozenset(order[: order.index(name)]))
            for order in orders
        ]
        assert found[name] == Fraction(sum(added), len(orders))


def test_sixteen_at_most_and_each_once() -> None:
    assert sum(shapley([f"p{rank}" for rank in range(10)], len).values()) == 10
    with pytest.raises(TooMany):
        shapley([f"p{rank}" for rank in range(17)], len)
    with pytest.raises(ValueError, match="twice"):
        shapley(["a", "a"], len)
    assert shapley([], len) == {}
