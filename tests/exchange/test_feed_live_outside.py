"""S2: what a group makes public is heard by everybody as it happens, and not even a beat of the rest."""

import asyncio
import datetime as dt
import re
from html import unescape

import pytest

from commun.core import clock
from commun.core.models import Space
from commun.exchange import live
from commun.exchange.queries import feed_live as queries
from commun.exchange.queries import feed_texts, public_feed
from commun.governance.journal import groups
from commun.governance.models import BodyLink, Collective, Network
from tests.exchange.feed_world import VOICED, say
from tests.exchange.live_world import Line, cookie_of, done, is_quiet, public_line, run
from tests.support.client import GateClient
from tests.support.world import Group, make_group, make_member, make_person, make_space

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


@pytest.fixture
def people() -> Group:
    return make_group()


def adopt(people: Group, ref: str) -> None:
    say(people.space, groups.DEFINITION_ADOPTED, people.bob, ("governance.definition", ref))


def make_public(*spaces: Space, is_public: bool = True) -> None:
    Collective._base_manager.filter(space__in=spaces).update(is_public=is_public)


def outside(space: Space, cookie: bytes = b"", **asked: object) -> Line:
    since = clock.now() - dt.timedelta(hours=1)
    query = "&".join(f"{name}={value}" for name, value in {"depuis": feed_texts.number_of(since), **asked}.items())
    return Line(space, cookie, query=query, path=live.public_path_of)


def test_anybody_hears_what_a_group_makes_public_and_not_even_a_beat_of_the_rest(people: Group) -> None:
    make_public(people.space)
    adopt(people, "1")

    async def work() -> None:
        async with outside(people.space) as line:
            # The group stands alone on its page: its name is not said again and again.
            assert await public_line(line) == ""
            assert await is_quiet(line)
            await done(lambda: say(people.space, VOICED, people.bob))
            assert await is_quiet(line)
            await done(lambda: adopt(people, "2"))
            assert await public_line(line) == ""
            assert await is_quiet(line)
            await done(lambda: make_public(people.space, is_public=False))
            await done(lambda: adopt(people, "3"))
            assert await line.next(public=True) is None
            assert line.task.done() or await line.next() is None

    run(work)
    assert live._halls == {}


def test_a_group_that_is_not_public_answers_as_one_that_does_not_exist(people: Group) -> None:
    cookies = (b"", cookie_of(people.bob.person), cookie_of(people.chloe))

    async def work() -> None:
        for cookie in cookies:
            async with outside(people.space, cookie) as line:
                assert line.status == 404
        async with Line(None, path=lambda _space: f"{live.PREFIX}personne/public/") as line:
            assert line.status == 404

    run(work)


def test_days_are_named_in_the_language_of_the_page_or_of_the_person(people: Group) -> None:
    make_public(people.space)
    adopt(people, "1")
    people.bob.person.language = "en"
    people.bob.person.save()
    of_bob = cookie_of(people.bob.person)

    async def words(cookie: bytes = b"", **asked: str) -> str:
        async with outside(people.space, cookie, **asked) as line:
            told = await line.next(public=True)
            assert told is not None
            return str(told["title"])

    async def work() -> None:
        french, english = await words(), await words(langue="en")
        assert french != english
        assert await words(langue="klingon") == french
        assert await words(of_bob, langue="fr") == english

    run(work)


def test_the_page_of_a_network_hears_its_groups_those_that_are_public(people: Group) -> None:
    network = Space.objects.create(slug="reseau", name="Réseau", kind=Space.Kind.NETWORK, created_at=clock.now())
    Network.objects.create(space=network, is_public=True)
    other = make_member(make_space("Autre"), make_person("Dora")).space
    for space in (people.space, other):
        BodyLink.objects.create(inside=space, around=network, starts_on=clock.today())
    make_public(people.space)

    async def work() -> None:
        async with outside(network) as line:
            while not await is_quiet(line):
                pass
            await done(lambda: say(other, groups.DEFINITION_ADOPTED, None, ("governance.definition", "9")))
            assert await is_quiet(line)
            await done(lambda: adopt(people, "1"))
            assert await public_line(line) == people.space.name

    run(work)


def test_too_many_listeners_outside_leave_those_inside_in_peace(people: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "OUTSIDE_MOST", 2)
    make_public(people.space)
    of_bob = cookie_of(people.bob.person)

    async def work() -> None:
        async with outside(people.space) as one, outside(people.space), outside(people.space) as third:
            assert (one.status, third.status) == (200, 404)
            async with Line(people.space, of_bob) as inside:
                assert inside.status == 200
        async with outside(people.space) as again:
            assert again.status == 200

    run(work)


def test_the_public_page_says_where_it_listens_only_where_it_is_public(people: Group) -> None:
    address = f"/g/{people.space.slug}/fil/public/"
    member = GateClient()
    member.force_login(people.bob.person)
    assert "data-commun-feed=" not in member.get(address).content.decode()
    make_public(people.space)
    page = GateClient().get(address).content.decode()
    found = re.search(r'data-commun-feed="([^"]+)"', page)
    assert found is not None
    path, query = unescape(found[1]).split("?")
    assert path == live.public_path_of(people.space)
    for shown in (page, member.get(address).content.decode()):
        assert "/exchange/feed.js" in shown

    async def work() -> None:
        async with Line(people.space, query=query, path=live.public_path_of) as line:
            assert line.status == 200
            await done(lambda: adopt(people, "1"))
            assert await public_line(line) == ""

    run(work)


def test_what_is_too_old_for_one_is_not_put_in_words_again_at_each_act(
    people: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_public(people.space)
    with clock.stopped(clock.now() - dt.timedelta(hours=2)):
        adopt(people, "1")
    written: list[str] = []
    write = queries._public_event
    monkeypatch.setattr(queries, "_public_event", lambda one: written.append(one.mark) or write(one))

    async def work() -> None:
        async with outside(people.space) as late, outside(people.space, depuis=1) as early:
            assert await public_line(early) == ""
            written.clear()
            await done(lambda: say(people.space, VOICED, people.bob))
            for line in (late, early):
                assert await line.next(0.1, public=True) is None
            assert written == []

    run(work)


def test_a_stream_tells_no_more_than_its_page_however_old_the_page(
    people: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_feed, "SHOWN_MOST", 2)
    network = Space.objects.create(slug="reseau", name="Réseau", kind=Space.Kind.NETWORK, created_at=clock.now())
    Network.objects.create(space=network, is_public=True)
    for number in range(3):
        space = make_member(make_space(f"Groupe {number}"), make_person(f"Dora {number}")).space
        BodyLink.objects.create(inside=space, around=network, starts_on=clock.today())
        make_public(space)
        say(space, groups.DEFINITION_ADOPTED, None, ("governance.definition", "9"))

    async def work() -> None:
        async with outside(network, depuis=0) as line:
            assert [await public_line(line) for _number in range(2)] == ["Groupe 1", "Groupe 2"]
            await done(lambda: say(network, VOICED))
            assert await line.next(0.2, public=True) is None

    run(work)


def test_those_who_come_at_one_moment_are_counted_too(people: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "OUTSIDE_MOST", 2)
    make_public(people.space)

    async def work() -> None:
        lines = [outside(people.space) for _number in range(6)]
        await asyncio.gather(*(line.__aenter__() for line in lines))
        assert sorted(line.status for line in lines) == [200, 200, 404, 404, 404, 404]
        for line in lines:
            await line.__aexit__()

    run(work)
