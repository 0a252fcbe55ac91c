"""Majority judgment against the definition followed to the letter."""

import random
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.voting.errors import BadProfile
from commun.algo.voting.judgment import FRENCH_GRADES, compare, judged, majority_judgment, median_runs
from commun.algo.voting.profile import Graded, Pile
from tests.algo.voting.builders import graded, gradings
from tests.algo.voting.test_profile import refused


def by_the_letter(tally: list[int]) -> list[int]:
    """Take the lower median away until nothing is left."""
    grades = [grade for grade, count in enumerate(tally) for _ in range(count)]
    taken = []
    while grades:
        taken.append(median_low(grades))
        grades.remove(taken[-1])
    return taken


@st.composite
def even_tallies(draw: st.DrawFn) -> list[list[int]]:
    total, grades = draw(st.integers(1, 14)), draw(st.integers(1, 6))
    rows = st.lists(st.integers(0, grades - 1), min_size=total, max_size=total)
    return [[row.count(grade) for grade in range(grades)] for row in draw(st.lists(rows, min_size=2, max_size=6))]


@given(even_tallies())
def test_options_are_compared_as_by_the_letter(tallies: list[list[int]]) -> None:
    letters = [by_the_letter(tally) for tally in tallies]
    sequences = [median_runs(tally) for tally in tallies]
    for left, mine in zip(sequences, letters, strict=True):
        for right, theirs in zip(sequences, letters, strict=True):
            assert compare(left, right)[0] == (mine > theirs) - (mine < theirs)


@given(even_tallies())
def test_the_ranking_is_that_of_the_sequences(tallies: list[list[int]]) -> None:
    named = {f"o{number}": tally for number, tally in enumerate(tallies)}
    result = judged(named, labels=[str(grade) for grade in range(len(tallies[0]))], people=1)
    letters = {name: by_the_letter(tally) for name, tally in named.items()}
    expected = sorted({tuple(sequence) for sequence in letters.values()}, reverse=True)
    assert [{tuple(letters[name]) for name in group} for group in result.ranking] == [{each} for each in expected]
    assert [len(group) for group in result.ranking] == [
        sum(tuple(letter) == each for letter in letters.values()) for each in expected
    ]
    assert len(result.rounds) == 1 + sum(
        letters[better[0]][0] == letters[worse[0]][0]
        for better, worse in zip(result.ranking, result.ranking[1:], strict=False)
    )


@given(gradings())
def test_the_runs_give_the_whole_sequence_back(case: tuple[tuple[str, ...], list[Pile[dict[str, int | None]]]]) -> None:
    names, piles = case
    profile = Graded.build(names, piles, scale=(0, 5))
    total = profile.weight
    for name, row in majority_judgment(profile).tables:
        tally = [count for _, count in row]
        assert name in names
        assert sum(tally) == total
        runs = [*median_runs(tally), ((total + 1) // 2, 0, 0)]
        pairs = [run[1:] for run, after in zip(runs, runs[1:], strict=False) for _ in range(after[0] - run[0])]
        flat = [grade for pair in pairs for grade in pair]
        # An odd number has its middle alone: pair 0 says it twice.
        assert (flat[1:] if total % 2 else flat) == by_the_letter(tally)


def test_the_runs_of_a_hand_example() -> None:
    # 0 0 1 3 3 3: the middle is 1, 3; then 0, 3; then 0, 3.
    assert median_runs([2, 1, 0, 3]) == ((0, 1, 3), (1, 0, 3))
    # 0 1 1 2 2: 1; then 1, 2; then 0, 2.
    assert median_runs([1, 2, 2]) == ((0, 1, 1), (1, 1, 2), (2, 0, 2))


def test_a_billion_ballots_cost_no_more_than_three() -> None:
    many = {"a": [10**9, 0, 10**9], "b": [10**9 - 1, 2, 10**9 - 1]}
    assert judged(many, labels="xyz", people=2 * 10**9).winners == ("b",)


def test_the_best_median_wins_with_french_grades() -> None:
    piles = [Pile({"a": 5, "b": 3}, 2), Pile({"a": 1, "b": 3}, 1), Pile({"a": 2, "b": None}, 2)]
    result = majority_judgment(Graded.build("ab", piles, scale=(0, 5), labels=FRENCH_GRADES))
    assert (result.rule, result.winners, result.ranking) == ("majority-judgment/1", ("b",), (("b",), ("a",)))
    assert result.rounds[0].counts == (("a", 2), ("b", 3))
    assert result.rounds[0].facts == (("blank", 2),)
    assert result.rounds[0].elected == ("b",)
    assert dict(result.tables[1][1]) == {
        "À rejeter": 2,
        "Insuffisant": 0,
        "Passable": 0,
        "Assez bien": 3,
        "Bien": 0,
        "Très bien": 0,
    }
    assert (result.people, result.weight) == (5, 5)


def test_equal_medians_part_by_the_next_pair_and_the_round_says_so() -> None:
    result = majority_judgment(graded("ab", "1:33", "1:52", "1:00", "1:34", "1:33"))
    # a: 0 3 3 3 5, b: 0 2 3 3 4: middle 3, then (3, 3) against (2, 3).
    assert result.ranking == (("a",), ("b",))
    assert result.rounds[1].options == ("a", "b")
    assert dict(result.rounds[1].facts) == {
        "pair": 1,
        "better_low": 3,
        "better_high": 3,
        "worse_low": 2,
        "worse_high": 3,
    }


def test_the_very_same_grades_are_a_tie() -> None:
    result = majority_judgment(graded("abc", "1:530", "1:350", "1:000"))
    assert (result.winners, result.ties, result.ranking) == ((), (("a", "b"),), (("a", "b"), ("c",)))
    assert majority_judgment(graded("abc", "1:530", "1:350", "1:000"), 2).winners == ("a", "b")


def test_the_lowest_grade_of_a_shifted_scale_is_its_first_column() -> None:
    profile = Graded.build("ab", [Pile({"a": 3, "b": 2}), Pile({"a": 4})], scale=(2, 4))
    assert majority_judgment(profile).tables == (
        ("a", (("2", 0), ("3", 1), ("4", 1))),
        ("b", (("2", 2), ("3", 0), ("4", 0))),
    )


def test_nobody_wins_without_a_grade() -> None:
    result = majority_judgment(graded("ab"))
    assert (result.winners, result.ties, result.ranking, result.people) == ((), (), (), 0)


def test_tallies_of_different_totals_are_refused() -> None:
    with refused("uneven-tallies", BadProfile):
        judged({"a": [1, 2], "b": [1, 1]}, labels="xy", people=3)
    with pytest.raises(BadProfile):
        majority_judgment(graded("ab", "1:11"), 3)


def test_an_option_that_gets_a_better_grade_does_not_lose() -> None:
    rng = random.Random(7)
    for _ in range(300):
        rows = [[rng.randint(0, 4) for _ in range(3)] for _ in range(rng.randint(1, 9))]
        before = majority_judgment(graded("abc", *("1:" + "".join(map(str, row)) for row in rows)))
        row = rng.choice(rows)
        raised = rng.randrange(3)
        row[raised] += 1
        after = majority_judgment(graded("abc", *("1:" + "".join(map(str, row)) for row in rows)))
        name = "abc"[raised]
        if name in (before.winners or before.ties[0]):
            assert name in (after.winners or after.ties[0])
