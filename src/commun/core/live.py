"""Live streams: PostgreSQL carries a word to every process, each process to the browsers that listen (ADR 5).

A word is a topic and the name of what happened, never content: the browser then asks for the fragment, through the
page entrance and its rights. One connection per process listens; each stream is a queue.
"""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest

logger = logging.getLogger(__name__)
CHANNEL = "commun_live"
# Proxies close a silent stream; a browser that is gone is noticed at the next heartbeat.
HEARTBEAT_SECONDS = 20.0
PAUSE_SECONDS = 1.0
WAITING_MOST = 50

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def tell(topic: str, event: str, ref: str = "") -> None:
    """Say that something happened about ``topic``; it is heard once the transaction has committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, word_of(topic, event, ref)])


def word_of(topic: str, event: str, ref: str) -> str:
    """What goes over the channel, for those who send it within a statement of their own."""
    return json.dumps([topic, event, ref])


class Hub:
    """The one listener of a process, and the queues of those who follow a topic."""

    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)
        self._listener: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = asyncio.Event()

    @contextlib.asynccontextmanager
    async def following(self, topic: str) -> Any:
        """A queue of the events of one topic, as long as the block lasts; ready before it is given."""
        self._start()
        queue: asyncio.Queue[str] = asyncio.Queue(WAITING_MOST)
        self._queues[topic].add(queue)
        try:
            await asyncio.wait_for(self._ready.wait(), timeout=10)
            yield queue
        finally:
            self._queues[topic].discard(queue)
            if not self._queues[topic]:
                del self._queues[topic]

    def _start(self) -> None:
        loop = asyncio.get_running_loop()
        if self._listener is None or self._listener.done() or self._loop is not loop:
            self._loop, self._ready = loop, asyncio.Event()
            self._listener = loop.create_task(self._listen())

    async def stop(self) -> None:
        """Close the listening connection (at the end of the process, and of tests)."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listener

    async def _listen(self) -> None:
        import psycopg

        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as listening:
                    await listening.execute(f"LISTEN {CHANNEL}")
                    if self._ready.is_set():
                        # What was said while nobody listened is lost: every screen looks again.
                        self._give_all("again")
                    self._ready.set()
                    async for notice in listening.notifies():
                        self._give(notice.payload)
            except psycopg.OperationalError:
                logger.warning("the live connection broke: trying again")
                await asyncio.sleep(PAUSE_SECONDS)

    def _give(self, payload: str) -> None:
        topic, event, ref = json.loads(payload)
        for queue in self._queues.get(topic, ()):
            _put(queue, json.dumps({"event": event, "ref": ref}))

    def _give_all(self, event: str) -> None:
        for queues in self._queues.values():
            for queue in queues:
                _put(queue, json.dumps({"event": event, "ref": ""}))


hub = Hub()


def _put(queue: "asyncio.Queue[str]", text: str) -> None:
    # A screen that is that late asks for the whole fragment anyway: one more word would tell it nothing.
    with contextlib.suppress(asyncio.QueueFull):
        queue.put_nowait(text)


def _parameters() -> dict[str, Any]:
    known = connection.get_connection_params()
    return {name: known[name] for name in ("host", "port", "dbname", "user", "password", "sslmode") if known.get(name)}


async def stream(topic: str, receive: Receive, send: Send) -> None:
    """Answer one request with the events of a topic (text/event-stream) until the browser goes."""
    await pour(hub.following(topic), lambda heard: f"data: {heard}\n\n", receive, send)


async def pour(
    following: contextlib.AbstractAsyncContextManager["asyncio.Queue[str]"],
    write: Callable[[str], str],
    receive: Receive,
    send: Send,
) -> None:
    """Answer one request with all that comes in a queue until the browser goes, or an empty word ends it.

    Each word is written by ``write``, the empty one as well.
    """
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
            ],
        }
    )
    gone = asyncio.ensure_future(_until_gone(receive))
    is_over = False
    try:
        async with following as queue:
            await _say(send, "event: ready\ndata: {}\n\n")
            while not gone.done() and not is_over:
                heard = await _next(queue, gone)
                is_over = heard == ""
                await _say(send, ": still here\n\n" if heard is None else write(heard))
    finally:
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone
    if is_over:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _next(queue: "asyncio.Queue[str]", gone: "asyncio.Future[None]") -> str | None:
    """What comes next in the queue; None, for a heartbeat, when nothing happened."""
    waiting = asyncio.ensure_future(queue.get())
    both: set[asyncio.Future[Any]] = {waiting, gone}
    await asyncio.wait(both, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if waiting.done():
        return waiting.result()
    waiting.cancel()
    return None


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def session_key(scope: Scope) -> str:
    """The key of the session in the cookies of a connection, or nothing."""
    cookies: SimpleCookie = SimpleCookie()
    for name, value in scope.get("headers", ()):
        if name == b"cookie":
            try:
                cookies.load(value.decode("latin-1"))
            except CookieError:
                return ""
    found = cookies.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""


def person_of(key: str) -> Any:
    """Whose session this is; None when nobody is signed in by it any more."""
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    person = get_user(request)
    return person if person.is_authenticated and person.is_active else None


async def refuse(send: Send, status: int = 404) -> None:
    """A bare answer, the same for whatever is not there and whatever is not yours."""
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b""})
