"""How work is spread: a known group has a known index, whatever the order of its people."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.rotation import Held, alert, has_crossed, loads, spread

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
VALUES = st.lists(st.integers(0, 100) | st.fractions(0, 50, max_denominator=30), max_size=12)
HELD = [
    Held("alice", "support", 120, dt.date(2025, 6, 1)),
    Held("alice", "production", 300, dt.date(2026, 7, 1), dt.date(2026, 10, 1)),
    Held("bob", "support", 60, dt.date(2026, 2, 15), dt.date(2026, 3, 1)),
    Held("bob", "support", 60, dt.date(2024, 1, 1), dt.date(2026, 1, 1)),
    Held("gone", "support", 600, dt.date(2026, 1, 1)),
]


def test_a_known_group_has_known_loads() -> None:
    found = loads(["chloe", "bob", "alice"], HELD, ["bob", "bob", "gone"], FIRST, LAST)
    assert [(load.person, load.support, load.production, load.mandates, load.turns) for load in found.values()] == [
        ("alice", 1440, 900, 2, 0),
        ("bob", 30, 0, 1, 2),
        ("chloe", 0, 0, 0, 0),
    ]
    assert found["alice"].minutes == 2340


@pytest.mark.parametrize(
    ("values", "gap", "gini"),
    [
        ([], 0, "0"),
        ([0, 0, 0], 0, "0"),
        ([5, 5, 5, 5], 0, "0"),
        ([0, 0, 0, 8], 8, "3/4"),
        ([1, 2, 3, 4], 3, "1/4"),
        ([2340, 30, 0], 2340, "52/79"),
    ],
)
def test_a_known_group_has_a_known_index(values: list[int], gap: int, gini: str) -> None:
    found = spread(values)
    assert (found.gap, found.gini) == (gap, Fraction(gini))


@given(VALUES)
def test_the_index_is_the_mean_gap_of_two_people_over_twice_the_mean(values: list[Fraction]) -> None:
    found, total, count = spread(values), sum(values), len(values)
    gaps = sum(abs(Fraction(one) - Fraction(other)) for one in values for other in values)
    assert found.gini == (gaps / (2 * count * total) if total else 0)
    assert 0 <= found.gini < 1
    assert spread(values[::-1]) == found
    assert spread([3 * value for value in values]).gini == found.gini


@given(VALUES.filter(lambda values: len(values) > 1))
def test_giving_from_the_most_to_the_least_served_never_widens(values: list[Fraction]) -> None:
    ordered = sorted(Fraction(value) for value in values)
    half = (ordered[-1] - ordered[0]) / 2
    assert spread([ordered[0] + half, *ordered[1:-1], ordered[-1] - half]).gini <= spread(values).gini


def test_the_alert_rings_once_when_the_threshold_is_passed() -> None:
    calm = alert({"a": 2, "b": 2, "c": 1}, gini=Fraction(1, 3), gap=2)
    worse = alert({"c": 0, "b": 1, "a": 6}, gini=Fraction(1, 3), gap=20)
    assert (calm.is_over, worse.is_over) == (False, True)
    assert (worse.never, worse.over) == (("c",), ("a",))
    assert [has_crossed(*pair) for pair in ((None, calm), (calm, worse), (worse, worse), (worse, calm))] == [
        False,
        True,
        False,
        False,
    ]
    assert has_crossed(None, worse)


def test_at_the_threshold_itself_nothing_rings() -> None:
    assert not alert({"a": 1, "b": 2, "c": 3, "d": 4}, gini=Fraction(1, 4), gap=3).is_over
    assert alert({"a": 1, "b": 2, "c": 3, "d": 4}, gap=2).is_over
    assert not alert({"a": 0, "b": 9}).is_over  # the group set no threshold


def test_twice_the_mean_is_not_over_served_yet() -> None:
    assert alert({"a": 4, "b": 0, "c": 2}).over == ()
    assert alert({"a": 5, "b": 0, "c": 2}).over == ("a",)


def test_names_come_in_their_own_order_never_by_load() -> None:
    found = alert({"z": 9, "a": 10, "m": 0, "b": 0, "c": 0, "d": 0}, gap=1)
    assert (found.never, found.over) == (("b", "c", "d", "m"), ("a", "z"))


def test_absurd_figures_are_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        spread([3, -1])
    with pytest.raises(ValueError):
        loads(["a"], [], [], LAST, FIRST)
    with pytest.raises(ValueError, match="sport"):
        loads(["a"], [Held("a", "sport", 1, FIRST)], [], FIRST, LAST)
