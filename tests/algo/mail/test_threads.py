"""Conversations are the same whatever the order in which their mails come."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from commun.algo.mail import Card, parents, roots

DAY = dt.datetime(2026, 10, 12, tzinfo=dt.UTC)


def test_answers_hang_below_what_they_answer_even_when_it_is_missing() -> None:
    cards = [Card("c", ("a", "b")), Card("a"), Card("d", ("a", "lost"))]
    assert parents(cards) == {"c": "b", "a": None, "d": "lost", "b": "a", "lost": "a"}
    assert set(roots(parents(cards)).values()) == {"a"}


def test_a_circle_is_cut() -> None:
    found = parents([Card("a", ("b",)), Card("b", ("a",))])
    assert sorted(found.values(), key=str) == [None, "a"] or sorted(found.values(), key=str) == [None, "b"]


def test_the_subject_is_the_last_resort_and_not_for_ever() -> None:
    first = Card("a", subject="Mardi", at=DAY)
    answer = Card("b", subject="RE : Mardi", at=DAY + dt.timedelta(days=2))
    other = Card("c", subject="Mardi", at=DAY + dt.timedelta(days=3))
    late = Card("d", subject="Re: Mardi", at=DAY + dt.timedelta(days=60))
    found = parents([first, answer, other, late])
    assert found == {"a": None, "b": "a", "c": None, "d": None}


def test_answers_of_one_moment_are_linked_the_same_way_whoever_comes_first() -> None:
    row = [Card("b", (), "Re: x", DAY), Card("c", (), "Re: x", DAY), Card("a", ("c",), "x", DAY)]
    assert parents(row) == parents(row[::-1]) == {"a": "c", "b": "a", "c": None}


ids = st.sampled_from("abcdefgh")
cards = st.lists(
    st.builds(Card, ids, st.lists(ids, max_size=4).map(tuple), st.sampled_from(["x", "Re: x", ""]), st.just(DAY)),
    max_size=10,
    unique_by=lambda one: one.id,
)


@given(cards, st.randoms())
def test_the_order_changes_nothing_and_there_is_no_circle(some: list[Card], chance: object) -> None:
    found = parents(some)
    mixed = list(some)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert parents(mixed) == found
    for one in found:
        seen, at = set(), one
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = found[at]
