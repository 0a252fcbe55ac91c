"""Ballots are checked once and put together."""

import pytest

from commun.algo.voting.errors import BadBallot, BadInput, BadProfile
from commun.algo.voting.profile import (
    LONGEST_NAME,
    MOST_OPTIONS,
    Approvals,
    Graded,
    Pile,
    Ranked,
    checked_seats,
    heft,
    one_each,
)
from tests.algo.voting.builders import approvals, graded, ranked


def refused(code: str, kind: type[BadInput] = BadBallot) -> "pytest.RaisesExc[BadInput]":
    return pytest.raises(kind, check=lambda error: error.code == code)


def test_equal_ballots_are_put_together_in_an_order_of_their_own() -> None:
    profile = Ranked.build("abc", one_each([["b"], ["a", ["c", "b"]], ["b"], ["a", ["b", "c"]], []]))
    assert profile.piles == (
        Pile((), 1, 1),
        Pile((("a",), ("b", "c")), 2, 2),
        Pile((("b",),), 2, 2),
    )
    assert (profile.people, profile.weight) == (5, 5)


def test_empty_ranks_disappear() -> None:
    assert Ranked.build("ab", [Pile([[], ["b"], []])]).piles[0].ballot == (("b",),)


def test_approvals_are_sorted_like_the_options() -> None:
    assert Approvals.build("cab", one_each(["bc", "cb", "a"])).piles == (Pile(("c", "b"), 2, 2), Pile(("a",), 1, 1))


def test_a_missing_grade_is_blank_and_sorts_before_the_lowest() -> None:
    profile = graded("ab", "1:0.", "1:00", "1:50")
    assert [pile.ballot for pile in profile.piles] == [(0, None), (0, 0), (5, 0)]
    assert Graded.build("ab", [Pile({"b": 1})], scale=(0, 1)).piles[0].ballot == (None, 1)


def test_weights_and_persons_are_two_totals() -> None:
    profile = Approvals.build("ab", [Pile("a", 2, 5), Pile("a", 1, 0), Pile("b", 1)])
    assert profile.piles == (Pile(("a",), 3, 5), Pile(("b",), 1, 1))
    assert (profile.people, profile.weight) == (4, 6)
    assert profile.per_person().piles == (Pile(("a",), 3, 3), Pile(("b",), 1, 1))
    assert (heft(Pile("a", 3)), heft(Pile("a", 3, 0))) == (3, 0)


@pytest.mark.parametrize(("people", "weight"), [(0, None), (-1, None), (1, -1), (0, 3)])
def test_impossible_weights_are_refused(people: int, weight: int | None) -> None:
    with refused("bad-weight"):
        Approvals.build("ab", [Pile("a", people, weight)])


def test_an_option_that_is_not_there_is_refused() -> None:
    for build in (
        lambda: ranked("1:a>z", options="ab"),
        lambda: approvals("ab", "1:z"),
        lambda: Graded.build("ab", [Pile({"z": None})], scale=(0, 1)),
    ):
        with refused("unknown-option") as caught:
            build()
        assert caught.value.details == {"option": "z"}


def test_an_option_named_twice_is_refused() -> None:
    for build in (
        lambda: ranked("1:a>a", options="ab"),
        lambda: ranked("1:a=a", options="ab"),
        lambda: approvals("ab", "1:aa"),
    ):
        with refused("repeated-option"):
            build()


@pytest.mark.parametrize("grade", [-1, 6])
def test_a_grade_outside_the_scale_is_refused(grade: int) -> None:
    with refused("bad-grade"):
        Graded.build("ab", [Pile({"a": grade})], scale=(0, 5))
    assert Graded.build("ab", [Pile({"a": 0, "b": 5})], scale=(0, 5)).people == 1


@pytest.mark.parametrize(("scale", "labels"), [((1, 0), ()), ((0, 2), ("x", "y")), ((0, 1), ("x", "y", "z"))])
def test_a_scale_that_does_not_hold_is_refused(scale: tuple[int, int], labels: tuple[str, ...]) -> None:
    with refused("bad-scale", BadProfile):
        Graded.build("ab", [], scale=scale, labels=labels)


def test_a_scale_of_one_grade_and_its_label_hold() -> None:
    assert Graded.build("ab", [], scale=(2, 2), labels=("x",)).labels == ("x",)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], "no-options"),
        ([f"o{number}" for number in range(10_000)], "too-many-options"),
        (["a" * 5_000], "name-too-long"),
        (["a", "  "], "empty-name"),
        (["a", "b", "a"], "repeated-name"),
    ],
)
def test_impossible_options_are_refused(options: list[str], code: str) -> None:
    with refused(code, BadProfile) as caught:
        Ranked.build(options, [])
    assert len(str(caught.value)) < 250


def test_the_limits_themselves_are_allowed() -> None:
    names = ["n" * LONGEST_NAME, *(f"o{number}" for number in range(MOST_OPTIONS - 1))]
    assert len(Ranked.build(names, []).options) == MOST_OPTIONS == 500
    with refused("too-many-options", BadProfile):
        Ranked.build([*names, "one more"], [])
    with refused("name-too-long", BadProfile):
        Ranked.build(["n" * (LONGEST_NAME + 1)], [])


def test_seats_go_from_one_to_the_number_of_options() -> None:
    assert [checked_seats(seats, "abc") for seats in (1, 3)] == [1, 3]
    for seats in (0, -1, 4):
        with refused("bad-seats", BadProfile):
            checked_seats(seats, "abc")


def test_an_error_names_its_code_and_details() -> None:
    assert str(BadBallot("unknown-option", option="z")) == "ballot: unknown-option (option=z)"
    assert str(BadProfile("no-options")) == "profile: no-options"
    assert str(BadBallot("x", option="y" * 61)).endswith("(option=" + "y" * 57 + "...)")
    assert str(BadBallot("x", option="y" * 60)).endswith("(option=" + "y" * 60 + ")")
