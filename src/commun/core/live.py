"""Live streams: PostgreSQL carries a word to every process, each process to the browsers that listen (ADR 5).

A word is a topic and the name of what happened, never content: the browser then asks for the fragment, through the
page entrance and its rights. One connection per process listens; each stream is a queue.
"""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest

from commun.core.line import Line

T = TypeVar("T")
CHANNEL = "commun_live"
# Proxies close a silent stream; a browser that is gone is noticed at the next heartbeat.
HEARTBEAT_SECONDS = 20.0
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
        self._line: Line | None = None
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

    async def read(self, do: Callable[[], T]) -> T:
        """Read by the connection that listens: what many streams need once costs no other one."""
        return await asyncio.wrap_future(self._start().ask(do))

    def _start(self) -> Line:
        loop = asyncio.get_running_loop()
        if self._line is None or not self._line.is_alive() or self._line.loop is not loop:
            self._ready = asyncio.Event()
            self._line = Line(loop, CHANNEL, self._open, self._give)
            self._line.start()
        return self._line

    async def stop(self) -> None:
        """Close the listening connection (at the end of the process, and of tests)."""
        line, self._line = self._line, None
        if line is not None:
            await asyncio.to_thread(line.stop)

    def _open(self) -> None:
        if self._ready.is_set():
            # What was said while nobody listened is lost: every screen looks again.
            for topic in self._queues:
                self._give_to(topic, "again", "")
        self._ready.set()

    def _give(self, payload: str) -> None:
        self._give_to(*json.loads(payload))

    def _give_to(self, topic: str, event: str, ref: str) -> None:
        queues = self._queues.get(topic)
        if queues:
            text = json.dumps({"event": event, "ref": ref})
            for queue in queues:
                _put(queue, text)


hub = Hub()


def _put(queue: "asyncio.Queue[Any]", word: Any) -> None:
    # A screen that is that late asks for the whole fragment anyway: one more word would tell it nothing.
    with contextlib.suppress(asyncio.QueueFull):
        queue.put_nowait(word)


async def stream(topic: str, receive: Receive, send: Send, may: Callable[[], bool] | None = None) -> None:
    """Answer one request with the events of a topic (text/event-stream) until the browser goes.

    ``may`` is asked before each word (in the thread of the hub): the stream ends once the answer is no.
    """
    await pour(hub.following(topic), lambda heard: f"data: {heard}\n\n".encode(), receive, send, may)


async def pour(
    following: contextlib.AbstractAsyncContextManager["asyncio.Queue[Any]"],
    write: Callable[[Any], bytes],
    receive: Receive,
    send: Send,
    may: Callable[[], bool] | None = None,
) -> None:
    """Answer one request with all that comes in a queue until the browser goes, or an empty word ends it.

    Words that wait together are sent together. Hundreds of these run at once: nothing is made for each word.
    """
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.ensure_future(_until_gone(receive))
    is_over = False
    try:
        async with following as queue:
            # Who waits for a word is woken by these as well.
            gone.add_done_callback(lambda _gone: _put(queue, None))
            with _beating(queue):
                await _say(send, b"event: ready\ndata: {}\n\n")
                while not gone.done() and not is_over:
                    words = await _words(queue)
                    if may is not None and any(words) and not await hub.read(may):
                        words = [b""]
                    is_over = any(word is not None and not word for word in words)
                    told = b"".join(write(word) for word in words if word)
                    await _say(send, told or b": still here\n\n")
    finally:
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone
    if is_over:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _words(queue: "asyncio.Queue[Any]") -> list[Any]:
    """All that waits in a queue, once something does."""
    words = [await queue.get()]
    while not queue.empty():
        words.append(queue.get_nowait())
    return words


@contextlib.contextmanager
def _beating(queue: "asyncio.Queue[Any]") -> Iterator[None]:
    """Put nothing in the queue now and then: it is said that the stream lives."""
    loop = asyncio.get_running_loop()
    timer = loop.call_later(HEARTBEAT_SECONDS, lambda: beat())

    def beat() -> None:
        nonlocal timer
        _put(queue, None)
        timer = loop.call_later(HEARTBEAT_SECONDS, beat)

    try:
        yield
    finally:
        timer.cancel()


async def _say(send: Send, told: bytes) -> None:
    await send({"type": "http.response.body", "body": told, "more_body": True})


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
