"""Shared things: never more taken at a moment than there is; who books, who cancels, what is told, what stays."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.core.urls import here
from commun.exchange import booking_times
from commun.exchange.actions import thing_data
from commun.exchange.actions.things import (
    ThingSheet,
    Wish,
    book_thing,
    cancel_booking,
    change_thing,
    move_thing,
    share_thing,
)
from commun.exchange.models import Booking, SharedThing
from commun.exchange.policies import things as policies
from commun.exchange.queries import things as queries
from commun.exchange.queries import things_elsewhere as elsewhere
from commun.exchange.thing_stock import least_taken, most_taken
from commun.governance.actions import memberships
from commun.governance.models import Membership
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]
SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6), st.integers(1, 4)), max_size=8)


@pytest.fixture
def group(group: Group) -> Group:
    """Who read English, so that pages and letters say the msgids."""
    for one in (group.alice, group.bob):
        one.person.language = "en"
        one.person.save()
    return group


def share(by: Membership, name: str = "Projecteur", **more: Any) -> SharedThing:
    return share_thing(by=by, sheet=ThingSheet(name, **more))


def wish(first: float, last: float, quantity: int = 1, **more: Any) -> Wish:
    """From and to, in hours from now."""
    return Wish(clock.now() + dt.timedelta(hours=first), clock.now() + dt.timedelta(hours=last), quantity, **more)


@given(SPANS, st.integers(0, 12), st.integers(1, 6))
def test_the_most_taken_is_what_counting_each_moment_finds(
    spans: list[tuple[int, int, int]], first: int, length: int
) -> None:
    taken = [(start, start + lasts, quantity) for start, lasts, quantity in spans]
    each = [sum(quantity for start, end, quantity in taken if start <= at < end) for at in range(first, first + length)]
    assert most_taken(taken, first, first + length) == max(each)
    assert least_taken(taken, first, first + length) == min(each)


def test_there_is_never_more_taken_than_there_is(group: Group) -> None:
    chairs = share(group.alice, "Chaises", stock=10)
    book_thing(by=group.bob, thing=chairs, wish=wish(1, 5, 6))
    with pytest.raises(Refused, match="Only 4 of it"):
        book_thing(by=group.alice, thing=chairs, wish=wish(4, 8, 5))
    book_thing(by=group.alice, thing=chairs, wish=wish(4, 8, 4))
    book_thing(by=group.alice, thing=chairs, wish=wish(5, 8, 6))
    with pytest.raises(Refused, match="taken at that time"):
        book_thing(by=group.bob, thing=chairs, wish=wish(4.5, 4.6, 1))
    with pytest.raises(Refused, match="10 of it are booked"):
        change_thing(by=group.alice, thing=chairs, sheet=ThingSheet("Chaises", stock=9))
    with scope.use(group.space):
        assert SharedThing.objects.get().stock == 10
    # Another number changes nothing to what fits, and only a single thing is guarded as one.
    tables = share(group.alice, "Tables", stock=3)
    for by in (group.alice, group.bob):
        book_thing(by=by, thing=tables, wish=wish(1, 5))
    assert change_thing(by=group.alice, thing=tables, sheet=ThingSheet("Tables", stock=2)).stock == 2


def test_what_is_the_groups_becomes_that_of_who_shared_it_and_of_nobody_else(group: Group) -> None:
    thing = share(group.bob)
    with pytest.raises(Refused, match="who shared it"):
        change_thing(by=group.alice, thing=thing, sheet=ThingSheet("Projecteur", is_mine=True))
    assert change_thing(by=group.bob, thing=thing, sheet=ThingSheet("Projecteur", is_mine=True)).owner == group.bob


def test_a_single_thing_is_free_again_at_the_moment_it_comes_back(group: Group) -> None:
    thing = share(group.alice)
    first = book_thing(by=group.bob, thing=thing, wish=wish(1, 3, token="a"))
    assert book_thing(by=group.bob, thing=thing, wish=wish(1, 3, token="a")) == first
    book_thing(by=group.alice, thing=thing, wish=wish(3, 4))
    with pytest.raises(Refused):
        book_thing(by=group.alice, thing=thing, wish=wish(2.9, 4))
    cancel_booking(by=group.bob, booking=first)
    book_thing(by=group.alice, thing=thing, wish=wish(2, 3))


@pytest.mark.parametrize("times", [(3, 1), (-5, -1), (1, 24 * 400), (24 * 800, 24 * 801), (1, 1)])
def test_impossible_times_are_refused(group: Group, times: tuple[float, float]) -> None:
    thing = share(group.alice)
    for quantity in (1, 0, -1, 2):
        with pytest.raises(Refused):
            book_thing(by=group.bob, thing=thing, wish=wish(*times, quantity))
    with scope.use(group.space):
        assert not Booking.objects.exists()


def test_hours_that_a_change_of_clock_skips_or_repeats_are_counted_as_moments(group: Group) -> None:
    chairs = share(group.alice, "Chaises", stock=2)
    spring, autumn = dt.date(2027, 3, 28), dt.date(2027, 10, 31)

    def on(day: dt.date, first: dt.time, last: dt.time) -> Wish:
        return Wish(*(dt.datetime.combine(day, at, clock.PARIS) for at in (first, last)), 2)

    # 02:30 does not exist that day: it is 03:30, after the end.
    with pytest.raises(Refused, match="ends after it starts"):
        book_thing(by=group.bob, thing=chairs, wish=on(spring, dt.time(2, 30), dt.time(3, 15)))
    # From 01:00 to the first 02:00 and on to the second 02:45: brought back before it is taken again.
    book_thing(by=group.bob, thing=chairs, wish=on(autumn, dt.time(1), dt.time(2, 30)))
    book_thing(by=group.alice, thing=chairs, wish=on(autumn, dt.time(2, 30), dt.time(2, 45, fold=1)))
    with pytest.raises(Refused, match="taken at that time"):
        book_thing(by=group.alice, thing=chairs, wish=on(autumn, dt.time(2, 15, fold=1), dt.time(3)))


@pytest.mark.usefixtures("told_ten_times")
def test_the_owner_is_told_and_may_cancel_which_is_told_too(group: Group) -> None:
    thing = share(group.alice, is_mine=True)
    dora = make_member(group.space, make_person("Dora", language="en"))
    booking = book_thing(by=group.bob, thing=thing, wish=wish(1, 3, words="Atelier"))
    with pytest.raises(Refused):
        cancel_booking(by=dora, booking=booking)
    with pytest.raises(Refused):
        change_thing(by=group.bob, thing=thing, sheet=ThingSheet("À moi", is_mine=True))
    with pytest.raises(NotFound):
        policies.booking_for(make_group().alice, booking.ref)
    day = booking.starts_at.date()
    assert [one.changed_at for one in elsewhere.dates_of(group.bob.person, day, day)] == [booking.made_at]
    cancel_booking(by=group.alice, booking=booking)
    cancel_booking(by=group.alice, booking=booking)
    assert list(elsewhere.dates_of(group.bob.person, day, day)) == []
    assert list(OutgoingMail.objects.order_by("pk").values_list("to", "subject")) == [
        (group.alice.person.email, "Bob Durand booked “Projecteur”"),
        (group.bob.person.email, "Your booking of “Projecteur” is cancelled"),
    ]
    with scope.use(group.space):
        told = [name.rpartition(".")[2] for name in Fact.objects.order_by("pk").values_list("name", flat=True)]
    assert told == ["shared", "booked", "cancelled"]


def test_who_has_it_now_and_the_month_say_how_many_are_free(group: Group) -> None:
    chairs = share(group.alice, "Chaises", stock=3)
    book_thing(by=group.bob, thing=chairs, wish=wish(-0.5, 2, 2))
    book_thing(by=group.bob, thing=chairs, wish=wish(24, 26, 3))
    [line] = queries.things_of(group.space)
    assert (line.free, [one.by for one in line.holders]) == (1, [group.bob])
    month = queries.month_of(chairs, queries.month_asked("zz"), queries.bookings_of(chairs))
    assert month.weeks[0][0].on == dt.date(2026, 11, 16)
    free = {day.on.day: day.free for week in month.weeks for day in week if day.is_of_the_month}
    assert (free[16], free[17], free[18]) == (1, 0, 3)
    # The 17th they are all taken, for two hours: the rest of the day may be booked.
    assert [day.on.day for week in month.weeks for day in week if day.is_partly] == [17]
    assert (month.before, month.after) == (None, dt.date(2026, 12, 1))
    today = clock.today()
    [entry] = elsewhere.dates_of(group.bob.person, today, today)
    assert entry.title == "Booked: Chaises"
    assert not list(elsewhere.dates_of(group.alice.person, today, today))


def test_leaving_gives_back_what_one_lent_and_booked(group: Group) -> None:
    mine, ours = share(group.bob, "Ma scie", is_mine=True), share(group.alice, "Notre scie")
    theirs = book_thing(by=group.alice, thing=mine, wish=wish(1, 2))
    book_thing(by=group.bob, thing=ours, wish=wish(1, 2))
    assert [one.label for one in elsewhere.held_by(group.bob)] == ["Ma scie", "Notre scie"]
    memberships.leave(member=group.bob)
    with scope.use(group.space):
        assert not SharedThing.objects.get(pk=mine.pk).is_shared
        assert not Booking.objects.filter(cancelled_at=None).exists()
    assert queries.bookings_of(ours) == []
    assert OutgoingMail.objects.filter(to=group.alice.person.email, key__contains=f":{theirs.pk}").exists()


def test_ones_things_and_bookings_are_given_back_then_erased(group: Group) -> None:
    mine, ours = share(group.bob, "Ma scie", is_mine=True), share(group.alice, "Notre scie")
    book_thing(by=group.alice, thing=mine, wish=wish(1, 2))
    book_thing(by=group.bob, thing=ours, wish=wish(1, 2, words="Pour couper"))
    told = str(thing_data.export(group.bob.person))
    assert "Ma scie" in told
    assert "Pour couper" in told
    thing_data.erase(group.bob.person)
    with scope.use(group.space):
        assert list(SharedThing.objects.values_list("name", flat=True)) == ["Notre scie"]
        assert not Booking.objects.exists()


def test_a_thing_is_shared_booked_and_cancelled_on_its_pages(client: GateClient, group: Group) -> None:
    slug = group.space.slug
    client.force_login(group.bob.person)
    assert "Begin with one thing" in client.get(here(slug, "exchange:things")).content.decode()
    new = here(slug, "exchange:new-thing")
    for wrong in ({}, {"name": "Scie", "stock": "-1"}, {"name": "Scie", "stock": "10000000000"}, {"name": "x" * 121}):
        assert client.post(new, wrong).status_code == 422
    sent = {"name": "Scie 🪚", "stock": "2", "token": "t"}
    page = client.post(new, sent).headers["Location"]
    assert client.post(new, sent).headers["Location"] == page
    thing = SharedThing._base_manager.get()
    book = here(slug, "exchange:book-thing", thing=thing.ref)
    assert 'value="2026-11-20"' in client.get(f"{book}?jour=2026-11-20").content.decode()
    day = {"starts_on": "2026-11-20", "ends_on": "2026-11-20"}
    for wrong in (
        {},
        {"ends_on": "9999-12-31"},
        {"starts_on": "0001-01-01"},
        {"ends_on": "2026-11-19"},
        {"quantity": "9"},
    ):
        assert client.post(book, {**day, "quantity": "1", **wrong} if wrong else {}).status_code == 422
    assert client.post(book, {**day, "quantity": "2"}).status_code == 302
    shown = client.get(page + "?mois=9999-99").content.decode()
    assert "Cancel the booking of Bob Durand" in shown
    assert shown.count("?jour=") == 14
    assert "?jour=2026-11-20" not in shown

    def grow(count: int) -> None:
        for _each in range(count):
            other = make_member(group.space, make_person("Dora"))
            book_thing(by=other, thing=share(other, is_mine=True), wish=wish(-0.5, 1))
            book_thing(by=other, thing=many, wish=wish(-0.5, 1))

    many = share(group.alice, "Chaises", stock=99)
    for url in (here(slug, "exchange:things"), here(slug, "exchange:thing", thing=many.ref)):
        assert_flat(grow, lambda url=url: client.get(url), 2, 12)  # type: ignore[misc]
        with at_most(25):
            client.get(url)
    with scope.use(group.space):
        ref = Booking.objects.get(thing=thing).ref
    client.post(here(slug, "exchange:cancel-booking", booking=ref))
    assert "Nobody has booked it" in client.get(page).content.decode()
    client.post(here(slug, "exchange:move-thing", thing=thing.ref), {"etat": "retire"})
    assert client.post(book, day).status_code == 422
    with pytest.raises(Refused):
        move_thing(by=make_member(group.space, make_person("Ève")), thing=thing, is_shared=True)


def test_what_is_no_longer_shared_is_not_said_free(client: GateClient, group: Group) -> None:
    thing = share(group.alice)
    url = here(group.space.slug, "exchange:thing", thing=thing.ref)
    client.force_login(group.bob.person)
    assert "it is free" in client.get(url).content.decode()
    move_thing(by=group.alice, thing=thing, is_shared=False)
    page = client.get(url).content.decode()
    assert "no longer shared" in page
    assert "it is free" not in page


REUNION = dt.timezone(dt.timedelta(hours=4))


def test_hours_are_those_of_who_reads(client: GateClient, group: Group) -> None:
    thing = share(group.alice, is_mine=True)
    group.bob.person.time_zone = "Indian/Reunion"
    group.bob.person.save()
    client.force_login(group.bob.person)
    hours = {"starts_on": "2026-11-17", "starts_at": "10:00", "ends_on": "2026-11-17", "ends_at": "12:30"}
    client.post(here(group.space.slug, "exchange:book-thing", thing=thing.ref), hours)
    [booking] = queries.bookings_of(thing)
    assert booking.starts_at == dt.datetime(2026, 11, 17, 10, tzinfo=REUNION)
    page = client.get(here(group.space.slug, "exchange:thing", thing=thing.ref)).content.decode()
    assert "Tuesday 17 November, from 10:00 to 12:30" in page
    # The owner lives in Paris.
    assert "Tuesday 17 November, from 7:00 to 9:30" in OutgoingMail.objects.get().text


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((17, 0), (18, 0), "Tuesday 17 November, all day"),
        ((17, 0), (19, 0), "from Tuesday 17 November to Wednesday 18 November"),
        ((17, 9), (17, 11), "Tuesday 17 November, from 9:00 to 11:00"),
        ((17, 9), (18, 0), "Tuesday 17 November, from 9:00 to midnight"),
        ((17, 22), (18, 2), "from Tuesday 17 November, 22:00 to Wednesday 18 November, 2:00"),
    ],
)
def test_a_booking_says_its_days_and_hours_once(first: tuple[int, int], last: tuple[int, int], said: str) -> None:
    start, end = (dt.datetime(2026, 11, day, hour, tzinfo=clock.PARIS) for day, hour in (first, last))
    assert booking_times.times(start, end) == said
