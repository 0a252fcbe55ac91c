"""The live door of texts: a websocket, or a stream of events and plain requests where websockets are blocked (ADR 24).

Both carry the same messages, JSON with bytes in base 64:

- browser: ``hello`` (state), ``update`` (number, u), ``aware`` (u: carets; may be lost);
- house: ``sync`` (u: all that is missing, state, right), ``update`` (u), ``ack`` (number: it is committed), ``no``
  (number, why), ``behind`` (state: send all that is missing), ``aware`` (u, by), ``remarks``, ``right``, ``gone``.

Nothing here decides: each change goes through ``actions.append_update`` with the right of that moment.
"""

import asyncio
import base64
import binascii
import contextlib
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import translation

from commun.core import live, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Space
from commun.core.writing import access, actions, documents, reading, updates
from commun.core.writing.tables import TextUpdate, WrittenText

T = TypeVar("T")
PREFIX = "/vif/textes/"
_PATH = re.compile(r"/vif/textes/(?P<space>[-\w]{1,60})/(?P<ref>[0-9a-f]{10})/(?P<what>flux/)?")
_SESSION = re.compile(r"[0-9a-z]{8,32}")
LARGEST_MESSAGE = actions.LARGEST_UPDATE * 4 // 3 + 1000
LARGEST_AWARE = 4_000
AWARE_SECONDS = 0.03
CHECK_SECONDS = 30.0
_threads = ThreadPoolExecutor(4, thread_name_prefix="commun-writing")


def path_of(text: WrittenText) -> str:
    """Where browsers connect for a text."""
    return f"{PREFIX}{text.space.slug}/{text.ref}/"


@dataclass(frozen=True)
class Visitor:
    """Somebody who may read a text, on one page."""

    key: str
    person_id: int
    name: str
    text: WrittenText
    session: str
    language: str


async def entrance(scope_: live.Scope, receive: live.Receive, send: live.Send) -> None:
    """Answer one connection of somebody who may read the text; a bare refusal to anybody else."""
    found = _PATH.fullmatch(scope_["path"])
    query = parse_qs(scope_.get("query_string", b"").decode("latin-1"))
    session = query.get("session", [""])[0]
    is_read = scope_["type"] == "http" and scope_["method"] == "GET"
    visitor = None
    if found and _SESSION.fullmatch(session) and (is_read or _is_our_page(scope_)):
        languages = dict(settings.LANGUAGES)
        language = next((each for each in query.get("lang", ()) if each in languages), settings.LANGUAGE_CODE)
        visitor = await _in_thread(_visitor, live.session_key(scope_), found["space"], found["ref"], session, language)
    if visitor is None or found is None:
        await _refuse(scope_, receive, send)
    elif scope_["type"] == "websocket":
        await _Socket(visitor, receive, send).run()
    elif is_read and found["what"]:
        await _stream(visitor, _bytes(query.get("state", [""])[0]) or b"", receive, send)
    elif scope_["method"] == "POST" and not found["what"]:
        await _post(visitor, receive, send)
    else:
        await live.refuse(send)


async def _refuse(scope_: live.Scope, receive: live.Receive, send: live.Send) -> None:
    if scope_["type"] == "http":
        await live.refuse(send)
        return
    await receive()
    await send({"type": "websocket.close", "code": 4404})


def _is_our_page(scope_: live.Scope) -> bool:
    """Whether the page that asks is one of ours: a cookie alone proves nothing (``Origin`` is set by the browser)."""
    headers = {name: value.decode("latin-1") for name, value in scope_.get("headers", ())}
    origin = headers.get(b"origin", "")
    return bool(origin) and (urlsplit(origin).netloc == headers.get(b"host") or origin in settings.CSRF_TRUSTED_ORIGINS)


async def _in_thread(work: Callable[..., T], *given: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: _connected(work, *given))


def _connected(work: Callable[..., T], *given: Any) -> T:
    close_old_connections()
    try:
        return work(*given)
    finally:
        if settings.TESTING and not connection.in_atomic_block:
            connection.close()


def _visitor(key: str, slug: str, ref: str, session: str, language: str) -> Visitor | None:
    person = live.person_of(key)
    space = Space.objects.filter(slug=slug).first() if person is not None else None
    if person is None or space is None:
        return None
    with scope.use(space):
        try:
            text = reading.text_for(person.pk, ref)
        except NotFound:
            return None
        return Visitor(key, person.pk, str(person), text, session, language)


# -- what a message does, in a thread -----------------------------------------------------------------------------


def _sync(visitor: Visitor, state: bytes) -> tuple[dict[str, Any], int]:
    """All that a browser with this state misses, and the position up to which."""
    with scope.use(visitor.text.space_id), translation.override(visitor.language):
        with documents.opened(visitor.text) as kept:
            missing = kept.doc.get_update(state) if _is_state(state) else kept.doc.get_update()
            told = {"t": "sync", "u": _text(missing), "state": _text(kept.doc.get_state())}
            position = kept.position
        return told | {"right": _right(visitor)}, position


def _is_state(state: bytes) -> bool:
    try:
        return bool(updates.clocks(state))
    except updates.Malformed:
        return False


def _right(visitor: Visitor) -> dict[str, Any]:
    right = access.right_of(visitor.person_id, visitor.text)
    return {"reads": right.may_read, "writes": right.writes, "why": str(right.frozen_why)}


def _since(visitor: Visitor, position: int) -> list[tuple[int, str, bytes]]:
    with scope.use(visitor.text.space_id):
        rows = TextUpdate.objects.filter(text=visitor.text, position__gt=position).order_by("position")
        return [(at, session, bytes(u)) for at, session, u in rows.values_list("position", "session", "content")]


def _take(visitor: Visitor, message: dict[str, Any]) -> dict[str, Any]:
    """Take one change; the answer says whether it is committed."""
    number = message.get("number")
    content = _bytes(message.get("u"))
    with scope.use(visitor.text.space_id), translation.override(visitor.language):
        if content is None or not isinstance(number, int):
            return {"t": "no", "number": number, "why": translation.gettext("This change cannot be read.")}
        try:
            actions.append_update(
                text=visitor.text, content=content, author=visitor.person_id, session=visitor.session, number=number
            )
        except Refused as refusal:
            return {"t": "no", "number": number, "why": str(refusal.sentence), "right": _right(visitor)}
        except NotFound:
            return {"t": "gone"}
        except actions.Behind:
            with documents.opened(visitor.text) as kept:
                return {"t": "behind", "number": number, "state": _text(kept.doc.get_state())}
    return {"t": "ack", "number": number}


def _aware(visitor: Visitor, message: dict[str, Any]) -> None:
    told = message.get("u")
    if isinstance(told, str) and len(told) <= LARGEST_AWARE and _bytes(told) is not None:
        by = {"id": visitor.person_id, "name": visitor.name[:80], "session": visitor.session}
        live.tell(actions.topic_of(visitor.text), "aware", json.dumps({"u": told, "by": by}))


def _still(visitor: Visitor) -> dict[str, Any] | None:
    """The right of somebody who is connected for a while; None when they may not read any more."""
    again = _visitor(visitor.key, visitor.text.space.slug, visitor.text.ref, visitor.session, visitor.language)
    if again is None or again.person_id != visitor.person_id:
        return None
    with scope.use(visitor.text.space_id), translation.override(visitor.language):
        return _right(visitor)


# -- the two ways -------------------------------------------------------------------------------------------------


class _Teller:
    """What a browser is told of a text, from its first state on."""

    def __init__(self, visitor: Visitor, say: Callable[[dict[str, Any]], Any]) -> None:
        self.visitor, self.say, self.position = visitor, say, 0

    async def sync(self, state: bytes) -> None:
        message, self.position = await _in_thread(_sync, self.visitor, state)
        await self.say(message)

    async def follow(self, queue: "asyncio.Queue[str]") -> None:
        """Tell what happens until the browser goes or may not read any more."""
        checked = time.monotonic()
        while True:
            try:
                event = json.loads(await asyncio.wait_for(queue.get(), live.HEARTBEAT_SECONDS))
            except TimeoutError:
                event = {"event": "again", "ref": ""}
            if event["event"] == "right" or time.monotonic() - checked > CHECK_SECONDS:
                checked = time.monotonic()
                right = await _in_thread(_still, self.visitor)
                await self.say({"t": "right", "right": right} if right else {"t": "gone"})
                if right is None:
                    return
            await self._tell(event)

    async def _tell(self, event: dict[str, str]) -> None:
        if event["event"] == "aware":
            aware = json.loads(event["ref"])
            if aware["by"]["session"] != self.visitor.session:
                await self.say({"t": "aware", **aware})
        elif event["event"] == "remarks":
            await self.say({"t": "remarks"})
        else:
            await self.updates()

    async def updates(self) -> None:
        for position, session, content in await _in_thread(_since, self.visitor, self.position):
            self.position = position
            if session != self.visitor.session:
                await self.say({"t": "update", "u": _text(content)})


class _Socket:
    """One websocket."""

    def __init__(self, visitor: Visitor, receive: live.Receive, send: live.Send) -> None:
        self.visitor, self.receive, self.send = visitor, receive, send
        self.lock, self.aware_at = asyncio.Lock(), 0.0

    async def run(self) -> None:
        if (await self.receive())["type"] != "websocket.connect":
            return
        await self.send({"type": "websocket.accept"})
        teller = _Teller(self.visitor, self.say)
        async with live.hub.following(actions.topic_of(self.visitor.text)) as queue:
            telling: asyncio.Task[None] | None = None
            try:
                async for message in self.messages():
                    if message.get("t") == "hello":
                        await teller.sync(_bytes(message.get("state")) or b"")
                        telling = telling or asyncio.create_task(teller.follow(queue))
                    elif message.get("t") == "update":
                        await self.say(await _in_thread(_take, self.visitor, message))
                    elif message.get("t") == "aware" and time.monotonic() - self.aware_at > AWARE_SECONDS:
                        self.aware_at = time.monotonic()
                        await _in_thread(_aware, self.visitor, message)
                    if telling is not None and telling.done():
                        break
            finally:
                if telling is not None:
                    telling.cancel()
                    with contextlib.suppress(asyncio.CancelledError, Exception):
                        await telling

    async def messages(self) -> Any:
        while True:
            event = await self.receive()
            if event["type"] == "websocket.disconnect":
                return
            text = event.get("text") or ""
            if len(text) > LARGEST_MESSAGE:
                text = json.dumps({"t": "update", "number": _number_in(text)})
            message = _message(text)
            if message is not None:
                yield message

    async def say(self, message: dict[str, Any]) -> None:
        async with self.lock:
            with contextlib.suppress(RuntimeError, OSError):
                await self.send({"type": "websocket.send", "text": json.dumps(message)})


async def _stream(visitor: Visitor, state: bytes, receive: live.Receive, send: live.Send) -> None:
    """The same as events, for who sends by plain requests."""
    headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
    headers.append((b"x-accel-buffering", b"no"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def say(message: dict[str, Any]) -> None:
        await send(
            {"type": "http.response.body", "body": f"data: {json.dumps(message)}\n\n".encode(), "more_body": True}
        )

    async with live.hub.following(actions.topic_of(visitor.text)) as queue:
        teller = _Teller(visitor, say)
        await teller.sync(state)
        telling = asyncio.create_task(teller.follow(queue))
        gone = asyncio.ensure_future(_until_gone(receive))
        await asyncio.wait({telling, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in (telling, gone):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: live.Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _post(visitor: Visitor, receive: live.Receive, send: live.Send) -> None:
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if event["type"] == "http.disconnect" or len(body) > LARGEST_MESSAGE:
            await live.refuse(send, 413)
            return
        if not event.get("more_body"):
            break
    message = _message(body.decode("utf-8", "replace"))
    if message is None:
        await live.refuse(send, 400)
        return
    answer: dict[str, Any] = {"t": "ok"}
    if message.get("t") == "update":
        answer = await _in_thread(_take, visitor, message)
    elif message.get("t") == "aware":
        await _in_thread(_aware, visitor, message)
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


def _message(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _number_in(text: str) -> int | None:
    """The number of a message that is too large to be read."""
    found = re.search(r'"number":\s*(\d{1,15})', text[:200] + text[-200:])
    return int(found[1]) if found else None


def _bytes(text: Any) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) and text else None
    except (binascii.Error, ValueError):
        return None


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
