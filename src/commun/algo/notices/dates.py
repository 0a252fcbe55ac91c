"""Dates and deadlines as notices write them (trap T1), always given back in Paris time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from commun.algo.notices.types import Deadline, Doubt

PARIS: Final = ZoneInfo("Europe/Paris")
EARLIEST: Final = date(2000, 1, 1)
# Nobody answers a call more than five years after its publication (dynamic systems live four or five).
LONGEST: Final = timedelta(days=5 * 366)
LATEST: Final = date(2045, 12, 31)
_DAY_END: Final = time(23, 59)
# The BOAMP column was UTC + 1 hour all the year until the end of 2023, then the wall clock called UTC.
_COLUMN_CHANGED: Final = date(2024, 1, 1)

_MOMENT: Final = re.compile(
    r"\s*(\d{4})-?(\d{2})-?(\d{2})(Z|[+-]\d{2}:?\d{2})?"
    r"(?:[T ]\s*(\d{1,2})[:hH](\d{2})?(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*"
)
_FRENCH: Final = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})(?:\D{1,5}(\d{1,2})[:hH](\d{2})?)?\s*")
_CLOCK: Final = re.compile(r"\s*(\d{1,2})[:hH](\d{2})?(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*")


def day_of(raw: str) -> date | None:
    """The day of "2025-12-08+01:00", "20170204", "2026-07-13T00:00Z" or "08/12/2025"; None if unreadable."""
    parts = _split(raw)
    return parts[0] if parts else None


@lru_cache(4096)
def sane_day(raw: str) -> date | None:
    """The same, None for years in which nothing was published or signed (0218, 2099)."""
    day = day_of(raw)
    return day if day and EARLIEST <= day <= LATEST else None


@lru_cache(128)
def _zone(raw: str | None) -> timezone | None:
    if not raw:
        return None
    if raw == "Z":
        return UTC
    hours, minutes = int(raw[1:3]), int(raw[-2:])
    if hours > 14 or minutes > 59:
        return None
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if raw[0] == "-" else shift)


def _split(raw: str) -> tuple[date, time | None, timezone | None] | None:
    """(day, hour, zone) of a written moment."""
    found = _MOMENT.fullmatch(raw)
    try:
        if found:
            year, month, day, day_zone, hour, minute, second, zone = found.groups()
            clock = time(int(hour), int(minute or 0), int(second or 0)) if hour else None
            return date(int(year), int(month), int(day)), clock, _zone(zone or day_zone)
        found = _FRENCH.fullmatch(raw)
        if found:
            day, month, year, hour, minute = found.groups()
            clock = time(int(hour), int(minute or 0)) if hour else None
            return date(int(year), int(month), int(day)), clock, None
    except ValueError:
        return None
    return None


def _clamped(at: datetime, doubt: Doubt, published: date | None) -> Deadline:
    """The deadline, brought back inside of the years a tender can live (a page once said 31/12/2049)."""
    last = published + LONGEST if published and published >= EARLIEST else LATEST
    if at.date() > last:
        return Deadline(datetime.combine(last, _DAY_END, PARIS), True, "absurd")
    if at.date() < EARLIEST:
        return Deadline(datetime.combine(EARLIEST, _DAY_END, PARIS), True, "absurd")
    if published and at.date() < published - timedelta(days=1):
        return Deadline(at, True, "absurd")
    return Deadline(at, bool(doubt), doubt)


def _place(day: date, clock: time | None, zone: timezone | None) -> datetime:
    try:
        moment = datetime.combine(day, clock or _DAY_END, zone or PARIS)
        return moment.astimezone(PARIS)
    except OverflowError:
        return datetime.combine(EARLIEST, _DAY_END, PARIS)


def zoned_deadline(day_text: str, time_text: str, published: date | None) -> Deadline | None:
    """Deadline of eForms: EndDate and EndTime, each with its zone. None when there is no readable day."""
    parts = _split(day_text)
    if parts is None:
        return None
    day, clock, zone = parts
    found = _CLOCK.fullmatch(time_text) if time_text else None
    if found:
        hour, minute, second, clock_zone = found.groups()
        zone = _zone(clock_zone) or zone
        try:
            clock = time(int(hour), int(minute or 0), int(second or 0))
        except ValueError:
            clock = None
    if clock is None:
        return _clamped(_place(day, None, None), "no-time", published)
    return _clamped(_place(day, clock, zone), "" if zone else "no-zone", published)


def wall_deadline(raw: str, published: date | None) -> Deadline | None:
    """Deadline of a form filled in France (MAPA, FNS, TED forms): the hour written is the hour of Paris.

    An offset that Paris did not have on that day contradicts the wall clock: the hour is kept, with a doubt.
    """
    parts = _split(raw)
    if parts is None:
        return None
    day, clock, zone = parts
    at = _place(day, clock, None)
    if clock is None:
        return _clamped(at, "no-time", published)
    differs = zone is not None and zone.utcoffset(None) != at.utcoffset()
    return _clamped(at, "offset-unreliable" if differs else "", published)


def column_deadline(raw: str, published: date | None) -> Deadline | None:
    """Deadline of BOAMP's column alone (trap T1): a true offset is believed, "+00:00" never is.

    Until 2023 the column was the hour of Paris minus one, winter and summer; since then it is the wall clock
    for national forms. Of two readings the earlier is kept: better early than late.
    """
    parts = _split(raw)
    if parts is None:
        return None
    day, clock, zone = parts
    if clock is None:
        return _clamped(_place(day, None, None), "no-time", published)
    if zone is not None and zone.utcoffset(None):
        return _clamped(_place(day, clock, zone), "", published)
    at = _place(day, clock, None)
    if zone is not None and (published or day) < _COLUMN_CHANGED:
        at = (at.replace(tzinfo=None) + timedelta(hours=1)).replace(tzinfo=PARIS)
    return _clamped(at, "offset-unreliable" if zone is not None else "no-zone", published)


def earliest(found: list[Deadline]) -> Deadline | None:
    """The first deadline that matters among those of the lots: a sound one before a doubtful one."""
    sound = [d for d in found if d.doubt != "absurd"] or found
    return min(sound, key=lambda d: d.at) if sound else None
