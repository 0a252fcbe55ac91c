"""A1: feeds are valid Atom for programs that did not write them, over a group, all of one's groups, or a network."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import etree

from commun.core import clock, journal
from commun.core.models import Space
from commun.core.urls import here
from commun.exchange.actions import feeds
from commun.exchange.models import FeedAddress
from commun.exchange.queries import feed as queries
from commun.governance.actions.decisions import Draft, voice
from commun.governance.journal import groups
from commun.governance.models import BodyLink, Collective, Decision, Membership, Network
from commun.people.models import Person
from tests.exchange.feed_world import ATOM, VOICED, entries_of, link_of, path_of, public_paths, say
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.english]
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


@pytest.fixture
def group(group: Group) -> Group:
    """Who read English, so that pages and feeds say the msgids."""
    for one in (group.alice, group.bob):
        one.person.language = "en"
        one.person.save()
    return group


def read(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200, path
    return bytes(response.content)


def pages_of(path: str) -> list[bytes]:
    """The feed and its older pages, each of them valid."""
    found = []
    while path:
        found.append(read(path))
        SCHEMA.assertValid(etree.fromstring(found[-1]))
        parts = urlsplit(link_of(found[-1], "next"))
        path = f"{parts.path}?{parts.query}" if parts.path else ""
    return found


def mine(member: Membership) -> FeedAddress:
    return feeds.open_feed(by=member, reach="mine")


def another(member: Membership, name: str) -> Membership:
    return make_member(make_space(name), member.person)


def titles(path: str) -> list[str]:
    return [one["title"] for page in pages_of(path) for one in entries_of(page)]


def test_every_feed_is_valid_for_a_schema_and_for_a_reader_that_we_did_not_write(group: Group) -> None:
    Collective._base_manager.filter(space=group.space).update(is_public=True)
    say(group.space, groups.DEFINITION_ADOPTED, group.bob, ("governance.definition", "1"))
    for number, title in enumerate(("a\x0b<b>&", "🙂 « é »", "x" * 5_000, "")):
        with clock.stopped(clock.now() + dt.timedelta(minutes=number)):
            say(group.space, VOICED, group.alice, about=("governance.decision", title[:60]))
    paths = [path_of(feeds.open_feed(by=group.bob)), path_of(mine(group.bob)), public_paths(group.space)[0]]
    for path in paths:
        body = read(path)
        SCHEMA.assertValid(etree.fromstring(body))
        rss = Client().get(path.replace(".atom", ".rss"))
        heard = feedparser.parse(rss.content, response_headers={"content-type": rss.headers["Content-Type"]})
        assert (heard.bozo, heard.version) == (0, "rss20")
        parsed = feedparser.parse(body, response_headers={"content-type": "application/atom+xml; charset=utf-8"})
        assert (parsed.bozo, parsed.version) == (0, "atom10")
        assert len(parsed.entries) == len(entries_of(body)) > 0
        assert [(one.id, one.title, one.published_parsed) for one in heard.entries] == [
            (one.id, one.title, one.published_parsed) for one in parsed.entries
        ]
        assert all(one.id.startswith("tag:") and one.title and one.updated_parsed for one in parsed.entries)


def test_the_schema_sees_what_is_missing() -> None:
    root = etree.fromstring(b'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>tag:x</id></feed>')
    assert not SCHEMA.validate(root)


def test_all_my_groups_are_in_one_feed_each_named_and_none_that_i_left(group: Group) -> None:
    elsewhere = another(group.bob, "Compost et Cie")
    say(group.space, VOICED, group.alice)
    say(elsewhere.space, VOICED, elsewhere)
    say(make_space("Ailleurs"), VOICED)
    row = mine(group.bob)
    assert {title.partition(" · ")[0] for title in titles(path_of(row))} == {group.space.name, "Compost et Cie"}
    # The opening of the address is nobody's to read.
    assert len(titles(path_of(row))) == 2
    activities = json.loads(read(path_of(row, "json")))["orderedItems"]
    assert {one["target"]["name"] for one in activities} == {group.space.name, "Compost et Cie"}
    Membership._base_manager.filter(pk=elsewhere.pk).update(state="left")
    assert {title.partition(" · ")[0] for title in titles(path_of(row))} == {group.space.name}


def test_pages_over_groups_lose_and_repeat_nothing_even_at_one_moment(group: Group) -> None:
    elsewhere = another(group.bob, "Compost et Cie")
    about = ("governance.decision", "x")
    for number in range(45):
        with clock.stopped(clock.now() + dt.timedelta(minutes=number // 3)):
            say((group.space, elsewhere.space)[number % 2], VOICED, group.bob)
    entries = [journal.Entry(VOICED, about, {}) for _number in range(50)]
    journal.record_many(entries, space=group.space, actor=journal.Person(group.bob.person_id))
    pages = pages_of(path_of(mine(group.bob)))
    names = [one["id"] for page in pages for one in entries_of(page)]
    assert len(names) == len(set(names)) == 95
    assert len(pages) > 1
    moments = [one["updated"] for page in pages for one in entries_of(page)]
    assert moments == sorted(moments, reverse=True)


def test_what_has_not_changed_is_not_sent_again(group: Group) -> None:
    path = path_of(mine(group.bob))
    say(group.space, VOICED, group.alice)
    first = Client().get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    assert Client().get(path, headers=known).status_code == 304
    # Who knows a date alone reads it whole: a group that one left is told by no date.
    assert "Last-Modified" not in first.headers
    with clock.stopped(clock.now() + dt.timedelta(seconds=1)):
        say(group.space, VOICED, group.alice)
    assert Client().get(path, headers=known).status_code == 200


def test_time_alone_sends_no_form_again_and_another_name_renames_no_entry(group: Group) -> None:
    Collective._base_manager.filter(space=group.space).update(is_public=True)
    say(group.space, groups.DEFINITION_ADOPTED, group.bob, ("governance.definition", "1"))
    matter = voice(by=group.alice, draft=Draft(title="Louer", text="Ici", concerned="Tous"))
    row = feeds.open_feed(by=group.bob)
    paths = [path_of(row, form) for form in ("atom", "rss", "json")] + public_paths(group.space)
    tags = [Client().get(path).headers["ETag"] for path in paths]
    with clock.stopped(clock.now() + dt.timedelta(hours=2)):
        again = [Client().get(path, headers={"If-None-Match": tag}) for path, tag in zip(paths, tags, strict=True)]
        assert {one.status_code for one in again} == {304}
    marks = [one["id"] for one in entries_of(read(paths[0]))]
    Decision._base_manager.filter(pk=matter.pk).update(title="Partir")
    Person.objects.filter(pk=group.alice.person_id).update(name="Zoé")
    told = entries_of(read(paths[0]))
    assert any("Zoé" in one["title"] and "Partir" in one["title"] for one in told)
    assert [one["id"] for one in told] == marks


@pytest.fixture
def network(group: Group) -> Membership:
    """A network of which the group is, with Alice in it."""
    space = Space.objects.create(slug="reseau", name="Réseau", kind=Space.Kind.NETWORK, created_at=clock.now())
    Network.objects.create(space=space)
    BodyLink.objects.create(inside=group.space, around=space, starts_on=clock.today())
    return make_member(space, group.alice.person)


def test_a_network_is_followed_with_what_its_groups_make_public_and_nothing_else(
    group: Group, network: Membership
) -> None:
    row = feeds.open_feed(by=network)
    assert row.reach == "network"
    say(network.space, VOICED, network)
    say(group.space, VOICED, group.bob)
    say(group.space, groups.DEFINITION_ADOPTED, group.bob, ("governance.definition", "1"))
    quiet = titles(path_of(row))
    assert [title.partition(" · ")[0] for title in quiet] == ["Réseau"]
    Collective._base_manager.filter(space=group.space).update(is_public=True)
    told = titles(path_of(row))
    assert sorted(title.partition(" · ")[0] for title in told) == [group.space.name, "Réseau"]
    assert "Bob Durand" not in read(path_of(row)).decode()
    # What a group makes public, or no longer, is no fact of the network: no date tells it, the moment of the feed does.
    assert "Last-Modified" not in Client().get(path_of(row)).headers
    with clock.stopped(clock.now() + dt.timedelta(hours=1)):
        say(group.space, groups.DEFINITION_ADOPTED, group.bob, ("governance.definition", "2"))
    body = read(path_of(row))
    assert etree.fromstring(body).findtext(f"{ATOM}updated") == entries_of(body)[0]["updated"]
    Membership._base_manager.filter(pk=network.pk).update(state="left")
    assert Client().get(path_of(row)).status_code == 404


def test_it_is_opened_and_revoked_from_any_of_ones_groups(group: Group, client: GateClient) -> None:
    elsewhere = another(group.bob, "Compost et Cie")
    client.force_login(group.bob.person)
    client.post(here(group.space.slug, "exchange:feed-addresses"), {"portee": "mine"})
    row = FeedAddress._base_manager.get()
    assert path_of(row) in client.get(here(elsewhere.space.slug, "exchange:feed-addresses")).content.decode()
    with translation.override("en"):
        assert feeds.export(group.bob.person)[0]["group"] == "all my groups"
    client.force_login(group.alice.person)
    revoke = here(group.space.slug, "exchange:revoke-feed", feed_address=row.ref)
    assert client.post(revoke).status_code == 404
    client.force_login(group.bob.person)
    client.post(here(elsewhere.space.slug, "exchange:revoke-feed", feed_address=row.ref))
    assert Client().get(path_of(row)).status_code == 410
    page = client.post(here(group.space.slug, "exchange:feed-addresses"), {"portee": "tout"}, follow=True)
    assert "Choose what the address tells" in page.content.decode()


@pytest.mark.parametrize("before", ["1", "9" * 18, "🙂", "-1", "0"])
def test_a_page_that_is_nowhere_is_an_empty_one(group: Group, before: str) -> None:
    say(group.space, VOICED, group.alice)
    answer = Client().get(path_of(mine(group.bob)), {"avant": before})
    assert answer.status_code == 200
    SCHEMA.assertValid(etree.fromstring(answer.content))


def test_the_public_page_says_where_its_feed_is(group: Group) -> None:
    presentation = here(group.space.slug, "governance:presentation")
    client: Any = GateClient()
    client.force_login(make_member(group.space, make_person("Zoé")).person)
    shown = client.get(presentation).content.decode()
    assert 'rel="alternate"' not in shown
    assert "/fil/public/" not in shown
    Collective._base_manager.filter(space=group.space).update(is_public=True)
    page = etree.HTML(Client().get(presentation).content)
    found = {one.get("type"): one.get("href") for one in page.iter("link") if one.get("rel") == "alternate"}
    assert list(found.values()) == public_paths(group.space)
    assert {Client().get(path).status_code for path in found.values()} == {200}
    # Who has no account finds the page itself, and not only programs.
    (door,) = page.xpath("//main//a[contains(@href, '/fil/public/')]")
    assert Client().get(door.get("href")).status_code == 200


def shown_to(person: Any, path: str, **query: object) -> str:
    client = GateClient()
    client.force_login(person)
    response = client.get(path, query)
    assert response.status_code == 200, path
    return str(response.content.decode())


def lines_in(page: str) -> list[str]:
    """Sentence and group of each line."""
    items = etree.HTML(page).xpath("//ol[contains(@class,'c-timeline')]/li")
    return [" ".join("".join(one.itertext()).split()) for one in items]


def test_a_page_tells_of_all_my_groups_and_of_none_that_i_left(group: Group) -> None:
    elsewhere = another(group.bob, "Compost et Cie")
    voice(by=group.alice, draft=Draft(title="Louer", text="Ici", concerned="Tous"))
    say(elsewhere.space, "tenders.intention.declared", elsewhere)
    say(make_space("Ailleurs"), VOICED)
    told = lines_in(shown_to(group.bob.person, reverse("my-feed")))
    assert [any(name in line for line in told) for name in (group.space.name, "Compost et Cie")] == [True, True]
    assert len(told) == 2
    # Addresses of this house, whatever it is called outside.
    links = etree.HTML(shown_to(group.bob.person, reverse("my-feed"))).xpath("//ol//a/@href")
    assert [one for one in links if "decisions/" in one]
    assert all(one.startswith("/g/") for one in links)
    assert len(lines_in(shown_to(group.bob.person, reverse("my-feed"), salle="tenders"))) == 1
    Membership._base_manager.filter(pk=elsewhere.pk).update(state="left")
    told = lines_in(shown_to(group.bob.person, reverse("my-feed")))
    assert len(told) == 1
    assert group.space.name in told[0]
    assert "You are in no group yet" in shown_to(make_person("Zoé", language="en"), reverse("my-feed"))
    assert Client().get(reverse("my-feed")).status_code == 302


def test_pages_over_groups_follow_each_other_on_the_page_as_in_the_feed(group: Group) -> None:
    elsewhere = another(group.bob, "Compost et Cie")
    for number in range(2 * queries.PER_PAGE + 5):
        with clock.stopped(clock.now() + dt.timedelta(minutes=number // 3)):
            say((group.space, elsewhere.space)[number % 2], VOICED, group.bob)
    seen: list[str] = []
    address = ""
    for _page in range(4):
        page = etree.HTML(shown_to(group.bob.person, reverse("my-feed") + address))
        seen += page.xpath("//li/@data-commun-fact")
        following = page.xpath("//a[@rel='next']/@href")
        if not following:
            break
        address = following[0]
    assert len(seen) == len(set(seen)) == 2 * queries.PER_PAGE + 5
    for odd in ("🙂", "-1", "9" * 18):
        shown_to(group.bob.person, reverse("my-feed"), avant=odd)


def test_the_page_of_a_network_shows_what_its_groups_make_public_and_nothing_else(
    group: Group, network: Membership
) -> None:
    path = here(network.space.slug, "exchange:feed")
    say(network.space, VOICED, network)
    say(group.space, VOICED, group.bob)
    say(group.space, groups.DEFINITION_ADOPTED, group.bob, ("governance.definition", "1"))
    assert [group.space.name in line for line in lines_in(shown_to(network.person, path))] == [False]
    Collective._base_manager.filter(space=group.space).update(is_public=True)
    page = shown_to(network.person, path)
    told = lines_in(page)
    assert [group.space.name in line for line in told] in ([True, False], [False, True])
    # What is made public while the page is there is told from its moment on.
    assert re.search(r"&amp;depuis=\d{15,}", page) is not None
    assert "Bob Durand" not in page
    assert len(lines_in(shown_to(network.person, path, salle="tenders"))) == 0
    # Who is in the group and not in the network sees nothing of the network.
    client = GateClient()
    client.force_login(group.bob.person)
    assert client.get(path).status_code == 404
    BodyLink._base_manager.update(ends_on=clock.today() - dt.timedelta(days=1))
    assert [group.space.name in line for line in lines_in(shown_to(network.person, path))] == [False]


def test_the_public_page_says_what_the_public_feed_says_and_names_nobody(group: Group, network: Membership) -> None:
    path = here(group.space.slug, "exchange:public-page")
    say(group.space, groups.DEFINITION_ADOPTED, group.bob, ("governance.definition", "1"))
    say(group.space, VOICED, group.bob)
    for client in (Client(), GateClient()):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    Collective._base_manager.filter(space=group.space).update(is_public=True)
    page = Client().get(path).content.decode()
    told = entries_of(read(public_paths(group.space)[0]))
    assert len(lines_in(page)) == len(told) == 1
    assert told[0]["title"] in lines_in(page)[0]
    assert "Bob Durand" not in page
    found = [one.get("href") for one in etree.HTML(page).iter("link") if one.get("rel") == "alternate"]
    assert found == public_paths(group.space)
    # That of a network tells what its groups make public, once it is public itself.
    around = here(network.space.slug, "exchange:public-page")
    assert Client().get(around).status_code == 404
    Network._base_manager.update(is_public=True)
    assert any(group.space.name in line for line in lines_in(Client().get(around).content.decode()))
    assert group.space.name in titles(public_paths(network.space)[0])[0]
    Collective._base_manager.filter(space=group.space).update(is_public=False)
    assert lines_in(Client().get(around).content.decode()) == []


def test_pages_over_groups_cost_the_same_for_two_lines_and_for_twenty(group: Group, network: Membership) -> None:
    Network._base_manager.update(is_public=True)
    another(group.bob, "Compost et Cie")

    def more(count: int) -> None:
        for number in range(count):
            space = make_space(f"Groupe {number}", is_public=True)
            BodyLink.objects.create(inside=space, around=network.space, starts_on=clock.today())
            say(space, groups.DEFINITION_ADOPTED, None, ("governance.definition", str(number)))
            say(network.space, VOICED, network)
            say(group.space, VOICED, group.bob)

    mine, inside, outside = GateClient(), GateClient(), Client()
    mine.force_login(group.bob.person)
    inside.force_login(network.person)
    pages = [here(network.space.slug, f"exchange:{name}") for name in ("feed", "public-page")]
    assert_flat(more, lambda: (mine.get(reverse("my-feed")), inside.get(pages[0]), outside.get(pages[1])))
