"""Followers are told, grouped and once (S8); what a leaver held goes back to the group (M9); erasure (E2)."""

import datetime as dt

import pytest

from commun.core import clock, journal, scope
from commun.core.models import OutgoingMail
from commun.governance import actions
from commun.governance.actions import decision_departures, reminders
from commun.governance.actions.personal_data import erase
from commun.governance.journal import decisions as facts
from commun.governance.models import Following, Membership, NeedVoice
from commun.governance.queries.decision_news import digest_events, handed_over
from commun.governance.queries.register import latest
from commun.people.actions.digests import send_digest
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


def heard_by(member: Membership, days: int = 60) -> list[str]:
    """What the digest would tell the member, oldest first."""
    now = clock.now()
    events = list(digest_events(member.person, now - days * DAY, now + days * DAY))
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    return [event.title for event in reversed(events)]


@pytest.mark.usefixtures("in_english")
def test_followers_hear_each_move_and_the_others_only_what_concerns_all(
    alice: Membership, bob: Membership, carol: Membership
) -> None:
    decision = made.heard(bob, "Un atelier")
    actions.follow(by=carol, decision=decision)
    actions.propose(by=bob, decision=decision)
    actions.adopt(decision=decision, actor=journal.Rule("governance.closing"))
    actions.engage(by=bob, decision=decision, carrier=bob, first_step="Oui", due_on=clock.today())
    actions.finish(by=bob, decision=decision, state="done", outcome="Fait.")
    assert heard_by(carol) == [
        "Voiced: Un atelier",
        "Proposed: Un atelier",
        "Adopted: Un atelier",
        "Engaged: Un atelier",
        "What became of it: Un atelier",
    ]
    assert heard_by(alice) == ["Proposed: Un atelier", "Adopted: Un atelier"]
    # One's own acts are not news.
    assert heard_by(bob) == ["Adopted: Un atelier"]


def test_many_moves_make_one_mail_and_none_is_told_twice(bob: Membership, carol: Membership) -> None:
    with clock.stopped(clock.now() + DAY):
        first, second = made.heard(bob, "Un atelier"), made.heard(bob, "Un café")
        for decision in (first, second):
            actions.follow(by=carol, decision=decision)
            actions.propose(by=bob, decision=decision)
    with clock.stopped(clock.now() + 9 * DAY):
        send_digest(person=carol.person)
        send_digest(person=carol.person)
    mails = OutgoingMail.objects.filter(key__startswith="digest:", to=carol.person.email)
    assert mails.count() == 1
    text = mails.get().text
    assert text.count("Un atelier") >= 1
    assert text.count("Un café") >= 1
    with clock.stopped(clock.now() + 17 * DAY):
        send_digest(person=carol.person)
    assert mails.count() == 1


@pytest.mark.usefixtures("in_english")
def test_the_digest_asks_for_a_hand_without_a_name(alice: Membership, bob: Membership, carol: Membership) -> None:
    action = actions.add_action(by=alice, title="Relire la charte", owner=bob, due_on=clock.today())
    reminders.remind_all()
    with clock.stopped(clock.now() + 7 * DAY):
        reminders.remind_all()
        assert heard_by(carol) == ["Would like a hand: Relire la charte"]
        (event,) = digest_events(carol.person, clock.now() - DAY, clock.now())
        assert "Bob" not in event.title + event.reason
        actions.finish_action(by=bob, action=action)
        assert heard_by(carol) == []


def test_strangers_and_those_at_rest_hear_nothing(alice: Membership, bob: Membership) -> None:
    stranger = doors.found("Un autre groupe")
    made.adopted(alice)
    actions.rest(member=bob)
    assert heard_by(stranger) == heard_by(bob) == []


def test_a_leaver_gives_back_what_they_took_and_carried(alice: Membership, bob: Membership) -> None:
    decision = made.engaged(bob)
    action = actions.add_action(by=alice, title="Relire", owner=bob, due_on=clock.today())
    done = actions.finish_action(by=bob, action=actions.add_action(by=alice, title="Faite", owner=bob))
    labels = " ".join(one.label for one in handed_over(bob))
    assert "Relire" in labels
    assert "Un atelier par mois" in labels
    assert "Faite" not in labels
    actions.leave(member=bob)
    row = made.again(decision)
    assert (row.state, row.carrier_id) == ("adopted", None)
    assert made.action_again(action).owner_id is None
    assert made.action_again(done).owner_id == bob.pk
    assert len(made.told(alice, facts.HANDED_BACK)) == 1
    assert len(made.told(alice, facts.ACTION_HANDED_BACK)) == 2
    assert journal.verify(alice.space) == []


def test_erasing_a_person_keeps_decisions_and_chains(alice: Membership, bob: Membership) -> None:
    decision = made.heard(bob)
    actions.say_need(by=bob, decision=decision, level=2)
    actions.finish_action(by=bob, action=actions.add_action(by=bob, title="Relire", owner=bob), note="Chez moi.")
    assert len(decision_departures.export(bob.person)) == 3
    erase(bob.person)
    decision_departures.erase(bob.person)
    with scope.use(alice.space):
        assert not NeedVoice.objects.exists()
        assert not Following.objects.filter(membership=bob).exists()
    assert made.again(decision).state == "heard"
    assert journal.verify(alice.space) == []


def test_the_journal_calls_decisions_and_things_to_do_by_their_titles(bob: Membership) -> None:
    with scope.use(bob.space):
        made.heard(bob, "Un atelier")
        actions.add_action(by=bob, title="Relire la charte")
        lines = latest(bob.space, 2)
    assert "Relire la charte" in lines[0].sentence
    assert "Un atelier" in lines[1].sentence
    assert all(line.url for line in lines)
