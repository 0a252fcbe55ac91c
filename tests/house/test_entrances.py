"""One port, two entrances: pages go to the threads, live streams stay in the loop; the worker may live inside."""

import asyncio
from typing import Any

import pytest

from commun.config import asgi


def call(scope: dict[str, Any], *messages: dict[str, Any]) -> list[str]:
    """The types of what one connection was answered."""
    waiting, answered = list(messages), []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        answered.append(message["type"])

    asyncio.run(asgi.application(scope, receive, send))
    return answered


def entrance(name: str) -> Any:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": name})

    return answer


def test_a_live_address_goes_to_its_own_entrance_and_all_others_to_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "page_entrance", entrance("page"))
    monkeypatch.setitem(asgi.live_entrances, "/essai-vivant/", entrance("live"))
    assert call({"type": "http", "path": "/essai-vivant/x"}) == ["live"]
    assert call({"type": "http", "path": "/g/essai/"}) == ["page"]
    assert call({"type": "websocket", "path": "/g/essai/"}) == ["websocket.close"]


@pytest.mark.parametrize("is_inside", [True, False])
def test_the_worker_starts_and_stops_with_the_site_when_it_lives_inside(
    monkeypatch: pytest.MonkeyPatch, settings: Any, is_inside: bool
) -> None:
    happened: list[str] = []

    def start() -> Any:
        happened.append("started")
        return lambda: happened.append("stopped")

    settings.INLINE_WORKER = is_inside
    monkeypatch.setattr(asgi, "start_worker", start)
    monkeypatch.setattr(asgi, "warm", lambda: None)
    answered = call({"type": "lifespan"}, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    assert answered == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert happened == (["started", "stopped"] if is_inside else [])
