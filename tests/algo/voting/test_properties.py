"""What every rule owes to voters and options, on generated ballots."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.voting.condorcet import ranked_pairs, schulze
from commun.algo.voting.judgment import majority_judgment
from commun.algo.voting.profile import Graded, Pile, Ranked
from commun.algo.voting.result import Result
from commun.algo.voting.runoff import irv
from commun.algo.voting.stv import scottish_stv
from commun.algo.voting.totals import plurality, resistance, score
from tests.algo.voting.builders import gradings, rankings

RANKED: dict[str, Callable[[Ranked], Result]] = {
    "plurality": plurality,
    "irv": irv,
    "schulze": schulze,
    "ranked-pairs": ranked_pairs,
    "scottish-stv": scottish_stv,
}
GRADED: dict[str, Callable[[Graded], Result]] = {
    "score": score,
    "resistance": resistance,
    "majority-judgment": majority_judgment,
}
RankedCase = tuple[tuple[str, ...], list[Pile[list[list[str]]]]]
GradedCase = tuple[tuple[str, ...], list[Pile[dict[str, int | None]]]]
every_ranked = pytest.mark.parametrize("rule", RANKED.values(), ids=RANKED)
every_graded = pytest.mark.parametrize("rule", GRADED.values(), ids=GRADED)


def outcome(result: Result) -> tuple[frozenset[str], frozenset[frozenset[str]]]:
    return frozenset(result.winners), frozenset(frozenset(group) for group in result.ties)


def first(result: Result) -> set[str]:
    return set(result.winners) | {name for group in result.ties for name in group}


@every_ranked
@settings(max_examples=50)
@given(case=rankings(), data=st.data())
def test_neither_the_order_of_ballots_nor_their_piles_matter(
    rule: Callable[[Ranked], Result], case: RankedCase, data: st.DataObject
) -> None:
    names, piles = case
    alone = [Pile(pile.ballot) for pile in piles for _ in range(pile.people)]
    shuffled = data.draw(st.permutations(alone))
    assert rule(Ranked.build(names, piles)) == rule(Ranked.build(names, shuffled))


@every_graded
@settings(max_examples=50)
@given(case=gradings(), data=st.data())
def test_the_order_of_graded_ballots_does_not_matter(
    rule: Callable[[Graded], Result], case: GradedCase, data: st.DataObject
) -> None:
    names, piles = case
    alone = [Pile(pile.ballot) for pile in piles for _ in range(pile.people)]
    shuffled = data.draw(st.permutations(alone))
    assert rule(Graded.build(names, piles, scale=(0, 5))) == rule(Graded.build(names, shuffled, scale=(0, 5)))


@every_ranked
@settings(max_examples=50)
@given(case=rankings(), data=st.data())
def test_names_do_not_matter(rule: Callable[[Ranked], Result], case: RankedCase, data: st.DataObject) -> None:
    names, piles = case
    new = dict(zip(names, data.draw(st.permutations(names)), strict=True))
    renamed = [Pile([[new[name] for name in rank] for rank in pile.ballot], pile.people) for pile in piles]
    winners, ties = outcome(rule(Ranked.build(names, piles)))
    assert outcome(rule(Ranked.build(names, renamed))) == (
        frozenset(new[name] for name in winners),
        frozenset(frozenset(new[name] for name in group) for group in ties),
    )


@every_graded
@settings(max_examples=50)
@given(case=gradings(), data=st.data())
def test_names_do_not_matter_to_grades(rule: Callable[[Graded], Result], case: GradedCase, data: st.DataObject) -> None:
    names, piles = case
    new = dict(zip(names, data.draw(st.permutations(names)), strict=True))
    renamed = [Pile({new[name]: grade for name, grade in pile.ballot.items()}, pile.people) for pile in piles]
    winners, ties = outcome(rule(Graded.build(names, piles, scale=(0, 5))))
    assert outcome(rule(Graded.build(names, renamed, scale=(0, 5)))) == (
        frozenset(new[name] for name in winners),
        frozenset(frozenset(new[name] for name in group) for group in ties),
    )


# The quota of STV is a whole number of ballots: twice the ballots is not twice the quota.
@pytest.mark.parametrize("rule", [plurality, irv, schulze, ranked_pairs])
@settings(max_examples=50)
@given(case=rankings())
def test_every_ballot_twice_gives_the_same_outcome(rule: Callable[[Ranked], Result], case: RankedCase) -> None:
    names, piles = case
    assert outcome(rule(Ranked.build(names, [*piles, *piles]))) == outcome(rule(Ranked.build(names, piles)))


@every_graded
@settings(max_examples=50)
@given(case=gradings())
def test_every_graded_ballot_twice_gives_the_same_outcome(rule: Callable[[Graded], Result], case: GradedCase) -> None:
    names, piles = case
    once, twice = (rule(Graded.build(names, piles * times, scale=(0, 5))) for times in (1, 2))
    assert outcome(once) == outcome(twice)


@every_ranked
@settings(max_examples=50)
@given(case=rankings(ties=False))
def test_whom_a_majority_puts_first_wins(rule: Callable[[Ranked], Result], case: RankedCase) -> None:
    names, piles = case
    profile = Ranked.build(names, piles)
    for name in names:
        voices = sum(pile.people for pile in piles if pile.ballot[:1] == [[name]])
        if Fraction(voices) > Fraction(profile.people, 2):
            assert rule(profile).winners == (name,)


@pytest.mark.parametrize("rule", [plurality, schulze, ranked_pairs])
@settings(max_examples=50)
@given(case=rankings(), data=st.data())
def test_rising_on_a_ballot_never_makes_a_winner_lose(
    rule: Callable[[Ranked], Result], case: RankedCase, data: st.DataObject
) -> None:
    names, piles = case
    before = rule(Ranked.build(names, piles))
    if len(before.winners) != 1:
        return
    winner, place = before.winners[0], data.draw(st.integers(0, len(piles) - 1))
    others = [[name for name in rank if name != winner] for rank in piles[place].ballot]
    raised = [*piles[:place], Pile([[winner], *others], piles[place].people), *piles[place + 1 :]]
    assert winner in first(rule(Ranked.build(names, raised)))


@pytest.mark.parametrize("rule", [score, majority_judgment])
@settings(max_examples=50)
@given(case=gradings(), data=st.data())
def test_a_better_grade_never_makes_a_winner_lose(
    rule: Callable[[Graded], Result], case: GradedCase, data: st.DataObject
) -> None:
    names, piles = case
    before = rule(Graded.build(names, piles, scale=(0, 5)))
    if len(before.winners) != 1:
        return
    winner, place = before.winners[0], data.draw(st.integers(0, len(piles) - 1))
    raised = [*piles[:place], Pile({**piles[place].ballot, winner: 5}, piles[place].people), *piles[place + 1 :]]
    assert rule(Graded.build(names, raised, scale=(0, 5))).winners == (winner,)


@every_ranked
@settings(max_examples=50)
@given(case=rankings())
def test_an_outcome_is_whole(rule: Callable[[Ranked], Result], case: RankedCase) -> None:
    result = rule(Ranked.build(*case))
    assert len(set(result.winners)) == len(result.winners) <= result.seats
    assert not set(result.winners) & {name for group in result.ties for name in group}
    assert all(len(group) > result.open_seats > 0 for group in result.ties)
    assert result.rule.endswith("/1")
