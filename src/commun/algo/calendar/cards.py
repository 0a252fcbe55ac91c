"""What a calendar text of a mail announces, in a few words: enough to show it, never to act on it."""

import datetime as dt
import re
from dataclasses import dataclass

from commun.algo.calendar.itip import NotAnAnswer, _events, _moment, _rows, _unescaped
from commun.algo.calendar.zones import PARIS, Row, Zones

MOST_CARDS = 5
# A length, not of centuries.
_LENGTH = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")


@dataclass(frozen=True, slots=True)
class Card:
    """One event: a day alone when it lasts whole days; ``end`` is then the first day after."""

    title: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date | None
    place: str
    repeats: bool
    is_cancelled: bool


def cards(text: str, home: dt.tzinfo = PARIS) -> list[Card]:
    """The events of a calendar text, the first ones; none when it is an answer, or cannot be read.

    An hour without a zone is one on the wall clock of ``home``.
    """
    try:
        rows = list(_rows(text[:200_000]))
    except NotAnAnswer:
        return []
    method = next((value.strip().upper() for name, _parameters, value in rows if name == "METHOD"), "")
    if method in {"REPLY", "COUNTER", "REFRESH"}:
        return []
    zones = Zones(rows, home)
    found = (_card(event, method, zones) for event in _events(rows))
    return [one for one in found if one is not None][:MOST_CARDS]


def _card(event: list[Row], method: str, zones: Zones) -> Card | None:
    first: dict[str, Row] = {}
    for row in event:
        first.setdefault(row[0], row)
    start = _moment(first.get("DTSTART"), zones)
    if start is None:
        return None
    end = _moment(first.get("DTEND"), zones) or _after(start, first.get("DURATION"))

    def said(name: str, most: int) -> str:
        return " ".join(_unescaped(first[name][2]).split())[:most] if name in first else ""

    return Card(
        title=said("SUMMARY", 200),
        start=start,
        end=end if _is_after(end, start) else None,
        place=said("LOCATION", 200),
        repeats="RRULE" in first,
        is_cancelled=method == "CANCEL" or said("STATUS", 20).upper() == "CANCELLED",
    )


def _after(start: dt.datetime | dt.date, length: Row | None) -> dt.datetime | dt.date | None:
    """The end that a length gives: days on the wall clock, hours as they pass."""
    found = _LENGTH.fullmatch(length[2].upper()) if length is not None else None
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    day = start + dt.timedelta(weeks=weeks, days=days)
    if not isinstance(day, dt.datetime):
        return day
    return day.astimezone(dt.UTC) + dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _is_after(end: dt.datetime | dt.date | None, start: dt.datetime | dt.date) -> bool:
    """What ends before it starts, or at another kind of moment, has no end."""
    if isinstance(end, dt.datetime) and isinstance(start, dt.datetime):
        return end > start
    return (
        isinstance(end, dt.date)
        and not isinstance(end, dt.datetime)
        and not isinstance(start, dt.datetime)
        and (end - dt.timedelta(days=1) > start)
    )
