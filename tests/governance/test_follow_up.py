"""Things to do: written in one act, taken, done, let go, handed back, waiting for one another."""

import datetime as dt

import pytest

from commun.core import clock, journal
from commun.core.errors import NotFound, Refused
from commun.governance import actions
from commun.governance.journal import decisions as facts
from commun.governance.models import Membership
from commun.governance.policies import decisions as policies
from tests.governance import decisions_world as made
from tests.governance import world as doors

DAY = dt.timedelta(days=1)


@pytest.fixture
def alice(db: None) -> Membership:
    return doors.found()


@pytest.fixture
def bob(alice: Membership) -> Membership:
    return doors.member(alice)


@pytest.fixture
def carol(alice: Membership) -> Membership:
    return doors.member(alice, "Carole Blanc")


def test_a_thing_to_do_needs_only_a_title(bob: Membership) -> None:
    action = actions.add_action(by=bob, title="  Relire   la charte ", origin="meeting_line:4")
    assert (action.title, action.owner, action.due_on, action.state) == ("Relire la charte", None, None, "open")
    fact = made.told(bob, facts.ACTION_ADDED)[0]
    assert fact.data == {"owner": None, "role": None, "due_on": None, "decision": "", "origin": "meeting_line:4"}
    assert journal.verify(bob.space) == []


def test_bad_input_has_its_sentence(alice: Membership, bob: Membership) -> None:
    stranger = doors.found("Un autre groupe")
    elsewhere = actions.add_action(by=stranger, title="Ailleurs")
    actions.rest(member=bob)
    for wrong in (
        {"title": " "},
        {"title": "x" * 301},
        {"title": "Oui", "due_on": clock.today() - DAY},
        {"title": "Oui", "owner": stranger},
        {"title": "Oui", "owner": doors.again(bob)},
        {"title": "Oui", "owner": alice, "owner_role": made.role(alice)},
        {"title": "Oui", "owner_role": made.role(stranger)},
        {"title": "Oui", "blocked_by": elsewhere},
        {"title": "Oui", "decision": made.heard(stranger)},
    ):
        with pytest.raises(Refused):
            actions.add_action(by=alice, **wrong)
    with pytest.raises(Refused):
        actions.add_action(by=doors.again(bob), title="Au repos")
    with pytest.raises(NotFound):
        policies.action_for(alice, elsewhere.ref)


def test_what_nobody_took_is_taken_once(bob: Membership, carol: Membership) -> None:
    action = actions.add_action(by=bob, title="Relire")
    assert actions.take_action(by=carol, action=action, due_on=clock.today()).owner_id == carol.pk
    assert made.action_again(action).due_on == clock.today()
    for person in (carol, bob):
        with pytest.raises(Refused):
            actions.take_action(by=person, action=action)
    with pytest.raises(Refused):
        actions.take_action(by=bob, action=actions.add_action(by=bob, title="Oui"), due_on=clock.today() - DAY)


def test_what_belongs_to_a_role_is_done_by_its_holders(bob: Membership, carol: Membership) -> None:
    dave, role = doors.member(doors.found("Un autre groupe"), "David"), made.role(bob)
    made.hold(role, carol)
    action = actions.add_action(by=bob, title="Clore les comptes", owner_role=role)
    assert policies.owns(carol, action)
    assert not policies.owns(bob, action)
    with pytest.raises(Refused):
        actions.finish_action(by=dave, action=action)
    row = actions.finish_action(by=carol, action=action, note="Envoyés.")
    assert (row.state, row.closed_on, row.closing_note) == ("done", clock.today(), "Envoyés.")
    with pytest.raises(Refused):
        actions.finish_action(by=carol, action=action)


def test_letting_go_asks_a_word(bob: Membership) -> None:
    action = actions.add_action(by=bob, title="Relire", owner=bob)
    with pytest.raises(Refused):
        actions.let_go_action(by=bob, action=action, note=" ")
    assert actions.let_go_action(by=bob, action=action, note="Plus utile.").state == "let_go"


def test_what_is_anothers_is_not_mine_to_end(alice: Membership, bob: Membership, carol: Membership) -> None:
    action = actions.add_action(by=alice, title="Relire", owner=bob)
    for attempt in (actions.finish_action, actions.hand_back):
        with pytest.raises(Refused):
            attempt(by=carol, action=action)
    actions.finish_action(by=alice, action=action)


def test_handing_back_gives_it_to_the_group(bob: Membership, carol: Membership) -> None:
    action = actions.add_action(by=bob, title="Relire", owner=bob)
    assert actions.hand_back(by=bob, action=action).owner is None
    with pytest.raises(Refused):
        actions.hand_back(by=bob, action=action)
    actions.take_action(by=carol, action=action)
    assert made.told(bob, facts.ACTION_HANDED_BACK)[0].data == {"owner": bob.person_id}


def test_nothing_waits_in_a_circle(bob: Membership) -> None:
    first, second, third = (actions.add_action(by=bob, title=title) for title in ("A", "B", "C"))
    actions.wait_for(by=bob, action=first, blocked_by=second)
    actions.wait_for(by=bob, action=second, blocked_by=third)
    for action, after in ((third, first), (third, third)):
        with pytest.raises(Refused):
            actions.wait_for(by=bob, action=action, blocked_by=after)
    assert actions.wait_for(by=bob, action=first, blocked_by=None).blocked_by is None
