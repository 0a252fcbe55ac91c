"""Sense checks, gradients, count-in and date polls."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.voting.errors import BadProfile
from commun.algo.voting.summaries import (
    COUNT_IN,
    GRADIENTS,
    SENSE_CHECK,
    Slot,
    count_in,
    date_poll,
    percents,
    summarise,
)
from tests.algo.voting.test_profile import refused


@pytest.mark.parametrize("scale", [GRADIENTS, SENSE_CHECK, COUNT_IN])
@pytest.mark.parametrize("number", [0, 1, 200])
def test_each_template_gives_its_result(scale: tuple[str, ...], number: int) -> None:
    found = summarise(scale, [scale[-1]] * number)
    assert found.scale == scale
    assert found.answers == number
    assert found.share(scale[-1]) == (1 if number else 0)
    assert sum(found.percents) == (100 if number else 0)
    assert found.lower == found.upper == (scale[-1] if number else None)
    assert found.as_json()["answers"] == number


def test_a_sense_check_by_hand() -> None:
    found = summarise(SENSE_CHECK, ["yes", "no", "yes", "unsure", "yes", "unsure"])
    assert found.counts == (1, 2, 3)
    assert (found.lower, found.upper) == ("unsure", "yes")
    assert found.share("yes", "unsure") == Fraction(5, 6)
    assert found.as_json() == {
        "rule": "summary/1",
        "answers": 6,
        "counts": {"no": 1, "unsure": 2, "yes": 3},
        "percents": {"no": 17, "unsure": 33, "yes": 50},
        "middle": ["unsure", "yes"],
    }
    assert summarise(SENSE_CHECK, ["no", "yes", "yes"]).lower == "yes"
    with refused("unknown-option"):
        summarise(SENSE_CHECK, ["perhaps"])


def test_percents_round_the_largest_remainders_up() -> None:
    assert percents([1, 1, 1]) == (34, 33, 33)
    assert percents([2, 1]) == (67, 33)
    assert percents([1, 2]) == (33, 67)
    assert percents([0, 0]) == (0, 0)
    assert percents([1, 0]) == (100, 0)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8))
def test_percents_add_up_and_stay_near(counts: list[int]) -> None:
    shares, total = percents(counts), sum(counts)
    assert sum(shares) == (100 if total else 0)
    assert all(abs(share * total - 100 * count) < total for share, count in zip(shares, counts, strict=True) if total)


def test_who_is_in_against_what_it_needs() -> None:
    answers = [("alice", True), ("bob", False), ("chloe", True), ("dan", True)]
    found = count_in(answers, needed=3)
    assert (found.people, found.reached, found.missing, found.waiting) == (("alice", "chloe", "dan"), True, 0, ())
    short = count_in(answers, needed=4)
    assert (short.reached, short.missing) == (False, 1)
    full = count_in(answers, needed=1, most=2)
    assert (full.people, full.waiting, full.most) == (("alice", "chloe"), ("dan",), 2)
    assert (count_in([]).reached, count_in([]).missing, count_in([], needed=0).reached) == (False, 1, True)
    with refused("voted-twice"):
        count_in([("alice", True), ("alice", False)])
    for needed, most in ((-1, None), (3, 2)):
        with refused("bad-seats", BadProfile):
            count_in([], needed=needed, most=most)


def test_the_date_kept_has_most_yes_then_fewest_no() -> None:
    answers = {
        "alice": {"mon": "yes", "tue": "yes", "wed": "no"},
        "bob": {"mon": "yes", "tue": "yes", "wed": "yes"},
        "chloe": {"mon": "no", "tue": "if-need-be", "wed": "yes"},
        "dan": {"tue": "if-need-be", "mon": "if-need-be"},
    }
    found = date_poll(["mon", "tue", "wed"], answers, needed=["chloe", "eve", "alice"])
    assert (found.rule, found.kept, found.ties) == ("date-poll/1", "tue", ())
    assert found.warnings == ("eve",)
    assert found.slots == (
        Slot("mon", 2, 1, 1, 1, 0, ("chloe", "eve")),
        Slot("tue", 2, 2, 0, 1, 1, ("eve",)),
        Slot("wed", 2, 0, 1, 1, 0, ("alice", "eve")),
    )


def test_equal_dates_stay_tied_and_no_yes_keeps_none() -> None:
    tied = date_poll(["mon", "tue"], {"alice": {"mon": "yes", "tue": "yes"}})
    assert (tied.kept, tied.ties, tied.warnings) == (None, ("mon", "tue"), ())
    never = date_poll(["mon", "tue"], {"alice": {"mon": "no", "tue": "if-need-be"}})
    assert (never.kept, never.ties) == (None, ())
    assert date_poll(["mon"], {}).kept is None
    more_yes = date_poll(["mon", "tue"], {"a": {"mon": "yes", "tue": "yes"}, "b": {"tue": "yes"}, "c": {"tue": "no"}})
    assert more_yes.kept == "tue"


def test_a_date_or_an_answer_not_there_is_refused() -> None:
    for given_answer, option in (({"fri": "yes"}, "fri"), ({"mon": "perhaps"}, "perhaps")):
        with refused("unknown-option") as caught:
            date_poll(["mon"], {"alice": given_answer})
        assert caught.value.details == {"option": option}
    with refused("no-options", BadProfile):
        date_poll([], {})
