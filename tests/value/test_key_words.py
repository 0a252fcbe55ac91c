"""A key read aloud says each step, and each thing that is wrong has its sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commun.algo.sharing import BadKey, Base, Kind, Measure, Place, Problem, Step
from commun.algo.sharing.steps import WHOLE
from commun.value.key_words import percent, problem_words, sentences

pytestmark = pytest.mark.english
STEPS = some.builds(
    Step,
    kind=some.sampled_from(Kind),
    rate=some.integers(1, WHOLE),
    amount=some.integers(0, 10**9),
    base=some.sampled_from(Base),
    place=some.sampled_from(Place),
    measure=some.sampled_from(Measure),
    role=some.sampled_from(["", "apport", "100 % %s %(part)s 🌱"]),
    floor=some.integers(0, 10**6),
    cap=some.none() | some.integers(1, 10**6),
)


@pytest.mark.parametrize("problem", Problem)
def test_each_problem_has_its_sentence(problem: Problem) -> None:
    assert problem_words(BadKey(problem)).endswith(".")
    assert problem_words(BadKey(problem, 2)).startswith("Step 3: ")


@given(some.lists(STEPS, max_size=6))
def test_each_step_is_read_aloud_whatever_its_words(steps: list[Step]) -> None:
    told = sentences(steps)
    assert len(told) == len(steps)
    assert all(one[0].isupper() or one[0].isdigit() or one[0] == "€" for one in told), told


def test_the_sentences_say_the_rates_the_places_and_the_bounds() -> None:
    told = sentences(
        [
            Step(Kind.REIMBURSE, amount=500_00),
            Step(Kind.PERCENT, rate=250, base=Base.REMAINING, place=Place.CARRY),
            Step(Kind.PERCENT, rate=500, place=Place.ROLE, role="apport"),
            Step(Kind.PRO_RATA, rate=WHOLE, measure=Measure.DAYS, floor=100_00, cap=900_00),
            Step(Kind.FIXED, amount=50_00, place=Place.ENTITY),
            Step(Kind.EQUAL, rate=WHOLE),
        ]
    )
    assert told == [
        "First, expenses advanced are paid back, up to €500 in all.",
        "Put aside for next year: 2.5% of what is left.",
        "Whoever held the role “apport” gets 5% of the whole.",
        "All that is left is shared by the days of each. "
        "Each person who counts gets €100 at least, if there is enough. Nobody gets more than €900 from it.",
        "If something is still left: the cooperative gets €50.",
        "If nobody counts for that, or if something is left, it is shared in equal parts.",
    ]


def test_rates_are_written_with_the_decimals_that_they_have() -> None:
    assert [percent(rate) for rate in (1, 10, 333, 500, WHOLE)] == ["0.01%", "0.1%", "3.33%", "5%", "100%"]
