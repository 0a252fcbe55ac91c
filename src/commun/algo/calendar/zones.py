"""The zones that a calendar text names: those of the world, else the ones that the text describes itself.

Programs name zones as they like (« Eastern Standard Time », « (UTC-03:00) Brasília ») and say beside it when their
clocks change (VTIMEZONE, RFC 5545, 3.6.5). Without reading that, such an hour would be taken for an hour of here.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commun.algo.calendar.expansion import Limits, expand
from commun.algo.calendar.recurrence import Rule, RuleError, parse

Row = tuple[str, dict[str, str], str]
PARIS = ZoneInfo("Europe/Paris")
# A text may list every change since 1900: the latest before the moment asked are enough.
MOST_PARTS = 12
YEARS_BACK = 2
# A clock that changes every day is no clock.
_FEW = Limits(instances=20, years=10, cuts=True)
_LOCAL = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2}))?")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})(?::?(\d{2}))?")
# Names that Windows gives to zones where these groups and their partners live, for texts that do not describe them.
_WINDOWS = {
    "romance standard time": "Europe/Paris",
    "w. europe standard time": "Europe/Berlin",
    "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw",
    "gmt standard time": "Europe/London",
    "fle standard time": "Europe/Kyiv",
    "gtb standard time": "Europe/Bucharest",
    "mauritius standard time": "Indian/Reunion",
    "sa western standard time": "America/Martinique",
    "sa eastern standard time": "America/Cayenne",
    "central pacific standard time": "Pacific/Noumea",
    "eastern standard time": "America/New_York",
    "pacific standard time": "America/Los_Angeles",
    "tzone://microsoft/utc": "UTC",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the times of a zone (winter, summer): since when, what the clock showed before and shows after."""

    start: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    rule: Rule | None
    dates: tuple[dt.datetime, ...]


class Zones:
    """The zones of one text; ``home`` is the one of hours that name none, or one that nobody knows."""

    def __init__(self, rows: Sequence[Row], home: dt.tzinfo = PARIS) -> None:
        self._rows = rows
        self._home = home
        self._described: dict[str, list[_Part]] | None = None

    def at(self, name: str, wall: dt.datetime) -> dt.tzinfo:
        """The zone called ``name``, as its clock stands at this local time."""
        if not name.strip():
            return self._home
        known = _known(name)
        if known is not None:
            return known
        if self._described is None:
            self._described = dict(_described(self._rows))
        parts = self._described.get(_plain(name))
        return dt.timezone(_offset_at(parts, wall)) if parts else self._home


def _known(name: str) -> dt.tzinfo | None:
    # « /freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires »
    pieces = name.split("/")
    names = ["/".join(pieces[-size:]) for size in (3, 2)] if name.startswith("/") else [name]
    for one in names:
        try:
            return ZoneInfo(_WINDOWS.get(one.lower(), one))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _plain(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name).strip('" ').casefold()


def _described(rows: Sequence[Row]) -> Iterator[tuple[str, list[_Part]]]:
    name = ""
    parts: list[_Part] = []
    part: dict[str, list[str]] | None = None
    for row in rows:
        mark = (row[0], row[2].upper())
        if mark == ("BEGIN", "VTIMEZONE"):
            name, parts = "", []
        elif mark in {("BEGIN", "STANDARD"), ("BEGIN", "DAYLIGHT")}:
            part = {}
        elif mark in {("END", "STANDARD"), ("END", "DAYLIGHT")}:
            parts += _part(part or {})
            part = None
        elif mark == ("END", "VTIMEZONE"):
            yield _plain(name), parts
        elif part is not None:
            part.setdefault(row[0], []).append(row[2])
        elif row[0] == "TZID":
            name = row[2]


def _part(said: dict[str, list[str]]) -> list[_Part]:
    """The part, or nothing when it does not say what its clock shows."""
    starts = [_local(value) for value in said.get("DTSTART", [])]
    before, after = (_offset(said.get(name, [""])[0]) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    if after is None or not starts or starts[0] is None:
        return []
    dates = [_local(value) for values in said.get("RDATE", []) for value in values.split(",")]
    try:
        rule = parse(said["RRULE"][0]) if "RRULE" in said else None
    except RuleError:
        rule = None
    known = tuple(date for date in dates if date is not None)
    return [_Part(starts[0], after if before is None else before, after, rule, known)]


def _offset_at(parts: list[_Part], wall: dt.datetime) -> dt.timedelta:
    """What the latest change before ``wall`` left; before them all, what the first one found."""
    begun = sorted((part for part in parts if part.start <= wall), key=lambda part: part.start)[-MOST_PARTS:]
    if not begun:
        return min(parts, key=lambda part: part.start).before
    return max(begun, key=lambda part: _last_change(part, wall)).after


def _last_change(part: _Part, wall: dt.datetime) -> dt.datetime:
    changes = [part.start, *(date for date in part.dates if date <= wall)]
    if part.rule is not None:
        changes += [change for change in _changes(part, part.rule, wall) if change <= wall]
    return max(changes)


def _changes(part: _Part, rule: Rule, wall: dt.datetime) -> list[dt.datetime]:
    """The rule's last years before ``wall``: it may have started in 1601."""
    start = part.start
    if rule.interval == 1 and rule.count is None and start.year < wall.year - YEARS_BACK:
        start = start.replace(year=wall.year - YEARS_BACK, day=min(start.day, 28))
    try:
        found = expand(rule, start, dt.timezone(part.before), until=wall.date(), limits=_FEW)
    except RuleError:
        return []
    return [moment.replace(tzinfo=None) for moment in found.starts]


def _local(value: str) -> dt.datetime | None:
    found = _LOCAL.match(value)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(one or 0) for one in found.groups())
    try:
        return dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def _offset(value: str) -> dt.timedelta | None:
    found = _OFFSET.fullmatch(value)
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        return None
    size = dt.timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size
