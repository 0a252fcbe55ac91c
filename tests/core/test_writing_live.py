"""The live door of texts: who may come in, what is told to whom, what a bad message gets."""

import asyncio
import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from commun.core import scope
from commun.core.live import hub
from commun.core.models import TextUpdate, WrittenText
from commun.core.writing import access, actions, documents, live, reading
from tests.core.writing import Writer, make_text, owned
from tests.support import pad_chaos as chaos
from tests.support.world import Group, make_group

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


@pytest.fixture
def rights() -> Iterator[dict[str, Any]]:
    with owned() as state:
        yield state
    documents._kept.clear()


@pytest.fixture
def people() -> Group:
    return make_group()


@pytest.fixture
def text(people: Group, rights: Any) -> WrittenText:
    with scope.use(people.space):
        text = make_text(people.space, people.alice.person_id, "Bonjour")
        text.space = people.space
        return text


def cookie_of(person: Any) -> bytes:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={client.cookies['sessionid'].value}".encode()


class Line:
    """One connection to the door, without a network."""

    def __init__(self, text: WrittenText, cookie: bytes, session: str, kind: str = "websocket", **more: Any) -> None:
        self.heard: asyncio.Queue[Any] = asyncio.Queue()
        self.said: asyncio.Queue[Any] = asyncio.Queue()
        headers = [(b"cookie", cookie), (b"host", b"localhost"), (b"origin", more.pop("origin", b"http://localhost"))]
        path = live.path_of(text) + more.pop("what", "")
        query = f"session={session}{more.pop('query', '')}".encode()
        self.scope = {"type": kind, "path": path, "query_string": query, "headers": headers, **more}

    async def __aenter__(self) -> "Line":
        self.task = asyncio.create_task(live.entrance(self.scope, self.said.get, self.heard.put))
        if self.scope["type"] == "websocket":
            await self.said.put({"type": "websocket.connect"})
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.said.put({"type": f"{self.scope['type']}.disconnect"})
        await asyncio.wait_for(self.task, 5)

    async def event(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.heard.get(), 5)  # type: ignore[no-any-return]

    async def say(self, **message: Any) -> None:
        await self.said.put({"type": "websocket.receive", "text": json.dumps(message)})

    async def next(self, kind: str) -> dict[str, Any]:
        while True:
            event = await self.event()
            told = event.get("text") or event.get("body", b"").decode().removeprefix("data: ")
            if told and json.loads(told)["t"] == kind:
                return json.loads(told)  # type: ignore[no-any-return]


def run(work: Any) -> Any:
    async def whole() -> Any:
        try:
            return await work
        finally:
            await hub.stop()

    return asyncio.run(whole())


def coded(content: bytes) -> str:
    return base64.b64encode(content).decode()


async def opened(line: Line, writer: Writer) -> Writer:
    await line.say(t="hello", state="")
    sync = await line.next("sync")
    assert sync["right"] == {"reads": True, "writes": True, "why": ""}
    writer.doc.apply_update(base64.b64decode(sync["u"]))
    return writer


def test_what_one_types_is_acknowledged_and_told_to_the_other(people: Group, text: WrittenText) -> None:
    cookies = cookie_of(people.alice.person), cookie_of(people.bob.person)

    async def both() -> None:
        async with Line(text, cookies[0], "a" * 8) as first, Line(text, cookies[1], "b" * 8) as second:
            alice = await opened(first, Writer(text, people.alice.person_id, "a" * 8, 5))
            bob = await opened(second, Writer(text, people.bob.person_id, "b" * 8, 6))
            alice.type_at(0, " à tous 😀")
            (number, content) = alice.waiting[0]
            await first.say(t="update", number=number, u=coded(content))
            assert (await first.next("ack"))["number"] == number
            bob.doc.apply_update(base64.b64decode((await second.next("update"))["u"]))
            assert bob.words() == "Bonjour à tous 😀"
            await first.say(t="aware", u=coded(b"caret"))
            assert (await second.next("aware"))["by"]["name"] == "Alice Martin"

    run(both())
    with scope.use(people.space):
        assert TextUpdate.objects.filter(text=text, person_id=people.alice.person_id).count() == 2
        text.refresh_from_db()
        assert reading.shown(text).plain == "Bonjour à tous 😀"


def test_where_websockets_are_blocked_requests_and_events_do_the_same(people: Group, text: WrittenText) -> None:
    cookies = cookie_of(people.alice.person), cookie_of(people.bob.person)
    alice = Writer(text, people.alice.person_id, "a" * 8, 5)
    with scope.use(people.space):
        alice.receive()
    alice.type_at(0, " à tous")
    body = json.dumps({"t": "update", "number": 1, "u": coded(alice.waiting[0][1])}).encode()

    async def both() -> None:
        async with Line(text, cookies[1], "b" * 8, "http", method="GET", what="flux/") as stream:
            assert (await stream.event())["status"] == 200
            await stream.next("sync")
            post = Line(text, cookies[0], "a" * 8, "http", method="POST")
            await post.said.put({"type": "http.request", "body": body})
            async with post:
                assert (await post.event())["status"] == 200
                assert (await post.next("ack"))["number"] == 1
            await stream.next("update")

    run(both())


def test_strangers_and_foreign_pages_stay_outside(people: Group, text: WrittenText, rights: dict[str, Any]) -> None:
    alice, chloe = cookie_of(people.alice.person), cookie_of(people.chloe)
    rights["by"] = {people.chloe.pk: access.Right()}

    async def answers() -> list[Any]:
        found = []
        for cookie, more in (
            (b"", {}), (b"sessionid=inconnue", {}), (chloe, {}), (alice, {"origin": b"https://ailleurs.example"}),
            (alice, {"origin": b""}), (alice, {"kind": "http", "method": "POST", "origin": b"https://ailleurs.example"}),
            (chloe, {"kind": "http", "method": "GET", "what": "flux/"}),
        ):  # fmt: skip
            async with Line(text, cookie, "a" * 8, **more) as line:
                event = await line.event()
                found.append(event.get("code") or event.get("status"))
        return found

    assert run(answers()) == [4404] * 5 + [404] * 2


def test_bad_messages_get_a_sentence_and_the_line_goes_on(people: Group, text: WrittenText) -> None:
    cookie = cookie_of(people.alice.person)

    async def talk() -> None:
        async with Line(text, cookie, "a" * 8) as line:
            writer = await opened(line, Writer(text, people.alice.person_id, "a" * 8, 5))
            await line.said.put({"type": "websocket.receive", "text": "pas du JSON"})
            await line.said.put({"type": "websocket.receive", "text": "[" * 3000})
            for number, told in ((1, "%%%"), (2, coded(b"\x01\x02\x03")), (3, "A" * live.LARGEST_MESSAGE)):
                await line.say(t="update", number=number, u=told)
                answer = await line.next("no")
                assert answer["number"] == number
                assert answer["why"]
            writer.type_at(0, " encore")
            writer.type_at(0, " toujours")
            await line.say(t="update", number=9, u=coded(writer.waiting[1][1]))
            assert (await line.next("behind"))["number"] == 9
            await line.say(t="update", number=10, u=coded(bytes(writer.doc.get_update())))
            await line.next("ack")

    run(talk())
    with scope.use(people.space):
        text.refresh_from_db()
        assert reading.shown(text).plain == "Bonjour encore toujours"


def test_who_loses_the_right_while_writing_is_told_and_hears_no_more(
    people: Group, text: WrittenText, rights: dict[str, Any]
) -> None:
    cookie = cookie_of(people.alice.person)

    async def talk() -> None:
        async with Line(text, cookie, "a" * 8) as line:
            await opened(line, Writer(text, people.alice.person_id, "a" * 8, 5))
            rights["right"] = access.Right(True, True, "La réponse est déposée.")
            await live._in_thread(actions.tell_right, text)
            assert (await line.next("right"))["right"] == {
                "reads": True, "writes": False, "why": "La réponse est déposée."
            }  # fmt: skip
            rights["right"] = access.Right()
            await live._in_thread(actions.tell_right, text)
            await line.next("gone")

    run(talk())


@pytest.mark.slow
def test_a_server_that_is_killed_loses_nothing_that_it_acknowledged(people: Group, text: WrittenText) -> None:
    found = chaos.rounds(text, people.alice.person, count=1)
    assert found.kills == 1
    assert found.acknowledged >= 8
    assert found.lost == []
