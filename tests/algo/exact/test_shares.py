"""Whole numbers shared by weights: sums exact, nobody a whole part away, whatever the order and the size."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commun.algo.exact import bounded_shares, grown_shares, half_up, largest_remainder

TOTALS = st.integers(0, 10**14) | st.integers(0, 50)
NAMES = [f"p{number:02}" for number in range(40)]


def weights_of(most: int = 10**9, people: int = 40) -> st.SearchStrategy[dict[str, int]]:
    each = st.integers(0, most) | st.integers(0, 5)
    return st.dictionaries(st.sampled_from(NAMES[:people]), each, min_size=1, max_size=people).filter(
        lambda found: any(found.values())
    )


@given(total=TOTALS, weights=weights_of())
def test_the_sum_is_exact_and_each_is_within_one_of_its_share(total: int, weights: dict[str, int]) -> None:
    parts = largest_remainder(total, weights)
    whole = sum(weights.values())
    assert sum(parts.values()) == total
    for name, weight in weights.items():
        assert abs(parts[name] - Fraction(total * weight, whole)) < 1
        assert weight or parts[name] == 0


@given(total=TOTALS, weights=weights_of(people=8), order=st.randoms())
def test_the_order_of_names_changes_nothing_and_a_larger_weight_never_gets_less(
    total: int, weights: dict[str, int], order: object
) -> None:
    names = list(weights)
    order.shuffle(names)  # type: ignore[attr-defined]
    parts = largest_remainder(total, weights)
    assert largest_remainder(total, {name: weights[name] for name in names}) == parts
    by_weight = sorted(weights, key=lambda name: (weights[name], parts[name]))
    assert [parts[name] for name in by_weight] == sorted(parts.values())


def test_the_known_paradox_of_the_method_is_there() -> None:
    """One seat more and Alabama loses one: hence ``grown_shares`` for a pot that grows."""
    weights = {"a": 6, "b": 6, "c": 2}
    assert largest_remainder(10, weights)["c"] == 2
    assert largest_remainder(11, weights)["c"] == 1


def test_ties_and_signs() -> None:
    assert largest_remainder(1, {"b": 1, "a": 1}) == {"b": 0, "a": 1}
    assert largest_remainder(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert largest_remainder(-100, {"a": 1, "b": 1, "c": 1}) == {"a": -34, "b": -33, "c": -33}
    assert largest_remainder(0, {"a": 0}) == {"a": 0}
    for wrong in ({"a": 0}, {}, {"a": -1, "b": 2}):
        with pytest.raises(ValueError, match="weight"):
            largest_remainder(1, wrong)


BOUNDS = st.tuples(st.integers(0, 2000), st.none() | st.integers(0, 4000))


@given(total=st.integers(0, 30_000), weights=weights_of(500, 8), bounds=BOUNDS)
def test_bounds_hold_and_the_rest_is_in_proportion(
    total: int, weights: dict[str, int], bounds: tuple[int, int | None]
) -> None:
    floor, cap = bounds
    assume(cap is None or cap >= floor)
    parts, left = bounded_shares(total, weights, floor=floor, cap=cap)
    sharing = {name: weight for name, weight in weights.items() if weight}
    assert sum(parts.values()) + left == total
    assert all(parts[name] == 0 for name in weights if name not in sharing)
    if floor * len(sharing) >= total:
        assert max(parts.values()) - min(parts[name] for name in sharing) <= 1
        assert left == 0
        return
    assert all(parts[name] >= floor and (cap is None or parts[name] <= cap) for name in sharing)
    if left:
        assert all(parts[name] == cap for name in sharing)
        return
    inside = [name for name in sharing if floor < parts[name] and (cap is None or parts[name] < cap)]
    for one in inside:
        # In cents per weight, whoever is between the bounds is level with the others, but for one cent and a bound.
        low, high = (Fraction(parts[one] + cents, sharing[one]) for cents in (-1, 1))
        for other, weight in sharing.items():
            assert parts[other] == cap or Fraction(parts[other] + 1, weight) > low
            assert parts[other] == floor or Fraction(parts[other] - 1, weight) < high


def test_bounds_by_hand() -> None:
    weights = {"a": 1, "b": 2, "c": 7}
    assert bounded_shares(1000, weights) == ({"a": 100, "b": 200, "c": 700}, 0)
    assert bounded_shares(1000, weights, floor=150) == ({"a": 150, "b": 189, "c": 661}, 0)
    assert bounded_shares(1000, weights, cap=500) == ({"a": 167, "b": 333, "c": 500}, 0)
    assert bounded_shares(1000, weights, cap=300) == ({"a": 300, "b": 300, "c": 300}, 100)
    assert bounded_shares(100, weights, floor=50) == ({"a": 34, "b": 33, "c": 33}, 0)
    assert bounded_shares(10, {"a": 0, "b": 1}, floor=3) == ({"a": 0, "b": 10}, 0)
    for wrong in ({"floor": -1}, {"floor": 5, "cap": 4}):
        with pytest.raises(ValueError, match="floor"):
            bounded_shares(10, weights, **wrong)
    with pytest.raises(ValueError, match="nobody"):
        bounded_shares(10, {"a": 0})


@given(weights=weights_of(1000, 8), steps=st.lists(st.integers(0, 40), max_size=30))
def test_a_growing_pot_never_lowers_anybody(weights: dict[str, int], steps: list[int]) -> None:
    total, held = 0, dict.fromkeys(weights, 0)
    for step in steps:
        total += step
        after = grown_shares(largest_remainder(total, weights), held)
        assert sum(after.values()) == total
        assert all(after[name] >= held[name] for name in weights)
        held = after
    whole = sum(weights.values())
    for name, weight in weights.items():
        assert abs(held[name] - Fraction(total * weight, whole)) < 2


@given(due=weights_of(1000, 6), paid=weights_of(1000, 6))
def test_any_past_is_caught_up_without_taking_back(due: dict[str, int], paid: dict[str, int]) -> None:
    if sum(paid.values()) > sum(due.values()):
        with pytest.raises(ValueError, match="shrank"):
            grown_shares(due, paid)
        return
    after = grown_shares(due, paid)
    assert sum(after.values()) == sum(due.values())
    for name in due.keys() | paid.keys():
        assert paid.get(name, 0) <= after[name] <= max(paid.get(name, 0), due.get(name, 0))


@pytest.mark.parametrize(
    ("value", "rounded"), [("1/2", 1), ("-1/2", -1), ("3/2", 2), ("149/100", 1), ("-5/4", -1), ("7", 7)]
)
def test_a_half_goes_up(value: str, rounded: int) -> None:
    assert half_up(Fraction(value)) == rounded
