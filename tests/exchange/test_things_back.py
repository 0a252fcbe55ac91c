"""What was lent is said to be brought back; words that hurt may be hidden, with a reason, wherever they are read."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact
from commun.core.urls import here
from commun.exchange.actions.news import bring_news
from commun.exchange.actions.offers import OfferSheet, answer_offer, write_offer
from commun.exchange.actions.things import ThingSheet, Wish, book_thing, cancel_booking, return_thing, share_thing
from commun.exchange.models import Booking, Offer, SharedThing
from commun.governance.actions import agenda
from commun.governance.actions.meetings import MeetingPlan, plan_meeting
from commun.governance.actions.moderation import hide_words, show_again
from commun.governance.hideable import hideable
from commun.governance.models import AgendaItem, Membership
from tests.exchange.helping_world import HOUR, helping_words
from tests.support.client import GateClient
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def group(group: Group) -> Group:
    """Who read English, so that pages say the msgids."""
    for one in (group.alice, group.bob):
        one.person.language = "en"
        one.person.save()
    return group


def booked(by: Membership, thing: SharedThing, first: float, last: float) -> Booking:
    return book_thing(by=by, thing=thing, wish=Wish(clock.now() + first * HOUR, clock.now() + last * HOUR))


def saw(by: Membership, **more: Any) -> SharedThing:
    return share_thing(by=by, sheet=ThingSheet("Scie", **more))


def test_what_comes_back_sooner_is_free_from_then_on(group: Group) -> None:
    thing = saw(group.alice)
    booking = booked(group.bob, thing, -1, 5)
    other = make_member(group.space, make_person("Dora"))
    with pytest.raises(Refused):
        booked(other, thing, 1, 2)
    with pytest.raises(Refused, match="brought back"):
        return_thing(by=other, booking=booking)
    row = return_thing(by=group.bob, booking=booking, state="La lame est usée 🪚")
    assert (row.returned_at, row.ends_at, row.return_words) == (clock.now(), clock.now(), "La lame est usée 🪚")
    assert return_thing(by=group.bob, booking=booking, state="Autre").return_words == row.return_words
    booked(other, thing, 1, 2)
    with scope.use(group.space):
        assert Fact.objects.filter(name="exchange.thing.returned").count() == 1


@pytest.mark.parametrize("stock", [1, 2])
def test_what_came_back_this_morning_may_be_booked_for_the_whole_day(group: Group, stock: int) -> None:
    thing = saw(group.alice, stock=stock)
    return_thing(by=group.bob, booking=booked(group.bob, thing, -2, 5))
    again = booked(group.alice, thing, -4, 8)
    assert (again.starts_at, again.ends_at) == (clock.now(), clock.now() + 8 * HOUR)
    with pytest.raises(Refused):
        book_thing(by=group.bob, thing=thing, wish=Wish(clock.now() - 4 * HOUR, clock.now() + HOUR, stock))


def test_what_nobody_took_does_not_come_back(group: Group) -> None:
    thing = saw(group.alice)
    to_come, cancelled = booked(group.bob, thing, 1, 2), booked(group.bob, thing, 3, 4)
    cancel_booking(by=group.bob, booking=cancelled)
    for booking, said in ((to_come, "cancel the booking"), (cancelled, "was cancelled")):
        with pytest.raises(Refused, match=said):
            return_thing(by=group.bob, booking=booking)
    with pytest.raises((Refused, NotFound)):
        return_thing(by=make_group().alice, booking=to_come)


def test_it_is_said_on_the_page_by_who_took_it_or_who_looks_after_it(client: GateClient, group: Group) -> None:
    thing = saw(group.alice)
    booking = booked(group.bob, thing, -1, 5)
    page, back = (
        here(group.space.slug, "exchange:thing", thing=thing.ref),
        here(group.space.slug, "exchange:return-thing", booking=booking.ref),
    )
    with clock.stopped(clock.now() + 30 * HOUR):
        client.force_login(make_member(group.space, make_person("Dora", language="en")).person)
        shown = client.get(page).content.decode()
        assert "not brought back yet" in shown
        assert back not in shown
        client.force_login(group.alice.person)
        assert back in client.get(page).content.decode()
        assert back in client.post(back, {"etat": "x" * 201}, follow=True).content.decode()
        client.post(back, {"etat": "x" * 200})
        shown = client.get(page).content.decode()
    assert "x" * 200 in shown
    assert back not in shown
    with clock.stopped(clock.now() + dt.timedelta(days=70)):
        assert "x" * 200 not in client.get(page).content.decode()


def test_the_words_of_others_are_hidden_everywhere_and_come_back(client: GateClient, group: Group) -> None:
    written = dict(helping_words(group.bob, group.alice, "Blessant"))
    assert written.keys() <= set(hideable.names())
    offer, thing, item = (model._base_manager.get() for model in (Offer, SharedThing, AgendaItem))
    pages = [
        here(group.space.slug, "exchange:offer", offer=offer.ref),
        here(group.space.slug, "exchange:offers"),
        here(group.space.slug, "exchange:thing", thing=thing.ref),
        here(group.space.slug, "exchange:things"),
        here(group.space.slug, "exchange:news"),
        here(group.space.slug, "exchange:feed"),
        here(group.space.slug, "governance:meeting", meeting=item.meeting.ref),
    ]
    client.force_login(group.alice.person)

    def shown() -> str:
        return "".join(client.get(page).content.decode() for page in pages)

    before = shown()
    for kind in ("offer", "offer_title", "thing", "thing_rules"):
        assert here(group.space.slug, "governance:hide-words", kind=kind, number=written[kind]) in before
    hidden = [hide_words(by=group.alice, kind=kind, target=pk, reason="Non.") for kind, pk in written.items()]
    assert "Blessant" not in shown()
    assert "Blessant" not in client.get(here(group.space.slug, "governance:moderation")).content.decode()
    for row in hidden:
        show_again(by=group.alice, hidden=row)
    assert Offer._base_manager.get().title == "Blessant"
    assert shown().count("Blessant") >= before.count("Blessant") > 8
    with pytest.raises(Refused):
        hide_words(by=group.bob, kind="offer", target=offer.pk, reason="Non.")


def test_what_two_people_write_to_each_other_is_nobodys_to_hide(group: Group) -> None:
    offer = write_offer(by=group.bob, sheet=OfferSheet("need", "time", "Une main"))
    answer_offer(by=group.alice, offer=offer, said="Appelle-moi")
    assert not {"answer", "offer_answer"} & set(hideable.names())


def test_news_and_points_take_the_journal_before_the_meeting(group: Group) -> None:
    day = clock.today() + dt.timedelta(days=3)
    meeting = plan_meeting(by=group.alice, plan=MeetingPlan("Séance", day, dt.time(10), 120))
    for act in (
        lambda: bring_news(by=group.bob, title="Un jardin"),
        lambda: agenda.add_point(by=group.bob, meeting=meeting, point=agenda.Point("Le local")),
    ):
        with CaptureQueriesContext(connection) as asked:
            act()
        locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
        assert "core_chainhead" in locks[0]
        assert any("governance_meeting" in one for one in locks[1:])
    with scope.use(group.space):
        assert AgendaItem.objects.filter(is_ritual=False).count() == 2
    assert journal.verify(group.space) == []
