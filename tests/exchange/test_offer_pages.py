"""The pages of offers and needs: filters, forms, who reads the answers, what an empty list says."""

import datetime as dt

import pytest

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.urls import here
from commun.exchange.actions.news import bring_news
from commun.exchange.actions.offers import answer_offer
from commun.exchange.models import Offer
from commun.exchange.queries.learning import learning_of
from commun.governance.actions.meetings import MeetingPlan, plan_meeting
from commun.governance.models import AgendaItem
from tests.exchange.test_offers import write
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def group(group: Group) -> Group:
    """Who read English, so that pages and letters say the msgids."""
    for one in (group.alice, group.bob):
        one.person.language = "en"
        one.person.save()
    return group


def test_from_the_empty_page_to_an_answer(client: GateClient, group: Group) -> None:
    slug = group.space.slug
    client.force_login(group.bob.person)
    assert "Begin with something small" in client.get(here(slug, "exchange:offers")).content.decode()
    url = here(slug, "exchange:new-offer")
    assert "checked" in client.get(f"{url}?quoi=besoins").content.decode()
    bad = client.post(url, {"kind": "", "nature": "x", "title": " ", "until": "demain"})
    assert bad.status_code == 422
    sent = {"kind": "need", "nature": "material", "title": "Une perceuse 🔧", "token": "t"}
    page = client.post(url, sent).headers["Location"]
    assert client.post(url, sent).headers["Location"] == page
    assert "Nobody has answered yet" in client.get(page).content.decode()
    client.force_login(group.alice.person)
    assert "I can" in client.get(page).content.decode()
    ref = Offer._base_manager.get().ref
    client.post(here(slug, "exchange:answer-offer", offer=ref), {"said": "Un secret"})
    assert "You answered" in client.get(page).content.decode()
    third = make_member(group.space, make_person("Dora", language="en"))
    client.force_login(third.person)
    assert "secret" not in client.get(page).content.decode()
    client.force_login(group.bob.person)
    assert "Un secret" in client.get(page).content.decode()
    assert client.post(here(slug, "exchange:move-offer", offer=ref), {"etat": "trouve"}).status_code == 302
    found = client.get(here(slug, "exchange:offers") + "?etat=passees").content.decode()
    assert "Une perceuse" in found
    assert "Nothing of this kind today" in client.get(here(slug, "exchange:offers")).content.decode()


def test_filters_keep_one_another_and_lists_are_flat(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "exchange:offers")
    mine = write(group.bob, "Perceuse", "need")

    def grow(count: int) -> None:
        for _each in range(count):
            other = make_member(group.space, make_person("Dora"))
            write(other, "Perceuse", "offer")
            answer_offer(by=other, offer=mine, said="Oui")

    write(group.alice, "Une salle", "offer", "place")
    assert_flat(grow, lambda: client.get(url), 2, 12)
    with at_most(25):
        client.get(url)
    page = here(group.space.slug, "exchange:offer", offer=mine.ref)
    assert_flat(grow, lambda: client.get(page), 2, 12)
    with at_most(25):
        shown = client.get(page).content.decode()
    assert "words in common: perceuse" in shown
    shown = client.get(f"{url}?quoi=offres&nature=lieu&page=zz").content.decode()
    assert "Une salle" in shown
    assert "Perceuse" not in shown
    assert "quoi=offres&amp;nature=materiel" in shown


def test_who_shows_meets_who_learns_and_the_others_wait_below(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "exchange:learning")
    assert "Begin by saying one thing" in client.get(url).content.decode()
    write(group.bob, "Apprendre la cartographie", "need", "skill")
    write(group.bob, "Montrer la cartographie", "offer", "skill")
    write(group.bob, "Un livre de cartographie", "offer", "material")
    alone = learning_of(group.bob)
    assert (len(alone.pairs), len(alone.shown), len(alone.wanted)) == (0, 1, 1)
    write(group.alice, "Cartographie libre", "offer", "skill")
    write(group.alice, "Tricot", "offer", "skill")
    found = learning_of(group.alice)
    assert [(one.learns.by, one.shows.title) for one in found.pairs] == [(group.bob, "Cartographie libre")]
    [reason] = found.pairs[0].reasons
    assert reason.endswith("cartographie")
    assert [row.title for row in found.shown] == ["Tricot", "Montrer la cartographie"]
    # What is found, or past, is nobody's to learn any more.
    over = write(group.alice, "Poterie", "offer", "skill")
    Offer._base_manager.filter(pk=over.pk).update(until=clock.today() - dt.timedelta(days=1))
    assert over.title not in [row.title for row in learning_of(group.bob).shown]

    def grow(count: int) -> None:
        for _each in range(count):
            write(make_member(group.space, make_person("Dora")), "Cartographie", "offer", "skill")

    assert_flat(grow, lambda: client.get(url), 2, 12)
    assert "They may meet" in client.get(url).content.decode()


def test_ones_news_go_to_the_agenda_of_the_next_meeting_once(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    url, new = here(group.space.slug, "exchange:news"), here(group.space.slug, "exchange:new-news")
    assert "No meeting is planned" in client.get(url).content.decode()
    assert client.post(new, {"title": "Un jardin"}).status_code == 422
    day = clock.today() + dt.timedelta(days=3)
    meeting = plan_meeting(by=group.alice, plan=MeetingPlan("Séance", day, dt.time(10), 120))
    assert "No news for this meeting yet" in client.get(url).content.decode()
    assert client.post(new, {"title": " "}).status_code == 422
    for _twice in range(2):
        assert client.post(new, {"title": "Un jardin 🌱", "detail": "Il pousse."}).status_code == 302
    with scope.use(group.space):
        [item] = AgendaItem.objects.filter(meeting=meeting, is_ritual=False)
    assert (item.part, item.wish, item.owner) == ("news", "inform", group.bob)
    assert "Il pousse." in client.get(url).content.decode()
    # Neither the ritual of the meeting nor what was withdrawn is news; withdrawn, it may be brought again.
    AgendaItem._base_manager.create(
        space=group.space, meeting=meeting, part="news", title="Tour de table", is_ritual=True, position=1,
        created_at=clock.now(),
    )  # fmt: skip
    AgendaItem._base_manager.filter(pk=item.pk).update(state="dropped")
    shown = client.get(url).content.decode()
    assert not [words for words in ("Un jardin", "Tour de table") if words in shown]
    assert bring_news(by=group.bob, title="Un jardin 🌱").pk != item.pk
    with pytest.raises(Refused):
        bring_news(by=make_member(group.space, make_person("Dora"), state="dormant"), title="Moi aussi")
