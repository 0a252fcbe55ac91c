"""Row 5: the journal as a stream that people read by day and programs follow, and that stays in the group."""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some
from lxml import etree

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.urls import here
from commun.exchange.actions import feeds
from commun.exchange.models import FeedAddress
from commun.exchange.natures import CAME, CHANGED, DECIDED, OTHER, REMOVED, WON, nature_of
from commun.exchange.queries import feed as queries
from commun.exchange.queries import public_feed
from commun.governance.actions import change_kind, define_group
from commun.governance.actions.decisions import Draft, voice
from commun.governance.actions.meetings import MeetingPlan, plan_meeting
from commun.governance.journal import decisions, meetings
from commun.governance.models import BodyLink, Collective, Decision, Meeting, Membership
from commun.people.actions.erasure import erase_person
from commun.people.models import Person
from tests.exchange.feed_world import (
    ATOM,
    FOLLOWED,
    VOICED,
    entries_of,
    link_of,
    opened,
    page_of,
    path_of,
    public_paths,
    say,
)
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = pytest.mark.django_db


def make_public(group: Group, *, is_public: bool = True) -> None:
    Collective.objects.filter(space=group.space).update(is_public=is_public)


def read(client: Client, path: str, **query: object) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, path
    return str(response.content.decode())


def test_the_page_tells_by_day_what_is_told_and_leaves_out_what_is_not(client: GateClient, group: Group) -> None:
    with clock.stopped(clock.now() - dt.timedelta(days=1)):
        say(group.space, VOICED, group.alice)
    say(group.space, "tenders.intention.declared", group.bob)
    say(group.space, FOLLOWED, group.alice)
    client.force_login(group.bob.person)
    page = read(client, page_of(group.space))
    assert page.count("data-commun-position") == 2
    assert page.index("lundi 16") < page.index("Bob Durand") < page.index("dimanche 15") < page.index("Alice Martin")
    assert "Alice Martin" not in read(client, page_of(group.space), salle="tenders")
    assert "Alice Martin" in read(client, page_of(group.space), salle="../x", avant="🙂")
    assert "data-commun-position" not in read(client, page_of(group.space), avant="1")


def test_pages_follow_each_other_without_loss_or_repeat_while_the_group_goes_on(group: Group) -> None:
    for _number in range(7):
        say(group.space, VOICED, group.alice)
    seen, before = [], None
    while True:
        page = queries.page_of(group.space, before=before, count=3)
        seen += [one.fact.position for one in page.told]
        say(group.space, VOICED, group.bob)
        if page.older is None:
            break
        before = page.older
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_what_was_written_late_stands_at_its_day_on_every_page(group: Group) -> None:
    for days in (1, 5, 3, 5):
        with clock.stopped(clock.now() - dt.timedelta(days=days)):
            say(group.space, VOICED, group.alice)
    first = queries.page_of(group.space, count=2)
    assert [one.fact.position for one in first.told] == [1, 3]
    assert [one.fact.position for one in queries.page_of(group.space, before=first.older, count=2).told] == [4, 2]


def test_the_page_and_the_feed_cost_the_same_for_two_facts_and_for_twenty(group: Group) -> None:
    def more(count: int) -> None:
        for _number in range(count):
            about = voice(by=group.alice, draft=Draft(title="Louer", text="Ici", concerned="Tous")).ref
            say(group.space, VOICED, group.alice, about=("governance.decision", about))

    client, row = Client(), opened(group.bob)
    client.force_login(group.bob.person)
    assert_flat(more, lambda: (client.get(page_of(group.space)), client.get(path_of(row))))


def test_a_feed_is_valid_atom_with_names_that_never_change(group: Group, settings: Any) -> None:
    say(group.space, VOICED, group.alice, about=("governance.decision", "a\x0b<b>&"))
    row = opened(group.bob)
    entries = entries_of(Client().get(path_of(row)).content)
    settings.SITE_ADDRESS = "https://ailleurs.test"
    moved = entries_of(Client().get(path_of(row)).content)
    assert [one["id"] for one in entries] == [one["id"] for one in moved]
    assert entries[0]["id"].startswith("tag:commun,2026:fact:")
    assert entries[0]["title"] == "Alice Martin a formulé «\u202fa<b>&\u202f»"


def test_a_reader_follows_the_pages_of_a_feed_to_its_first_fact(group: Group) -> None:
    for _number in range(queries.PER_PAGE + 2):
        say(group.space, VOICED, group.alice)
    row, found = opened(group.bob), []
    address = path_of(row)
    while address:
        body = Client().get(address).content
        found += [one["id"] for one in entries_of(body)]
        assert link_of(body, "self")
        assert link_of(body, "first").endswith(path_of(row))
        parts = urlsplit(link_of(body, "next"))
        address = f"{parts.path}?{parts.query}" if parts.path else ""
    assert len(found) == len(set(found)) == queries.PER_PAGE + 2


def test_a_reader_that_has_this_text_gets_304(group: Group) -> None:
    say(group.space, VOICED, group.alice)
    client, row = Client(), opened(group.bob)
    first = client.get(path_of(row))
    assert first.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert (first.headers["Cache-Control"], first.headers["X-Robots-Tag"]) == ("private, no-cache", "noindex")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    same = client.get(path_of(row), headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    assert client.get(path_of(row), headers={"If-Modified-Since": date}).status_code == 304
    with clock.stopped(clock.now() + dt.timedelta(minutes=5)):
        say(group.space, VOICED, group.bob)
    for known in ({"If-None-Match": tag}, {"If-Modified-Since": date}):
        assert client.get(path_of(row), headers=known).status_code == 200


def test_the_same_stream_is_read_as_rss_under_the_same_names(group: Group, settings: Any) -> None:
    for _number in range(queries.PER_PAGE + 1):
        say(group.space, VOICED, group.alice, about=("governance.decision", "a\x0b<b>&"))
    row, client = opened(group.bob), Client()
    answer = client.get(path_of(row, "rss"))
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("private, no-cache", "noindex")
    channel = etree.fromstring(answer.content).find("channel")
    assert channel is not None
    # What RSS 2.0 requires of a channel and of an item, and pages that follow each other.
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    links = {one.get("rel"): str(one.get("href")) for one in channel.findall(f"{ATOM}link")}
    assert links["self"].endswith(path_of(row, "rss"))
    items = [*channel.findall("item"), *etree.fromstring(client.get(links["next"]).content).iter("item")]
    names = [one.findtext("guid") for one in items]
    assert {one.get("isPermaLink") for item in items for one in item.findall("guid")} == {"false"}
    older = link_of(client.get(path_of(row)).content, "next")
    both = entries_of(client.get(path_of(row)).content) + entries_of(client.get(older).content)
    assert names == [one["id"] for one in both]
    assert len(set(names)) == queries.PER_PAGE + 1
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(path_of(row, "rss"), headers=known).status_code == 304
    settings.SITE_ADDRESS = "https://ailleurs.test"
    moved = etree.fromstring(client.get(path_of(row, "rss")).content)
    assert [one.text for one in moved.iter("guid")] == names[: queries.PER_PAGE]


def test_activities_say_who_did_what_when(group: Group) -> None:
    say(group.space, "governance.decision.adopted")
    say(group.space, VOICED, group.alice)
    answer = Client().get(path_of(opened(group.bob), "json"))
    assert answer.headers["Content-Type"] == "application/activity+json"
    page = json.loads(answer.content)
    assert (page["@context"], page["type"]) == ("https://www.w3.org/ns/activitystreams", "OrderedCollectionPage")
    said = [(one["type"], one["actor"]["type"], one["actor"]["name"]) for one in page["orderedItems"]]
    assert said == [("Create", "Person", "Alice Martin"), ("Accept", "Person", "Le programme")]
    assert all(one["published"].endswith("Z") and one["id"].startswith("tag:") for one in page["orderedItems"])


def test_an_address_is_ones_own_is_revoked_for_ever_and_ends_with_the_membership(group: Group) -> None:
    row, other = opened(group.bob), opened(group.bob)
    client = GateClient()
    client.force_login(group.alice.person)
    closing = here(group.space.slug, "exchange:revoke-feed", feed_address=row.ref)
    assert client.post(closing).status_code == 404
    client.force_login(group.bob.person)
    assert path_of(row) in read(client, here(group.space.slug, "exchange:feed-addresses"))
    assert client.post(closing).status_code == 302
    group.bob.person.language = "en"
    group.bob.person.save()
    assert "already revoked" in client.post(closing, follow=True).content.decode()
    assert path_of(row) not in read(client, here(group.space.slug, "exchange:feed-addresses"))
    with pytest.raises(Refused):
        feeds.revoke_feed(by=group.bob, address=row)
    for form in ("atom", "rss", "json"):
        for path, status in ((path_of(row, form), 410), (f"/fil/inconnue.{form}", 404)):
            answer = Client().get(path)
            assert (answer.status_code, answer.content) == (status, b"")
    with pytest.raises(Refused):
        feeds.revoke_feed(by=group.alice, address=other)
    for is_open in (False, True):
        Person.objects.filter(pk=group.bob.person_id).update(is_active=is_open)
        assert Client().get(path_of(other)).status_code == (200 if is_open else 404)
    Membership._base_manager.filter(pk=group.bob.pk).update(state="left")
    assert Client().get(path_of(other)).status_code == 404


def test_addresses_are_counted_and_go_with_the_person(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "exchange:feed-addresses")
    form = {"portee": "group", "token": client.get(url).context["token"]}
    assert [client.post(url, form).status_code for _time in range(2)] == [302, 302], "pressed twice"
    with scope.use(group.space):
        feeds.revoke_feed(by=group.bob, address=FeedAddress.objects.get())
        client.post(url, form)
        FeedAddress.objects.get(revoked_at=None)
        FeedAddress.objects.all().delete()
    for _number in range(feeds.MOST_OPEN + 1):
        client.post(url)
    with scope.use(group.space):
        assert FeedAddress.objects.count() == feeds.MOST_OPEN
    assert len(feeds.export(group.bob.person)) == feeds.MOST_OPEN
    feeds.erase(group.bob.person)
    with scope.use(group.space):
        assert FeedAddress.objects.count() == 0


def test_the_name_of_whoever_left_under_a_pseudonym_is_in_no_form_of_the_stream(group: Group) -> None:
    define_group(by=group.alice, text="Un collectif")
    reader = opened(group.bob)
    erase_person(person=group.alice.person, keeps_name=False, pseudonym="Renard")
    for form in ("atom", "rss", "json"):
        body = Client().get(path_of(reader, form)).content.decode()
        assert "Alice" not in body
        assert "Renard" in body


def test_the_public_feed_tells_what_public_pages_show_without_a_name(group: Group) -> None:
    change_kind(by=group.alice, kind="trade")
    define_group(by=group.alice, text="Nous faisons ensemble.")
    network = make_space("Réseau discret")
    link = BodyLink.objects.create(inside=group.space, around=network, starts_on=clock.today())
    say(group.space, "governance.link.opened", group.alice, about=("governance.link", link.pk))
    for path in public_paths(group.space):
        assert Client().get(path).status_code == 404
    make_public(group)
    atom, rss, activities = (Client().get(path).content for path in public_paths(group.space))
    assert len(entries_of(atom)) == rss.count(b"<item>") == len(json.loads(activities)["orderedItems"]) == 2
    for body in (atom.decode(), rss.decode(), activities.decode()):
        assert "Alice" not in body
        assert "discret" not in body
    Collective.objects.filter(space=network).update(is_public=True)
    assert len(entries_of(Client().get(public_paths(group.space)[0]).content)) == 3
    # What is taken back from the public pages is in no feed any more.
    decision = voice(by=group.alice, draft=Draft(title="Le four à pain de Bob Durand"))
    plan = MeetingPlan("Bilan avec Alice Martin", clock.today() + dt.timedelta(days=9), dt.time(10), 60)
    meeting = plan_meeting(by=group.alice, plan=plan)
    say(group.space, decisions.PUBLISHED, group.alice, about=("governance.decision", decision.ref))
    say(group.space, meetings.MINUTES_OPENED, group.alice, about=("governance.meeting", meeting.ref))
    for is_shown in (True, False):
        Decision._base_manager.filter(pk=decision.pk).update(state="let_go", is_published=is_shown)
        Meeting._base_manager.filter(pk=meeting.pk).update(state="closed", is_public=is_shown)
        if is_shown:
            told = json.loads(Client().get(public_paths(group.space)[2]).content)["orderedItems"]
            pages = {urlsplit(one["object"]["url"]).path for one in told}
            around = here(group.space.slug, "governance:presentation")
            for page in pages - {around}:
                # Nobody is left before a wall: each page that is told of leads on to the group.
                assert f'href="{around}"' in Client().get(page).content.decode(), page
        for path in public_paths(group.space):
            body = Client().get(path).content.decode()
            assert ["four à pain" in body, "Bilan" in body] == [is_shown] * 2
            assert not [name for name in ("Alice", "Martin", "Bob", "Durand") if name in body]


SECRET = "Mirabelle"
TOLD = sorted(name for name in journal.kinds if name not in public_feed.NAMES)


@pytest.fixture
def outsiders(group: Group) -> list[tuple[Client, list[str]]]:
    """Each of those who are not in the group, with the doors that they might try."""
    with scope.use(group.space):
        former = make_member(group.space, make_person("Dina Partie"))
        address = opened(former)
        Membership.objects.filter(pk=former.pk).update(state="left")
    elsewhere = make_member(make_space("Autre groupe"), make_person("Zoé Ailleurs"))
    people = [None, group.chloe, former.person, elsewhere.person]
    people += [
        make_member(group.space, make_person(f"P {state}"), state).person for state in ("applicant", "guest", "invited")
    ]
    doors = [page_of(group.space), here(group.space.slug, "exchange:feed-addresses"), *public_paths(group.space)]
    doors += [here(group.space.slug, "exchange:public-page"), reverse("my-feed")]
    doors += [path_of(address, form) for form in ("atom", "rss", "json")] + [path_of(opened(elsewhere))]
    visits = []
    for person in people:
        client = Client()
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        visits.append((client, doors))
    return visits


def seen_by(outsiders: list[tuple[Client, list[str]]]) -> list[tuple[int, bytes, str, str]]:
    """All that outsiders get: the status, the words, and the marks by which one guesses that something happened."""

    def marks(answer: HttpResponse) -> tuple[int, bytes, str, str]:
        body = answer.content if answer.status_code == 200 else b""
        return answer.status_code, body, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")

    return [marks(client.get(door)) for client, doors in outsiders for door in doors]


@pytest.mark.parametrize("is_public", [False, True])
def test_whatever_happens_inside_changes_nothing_outside(
    group: Group, outsiders: list[tuple[Client, list[str]]], *, is_public: bool
) -> None:
    """Property: any fact but the closed list, about anything, leaves every door as it was, to the last byte."""
    make_public(group, is_public=is_public)
    define_group(by=group.alice, text="Nous faisons ensemble.")
    secret = voice(by=group.alice, draft=Draft(title=SECRET, text=SECRET, concerned=SECRET)).ref
    before = seen_by(outsiders)
    assert all(Client().get(path).status_code == (200 if is_public else 404) for path in public_paths(group.space))

    @examples(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(some.lists(some.tuples(some.sampled_from(TOLD), some.booleans()), min_size=1, max_size=8))
    def property_holds(told: list[tuple[str, bool]]) -> None:
        with clock.stopped(clock.now() + dt.timedelta(hours=1)):
            for name, is_hers in told:
                say(group.space, name, group.alice if is_hers else None, ("governance.decision", secret), note=SECRET)

    property_holds()
    after = seen_by(outsiders)
    assert after == before
    assert not any(SECRET.encode() in body or b"Alice" in body for _status, body, *_rest in after)


def test_natures_are_told_from_the_name_of_the_fact() -> None:
    assert nature_of("governance.decision.adopted") == DECIDED
    assert nature_of("governance.membership.moved", {"to": "member"}) == CAME
    assert nature_of("governance.membership.moved", {"to": "dormant"}) == CHANGED
    # Who rested and comes back is no newcomer.
    assert nature_of("governance.membership.moved", {"from": "dormant", "to": "member"}) == CHANGED
    assert nature_of("governance.membership.moved", {"from": "left", "to": "member"}) == CAME
    assert nature_of("tenders.need.removed") == REMOVED
    assert nature_of("bids.outcome.told", {"result": "won"}) == WON
    assert nature_of("bids.outcome.told", {"result": "lost"}) == CHANGED
    assert nature_of("x") == OTHER
