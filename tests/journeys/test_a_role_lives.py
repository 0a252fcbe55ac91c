"""A role lives: card, volunteers, mandate by decision, reminders, end of the term, renewal, the next holder."""

import datetime as dt

import pytest

from commun.core import clock, journal, scope
from commun.core.models import Fact, OutgoingMail
from commun.governance import actions, policies
from commun.governance.actions import ballots, processes
from commun.governance.models import Decision, Mandate, Process, Role, Vacancy
from commun.governance.queries.role_history import rebuilt, stored
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db
CARD = {
    "name": "Facilitation",
    "purpose": "Que chacun puisse parler et que la réunion finisse à l’heure.",
    "expectations": "Préparer le déroulé\nDistribuer la parole",
    "family": "support",
    "hours": "4",
    "filling": "sortition",
    "seats": "1",
    "term_months": "6",
    "renewals_max": "0",
    "power": "facilitate",
}


def at(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 9, tzinfo=clock.PARIS)


def test_a_role_lives(group: Group, client: GateClient) -> None:
    base = f"/g/{group.space.slug}/roles/"

    # Alice writes the card; Bob would gladly do it.
    client.force_login(group.alice.person)
    client.post(f"{base}nouveau/", CARD)
    with scope.use(group.space):
        role = Role.objects.select_related("space").get()
    card = f"{base}{role.ref}/"
    client.force_login(group.bob.person)
    assert "1 " in client.get(base).content.decode()
    client.post(f"{card}offre/", {"wish": "carry"})

    # Alice proposes him; the group says yes: the mandate starts by itself, for the term of the card.
    client.force_login(group.alice.person)
    assert "Bob Durand" in client.get(card).content.decode()
    client.post(f"{card}proposer/", {"person": group.bob.pk, "why": "Bob a bien mené la dernière réunion."})
    with scope.use(group.space):
        decision = Decision.objects.get()
    actions.propose(by=group.alice, decision=decision)
    actions.adopt(decision=decision, actor=journal.Rule("governance.agreed-close"))
    with scope.use(group.space):
        mandate = Mandate.objects.get()
    assert (mandate.decision, mandate.ends_on) == (decision, dt.date(2027, 5, 16))
    bob = policies.membership_of(group.bob.person, group.space)
    assert policies.has_role(bob)

    # Time passes: three reminders, then the term is over and the power with it.
    for month, day in ((3, 18), (4, 17), (5, 10)):
        with clock.stopped(at(2027, month, day)):
            actions.expire_due()
    letters = OutgoingMail.objects.filter(to=group.bob.person.email, key__startswith=f"governance.term:{mandate.ref}:")
    assert letters.count() == 3
    with clock.stopped(at(2027, 5, 16)):
        actions.expire_due()
        assert not policies.has_role(policies.membership_of(group.bob.person, group.space))
        with scope.use(group.space):
            vacancy = Vacancy.objects.select_related("process").get()
            opened = Fact.objects.get(name="governance.renewal.opened")
        assert (vacancy.process.method, opened.rule) == ("sortition", "governance.renewal")

        # The card and the list show the empty seat and the way to its renewal.
        page = client.get(card).content.decode()
        assert f"/decisions/processus/{vacancy.process.ref}/" in page
        client.post(f"{card}offre/", {"wish": "carry"})

    # Alice is drawn: Bob reached the renewals of the card, and takes a rest.
    with clock.stopped(at(2027, 5, 20)):
        ballots.cast(by=group.alice, process=vacancy.process, content={"answer": "in"})
    with clock.stopped(at(2027, 6, 1)):
        processes.close_due()
        actions.expire_due()
        with scope.use(group.space):
            assert Process.objects.get().state == "closed"
            assert Mandate.objects.get(state="in_force").membership == group.alice
            assert Vacancy.objects.get().closed_on == dt.date(2027, 6, 1)
        assert rebuilt(group.space) == stored(group.space)
        assert journal.verify(group.space) == []
