"""Connections to the live door, without a network."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine
from typing import Any

from django.db import connection
from django.test import Client

from commun.core.live import hub
from commun.core.models import Space
from commun.exchange import live


def cookie_of(person: Any) -> bytes:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={client.cookies['sessionid'].value}".encode()


class Line:
    """One connection to the door, without a network."""

    def __init__(
        self,
        space: Space | None,
        cookie: bytes = b"",
        last: int | str | None = None,
        query: str = "",
        path: Callable[[Any], str] = live.path_of,
    ) -> None:
        self.sent: asyncio.Queue[Any] = asyncio.Queue()
        self.said: asyncio.Queue[Any] = asyncio.Queue()
        self.waiting: list[str] = []
        headers = [(b"cookie", cookie)] + ([(b"last-event-id", str(last).encode())] if last is not None else [])
        asked = {"path": path(space), "query_string": query.encode(), "headers": headers}
        self.scope: dict[str, Any] = {"type": "http", "method": "GET"} | asked

    async def __aenter__(self) -> "Line":
        self.task = asyncio.ensure_future(live.entrance(self.scope, self.said.get, self.sent.put))
        self.status = (await asyncio.wait_for(self.sent.get(), 10))["status"]
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.said.put_nowait({"type": "http.disconnect"})
        await asyncio.wait_for(self.task, 10)

    async def next(self, seconds: float = 10, *, public: bool = False) -> dict[str, Any] | None:
        """The next fact, or what a group makes public; None when the stream ended or nothing came in time."""
        with contextlib.suppress(TimeoutError):
            while True:
                while self.waiting:
                    event = self.waiting.pop(0)
                    lines = dict(line.split(": ", 1) for line in event.splitlines() if ": " in line)
                    found: dict[str, Any] = json.loads(lines.get("data", "{}"))
                    if public and "mark" in found and "id" not in lines:
                        return found
                    if "id" in lines and not public:
                        slug, _colon, position = lines["id"].rpartition(":")
                        assert found["position"] == int(position)
                        found["slug"] = slug
                        return found
                message = await asyncio.wait_for(self.sent.get(), seconds)
                if not message.get("more_body", False):
                    return None
                self.waiting = message["body"].decode().split("\n\n")
        return None


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        try:
            await work()
        finally:
            await hub.stop()

    asyncio.run(whole())


async def done(do: Callable[[], object]) -> None:
    """Do it in a thread with a connection of its own, as another process would."""

    def work() -> None:
        try:
            do()
        finally:
            connection.close()

    await asyncio.to_thread(work)


async def public_line(line: Line) -> str:
    """Of which group something public is told; it counts nothing and names nobody."""
    told = await line.next(public=True)
    assert told is not None
    assert "position" not in told
    assert "Bob" not in told["sentence"] + told["html"]
    assert told["mark"] in told["html"]
    assert told["title"]
    return str(told["group"])


async def is_quiet(line: Line) -> bool:
    """Nothing public is told for a while."""
    return await line.next(0.4, public=True) is None
