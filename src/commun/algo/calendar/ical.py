"""An iCalendar feed (RFC 5545, RFC 7986), written with the standard library: one text, read by any calendar."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from commun.algo.calendar.expansion import said_in_full
from commun.algo.calendar.recurrence import Rule, write
from commun.algo.calendar.vtimezone import vtimezone

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
PRODUCT = "-//Commun//Calendrier//FR"
OCTETS = 75
FIRST_YEAR = 2026
# Control characters have no place in a calendar; a newline is escaped, a tab kept.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Event:
    """One event, one series, or one moved instance of a series (then ``instance_of`` is its first planned start).

    ``start``, ``end``, ``without`` and ``instance_of`` are aware moments whose zone is a ZoneInfo or UTC, or plain
    days for whole days (``end`` is then the first day after). ``stamp`` and ``changed`` are aware. ``uid`` never
    changes; ``sequence`` grows with each change of time, place or rule. A cancelled event stays in the feed.
    """

    uid: str
    start: dt.date
    end: dt.date
    title: str
    stamp: dt.datetime
    changed: dt.datetime
    sequence: int = 0
    status: str = CONFIRMED
    rule: Rule | None = None
    without: tuple[dt.date, ...] = ()
    instance_of: dt.date | None = None
    description: str = ""
    place: str = ""
    address: str = ""
    # For invitations: who invites, who is invited and what they answered so far.
    organizer: "Party | None" = None
    attendee: "Party | None" = None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody of an invitation: a name, a mail address, and for who is invited the answer (RFC 5545, PARTSTAT)."""

    name: str
    mail: str
    answer: str = "NEEDS-ACTION"


@dataclass(frozen=True, slots=True)
class Feed:
    """A whole calendar; ``refresh_hours`` is how often a reader may come back; ``method`` is for invitations."""

    name: str
    events: tuple[Event, ...]
    refresh_hours: int = 4
    method: str = ""


def write_feed(feed: Feed) -> bytes:
    """The feed in UTF-8, lines ended by CRLF and folded at 75 octets.

    Raises ValueError on an event that ends before it starts, has no UID, a moment without zone or an unknown status.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    if feed.method:
        lines.append(f"METHOD:{_token(feed.method)}")
    if feed.name:
        lines += [f"X-WR-CALNAME:{escape(feed.name)}", f"NAME:{escape(feed.name)}"]
    if not feed.method:
        lines.append(f"REFRESH-INTERVAL;VALUE=DURATION:PT{feed.refresh_hours}H")
        lines.append(f"X-PUBLISHED-TTL:PT{feed.refresh_hours}H")
    # A calendar holds one thing at least (RFC 5545, 3.6): where nothing is planned yet, the hours of Paris.
    zones = _zones(feed.events) if feed.events else {ZoneInfo("Europe/Paris"): FIRST_YEAR}
    for zone, year in sorted(zones.items(), key=lambda item: item[0].key):
        lines += vtimezone(zone, year)
    for event in feed.events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line)).encode()


def escape(text: str) -> str:
    """A text value: backslash, semicolon, comma and newline escaped, control characters left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text).encode("utf-8", "ignore").decode()
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> list[str]:
    """The line in pieces of at most 75 octets, those after the first starting with a space, no character cut."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return [*pieces, piece]


def _event(event: Event) -> list[str]:
    _check(event)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escape(event.uid)}",
        f"DTSTAMP:{_utc(event.stamp)}",
        f"LAST-MODIFIED:{_utc(event.changed)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{event.status}",
        _when("DTSTART", event.start),
        _when("DTEND", event.end),
        f"SUMMARY:{escape(event.title)}",
    ]
    if event.instance_of is not None:
        lines.append(_when("RECURRENCE-ID", event.instance_of))
    if event.rule is not None:
        lines.append(f"RRULE:{_rule(event.rule, event.start)}")
    lines += [_when("EXDATE", moment) for moment in sorted(event.without)]
    lines += [f"{name}:{escape(text)}" for name, text in _texts(event) if text]
    if event.address:
        lines.append(f"URL:{_address(event.address)}")
    if event.organizer is not None:
        lines.append(f"ORGANIZER{_named(event.organizer)}:mailto:{_address(event.organizer.mail)}")
    if event.attendee is not None:
        answer = f";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={_token(event.attendee.answer)};RSVP=TRUE"
        lines.append(f"ATTENDEE{answer}{_named(event.attendee)}:mailto:{_address(event.attendee.mail)}")
    return [*lines, "END:VEVENT"]


def _named(party: Party) -> str:
    """The name as a parameter: in quotes, where no quote may stand (RFC 5545, 3.2)."""
    name = " ".join(_CONTROLS.sub("", party.name).replace('"', "'").split())
    return f';CN="{name}"' if name else ""


def _texts(event: Event) -> Iterable[tuple[str, str]]:
    return (("DESCRIPTION", event.description), ("LOCATION", event.place))


def _check(event: Event) -> None:
    moments = [event.start, event.end, *event.without, *([event.instance_of] if event.instance_of else [])]
    kinds = {isinstance(moment, dt.datetime) for moment in moments}
    if len(kinds) != 1:
        raise ValueError("days and moments in one event")
    if any(isinstance(moment, dt.datetime) and moment.tzinfo is None for moment in moments):
        raise ValueError("a moment without zone")
    if event.end < event.start or not event.uid.strip():
        raise ValueError(f"event {event.uid!r} ends before it starts or has no identifier")
    if event.status not in {CONFIRMED, TENTATIVE, CANCELLED} or event.sequence < 0:
        raise ValueError((event.status, event.sequence))
    if event.rule is not None and event.instance_of is not None:
        raise ValueError("an instance has no rule of its own")


def _when(name: str, moment: dt.date) -> str:
    if not isinstance(moment, dt.datetime):
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    zone = moment.tzinfo
    if not isinstance(zone, ZoneInfo) or zone.key == "UTC" or _has_no_wall(moment):
        return f"{name}:{_utc(moment)}"
    return f"{name};TZID={zone.key}:{moment:%Y%m%dT%H%M%S}"


def _has_no_wall(moment: dt.datetime) -> bool:
    """Whether wall time alone would mislead: the second of two equal hours, or an hour that does not exist."""
    back = moment.astimezone(dt.UTC).astimezone(moment.tzinfo).replace(tzinfo=None)
    is_second = moment.fold == 1 and moment.utcoffset() != moment.replace(fold=0).utcoffset()
    return is_second or back != moment.replace(tzinfo=None)


def _utc(moment: dt.datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without zone")
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _rule(rule: Rule, start: dt.date) -> str:
    """The rule as calendars want it: its end has the type of the start, a moment in UTC or a day."""
    until = rule.until
    if isinstance(start, dt.datetime):
        if until is not None and not isinstance(until, dt.datetime):
            until = dt.datetime.combine(until, dt.time(23, 59, 59), tzinfo=start.tzinfo)
        elif until is not None and until.tzinfo is None:
            until = until.replace(tzinfo=start.tzinfo)
        until = until and until.astimezone(dt.UTC)
    elif isinstance(until, dt.datetime):
        until = until.date()
    return write(said_in_full(replace(rule, until=until), start))


def _address(text: str) -> str:
    if _CONTROLS.search(text) or re.search(r"\s", text):
        raise ValueError("a web address with a blank or a control character")
    return text


def _token(text: str) -> str:
    if not re.fullmatch(r"[A-Z-]{1,30}", text):
        raise ValueError(text)
    return text


def _zones(events: Iterable[Event]) -> dict[ZoneInfo, int]:
    """Each zone that wall times of the feed name, with the first year in which one does."""
    found: dict[ZoneInfo, int] = {}
    for event in events:
        for moment in (event.start, event.end, *event.without, event.instance_of):
            if isinstance(moment, dt.datetime) and isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key != "UTC":
                year = moment.year
                found[moment.tzinfo] = min(year, found.get(moment.tzinfo, year))
    return found
