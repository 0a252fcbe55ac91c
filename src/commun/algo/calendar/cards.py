"""What a calendar text of a mail announces, in a few words: enough to show it, never to act on it."""

import datetime as dt
from dataclasses import dataclass

from commun.algo.calendar.itip import NotAnAnswer, Row, _events, _moment, _rows, _unescaped

MOST_CARDS = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One event: a day alone when it lasts whole days. ``start`` without a zone is the wall clock of the reader."""

    title: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date | None
    place: str
    repeats: bool
    is_cancelled: bool


def cards(text: str) -> list[Card]:
    """The events of a calendar text, the first ones; none when it is an answer, or cannot be read."""
    try:
        rows = list(_rows(text[:200_000]))
    except NotAnAnswer:
        return []
    method = next((value.strip().upper() for name, _parameters, value in rows if name == "METHOD"), "")
    if method in {"REPLY", "COUNTER", "REFRESH"}:
        return []
    found = (_card(event, method) for event in _events(rows))
    return [one for one in found if one is not None][:MOST_CARDS]


def _card(event: list[Row], method: str) -> Card | None:
    first: dict[str, Row] = {}
    for row in event:
        first.setdefault(row[0], row)
    start = _moment(first.get("DTSTART"))
    if start is None:
        return None
    end = _moment(first.get("DTEND"))

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
