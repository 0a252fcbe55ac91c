"""Invitations for tests: a meeting, the mails that its calendars read, and what a calendar program answers."""

import datetime as dt
import email
import email.policy
from typing import Any

import pytest

from commun.core import mail
from commun.core.arriving import Outcome
from commun.core.models import OutgoingMail
from commun.governance.actions import meetings
from commun.governance.models import Attendance, Meeting, Membership
from tests.support.answers import hand_over, mail_that_says
from tests.support.world import Group

icalendar = pytest.importorskip("icalendar")
IN_A_MONTH = dt.date(2026, 12, 15)


def one_meeting(group: Group, **fields: Any) -> Meeting:
    plan = meetings.MeetingPlan("Bilan", IN_A_MONTH, dt.time(10), 90, place="Salle des fêtes", **fields)
    return meetings.plan_meeting(by=group.alice, plan=plan)


def sent_to(member: Membership, since: int = 0) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(to=member.person.email, pk__gt=since).exclude(calendar="").order_by("pk"))


def last_mail_pk() -> int:
    return OutgoingMail.objects.latest("pk").pk


def event_in(row: OutgoingMail) -> Any:
    """The one event of a mail, read from its very bytes by another library."""
    (event,) = calendar_in(row).walk("VEVENT")
    return event


def calendar_in(row: OutgoingMail) -> Any:
    message = email.message_from_bytes(mail.message_of(row).message().as_bytes(), policy=email.policy.default)
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    return icalendar.Calendar.from_ical(part.get_payload(decode=True))


def token_of(row: OutgoingMail) -> str:
    return row.headers["From"].partition("rsvp+")[2].partition("@")[0]


def ics_reply(row: OutgoingMail, answer: str = "ACCEPTED", method: str = "REPLY", **changed: Any) -> str:
    """What Outlook.com sends: no organizer, the attendee with the answer, the identity and version of the event."""
    event = calendar_in(row).walk("VEVENT")[0]
    given = {
        "UID": str(event["UID"]),
        "DTSTAMP": "20261116T120000Z",
        "SEQUENCE": str(event["SEQUENCE"]),
        f"ATTENDEE;PARTSTAT={answer}": f"mailto:{row.to}",
    }
    if "RECURRENCE-ID" in event:
        given["RECURRENCE-ID"] = f"{event['RECURRENCE-ID'].dt.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    given |= changed
    lines = [f"{name}:{value}" for name, value in given.items() if value is not None]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT"]
    return "\r\n".join([*head, *lines, "END:VEVENT", "END:VCALENDAR", ""])


def rsvp(
    row: OutgoingMail, ics: str, *, sender: str = "", token: str = "", text: str = "Accepté", **headers: str
) -> Outcome:
    message = mail_that_says(text, sender or row.to, **headers)
    message.add_alternative(ics, subtype="calendar", params={"method": "REPLY"})
    return hand_over("rsvp", token_of(row), message)


def answer_of(meeting: Meeting, member: Membership) -> str:
    row = Attendance._base_manager.filter(meeting=meeting, membership=member).first()
    return row.answer if row else ""
