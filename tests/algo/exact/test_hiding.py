"""What is not shown of a row tells nobody apart, nor what the rest adds up to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.exact import hidden_cells

ROWS = st.lists(st.integers(0, 12), min_size=1, max_size=12)


@given(ROWS, st.integers(1, 8))
def test_no_small_cell_shows_and_none_is_found_by_subtraction(people: list[int], least: int) -> None:
    cells, is_total_hidden = hidden_cells(people, least)
    shown = [count for place, count in enumerate(people) if place not in cells]
    assert all(count == 0 or count >= least for count in shown)
    assert is_total_hidden or len(cells) != 1
    assert all(people[place] for place in cells)


@given(ROWS, st.integers(1, 8))
def test_nothing_is_hidden_without_need(people: list[int], least: int) -> None:
    cells, is_total_hidden = hidden_cells(people, least)
    few = sum(0 < count < least for count in people)
    assert len(cells) == (2 if few == 1 and not is_total_hidden else few)
    assert not is_total_hidden or not any(count >= least for count in people)


def test_the_example_of_the_page() -> None:
    """docs/algorithms/exact.md."""
    assert hidden_cells([8, 2, 0, 6], 5) == ({1, 3}, False)
    assert hidden_cells([0, 2, 0, 0], 5) == ({1}, True)


def test_a_total_of_few_is_not_shown_either() -> None:
    """Three people in each of two quarters: the same three, or six."""
    assert hidden_cells([3, 3, 0], 5, 3) == ({0, 1}, True)
    assert hidden_cells([3, 3, 0], 5, 6) == ({0, 1}, False)


@pytest.mark.parametrize(("people", "least"), [([1], 0), ([-1], 5)])
def test_nonsense_is_refused(people: list[int], least: int) -> None:
    with pytest.raises(ValueError, match="under 1, or a negative"):
        hidden_cells(people, least)
