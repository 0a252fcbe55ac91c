"""Somebody outside answers by a link that is theirs alone, under an entity, having accepted the procedure."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse

from commun.bids import actions, outside
from commun.bids.actions import Ask
from commun.bids.actions.outside import Yes, accept_from_outside
from commun.bids.forms.teams import JoinForm
from commun.bids.models import Bid, TeamPart
from commun.bids.queries.outcomes import askers
from commun.bids.tasks import outcomes as tasks
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.tenders.models import Need
from tests.bids.test_ends import sent_bid
from tests.bids.test_teams import written_procedure
from tests.bids.vault_worlds import employ
from tests.bids.worlds import make_bid, make_entity
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db


def asked(group: Group, bid: Bid) -> TeamPart:
    ask = Ask(outside_name="Zoé Cartes", outside_email="zoe@exemple.test", words="Pour les cartes")
    return actions.ask_into_team(by=group.alice, bid=bid, ask=ask)


def link_in(mail: OutgoingMail) -> str:
    found = re.search(r"https?://[^/\s]+(/equipe/[^\s]+)", mail.text)
    assert found is not None
    return found.group(1)


def test_a_yes_by_the_link_needs_a_siren_and_the_procedure(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    text = written_procedure(group)
    part = asked(group, bid)
    url = link_in(OutgoingMail.objects.get(to="zoe@exemple.test"))
    assert "On se dit tout." in client.get(url).content.decode()
    said = {"answer": "oui", "siren": "552 100 554", "entity_name": "Cartes & Cie"}
    for wrong in (
        {},
        {"answer": "oui"},
        said,
        said | {"accepts": "on", "siren": "552 100 555"},
        said | {"accepts": "on", "entity_name": "\u200b"},
    ):
        assert client.post(url, wrong).status_code == 422, wrong
    assert "Écrivez le SIREN" not in client.post(url, said | {"siren": "9" * 21}).content.decode()
    assert client.post(url, said | {"accepts": "on"}).status_code == 200
    part.refresh_from_db()
    assert part.entity is not None
    assert (part.state, part.entity.siren, part.procedure_edition) == ("joined", "552100554", text.edition)
    # The same yes twice leaves nobody out.
    assert client.post(url, said | {"accepts": "on"}).status_code == 422
    part.refresh_from_db()
    assert part.state == "joined"
    actions.write_section(by=group.alice, bid=bid, sheet=actions.SectionSheet("Notre méthode"))
    assert "Notre méthode" in client.get(url).content.decode()
    page = client.get(url).content.decode()
    assert "Quitter l’équipe" in page
    assert client.post(url, {"leaves": "oui", "reason": "Trop de travail"}).status_code == 200
    part.refresh_from_db()
    assert (part.state, part.reason) == ("left", "Trop de travail")
    to_alice = [mail.subject for mail in OutgoingMail.objects.filter(to=group.alice.person.email).order_by("pk")]
    assert [subject.split(" l’équipe")[0] for subject in to_alice[-2:]] == ["Zoé Cartes rejoint", "Zoé Cartes quitte"]
    assert "Notre méthode" not in client.get(url).content.decode()


def test_the_team_notes_that_somebody_outside_left(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    part = asked(group, bid)
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:note-departure", team_part=part.ref)
    assert client.get(url).status_code == 404
    accept_from_outside(part=part, yes=Yes("552100554", "Cartes & Cie"))
    assert url in client.get(here(group.space.slug, "bids:bid", bid=bid.ref)).content.decode()
    with pytest.raises(Refused):
        actions.leave_team(by=group.bob, part=part)
    assert client.post(url, {"reason": "Dit au téléphone"}).status_code == 302
    part.refresh_from_db()
    assert (part.state, part.reason) == ("left", "Dit au téléphone")
    mine = TeamPart._base_manager.get(bid=bid, membership=group.alice)
    with pytest.raises(Refused):
        actions.leave_team(by=group.bob, part=mine)


def test_who_is_of_the_group_is_not_asked_from_outside(group: Group) -> None:
    bid = make_bid(group.alice)
    ask = Ask(outside_name="Moi-même", outside_email=group.bob.person.email.upper())
    with pytest.raises(Refused, match="Bob Durand"):
        actions.ask_into_team(by=group.alice, bid=bid, ask=ask)


def test_one_answers_under_an_entity_that_the_group_knows(group: Group) -> None:
    bid = make_bid(group.alice)
    employ(group.bob, make_entity(0))
    LegalEntity.objects.create(siren="443061841", name="Tapée ailleurs")
    accept_from_outside(part=asked(group, bid), yes=Yes("552100554", "Cartes & Cie"))
    form = JoinForm([], group.bob)
    assert [one.name for one in form.fields["entity"].queryset] == ["Cartes & Cie", "Les Artisans du lien"]


def test_a_link_dies_with_its_ask(client: GateClient, group: Group) -> None:
    part = asked(group, make_bid(group.alice))
    url = reverse("answer-team", kwargs={"token": outside.token_for(part)})
    assert client.get(url[:-3] + "x/").status_code == 410
    actions.unask(by=group.alice, part=part)
    assert client.get(url).status_code == 410
    with clock.stopped(clock.now() + dt.timedelta(minutes=1)):
        asked(group, part.bid)
    assert client.get(url).status_code == 410
    assert OutgoingMail.objects.filter(to="zoe@exemple.test").count() == 2


def test_a_member_is_told_by_mail_that_somebody_asks(group: Group) -> None:
    bid = make_bid(group.alice)
    actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))
    mail = OutgoingMail.objects.get(to=group.bob.person.email)
    assert bid.title in mail.subject


def test_each_answer_asks_those_of_its_own_team(group: Group) -> None:
    mine, his = make_bid(group.alice), make_bid(group.bob)
    with scope.use(group.space):
        found = askers([mine, his])
    assert found == {mine.pk: [group.alice], his.pk: [group.bob]}


def test_an_ask_keeps_the_needs_of_its_own_notice(group: Group) -> None:
    bid, other = make_bid(group.alice), make_bid(group.alice)
    with scope.use(group.space):
        needs = [
            Need.objects.create(space=group.space, notice=one.notice, position=1, label="x") for one in (bid, other)
        ]
    ask = Ask(member=group.bob, needs=[{"need": need.ref, "days": 2} for need in needs] + [{"days": 1}])
    assert actions.ask_into_team(by=group.alice, bid=bid, ask=ask).needs == [{"need": needs[0].ref, "days": 2}]


def test_the_outcome_is_asked_by_mail_once_for_each_turn(group: Group) -> None:
    bid = sent_bid(group)
    ask: Any = tasks.ask_outcomes
    to = OutgoingMail.objects.filter(to=group.alice.person.email)
    before = to.count()
    ask.func(0)
    assert to.count() == before
    bid.notice.deadline_at = clock.now() - dt.timedelta(days=8)
    bid.notice.save()
    ask.func(0)
    ask.func(0)
    assert to.count() == before + 1
    with scope.use(group.space):
        Bid.objects.filter(pk=bid.pk).update(starts_on=clock.today())
    ask.func(0)
    assert to.count() == before + 2


def test_who_asked_and_left_the_group_since_is_not_told_of_its_team(group: Group) -> None:
    part = asked(group, make_bid(group.alice))
    Membership._base_manager.filter(pk=group.alice.pk).update(state=states.LEFT)
    accept_from_outside(part=part, yes=Yes("552100554", "Cartes & Cie"))
    assert not OutgoingMail.objects.filter(to=group.alice.person.email).exists()
