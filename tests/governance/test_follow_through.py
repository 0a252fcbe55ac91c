"""The table of a decision's states: the exact moves, and a sentence for each that does not exist (S1)."""

import itertools

import pytest

from commun.governance import follow_through as steps
from commun.governance.models import Decision

# Written out by hand from the spec, so that a changed table is seen.
LEGAL = {
    ("heard", "proposed"),
    ("heard", "let_go"),
    ("proposed", "adopted"),
    ("proposed", "heard"),
    ("proposed", "let_go"),
    ("adopted", "engaged"),
    ("adopted", "let_go"),
    ("adopted", "replaced"),
    ("engaged", "done"),
    ("engaged", "partly"),
    ("engaged", "let_go"),
    ("engaged", "replaced"),
    ("engaged", "adopted"),
    ("done", "replaced"),
    ("done", "let_go"),
    ("partly", "engaged"),
    ("partly", "done"),
    ("partly", "let_go"),
    ("partly", "replaced"),
    ("let_go", "heard"),
}
SENTENCES = {
    "heard": "What was heard is first proposed, or let go.",
    "proposed": "A proposal is adopted, kept for later or let go; nothing else.",
    "adopted": "First say who carries it, the first step and a date.",
    "engaged": "What is engaged ends done, partly done, let go or replaced.",
    "done": "This is done: it can only be replaced, or let go at a review.",
    "partly": "This ended partly done: engage it again, call it done, let it go or replace it.",
    "let_go": "This was let go: voice it again to take it up.",
    "replaced": "This was replaced: look at what replaced it.",
}


def test_the_states_are_those_of_the_model_in_order() -> None:
    assert list(steps.STATES) == list(Decision.State.values)
    assert set(steps.MOVES) == set(steps.STATES)


@pytest.mark.parametrize(("before", "after"), sorted(LEGAL))
def test_each_legal_step_is_let_through(before: str, after: str) -> None:
    steps.check(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [pair for pair in itertools.permutations(steps.STATES, 2) if pair not in LEGAL],
)
@pytest.mark.usefixtures("_in_english")
def test_each_illegal_step_is_refused_with_the_sentence_of_where_it_stands(before: str, after: str) -> None:
    with pytest.raises(steps.IllegalStep) as refusal:
        steps.check(before, after)
    assert str(refusal.value) == str(refusal.value.sentence) == SENTENCES[before]


@pytest.mark.parametrize("state", steps.STATES)
@pytest.mark.usefixtures("_in_english")
def test_going_where_it_already_is_is_refused(state: str) -> None:
    with pytest.raises(steps.IllegalStep) as refusal:
        steps.check(state, state)
    assert str(refusal.value.sentence) == "It is already there."


def test_a_reason_is_owed_for_letting_go_and_for_partly_done_only() -> None:
    assert {state for state in steps.STATES if steps.needs_reason(state)} == {"let_go", "partly"}


def test_in_force_is_what_the_group_decided_and_still_holds() -> None:
    assert {"adopted", "engaged", "done", "partly"} == steps.IN_FORCE
    assert {"done", "partly", "let_go", "replaced"} == steps.ENDED


@pytest.fixture
def _in_english() -> object:
    from django.utils import translation

    with translation.override("en"):
        yield
