"""Rules that add up, on examples counted by hand."""

from fractions import Fraction

import pytest

from commun.algo.voting.condorcet import ranked_pairs, schulze
from commun.algo.voting.errors import BadBallot, BadProfile
from commun.algo.voting.judgment import majority_judgment
from commun.algo.voting.lots import Settled
from commun.algo.voting.majority import Condition, Majority, Quorum, Tally
from commun.algo.voting.profile import Approvals, Graded, Pile, Ranked
from commun.algo.voting.readers import Parsed
from commun.algo.voting.result import Result, Round
from commun.algo.voting.runoff import irv
from commun.algo.voting.sheets import Tallies
from commun.algo.voting.stv import scottish_stv
from commun.algo.voting.summaries import CountIn, DatePoll, Slot, Summary
from commun.algo.voting.totals import approval, dots, plurality, quadratic, resistance, score
from commun.algo.voting.voices import Carried
from tests.algo.voting.builders import approvals, graded, ranked
from tests.algo.voting.test_profile import refused


def test_the_most_chosen_wins() -> None:
    result = plurality(approvals("abc", "3:a", "4:b", "2:"))
    assert (result.rule, result.winners, result.ties) == ("plurality/1", ("b",), ())
    assert result.ranking == (("b",), ("a",), ("c",))
    assert result.rounds[0].counts == (("a", 3), ("b", 4), ("c", 0))
    assert result.rounds[0].facts == (("blank", 2),)
    assert result.rounds[0].elected == ("b",)
    assert (result.people, result.weight, result.seats) == (9, 9, 1)


def test_choosing_two_is_refused_where_one_voice_is_given() -> None:
    with refused("too-many-choices"):
        plurality(approvals("abc", "1:ab"))


def test_equal_first_ranks_share_a_voice_exactly() -> None:
    result = plurality(ranked("1:a=b=c", "1:a=b", "2:c"))
    assert dict(result.rounds[0].counts) == {"a": Fraction(5, 6), "b": Fraction(5, 6), "c": Fraction(7, 3)}
    assert result.winners == ("c",)


def test_a_tie_for_the_last_seat_stays_open() -> None:
    result = plurality(approvals("abcd", "3:a", "2:b", "2:c", "1:d"), 2)
    assert (result.winners, result.ties, result.open_seats) == (("a",), (("b", "c"),), 1)


def test_a_tie_that_just_fits_is_no_tie() -> None:
    result = plurality(approvals("abcd", "3:a", "2:b", "2:c", "1:d"), 3)
    assert (result.winners, result.ties, result.open_seats) == (("a", "b", "c"), (), 0)


def test_nobody_wins_without_a_voice() -> None:
    for result in (plurality(approvals("ab")), approval(Approvals.build("ab", [Pile("a", 1, 0)]))):
        assert (result.winners, result.ties, result.open_seats) == ((), (), 0)


def test_a_weight_of_zero_counts_in_the_turnout_only() -> None:
    result = approval(Approvals.build("ab", [Pile("a", 2, 0), Pile("b", 1, 1)]))
    assert (result.winners, result.people, result.weight) == (("b",), 3, 1)
    assert dict(result.rounds[0].counts) == {"a": 0, "b": 1}


def test_every_approval_is_a_voice() -> None:
    result = approval(approvals("abc", "2:ab", "1:bc", "1:"))
    assert dict(result.rounds[0].counts) == {"a": 2, "b": 3, "c": 1}
    assert (result.rule, result.winners) == ("approval/1", ("b",))


def test_orders_of_two_ranks_are_approvals_of_the_first() -> None:
    result = approval(ranked("2:a=b>c", "1:c", "1:b>a=c", "1:", options="abc"))
    assert dict(result.rounds[0].counts) == {"a": 2, "b": 3, "c": 1}
    with refused("wrong-ballots", BadProfile):
        approval(ranked("1:a>b>c"))


def test_scores_add_up_and_blank_is_the_lowest() -> None:
    result = score(graded("abc", "2:501", "1:.42", scale=(0, 5)))
    assert dict(result.rounds[0].counts) == {"a": 10, "b": 4, "c": 4}
    assert (result.rule, result.winners, result.ranking) == ("score/1", ("a",), (("a",), ("b", "c")))
    shifted = score(Graded.build("ab", [Pile({"a": 3}), Pile({"b": 2})], scale=(2, 3)))
    assert dict(shifted.rounds[0].counts) == {"a": 5, "b": 4}


def test_the_lowest_resistance_wins() -> None:
    result = resistance(graded("abc", "2:530", "1:038", scale=(0, 10)))
    assert dict(result.rounds[0].counts) == {"a": 10, "b": 9, "c": 8}
    assert (result.rule, result.winners, result.ranking) == ("resistance/1", ("c",), (("c",), ("b",), ("a",)))


def test_dots_stay_within_their_budget() -> None:
    profile = graded("abc", "2:320", "1:005")
    result = dots(profile, budget=5)
    assert dict(result.rounds[0].counts) == {"a": 6, "b": 4, "c": 5}
    assert (result.rule, result.winners, result.rounds[0].facts) == ("dots/1", ("a",), (("budget", 5),))
    with refused("over-budget") as caught:
        dots(profile, budget=4)
    assert caught.value.details == {"spent": 5, "budget": 4}
    assert dots(profile).rounds[0].facts == ()


def test_credits_pay_the_square_of_the_voices() -> None:
    profile = graded("abc", "1:320", "1:.13")
    assert quadratic(profile, budget=13).rule == "quadratic/1"
    assert dict(quadratic(profile, budget=13).rounds[0].counts) == {"a": 3, "b": 3, "c": 3}
    assert quadratic(profile, budget=13).ties == (("a", "b", "c"),)
    with refused("over-budget") as caught:
        quadratic(profile, budget=12)
    assert caught.value.details == {"spent": 13, "budget": 12}


@pytest.mark.parametrize("seats", [0, 4])
def test_impossible_seats_are_refused(seats: int) -> None:
    with refused("bad-seats", BadProfile):
        approval(approvals("abc", "1:a"), seats)


def test_a_result_is_plain_json_with_exact_fractions() -> None:
    result = plurality(ranked("1:a=b=c", "1:a"))
    assert result.summary() == {"rule": "plurality/1", "seats": 1, "winners": ["a"], "ties": [], "rounds": 1}
    assert result.as_json() == {
        "rule": "plurality/1",
        "seats": 1,
        "winners": ["a"],
        "ties": [],
        "rounds": [
            {
                "event": "count",
                "options": [],
                "counts": {"a": "4/3", "b": "1/3", "c": "1/3"},
                "facts": {"blank": 0},
                "elected": ["a"],
            }
        ],
        "ranking": [["a"], ["b", "c"]],
        "tables": {},
        "people": 2,
        "weight": 2,
        "seed": "",
    }


def test_the_order_of_the_ballots_changes_nothing() -> None:
    piles = [Pile(["a", "b"], 2), Pile(["b"], 1), Pile(["c", ["a", "b"]], 3)]
    assert plurality(Ranked.build("abc", piles)) == plurality(Ranked.build("abc", piles[::-1]))
    with pytest.raises(BadBallot):
        Ranked.build("ab", piles)


def test_one_seat_is_the_default() -> None:
    grades = graded("ab", "1:10")
    results = [plurality(approvals("ab", "1:a")), approval(approvals("ab", "1:a"))]
    results += [rule(grades) for rule in (score, resistance, dots, quadratic, majority_judgment)]
    results += [rule(ranked("1:a>b")) for rule in (schulze, ranked_pairs, scottish_stv, irv)]
    assert {result.seats for result in results} == {1}
    assert all(result.winners == (("b",) if result.rule == "resistance/1" else ("a",)) for result in results)


@pytest.mark.parametrize(
    "kind", [Result, Round, Ranked, Approvals, Graded, Settled, Quorum, Condition, Tally, Majority, Summary, CountIn,
             Slot, DatePoll, Carried, Tallies, Parsed],
)  # fmt: skip
def test_what_is_counted_cannot_be_changed(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
