"""One port, one process, two entrances (ADR 3): pages go to the WSGI handler in threads, live streams stay async."""

import asyncio
import contextlib
import gc
import resource
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.urls import get_resolver

from commun.config.wsgi import application as pages
from commun.core import live
from commun.core.writing import live as texts
from commun.exchange import live as feeds
from commun.exchange.inbound.beside import open_door
from commun.governance import live as meetings
from commun.tenders.queries.corpus import warm

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

THREADS = 8
# Each stream keeps a file open, and so does each file that is sent: many machines give a process 1,024 at first.
FILES_MOST = 10_000
# The libraries describe the same protocol with types of their own: Any stands between them.
page_entrance: Any = WSGIMiddleware(cast(Any, pages), workers=THREADS)
# Rooms add their live doors here: path prefix -> ASGI application.
live_entrances: dict[str, Callable[[Scope, Receive, Send], Awaitable[None]]] = {
    meetings.PREFIX: meetings.entrance,
    texts.PREFIX: texts.entrance,
    feeds.PREFIX: feeds.entrance,
}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Route one connection to the page entrance or to a live one."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    for prefix, entrance in live_entrances.items():
        if scope["path"].startswith(prefix):
            await entrance(scope, receive, send)
            return
    if scope["type"] == "http":
        await page_entrance(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000})


async def lifespan(receive: Receive, send: Send) -> None:
    """Start what runs inside the web process, worker and door of mails, and stop it at the end."""
    stops: list[Callable[[], None]] = []
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            stops = [start_worker()] if settings.INLINE_WORKER else []
            stops += [open_door(settings.LMTP_PORT)] if settings.LMTP_PORT else []
            # Before somebody asks: the first live preview after a start then answers at once.
            warm()
            settle()
            take_room()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await live.hub.stop()
            for stop in stops:
                stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def settle() -> None:
    """Read all the pages' code now, then have the collector of memory leave it alone.

    It stays for ever; walking through it stopped every stream of the process for a third of a second now and then.
    """
    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def take_room() -> None:
    """Ask for as many open files as this machine lets a process have: hundreds listen, and pages still open theirs."""
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_MOST if most == resource.RLIM_INFINITY else min(most, FILES_MOST)
    if 0 <= few < wanted:
        # Some machines say that there is no limit, and have one.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def start_worker() -> Callable[[], None]:
    """Run jobs in a thread with a loop of its own, so that a heavy job never delays a live stream."""
    from commun.core import jobs

    loop = asyncio.new_event_loop()
    tasks: list[asyncio.Task[None]] = []

    def work() -> None:
        asyncio.set_event_loop(loop)
        task = loop.create_task(jobs.work())
        tasks.append(task)
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=work, name="commun-worker", daemon=True)
    thread.start()

    def stop() -> None:
        if tasks:
            loop.call_soon_threadsafe(tasks[0].cancel)
        thread.join(timeout=5)

    return stop
