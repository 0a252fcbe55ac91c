"""Majorities, thresholds and quorum: the boundaries, and 200 generated cases against a slow reference."""

import random
from fractions import Fraction

import pytest

from commun.algo.voting.errors import BadBallot, BadProfile
from commun.algo.voting.majority import (
    ABSOLUTE,
    AT_LEAST,
    AT_MOST,
    BASES,
    CAST,
    ELIGIBLE,
    EXPRESSED,
    QUALIFIED,
    RELATIVE,
    Condition,
    Majority,
    Quorum,
    Tally,
    decide,
)
from commun.algo.voting.result import Amount, Result
from tests.algo.voting.test_profile import refused


def told(result: Result, event: str) -> dict[str, Amount | str]:
    return dict(next(each for each in result.rounds if each.event == event).facts)


def yes_no(yes: int, no: int, abstentions: int = 0, eligible: int = 0) -> Tally:
    return Tally({"yes": yes, "no": no}, abstentions, eligible)


@pytest.mark.parametrize(
    ("rule", "yes", "no", "winners", "ties"),
    [
        (RELATIVE, 2, 1, ("yes",), ()),
        (RELATIVE, 1, 2, ("no",), ()),
        (RELATIVE, 2, 2, (), (("yes", "no"),)),
        (RELATIVE, 0, 0, (), ()),
        (ABSOLUTE, 2, 2, (), ()),
        (ABSOLUTE, 3, 2, ("yes",), ()),
        (ABSOLUTE, 0, 0, (), ()),
        (QUALIFIED, 2, 1, ("yes",), ()),
        (QUALIFIED, 19, 10, (), ()),
        (QUALIFIED, 20, 10, ("yes",), ()),
        (QUALIFIED, 0, 0, (), ()),
    ],
)
def test_majorities_at_their_edge(
    rule: str, yes: int, no: int, winners: tuple[str, ...], ties: tuple[tuple[str, ...], ...]
) -> None:
    result = decide(Majority(rule), yes_no(yes, no))
    assert (result.rule, result.winners, result.ties, result.seats) == (rule, winners, ties, 1)


def test_a_majority_of_one_may_come_first_among_three() -> None:
    three = Tally({"a": 4, "b": 3, "c": 3})
    assert decide(Majority(RELATIVE), three).winners == ("a",)
    assert decide(Majority(ABSOLUTE), three).winners == ()
    assert decide(Majority(RELATIVE), three).ranking == (("a",), ("b", "c"))


@pytest.mark.parametrize(
    ("base", "winners", "voices"), [(EXPRESSED, ("yes",), 9), (CAST, ("yes",), 11), (ELIGIBLE, (), 12)]
)
def test_the_base_says_who_counts_below(base: str, winners: tuple[str, ...], voices: int) -> None:
    result = decide(Majority(ABSOLUTE, base=base), yes_no(6, 3, abstentions=2, eligible=12))
    assert result.winners == winners
    assert told(result, "majority") == {"base": voices, "needed": f"more than 1/2 of {base}"}
    assert told(result, "count") == {"abstentions": 2}
    assert (result.people, result.weight) == (11, 11)


def test_a_qualified_share_is_compared_exactly() -> None:
    third = Fraction(1, 3)
    assert decide(Majority(QUALIFIED, third), Tally({"a": 1, "b": 1, "c": 1})).ties == (("a", "b", "c"),)
    assert decide(Majority(QUALIFIED, Fraction(2, 3)), yes_no(2 * 10**15, 10**15)).winners == ("yes",)
    assert decide(Majority(QUALIFIED, Fraction(2, 3)), yes_no(2 * 10**15 - 1, 10**15)).winners == ()
    assert told(decide(Majority(QUALIFIED), yes_no(2, 1)), "majority")["needed"] == "2/3 of expressed"
    assert told(decide(Majority(RELATIVE), yes_no(2, 1)), "majority")["needed"] == "most voices"
    assert decide(Majority(QUALIFIED, Fraction(1)), yes_no(3, 0)).winners == ("yes",)


@pytest.mark.parametrize(
    ("condition", "winners"),
    [
        (Condition("no", AT_MOST, Fraction(3, 10), EXPRESSED), ("yes",)),
        (Condition("no", AT_MOST, Fraction(29, 100), EXPRESSED), ()),
        (Condition("no", AT_MOST, Fraction(1, 4), CAST), ("yes",)),
        (Condition("yes", AT_LEAST, Fraction(7, 10), EXPRESSED), ("yes",)),
        (Condition("yes", AT_LEAST, Fraction(71, 100), EXPRESSED), ()),
        (Condition("yes", AT_LEAST, Fraction(7, 20), ELIGIBLE), ("yes",)),
        (Condition("yes", AT_LEAST, Fraction(36, 100), ELIGIBLE), ()),
    ],
)
def test_a_condition_on_any_option_can_stop_the_winner(condition: Condition, winners: tuple[str, ...]) -> None:
    result = decide(Majority(conditions=(condition,)), yes_no(7, 3, abstentions=2, eligible=20))
    assert result.winners == winners
    assert told(result, "condition")["held"] == ("yes" if winners else "no")
    assert told(result, "condition")["share"] == condition.share
    assert told(result, "condition")["base"] == {EXPRESSED: 10, CAST: 12, ELIGIBLE: 20}[condition.base]


def test_all_conditions_must_hold() -> None:
    held = Condition("yes", AT_LEAST, Fraction(1, 2))
    broken = Condition("no", AT_MOST, Fraction(0))
    for conditions in ((held, broken), (broken, held)):
        assert decide(Majority(conditions=conditions), yes_no(2, 1)).winners == ()
    assert decide(Majority(conditions=(held, broken)), yes_no(2, 0)).winners == ("yes",)


@pytest.mark.parametrize("eligible", [0, 1, 7, 20])
def test_quorum_in_number_at_its_edges(eligible: int) -> None:
    for needed in (0, 1, eligible):
        quorum = Quorum(number=needed)
        assert quorum.needed(eligible) == needed
        assert quorum.reached(eligible=eligible, voted=needed)
        if needed:
            assert not quorum.reached(eligible=eligible, voted=needed - 1)


@pytest.mark.parametrize(
    ("share", "eligible", "needed"),
    [("1/2", 5, 3), ("1/2", 4, 2), ("1/3", 10, 4), ("1/3", 9, 3), ("0", 9, 0), ("1", 9, 9), ("1/100", 1, 1),
     ("1/2", 0, 0)],
)  # fmt: skip
def test_quorum_in_share_is_rounded_up(share: str, eligible: int, needed: int) -> None:
    quorum = Quorum(share=Fraction(share))
    assert quorum.needed(eligible) == needed
    assert quorum.reached(eligible=eligible, voted=needed)
    assert needed == 0 or not quorum.reached(eligible=eligible, voted=needed - 1)


def test_abstention_counts_for_the_quorum_or_not_by_rule() -> None:
    present = Majority(quorum=Quorum(number=5))
    voting = Majority(quorum=Quorum(number=5, abstention_counts=False))
    tally = yes_no(3, 1, abstentions=1, eligible=10)
    assert decide(present, tally).winners == ("yes",)
    assert told(decide(present, tally), "quorum") == {"needed": 5, "present": 5, "reached": "yes"}
    assert decide(voting, tally).winners == ()
    assert told(decide(voting, tally), "quorum") == {"needed": 5, "present": 4, "reached": "no"}


def test_the_quorum_counts_persons_whatever_they_weigh() -> None:
    heavy = Tally({"yes": 90, "no": 10}, 5, 200, voters=2, abstainers=1, electors=10)
    assert decide(Majority(quorum=Quorum(number=3)), heavy).winners == ("yes",)
    assert decide(Majority(quorum=Quorum(number=4)), heavy).winners == ()
    assert decide(Majority(quorum=Quorum(share=Fraction(3, 10))), heavy).winners == ("yes",)
    assert decide(Majority(quorum=Quorum(share=Fraction(31, 100))), heavy).winners == ()
    assert (decide(Majority(), heavy).people, decide(Majority(), heavy).weight) == (3, 105)


def test_a_tie_without_quorum_is_no_tie() -> None:
    result = decide(Majority(quorum=Quorum(number=5)), yes_no(2, 2))
    assert (result.winners, result.ties) == ((), ())


def test_wrong_rules_are_refused() -> None:
    for number, share in ((None, None), (1, Fraction(1, 2)), (-1, None), (None, Fraction(3, 2)), (None, Fraction(-1))):
        with refused("bad-quorum", BadProfile):
            Quorum(number=number, share=share)
    for sign, share, base in (("more", Fraction(1), CAST), (AT_LEAST, Fraction(2), CAST), (AT_MOST, Fraction(-1), CAST),
                              (AT_MOST, Fraction(1), "all")):  # fmt: skip
        with refused("bad-condition", BadProfile):
            Condition("a", sign, share, base)
    for rule, share, base in (("most/1", Fraction(1), CAST), (QUALIFIED, Fraction(0), CAST),
                              (QUALIFIED, Fraction(3, 2), CAST), (ABSOLUTE, Fraction(1), "all")):  # fmt: skip
        with refused("bad-majority", BadProfile):
            Majority(rule, share, base)
    assert Condition("a", AT_MOST, Fraction(0)).base == EXPRESSED
    assert Quorum(share=Fraction(1)).needed(3) == 3


def test_wrong_tallies_are_refused() -> None:
    for tally in (yes_no(-1, 2), yes_no(1, 2, abstentions=-1), yes_no(1, 2, eligible=-3)):
        with refused("bad-weight"):
            decide(Majority(), tally)
    for majority in (
        Majority(ABSOLUTE, base=ELIGIBLE),
        Majority(quorum=Quorum(share=Fraction(1, 2))),
        Majority(conditions=(Condition("yes", AT_LEAST, Fraction(0), ELIGIBLE),)),
    ):
        with refused("too-many-ballots", BadBallot):
            decide(majority, yes_no(3, 2, abstentions=1, eligible=5))
        assert decide(majority, yes_no(4, 1, abstentions=0, eligible=5)).winners == ("yes",)
        with refused("too-many-ballots", BadBallot):
            decide(majority, Tally({"yes": 3, "no": 2}, 0, 5, voters=6, electors=5))
    with refused("unknown-option", BadProfile):
        decide(Majority(conditions=(Condition("maybe", AT_LEAST, Fraction(0)),)), yes_no(1, 0))
    assert decide(Majority(quorum=Quorum(number=1)), yes_no(3, 2)).winners == ("yes",)


def reference(majority: Majority, ballots: list[str | None], options: list[str], eligible: int) -> set[str]:
    """Who may win, counting heads voter by voter."""
    heads = {option: [ballot for ballot in ballots if ballot == option] for option in options}
    sizes = {
        EXPRESSED: sum(ballot is not None for ballot in ballots),
        CAST: len(ballots),
        ELIGIBLE: eligible,
    }
    if majority.quorum is not None:
        present = len(ballots) if majority.quorum.abstention_counts else sizes[EXPRESSED]
        if majority.quorum.number is not None and present < majority.quorum.number:
            return set()
        if majority.quorum.share is not None and Fraction(present) < majority.quorum.share * eligible:
            return set()
    for condition in majority.conditions:
        wanted = condition.share * sizes[condition.base]
        if condition.sign == AT_LEAST and len(heads[condition.option]) < wanted:
            return set()
        if condition.sign == AT_MOST and len(heads[condition.option]) > wanted:
            return set()
    best = max(len(held) for held in heads.values())
    leaders = {option for option, held in heads.items() if held and len(held) == best}
    if majority.rule == ABSOLUTE:
        return {option for option in leaders if len(heads[option]) > sizes[majority.base] - len(heads[option])}
    if majority.rule == QUALIFIED:
        return {option for option in leaders if Fraction(len(heads[option])) >= majority.share * sizes[majority.base]}
    return leaders


@pytest.mark.parametrize("number", range(200))
def test_200_generated_votes_against_a_slow_reference(number: int) -> None:
    rng = random.Random(number)
    options = list("abcd"[: rng.randint(2, 4)])
    eligible = rng.randint(1, 30)
    ballots = [rng.choice([*options, *options[:1] * 3, None]) for _ in range(rng.randint(0, eligible))]
    shares = [Fraction(part, whole) for whole in (1, 2, 3, 4, 5, 10) for part in range(whole + 1)]
    conditions = tuple(
        Condition(rng.choice(options), rng.choice((AT_LEAST, AT_MOST)), rng.choice(shares), rng.choice(BASES))
        for _ in range(rng.choice((0, 0, 1, 2)))
    )
    quorum = rng.choice([
        None,
        Quorum(number=rng.randint(0, eligible), abstention_counts=rng.random() < 0.5),
        Quorum(share=rng.choice(shares), abstention_counts=rng.random() < 0.5),
    ])  # fmt: skip
    majority = Majority(
        rng.choice((RELATIVE, ABSOLUTE, QUALIFIED)),
        rng.choice([share for share in shares if share]),
        rng.choice(BASES),
        conditions,
        quorum,
    )
    tally = Tally({option: ballots.count(option) for option in options}, ballots.count(None), eligible)
    result = decide(majority, tally)
    expected = reference(majority, ballots, options, eligible)
    assert set(result.winners) == (expected if len(expected) == 1 else set())
    assert {name for group in result.ties for name in group} == (expected if len(expected) > 1 else set())
