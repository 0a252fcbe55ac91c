"""Deciding step by step: an objection improves what follows; a term ends in an election; the clock keeps its word."""

import datetime as dt

import pytest
from django.test import Client

from commun.core import clock, journal, scope
from commun.core.urls import here
from commun.governance.actions import decisions, mandates, processes, terms
from commun.governance.models import Decision, Mandate, Objection, Process
from tests.governance import guided_world as paths
from tests.governance.guided_world import Circle, again
from tests.support import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(group: world.Group) -> Circle:
    return paths.make_circle(group)


def press(client: Client, member: object, circle: Circle, name: str, **said: object) -> None:
    """One page of the path, as this member: the form is sent, and the next page shows."""
    client.force_login(member.person)  # type: ignore[attr-defined]
    arguments = {key: said.pop(key) for key in list(said) if key in KINDS}
    address = here(circle.group.space.slug, f"governance:{name}", **arguments)
    response = client.post(address, said, follow=True)
    assert response.status_code == 200, (name, response.status_code)


KINDS = {"decision", "process", "consent", "election", "objection", "method"}


def test_an_objection_improves_a_proposal_that_somebody_then_carries(circle: Circle, client: Client) -> None:
    press(client, circle.bob, circle, "new-decision", title="Un local", text="Louer.", concerned="Le groupe")
    decision = Decision._base_manager.get(title="Un local")
    press(client, circle.bob, circle, "decide-by", decision=decision.ref, method="consent", days="7", guidance="")
    ref = Process._base_manager.get(decision=decision).ref
    press(client, circle.bob, circle, "consent-stage", process=ref, to="objections")
    for member in (circle.alice, circle.bob, circle.dina):
        press(client, member, circle, "consent-answer", process=ref, version="1")
    press(client, circle.elie, circle, "object-to", process=ref, text="Trop cher pour nous.")
    objection = Objection._base_manager.get()
    told = {"title": "Un local à deux", "text": "Partager.", "note": "Moitié moins.", "integrates": str(objection.pk)}
    press(client, circle.bob, circle, "write-version", consent=ref, **told)
    press(client, circle.elie, circle, "consent-answer", process=ref, version="2")
    press(client, circle.bob, circle, "consent-adopt", process=ref)
    with scope.use(circle.group.space):
        decision = Decision.objects.select_related("space").get(pk=decision.pk)
    assert (decision.state, decision.title) == ("adopted", "Un local à deux")
    due_on = clock.today() + dt.timedelta(days=14)
    decisions.engage(by=circle.elie, decision=decision, carrier=circle.elie, first_step="Visiter", due_on=due_on)
    assert Decision._base_manager.get(pk=decision.pk).state == "engaged"


def test_a_term_that_ends_opens_an_election_that_ends_in_a_mandate(circle: Circle, client: Client) -> None:
    role = paths.a_role(circle)
    choice = decisions.voice(by=circle.alice, draft=paths.draft("Bob facilite"))
    decisions.propose(by=circle.alice, decision=choice)
    choice = decisions.adopt(decision=choice, actor=journal.Person(circle.alice.person_id))
    actor = journal.Person(circle.alice.person_id)
    first = mandates.give_mandate(actor=actor, role=role, membership=circle.bob, decision=choice)
    assert first.ends_on is not None
    with clock.stopped(dt.datetime.combine(first.ends_on, dt.time(8), clock.PARIS)):
        terms.expire_due()
        ref = Process._base_manager.get(method="election", role=role).ref
        press(client, circle.bob, circle, "nominate", election=ref, nominee=str(circle.dina.pk), reason="Elle écoute.")
        press(client, circle.elie, circle, "nominate", election=ref, nominee=str(circle.elie.pk), reason="J’aimerais.")
        press(client, circle.alice, circle, "reveal-nominations", election=ref)
        press(client, circle.elie, circle, "nominate", election=ref, nominee=str(circle.dina.pk), reason="Oui.")
        press(client, circle.alice, circle, "end-changes", election=ref)
        told = {"nominee": str(circle.dina.pk), "reason": "Elle écoute."}
        press(client, circle.alice, circle, "propose-person", election=ref, **told)
        for member in circle.everybody:
            press(client, member, circle, "consent-answer", process=ref, version="1")
        press(client, circle.alice, circle, "consent-adopt", process=ref)
    with scope.use(circle.group.space):
        taken = Mandate.objects.get(role=role, state="in_force")
        assert taken.membership_id == circle.dina.pk
        assert taken.decision_id == Process.objects.get(ref=ref).decision_id
    assert taken.ends_on == first.ends_on.replace(year=first.ends_on.year + 1)


def test_what_was_announced_stands_when_nobody_objects(circle: Circle, client: Client) -> None:
    decision = paths.a_decision(circle, title="Commander les cartes")
    press(client, circle.bob, circle, "decide-by", decision=decision.ref, method="authorisation", days="5", guidance="")
    process = again(Process._base_manager.get(decision=decision))
    with clock.stopped(clock.now() + dt.timedelta(days=5, seconds=-1)):
        processes.close_due()
        assert again(process).state == "open"
    with clock.stopped(clock.now() + dt.timedelta(days=5)):
        processes.close_due()
    assert (again(process).outcome, paths.decision_of(process).state) == ("adopted", "adopted")
