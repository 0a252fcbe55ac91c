"""A compact VTIMEZONE for any zone: two yearly rules where they hold, explicit changes where they do not."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from commun.algo.calendar.recurrence import WEEKDAYS

YEARS = 25
_WEEK = dt.timedelta(days=7)


@lru_cache(maxsize=128)
def vtimezone(zone: ZoneInfo, first_year: int) -> tuple[str, ...]:
    """The unfolded lines of the component, right from ``first_year`` and for YEARS years at least.

    A zone that does not change its clock has one fixed part. When every year changes by the same rule ("last Sunday
    of March"), two RRULE lines say it for ever; else each change is written out.
    """
    changes = _changes(zone, first_year - 1, first_year + YEARS)
    body: list[str] = []
    rules = _rules(changes, first_year)
    if not changes:
        start = dt.datetime(first_year - 1, 1, 1, tzinfo=zone)
        offset = start.utcoffset() or dt.timedelta()
        body += _part("STANDARD", start.replace(tzinfo=None), offset, offset, start.tzname() or "", "")
    elif rules:
        for (wall, before, after, name), rule in rules:
            body += _part("DAYLIGHT" if after > before else "STANDARD", wall, before, after, name, rule)
    else:
        for wall, before, after, name in _written_out(zone, changes, first_year):
            body += _part("DAYLIGHT" if after > before else "STANDARD", wall, before, after, name, "")
    return ("BEGIN:VTIMEZONE", f"TZID:{zone.key}", *body, "END:VTIMEZONE")


# A change: the wall time at which it comes (by the offset before), the offsets before and after, the name after.
_Change = tuple[dt.datetime, dt.timedelta, dt.timedelta, str]


def _changes(zone: ZoneInfo, first_year: int, last_year: int) -> list[_Change]:
    found = []
    low, before = _start(first_year), _offset(_start(first_year), zone)
    while low < _start(last_year + 1):
        # A week is shorter than any time between two changes of a zone of our days.
        high = low + _WEEK
        after = _offset(high, zone)
        if before != after:
            found.append(_change(low, high, zone))
        low, before = high, after
    return [change for change in found if change[0].year <= last_year]


def _start(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 1, tzinfo=dt.UTC)


def _offset(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()


def _change(low: dt.datetime, high: dt.datetime, zone: ZoneInfo) -> _Change:
    """The change between two moments, found by halving down to the second."""
    before = _offset(low, zone)
    while high - low > dt.timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    wall = (high + before).replace(tzinfo=None)
    return wall, before, _offset(high, zone), high.astimezone(zone).tzname() or ""


def _rules(changes: list[_Change], first_year: int) -> list[tuple[_Change, str]]:
    """The two changes of the year before ``first_year`` with their yearly rules, if these foretell all others."""
    firsts = [change for change in changes if change[0].year == first_year - 1]
    years = {change[0].year for change in changes}
    if (
        len(firsts) != 2
        or len(changes) != 2 * len(years)
        or years != set(range(first_year - 1, first_year + YEARS + 1))
    ):
        return []
    found = []
    for first in firsts:
        alike = [change for change in changes if change[1:3] == first[1:3]]
        rule = _yearly(alike)
        if len(alike) != len(years) or not rule:
            return []
        found.append((first, rule))
    return found


def _yearly(alike: list[_Change]) -> str:
    """``FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`` when all the changes share month, weekday, place and hour, else nothing."""
    walls = [change[0] for change in alike]
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) != 1:
        return ""
    first = walls[0]
    day = WEEKDAYS[first.weekday()]
    if all((wall + _WEEK).month != wall.month for wall in walls):
        return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY=-1{day}"
    places = {(wall.day - 1) // 7 + 1 for wall in walls}
    return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={places.pop()}{day}" if len(places) == 1 else ""


def _written_out(zone: ZoneInfo, changes: list[_Change], first_year: int) -> list[_Change]:
    """What holds at the very start, then each change."""
    start = _start(first_year - 1)
    offset = _offset(start, zone)
    opening = ((start + offset).replace(tzinfo=None), offset, offset, start.astimezone(zone).tzname() or "")
    return [opening, *changes]


def _part(kind: str, wall: dt.datetime, before: dt.timedelta, after: dt.timedelta, name: str, rule: str) -> list[str]:
    lines = [f"BEGIN:{kind}", f"DTSTART:{wall:%Y%m%dT%H%M%S}"]
    if rule:
        lines.append(f"RRULE:{rule}")
    return [*lines, f"TZOFFSETFROM:{_sign(before)}", f"TZOFFSETTO:{_sign(after)}", f"TZNAME:{name}", f"END:{kind}"]


def _sign(offset: dt.timedelta) -> str:
    seconds = int(offset.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}{minutes % 60:02d}" + (f"{rest:02d}" if rest else "")
