"""The only place that knows what time it is; tests and the demo may stop it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_stopped_at: ContextVar[dt.datetime | None] = ContextVar("stopped_at", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _stopped_at.get() or dt.datetime.now(dt.UTC)


def today(zone: dt.tzinfo = PARIS) -> dt.date:
    """The present day in ``zone``."""
    return now().astimezone(zone).date()


@contextmanager
def stopped(at: dt.datetime) -> Iterator[None]:
    """Stop the clock at ``at`` (aware) inside the block."""
    if at.tzinfo is None:
        raise ValueError("a stopped clock needs a time zone")
    token = _stopped_at.set(at.astimezone(dt.UTC))
    try:
        yield
    finally:
        _stopped_at.reset(token)
