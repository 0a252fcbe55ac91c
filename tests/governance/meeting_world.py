"""Meetings for tests, made through the doors."""

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext

from commun.core import clock, scope
from commun.governance.actions import meeting_series, meetings
from commun.governance.models import Meeting, MeetingSeries, Membership
from tests.support.world import make_member, make_person

# The clock of tests stands on Monday 16 November 2026, noon: the third Monday, its meeting under way.
THIRD_MONDAY = "FREQ=MONTHLY;BYDAY=3MO"


def make_series(by: Membership, **fields: Any) -> MeetingSeries:
    """The third Monday, 14:00 to 16:00 in Paris."""
    values: dict[str, Any] = {
        "title": "Séance du mois",
        "rule": THIRD_MONDAY,
        "starts_on": dt.date(2026, 11, 16),
        "starts_at": dt.time(14),
        "minutes": 120,
    }
    return meeting_series.create_series(by=by, plan=meeting_series.SeriesPlan(**{**values, **fields}))


def meetings_of(series: MeetingSeries) -> list[Meeting]:
    """In order of time."""
    with scope.use(series.space_id):
        return list(series.meetings.select_related("space", "series").order_by("starts_at"))


def first_of(by: Membership, **fields: Any) -> Meeting:
    """The first meeting of a new series: today at 14:00."""
    return meetings_of(make_series(by, **fields))[0]


def again(meeting: Meeting) -> Meeting:
    """The row as the database has it now."""
    return Meeting._base_manager.select_related("space", "series", "step").get(pk=meeting.pk)


def opened(by: Membership, **fields: Any) -> Meeting:
    """A meeting under way."""
    return meetings.open_meeting(by=by, meeting=first_of(by, **fields))


def people(by: Membership, count: int) -> list[Membership]:
    """More members."""
    return [make_member(by.space, make_person(f"Membre {number}")) for number in range(count)]


def later(minutes: int) -> Any:
    """The clock, so many minutes later."""
    return clock.stopped(clock.now() + dt.timedelta(minutes=minutes))


def french(one: str, many: str = "", count: int = 1) -> str:
    """What the page says: the people of tests read French."""
    with translation.override("fr"):
        return ngettext(one, many, count) % {"count": count} if many else gettext(one)
