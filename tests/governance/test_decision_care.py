"""The need said in one tap, who read, and publishing what was let go."""

import pytest

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.governance import actions
from commun.governance.journal import decisions as facts
from commun.governance.models import Action, Membership, NeedVoice, Reading
from commun.governance.policies import decisions as policies
from tests.governance import decisions_world as made
from tests.governance import world as doors


@pytest.fixture
def alice(db: None) -> Membership:
    return doors.found()


@pytest.fixture
def bob(alice: Membership) -> Membership:
    return doors.member(alice)


def test_each_says_once_how_much_it_is_needed_and_may_change_until_it_is_decided(
    alice: Membership, bob: Membership
) -> None:
    decision = made.heard(bob)
    for level in (0, 2):
        actions.say_need(by=bob, decision=decision, level=level)
    actions.say_need(by=alice, decision=decision, level=1)
    with scope.use(bob.space):
        assert sorted(NeedVoice.objects.values_list("membership", "level")) == [(alice.pk, 1), (bob.pk, 2)]
    with pytest.raises(Refused):
        actions.say_need(by=bob, decision=decision, level=3)
    with pytest.raises(Refused):
        actions.say_need(by=bob, decision=made.adopted(bob), level=1)
    assert [fact.data for fact in made.told(bob, facts.NEED_SAID)] == [{}, {}, {}]


def test_reading_is_noted_once_and_shown_to_the_carrier_only(alice: Membership, bob: Membership) -> None:
    decision = made.engaged(bob)
    assert [actions.mark_read(by=alice, decision=decision), actions.mark_read(by=alice, decision=decision)] == [
        True,
        False,
    ]
    with scope.use(bob.space):
        assert list(Reading.objects.values_list("membership", flat=True)) == [alice.pk]
    assert [policies.can_see_readers(member, decision) for member in (bob, alice)] == [True, False]
    not_carried = made.adopted(alice)
    assert [policies.can_see_readers(member, not_carried) for member in (bob, alice)] == [False, True]


def test_publishing_and_taking_back_are_in_the_journal(alice: Membership, bob: Membership) -> None:
    decision = made.let_go(bob)
    carol = doors.member(alice, "Carole Blanc")
    with pytest.raises(Refused):
        actions.publish(by=carol, decision=decision)
    with pytest.raises(Refused):
        actions.unpublish(by=bob, decision=decision)
    assert actions.publish(by=bob, decision=decision).is_published
    with pytest.raises(Refused):
        actions.publish(by=bob, decision=decision)
    with pytest.raises(Refused):
        actions.unpublish(by=carol, decision=decision)
    assert not actions.unpublish(by=alice, decision=decision).is_published
    assert len(made.told(bob, facts.PUBLISHED)) == len(made.told(bob, facts.UNPUBLISHED)) == 1
    assert journal.verify(bob.space) == []
    with pytest.raises(Refused):
        actions.publish(by=alice, decision=made.adopted(bob))


def test_whoever_leaves_gives_back_what_they_took_and_what_they_carried(alice: Membership, bob: Membership) -> None:
    carried, done = made.engaged(bob), made.engaged(bob, "Un outil de visio")
    actions.finish(by=bob, decision=done, state="done", outcome="Installé.")
    taken = actions.add_action(by=alice, title="Appeler la mairie", owner=bob)
    others = actions.add_action(by=alice, title="Relancer", owner=alice)
    actions.leave(member=bob)
    row = made.again(carried)
    assert (row.state, row.carrier_id, made.again(done).state) == ("adopted", None, "done")
    assert (made.action_again(taken).owner_id, made.action_again(taken).state) == (None, "open")
    assert made.action_again(others).owner_id == alice.pk
    with scope.use(alice.space):
        assert not Action.objects.filter(owner=bob, state="open").exists()
    assert journal.verify(alice.space) == []


def test_only_those_who_facilitate_change_the_rules_of_the_group(bob: Membership) -> None:
    with pytest.raises(Refused):
        actions.set_reminding(by=bob, is_reminding=False)
