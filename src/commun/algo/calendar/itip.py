"""Answers to invitations, as calendar programs mail them (iTIP, RFC 5546): read whatever their shape, or refused.

What is read is what an answer needs: which invitation, which of its dates, which answer, to which version. A program
may leave out the organizer (Outlook.com does), write its own zones, repeat the whole rule: none of it is needed and
nothing is expanded. What is too big, or no calendar, is refused by name.
"""

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from commun.algo.calendar.zones import Row, Zones

MOST_SIGNS, MOST_LINES, MOST_EVENTS = 200_000, 5_000, 20
FIRST_YEAR, LAST_YEAR = 1000, 9000
REPLY, COUNTER = "REPLY", "COUNTER"
ACCEPTED, DECLINED, TENTATIVE, DELEGATED = "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"
ANSWERS = frozenset({ACCEPTED, DECLINED, TENTATIVE, DELEGATED})
# Quotes within a name and blanks before a parameter are no iCalendar, and are written all the same.
_NAME = "[A-Za-z0-9-]+"
_VALUE = r"(?:\"[^\"]*\"|[^\";:,])*"
_VALUES = f"{_VALUE}(?:,{_VALUE})*"
_LINE = re.compile(rf"({_NAME})((?:;\s*{_NAME}={_VALUES})*):(.*)", re.DOTALL)
_PARAMETER = re.compile(rf";\s*({_NAME})=({_VALUES})")
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")


class NotAnAnswer(ValueError):
    """It cannot be read as an answer; ``why``: too_big, not_a_calendar, not_an_answer, no_event, no_answer."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. ``instance``: the first planned start of the one date it is about, None for all; ``answer`` is empty
    for a counter-proposal, which gives ``start`` and ``end``. ``attendee``: the address that it says answers.
    """

    uid: str
    method: str
    answer: str
    attendee: str = ""
    instance: dt.datetime | dt.date | None = None
    sequence: int = 0
    stamp: dt.datetime | None = None
    comment: str = ""
    delegated_to: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None


def read_reply(text: str, mine: str = "") -> list[Reply]:
    """The answers of a calendar text, one for each of its events that has one. Raises NotAnAnswer.

    ``mine``: the address that was invited; an event may repeat what others answered.
    """
    if len(text) > MOST_SIGNS:
        raise NotAnAnswer("too_big")
    rows = list(_rows(text))
    if not rows or rows[0][0] != "BEGIN" or rows[0][2].upper() != "VCALENDAR":
        raise NotAnAnswer("not_a_calendar")
    method = next((value.strip().upper() for name, _parameters, value in rows if name == "METHOD"), "")
    if method not in {REPLY, COUNTER}:
        raise NotAnAnswer("not_an_answer")
    events = _events(rows)
    if not events:
        raise NotAnAnswer("no_event")
    if len(events) > MOST_EVENTS:
        raise NotAnAnswer("too_big")
    zones = Zones(rows)
    replies = [_reply(method, event, zones, mine.lower()) for event in events]
    if not any(replies):
        raise NotAnAnswer("no_answer")
    return [one for one in replies if one is not None]


def _rows(text: str) -> Iterator[Row]:
    """The lines unfolded: a name, its parameters, the value. A line that is none is left out."""
    lines = re.sub(r"\r?\n[ \t]", "", text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    if len(lines) > MOST_LINES:
        raise NotAnAnswer("too_big")
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is not None:
            parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(found[2])}
            yield found[1].upper(), parameters, found[3].strip()


def _events(rows: list[Row]) -> list[list[Row]]:
    """The lines of each event, those of what stands inside it (alarms) left out."""
    events: list[list[Row]] = []
    inside: list[str] = []
    for row in rows:
        name, _parameters, value = row
        if name == "BEGIN":
            inside.append(value.upper())
            if value.upper() == "VEVENT":
                events.append([])
        elif name == "END":
            if inside:
                inside.pop()
        elif inside and inside[-1] == "VEVENT":
            events[-1].append(row)
    return events


def _reply(method: str, event: list[Row], zones: Zones, mine: str) -> Reply | None:
    """What one event answers; nothing when it leaves that for later, as a series beside one answered date."""
    first: dict[str, Row] = {}
    for row in event:
        first.setdefault(row[0], row)
    uid = first["UID"][2] if "UID" in first else ""
    who = _attendee(event, mine)
    said = who[1] if who is not None else {}
    answer = said.get("PARTSTAT", "").upper()
    if method == REPLY and answer not in ANSWERS:
        return None
    instance = _moment(first.get("RECURRENCE-ID"), zones)
    # One date that cannot be told is not the whole series.
    if not uid or ("RECURRENCE-ID" in first and instance is None):
        raise NotAnAnswer("no_answer")
    return Reply(
        uid=_unescaped(uid)[:250],
        method=method,
        answer=answer if method == REPLY else "",
        attendee=_mail(who[2]) if who is not None else "",
        instance=instance,
        sequence=_whole(first.get("SEQUENCE")),
        stamp=_aware(_moment(first.get("DTSTAMP"), zones)),
        comment=_unescaped(first["COMMENT"][2])[:2000] if "COMMENT" in first else _beside(said),
        delegated_to=_mail(said.get("DELEGATED-TO", "").strip('"')),
        start=_aware(_moment(first.get("DTSTART"), zones)),
        end=_aware(_moment(first.get("DTEND"), zones)),
    )


def _attendee(event: list[Row], mine: str) -> Row | None:
    """Who answers: the one invited, answer or not; else the first who answers and does not invite; else the first."""
    organizer = next((_mail(value) for name, _parameters, value in event if name == "ORGANIZER"), "")

    def rank(row: Row) -> tuple[bool, bool, bool]:
        mail = _mail(row[2])
        return mail != mine, row[1].get("PARTSTAT", "").upper() not in ANSWERS, mail == organizer

    return min((row for row in event if row[0] == "ATTENDEE"), key=rank, default=None)


def _beside(said: dict[str, str]) -> str:
    """The words that Google writes beside the attendee: as of a web page, with the escapes of a text."""
    return html.unescape(_unescaped(said.get("X-RESPONSE-COMMENT", "")))[:2000]


def _mail(value: str) -> str:
    return re.sub(r"^mailto:", "", value.strip(), flags=re.IGNORECASE).lower()[:320]


def _whole(row: Row | None) -> int:
    return int(row[2]) if row is not None and re.fullmatch(r"\d{1,9}", row[2]) else 0


def _moment(row: Row | None, zones: Zones) -> dt.datetime | dt.date | None:
    """A moment, in the zone that it names; a day; None when it is neither.

    At either end of time there is none: no other zone could tell it.
    """
    if row is None:
        return None
    name, value = row[1].get("TZID", ""), row[2]
    if name and ":" in value:
        # « TZID=tzone://Microsoft/Utc:20261201T090000 »: a name that needed quotes and has none.
        rest, _colon, value = value.rpartition(":")
        name = f"{name}:{rest}"
    found = _MOMENT.match(value)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            return day
        at = dt.datetime.combine(day, dt.time(int(found[4]), int(found[5]), int(found[6])))
    except ValueError:
        return None
    return at.replace(tzinfo=dt.UTC if found[7] else zones.at(name, at))


def _aware(moment: dt.datetime | dt.date | None) -> dt.datetime | None:
    return moment if isinstance(moment, dt.datetime) else None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
