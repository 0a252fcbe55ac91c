"""The table of moves: what it holds, and that everything else is refused with a sentence."""

import itertools

import pytest

from commun.governance import states
from commun.governance.models import Membership
from commun.governance.states import By, IllegalMove

EVERY_MOVE = [*itertools.product(states.PLACES, states.PLACES, By)]
# Written a second time, by hand: who may move a person (the person, the group, its vote, a rule).
WRITTEN = """
nowhere: visitor G, invited G, applicant S, member S, guest G
visitor: invited G, applicant S, member S, guest G, left SG
invited: member S, left SG
applicant: member SG, visitor G, left SG
member: dormant S, left SVR
dormant: member S, left SVR
left: visitor G, invited G, applicant S, member S, guest G
guest: invited G, applicant S, member S, left SG
"""
MOVERS = {"S": By.SELF, "G": By.GROUP, "V": By.VOTE, "R": By.RULE}
LEGAL = {
    (before.replace("nowhere", ""), after, MOVERS[by])
    for before, moves in (line.split(": ") for line in WRITTEN.split("\n") if line)
    for after, movers in (move.split() for move in moves.split(", "))
    for by in movers
}


def test_the_places_are_those_of_the_model() -> None:
    assert {*states.PLACES} == {"", *Membership.State.values}


@pytest.mark.parametrize(("before", "after", "by"), [move for move in EVERY_MOVE if move not in LEGAL])
def test_each_illegal_move_is_refused_with_a_sentence(before: str, after: str, by: By) -> None:
    with pytest.raises(IllegalMove) as refusal:
        states.check(before, after, by)
    assert str(refusal.value.sentence).endswith((".", "?", "!"))


@pytest.mark.parametrize(("before", "after", "by"), sorted(LEGAL, key=str))
def test_each_legal_move_is_let_through(before: str, after: str, by: By) -> None:
    states.check(before, after, by)


def test_no_rule_takes_anybody_out_but_on_the_day_they_announced() -> None:
    moved_by_rule = {(before, after) for (before, after), movers in states.MOVES.items() if By.RULE in movers}
    assert moved_by_rule == {("member", "left"), ("dormant", "left")}


def test_rest_is_the_choice_of_the_person_alone() -> None:
    into_rest = [movers for (_before, after), movers in states.MOVES.items() if after == "dormant"]
    assert into_rest == [frozenset({By.SELF})]


def test_everybody_can_leave_by_themselves_from_everywhere() -> None:
    for place in states.PLACES:
        if place not in {states.NOWHERE, states.LEFT}:
            assert states.LEFT in states.from_here(place, By.SELF)


def test_whoever_left_can_come_back() -> None:
    assert {"member", "applicant"} <= set(states.from_here(states.LEFT, By.SELF))


def test_only_the_group_owes_a_reason_for_a_departure() -> None:
    assert states.needs_reason("left", By.GROUP)
    assert not states.needs_reason("left", By.SELF)
    assert not states.needs_reason("member", By.GROUP)
