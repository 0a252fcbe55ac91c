"""Events that a message announces (a calendar part, or a file .ics): shown, never accepted for anybody."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from commun.algo import mail as mails
from commun.algo.calendar import Card, cards
from commun.core import clock, files
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.core.urls import here
from commun.exchange.models import PostFile

MOST_BYTES = 300_000


@dataclass(frozen=True)
class Announced:
    """One event, and the page where it becomes a meeting of the group; no page once it is over or cancelled."""

    card: Card
    plan_url: str
    is_day: bool
    # Its end needs no day of its own.
    ends_that_day: bool
    # Of an event of several whole days.
    last_day: dt.date | None


def events_of(space: Space, rows: Iterable[PostFile]) -> list[Announced]:
    """Events of the calendars among these files; read from the disk, no query."""
    zone = ZoneInfo(space.time_zone)
    return [_announced(space, card, zone) for row in rows for card in _cards(row, zone)]


def _cards(row: PostFile, zone: ZoneInfo) -> Iterator[Card]:
    if row.kept is None or row.kept.kind != "ics" or row.size > MOST_BYTES:
        return
    try:
        text = mails.in_words(files.path_of(row.kept).read_bytes(), "utf-8")
    except (NotFound, OSError):
        return
    yield from cards(text, zone)


def _announced(space: Space, card: Card, zone: ZoneInfo) -> Announced:
    start = card.start.astimezone(zone) if isinstance(card.start, dt.datetime) else card.start
    day = start.date() if isinstance(start, dt.datetime) else start
    asked = {"titre": card.title[:120], "jour": day.isoformat(), "lieu": card.place}
    if isinstance(start, dt.datetime):
        asked["de"] = f"{start:%H:%M}"
    if isinstance(card.end, dt.datetime):
        asked["a"] = f"{card.end.astimezone(zone):%H:%M}"
    is_over = card.is_cancelled or day < clock.today()
    url = "" if is_over else f"{here(space.slug, 'governance:plan-meeting')}?{urlencode(asked)}"
    ends_that_day = isinstance(card.end, dt.datetime) and card.end.astimezone(zone).date() == day
    is_day = not isinstance(card.start, dt.datetime)
    last_day = card.end - dt.timedelta(days=1) if is_day and card.end is not None else None
    return Announced(card, url, is_day, ends_that_day, last_day)
