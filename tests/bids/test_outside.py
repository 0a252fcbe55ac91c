"""Somebody outside answers by a link that is theirs alone, under an entity, having accepted the procedure."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse

from commun.bids import actions, outside
from commun.bids.actions import Ask
from commun.bids.models import Bid, TeamPart
from commun.bids.tasks import outcomes as tasks
from commun.core import clock, scope
from commun.core.models import OutgoingMail
from tests.bids.test_ends import sent_bid
from tests.bids.test_teams import written_procedure
from tests.bids.worlds import make_bid
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
    assert client.post(url, said | {"accepts": "on"}).status_code == 200
    part.refresh_from_db()
    assert part.entity is not None
    assert (part.state, part.entity.siren, part.procedure_edition) == ("joined", "552100554", text.edition)
    assert client.post(url, said | {"accepts": "on"}).status_code == 422
    actions.write_section(by=group.alice, bid=bid, sheet=actions.SectionSheet("Notre méthode"))
    assert "Notre méthode" in client.get(url).content.decode()
    assert client.post(url, {"answer": "non"}).status_code == 200
    assert "Notre méthode" not in client.get(url).content.decode()


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
