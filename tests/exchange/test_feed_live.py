"""S2: what happens is told as it happens, once, to those who may read it at that moment, whatever cuts the line."""

import asyncio
import contextlib
import datetime as dt
import gc
import random
import resource
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from commun.config import asgi
from commun.core import clock
from commun.core import line as core_line
from commun.core import live as core_live
from commun.core.live import hub
from commun.core.models import Space
from commun.exchange import live
from commun.exchange.queries import feed_texts
from commun.governance.journal import groups
from commun.governance.models import BodyLink, Collective, Membership, Network
from commun.people.models import Person
from tests.exchange.feed_world import FOLLOWED, VOICED, say
from tests.exchange.live_world import Line, cookie_of, done, is_quiet, public_line, run
from tests.support.world import Group, make_group, make_member, make_person, make_space

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


@pytest.fixture
def people() -> Group:
    return make_group()


def test_a_hundred_cuts_lose_nothing_and_repeat_nothing(people: Group) -> None:
    drawn, told, got = random.Random(5), [], []
    cookie = cookie_of(people.bob.person)

    def happen() -> None:
        for _number in range(drawn.randint(0, 2)):
            name = drawn.choice([VOICED, VOICED, FOLLOWED])
            fact = say(people.space, name, people.alice)
            if name == VOICED:
                told.append(fact.position)

    async def work() -> None:
        await done(lambda: say(people.space, FOLLOWED, people.alice))
        for _cut in range(100):
            async with Line(people.space, cookie, got[-1] if got else 0) as line:
                going_on = asyncio.ensure_future(done(happen))
                for _event in range(drawn.randint(0, 3)):
                    if len(got) < len(told):
                        fact = await line.next()
                        assert fact is not None
                        got.append(fact["position"])
            await going_on
        async with Line(people.space, cookie, got[-1]) as line:
            while len(got) < len(told):
                fact = await line.next()
                assert fact is not None
                got.append(fact["position"])
            assert await line.next(0.05) is None

    run(work)
    assert got == told
    assert len(told) > 50


def test_the_right_is_looked_at_when_the_event_leaves(people: Group) -> None:
    bob, alice = cookie_of(people.bob.person), cookie_of(people.alice.person)
    dora, eve = make_member(people.space, make_person("Dora")), make_member(people.space, make_person("Ève"))
    late, cookie_of_eve = cookie_of(dora.person), cookie_of(eve.person)

    def expire() -> None:
        keys = [late.decode().partition("=")[2]]
        Session.objects.filter(session_key__in=keys).update(expire_date=clock.now())
        Person.objects.filter(pk=eve.person_id).update(is_active=False)

    async def work() -> None:
        async with (
            Line(people.space, bob) as of_bob,
            Line(people.space, alice) as of_alice,
            Line(people.space, late) as of_dora,
            Line(people.space, cookie_of_eve) as of_eve,
        ):
            await done(lambda: say(people.space, VOICED, people.alice))
            for line in (of_bob, of_alice):
                fact = await line.next()
                assert fact is not None
                assert "Alice Martin" in fact["sentence"]
                assert "<li" in fact["html"]
            await done(lambda: Membership._base_manager.filter(pk=people.bob.pk).update(state="left"))
            await done(lambda: Session.objects.filter(session_key=alice.decode().partition("=")[2]).delete())
            await done(expire)
            await done(lambda: say(people.space, VOICED, people.alice))
            for line in (of_dora, of_eve):
                # What they could read then, and nothing since.
                fact = await line.next()
                assert fact is not None
                assert fact["position"] == 1
            lines = [of_bob, of_alice, of_dora, of_eve]
            assert [await line.next() for line in lines] == [None] * 4
            await asyncio.wait_for(asyncio.wait([line.task for line in lines]), 5)

    run(work)


def test_outsiders_hear_nothing_and_members_of_another_group_not_even_a_beat(people: Group) -> None:
    elsewhere = make_member(make_space("Autre"), make_person("Zoé Ailleurs"))
    cookies = [b"", b"sessionid=inconnue", cookie_of(people.chloe), cookie_of(elsewhere.person)]
    cookies.append(cookie_of(make_member(people.space, make_person("Gus"), "guest").person))
    bob, zoe = cookie_of(people.bob.person), cookies[3]

    async def work() -> None:
        for cookie in cookies:
            async with Line(people.space, cookie, 0) as line:
                assert line.status == 404
        async with Line(elsewhere.space, zoe) as line, Line(people.space, bob) as of_bob:
            assert (await line.sent.get())["body"].startswith(b"event: ready")
            await done(lambda: say(people.space, VOICED, people.alice))
            assert await of_bob.next() is not None
            assert line.sent.empty()

    run(work)


def test_one_stream_tells_of_all_my_groups_and_is_taken_up_where_it_was_cut(people: Group) -> None:
    elsewhere = make_member(make_space("Autre"), people.bob.person)
    stranger = make_space("Ailleurs")
    bob, chloe = cookie_of(people.bob.person), cookie_of(people.chloe)
    here, there = people.space.slug, elsewhere.space.slug
    said = f"apres={here}:0,{there}:0"
    say(people.space, VOICED, people.alice)

    async def heard(line: Line, count: int) -> list[tuple[str, int]]:
        facts = [await line.next() for _number in range(count)]
        assert await line.next(0.05) is None
        # The name of an event says of which group it is: the browser says it back when it returns.
        assert {fact["slug"] for fact in facts if fact is not None} <= {here, there}
        return [(fact["group"], fact["position"]) for fact in facts if fact is not None]

    async def work() -> None:
        for cookie in (b"", b"sessionid=inconnue", chloe):
            async with Line(None, cookie) as line:
                assert line.status == 404
        async with Line(None, bob, query=said) as line:
            assert await heard(line, 1) == [(people.space.name, 1)]
            await done(lambda: say(stranger, VOICED))
            await done(lambda: say(elsewhere.space, VOICED, elsewhere))
            await done(lambda: say(elsewhere.space, FOLLOWED, elsewhere))
            assert await heard(line, 1) == [("Autre", 1)]
        await done(lambda: say(elsewhere.space, VOICED, elsewhere))
        # Of the other groups the page says how far it was made: what it has already is not shown twice (its mark).
        async with Line(None, bob, last=f"{there}:1", query=said) as line:
            assert sorted(await heard(line, 2)) == [("Autre", 3), (people.space.name, 1)]
            await done(lambda: Membership._base_manager.filter(pk=people.bob.pk).update(state="left"))
            await done(lambda: say(people.space, VOICED, people.alice))
            assert await line.next() is None
            await asyncio.wait_for(asyncio.wait([line.task]), 5)
        async with Line(None, bob, last=f"{there}:1", query=said) as line:
            assert await heard(line, 1) == [("Autre", 3)]
        async with Line(None, bob, query=f"apres={there}:0&salle=tenders") as line:
            assert await heard(line, 0) == []

    run(work)
    assert live._halls == {}


@dataclass
class Around:
    """A network, with Dora in it, around the group and another one; neither is public yet, the other not yet linked."""

    people: Group

    def __post_init__(self) -> None:
        self.space = Space.objects.create(slug="reseau", name="Réseau", kind=Space.Kind.NETWORK, created_at=clock.now())
        Network.objects.create(space=self.space)
        self.dora = make_member(self.space, make_person("Dora"))
        self.other = make_member(make_space("Autre"), self.people.bob.person)
        self.link = BodyLink.objects.create(inside=self.people.space, around=self.space, starts_on=clock.today())
        with clock.stopped(clock.now() - dt.timedelta(hours=1)):
            self.adopt("0")
        self.query = f"apres=0&depuis={feed_texts.number_of(clock.now())}"
        self.cookie = cookie_of(self.dora.person)

    def adopt(self, ref: str, by: Membership | None = None) -> None:
        by = by or self.people.bob
        say(by.space, groups.DEFINITION_ADOPTED, by, ("governance.definition", ref))

    def keep_to_themselves(self) -> None:
        say(self.people.space, VOICED, self.people.bob)
        self.adopt("1")

    def open_to_all(self) -> None:
        Collective._base_manager.filter(space__in=[self.people.space, self.other.space]).update(is_public=True)
        say(self.people.space, VOICED, self.people.bob)

    def join(self) -> None:
        BodyLink.objects.create(inside=self.other.space, around=self.space, starts_on=clock.today())
        say(self.space, VOICED, self.dora)


def test_a_network_hears_at_once_what_its_groups_make_public_and_not_even_a_beat_of_the_rest(people: Group) -> None:
    around = Around(people)
    here = people.space.name

    async def work() -> None:
        async with Line(around.space, around.cookie, query=around.query) as line:
            await done(around.keep_to_themselves)
            assert await is_quiet(line)
            await done(around.open_to_all)
            assert await public_line(line) == here
            await done(lambda: around.adopt("2"))
            assert await public_line(line) == here
            await done(around.join)
            assert (await line.next() or {})["group"] == "Réseau"
            await done(lambda: around.adopt("3", around.other))
            assert await public_line(line) == "Autre"
        # Back: what is younger than the page, once more.
        async with Line(around.space, around.cookie, last=1, query=around.query) as line:
            assert [await public_line(line) for _number in range(3)] == [here, here, "Autre"]
            assert await is_quiet(line)
        async with Line(around.space, around.cookie, query="salle=tenders") as line:
            assert await is_quiet(line)

    run(work)
    assert live._halls == {}


def test_a_group_that_leaves_a_network_and_who_leaves_it_are_heard_no_more(people: Group) -> None:
    around = Around(people)
    around.open_to_all()
    yesterday = clock.today() - dt.timedelta(days=1)

    async def work() -> None:
        async with Line(around.space, around.cookie, query=around.query) as line:
            await done(lambda: around.adopt("2"))
            assert await public_line(line) == people.space.name
            await done(lambda: BodyLink._base_manager.filter(pk=around.link.pk).update(ends_on=yesterday))
            await done(lambda: around.adopt("3"))
            assert await is_quiet(line)
            await done(lambda: Membership._base_manager.filter(pk=around.dora.pk).update(state="left"))
            await done(around.keep_to_themselves)
            assert await line.next() is None
            await asyncio.wait_for(asyncio.wait([line.task]), 5)

    run(work)


def test_forty_listeners_share_one_connection_and_each_hears_all(people: Group) -> None:
    cookie = cookie_of(people.bob.person)

    def connections() -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return {pid for (pid,) in cursor.fetchall()}

    counted: list[set[int]] = []

    async def work() -> None:
        async with contextlib.AsyncExitStack() as stack:
            await done(lambda: counted.append(connections()))
            lines = [await stack.enter_async_context(Line(people.space, cookie)) for _number in range(40)]
            await done(lambda: [say(people.space, VOICED, people.alice) for _number in range(3)])
            for line in lines:
                heard = [await line.next() for _number in range(3)]
                assert [fact and fact["position"] for fact in heard] == [1, 2, 3]
            await done(lambda: counted.append(connections()))
        assert live._halls == {}

    run(work)
    # The one that listens reads as well.
    assert len(counted[1] - counted[0]) == 1


def test_who_comes_back_from_far_does_not_make_the_others_hear_twice(people: Group) -> None:
    bob, alice = cookie_of(people.bob.person), cookie_of(people.alice.person)
    for _number in range(3):
        say(people.space, VOICED, people.alice)

    async def work() -> None:
        async with Line(people.space, bob) as of_bob, Line(people.space, alice, last=1) as of_alice:
            heard = [await of_alice.next() for _number in range(2)]
            assert [fact and fact["position"] for fact in heard] == [2, 3]
            assert await of_bob.next(0.05) is None
            # Both are read for at once: each is told what they had not.
            hall = live._halls["group", people.space.pk]
            next(seat for seat in hall.seats if seat.listener.person_id == people.alice.person_id).after = 1
            await done(lambda: say(people.space, VOICED, people.alice))
            fact = await of_bob.next()
            assert (fact and fact["position"], await of_bob.next(0.05)) == (4, None)

    run(work)


def test_a_page_of_one_room_hears_that_room_from_where_it_was_made(people: Group) -> None:
    cookie = cookie_of(people.bob.person)
    for name in (VOICED, "tenders.intention.declared", VOICED):
        say(people.space, name, people.alice)

    async def work() -> None:
        async with Line(people.space, cookie, query="apres=1&salle=tenders") as line:
            fact = await line.next()
            assert fact is not None
            assert (fact["position"], await line.next(0.05)) == (2, None)
        async with Line(people.space, cookie, query="apres=99999&salle=x") as line:
            assert await line.next(0.05) is None

    run(work)


def test_what_waits_is_sent_at_once_and_who_goes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_live, "HEARTBEAT_SECONDS", 0.01)
    sent: list[bytes] = []
    went, beaten = asyncio.Event(), asyncio.Event()

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))
        if b"still here" in sent[-1]:
            beaten.set()

    async def receive() -> Any:
        await went.wait()
        return {"type": "http.disconnect"}

    @contextlib.asynccontextmanager
    async def following() -> Any:
        queue: asyncio.Queue[Any] = asyncio.Queue()
        for word in (b"one\n\n", b"two\n\n"):
            queue.put_nowait(word)
        yield queue

    async def work() -> None:
        pouring = asyncio.ensure_future(core_live.pour(following(), bytes, receive, send))
        await asyncio.wait_for(beaten.wait(), 5)
        went.set()
        await asyncio.wait_for(pouring, 5)

    asyncio.run(work())
    assert b"one\n\ntwo\n\n" in sent


def test_the_line_opens_again_and_what_was_asked_meanwhile_is_read(
    people: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_line, "PAUSE_SECONDS", 0.01)
    cookie = cookie_of(people.bob.person)

    async def work() -> None:
        async with Line(people.space, cookie) as line:
            await hub.read(lambda: connection.connection and connection.connection.close())
            await done(lambda: say(people.space, VOICED, people.alice))
            fact = await line.next()
            assert fact is not None
            assert await asyncio.wait_for(hub.read(lambda: people.space.slug), 10) == people.space.slug

    run(work)


def test_the_collector_of_memory_leaves_what_stays_for_ever_alone() -> None:
    try:
        asgi.settle()
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()


def test_a_process_takes_as_many_open_files_as_its_machine_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    monkeypatch.setattr(asgi, "FILES_MOST", few)

    def refuse(_kind: int, _limits: tuple[int, int]) -> None:
        raise ValueError("current limit exceeds maximum limit")

    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few - 100, most))
        asgi.take_room()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (few, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (few - 100, most))
        monkeypatch.setattr(asgi.resource, "setrlimit", refuse)
        asgi.take_room()
        monkeypatch.undo()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
