"""Consent as pure rules: on any set of voices."""

from hypothesis import given
from hypothesis import strategies as st

from commun.governance.consent_rules import ASIDE, ASKED, CONSENTS, OBJECTS, Voice, asked_again, obstacles

POSITIONS = (ASKED, CONSENTS, ASIDE, OBJECTS)


@st.composite
def circles(draw: st.DrawFn) -> list[Voice]:
    size = draw(st.integers(0, 12))
    return [
        Voice(
            elector=number,
            position=draw(st.sampled_from(POSITIONS)),
            wants_again=draw(st.booleans()),
            has_objected=draw(st.booleans()),
            is_here=draw(st.booleans()),
        )
        for number in range(size)
    ]


@given(circles(), st.integers(1, 5), st.booleans(), st.booleans())
def test_an_open_objection_always_stops_it(voices: list[Voice], count: int, silence: bool, over: bool) -> None:
    assert obstacles(voices, open_objections=count, silence_counts=silence, is_window_over=over)


@given(circles(), st.booleans())
def test_silence_never_counts_unless_it_was_said(voices: list[Voice], over: bool) -> None:
    found = obstacles(voices, open_objections=0, is_window_over=over)
    assert found.awaited == {one.elector for one in voices if one.position == ASKED and one.is_here}


@given(circles())
def test_silence_never_counts_before_the_end_of_the_window(voices: list[Voice]) -> None:
    waiting = obstacles(voices, open_objections=0, silence_counts=True, is_window_over=False)
    assert waiting == obstacles(voices, open_objections=0)


@given(circles())
def test_the_silence_of_who_objected_never_counts(voices: list[Voice]) -> None:
    found = obstacles(voices, open_objections=0, silence_counts=True, is_window_over=True)
    assert found.awaited == {
        one.elector for one in voices if one.position == ASKED and one.is_here and one.has_objected
    }


@given(circles(), st.sets(st.integers(0, 11)))
def test_a_consent_stands_unless_its_giver_asked_otherwise(voices: list[Voice], objectors: set[int]) -> None:
    again = asked_again(voices, objectors)
    for one in voices:
        stands = one.position in {CONSENTS, ASIDE} and not one.wants_again and one.elector not in objectors
        assert (one.elector in again) is not stands


@given(circles(), st.sets(st.integers(0, 11)))
def test_nobody_outside_the_electorate_is_asked(voices: list[Voice], objectors: set[int]) -> None:
    assert asked_again(voices, objectors) <= {one.elector for one in voices}


@given(circles(), st.sets(st.integers(0, 11)))
def test_every_objector_and_everyone_without_an_answer_is_asked(voices: list[Voice], objectors: set[int]) -> None:
    again = asked_again(voices, objectors)
    assert {one.elector for one in voices if one.position in {ASKED, OBJECTS}} <= again
    assert objectors & {one.elector for one in voices} <= again


def test_nobody_asked_and_nothing_open_is_no_obstacle() -> None:
    assert not obstacles([Voice(1, CONSENTS), Voice(2, ASIDE)], open_objections=0)


def test_somebody_awaited_is_an_obstacle_by_itself() -> None:
    assert obstacles([Voice(1, CONSENTS), Voice(2, ASKED)], open_objections=0)
