"""Une proposition, du premier mot à ce qu’elle est devenue.

Bob propose en deux gestes un essai de six semaines, avec son jour de bilan. Le groupe vote et l’adopte. Personne ne
la porte : sept jours plus tard, Alice, qui anime, reçoit un mot ; Bob la porte, avec un premier pas et une date. Le pas
est dans « À faire », il le fait. Le jour du bilan, une proposition s’ouvre d’elle-même : le groupe préfère arrêter, et
l’essai est laissé partir avec sa leçon, publiée sans les noms.
"""

import datetime as dt

import pytest

from commun.core import clock, journal, scope
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.governance.actions import ballots, consent, processes, reminders, reviews
from commun.governance.models import Action, Decision, Membership, Process
from commun.governance.queries.decisions_in_force import in_force_on
from tests.governance import world as doors
from tests.journeys.test_joining_a_group import press, read
from tests.support.client import GateClient


def on(days: int) -> object:
    """The morning of a day, counted from the day of the tests."""
    return clock.stopped(dt.datetime(2026, 11, 16, 8, tzinfo=clock.PARIS) + dt.timedelta(days=days))


def row_of(member: Membership, **fields: object) -> Decision:
    with scope.use(member.space):
        return Decision.objects.select_related("space").get(**fields)


@pytest.mark.django_db
def test_following_a_decision_through() -> None:
    """See the story at the top of this file."""
    alice = doors.found()
    bob, client = doors.member(alice), GateClient()
    client.force_login(bob.person)

    def at(name: str, **arguments: str) -> str:
        return here(bob.space.slug, f"governance:{name}", **arguments)

    with on(0):
        review = (clock.today() + dt.timedelta(days=50)).isoformat()
        sent = {"title": "Un café le lundi", "text": "À 9 h.", "concerned": "Tout le groupe", "proposer": "1"}
        press(client, at("new-decision"), **sent, is_experiment="on", review_on=review)
        decision = row_of(bob, number=1)
        wish = processes.Wish(method="proposal", decision=decision, closes_at=clock.now() + dt.timedelta(days=3))
        process = processes.open_process(by=bob, wish=wish)
        assert "Votre voix" in read(client, at("todo")) or "Your voice" in read(client, at("todo"))
        for member in (alice, bob):
            ballots.cast(by=member, process=process, content={"answer": "for"})
        assert client.get(at("amend-decision", decision=decision.ref)).status_code == 404
    with on(4):
        assert processes.close_due() == 1
        assert row_of(bob, number=1).state == "adopted"
    with on(11):
        reminders.remind_all()
        letters = OutgoingMail.objects.filter(key__startswith="governance.unengaged:")
        assert [letter.to for letter in letters] == [alice.person.email]
        due = (clock.today() + dt.timedelta(days=2)).isoformat()
        plan = {"carrier": str(bob.pk), "first_step": "Acheter du café", "due_on": due}
        press(client, at("engage-decision", decision=decision.ref), **plan)
    with on(13):
        assert "Acheter du café" in read(client, at("todo"))
        with scope.use(bob.space):
            step = Action.objects.get()
        press(client, at("finish-action", action=step.ref))
        assert "Acheter du café" not in read(client, at("todo"))
    with on(50):
        assert reviews.open_due() == 1
        answer = row_of(bob, number=2)
        press(client, at("amend-decision", decision=answer.ref), answer="stop", title=answer.title, note="Peu de monde")
        with scope.use(bob.space):
            review_process = Process.objects.get(decision=answer)
        alice = doors.again(alice)
        consent.take_up_text(by=bob, process=review_process)
        for to in ("reactions", "objections"):
            review_process = consent.go_on(by=bob, process=review_process, to=to)
        for member in (alice, bob):
            consent.answer(by=member, process=review_process, position="consents")
        consent.adopt(by=bob, process=review_process)
        former = row_of(bob, number=1)
        assert (former.state, row_of(bob, number=2).state) == ("let_go", "adopted")
        press(client, at("publish-decision", decision=former.ref))
        assert "Un café le lundi" in read(GateClient(), at("published-decision", decision=former.ref))
    day = dt.date(2026, 11, 16)
    held = [in_force_on(bob.space, day + dt.timedelta(days=days)) for days in (3, 4, 49, 50)]
    assert held == [frozenset(), {former.ref}, {former.ref}, {answer.ref}]
    assert journal.verify(bob.space) == []
