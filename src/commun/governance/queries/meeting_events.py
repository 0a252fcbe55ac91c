"""Meetings and series as the events of invitations: what calendars are sent, and how they name each date."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from commun.algo import calendar
from commun.core import clock, scope
from commun.core.urls import absolute, here
from commun.governance import meeting_dates
from commun.governance.models import Attendance, Meeting, MeetingSeries

# What was answered here, as calendars say it.
STANDS = {
    Attendance.Answer.COMING: "ACCEPTED",
    Attendance.Answer.MAYBE: "TENTATIVE",
    Attendance.Answer.NOT_COMING: "DECLINED",
}
WHOLE = ""


def uid_of(meeting: Meeting) -> str:
    """The identifier that calendars keep: it never changes, even when the house moves to another address."""
    return f"seance-{meeting.ref}@commun"


def uid_of_series(series: MeetingSeries) -> str:
    """The identifier of a whole series, in invitations."""
    return f"serie-{series.ref}@commun"


def planned_start(meeting: Meeting) -> dt.datetime | None:
    """The start that the rule of its series gave, by which calendars know this one date; None outside of a series."""
    if meeting.series is None or meeting.occurrence is None:
        return None
    zone = meeting_dates.zone_of(meeting.series.zone)
    return calendar.at_wall(dt.datetime.combine(meeting.occurrence, meeting.series.starts_at), zone).start


def instance_name(start: dt.datetime | None) -> str:
    """How a key remembers one date of a series, or the whole."""
    return WHOLE if start is None else f"{start.astimezone(dt.UTC):%Y%m%dT%H%MZ}"


def event_of(meeting: Meeting) -> calendar.Event:
    """One meeting: of its own, or the exception of its series."""
    zone = meeting_dates.zone_of(meeting.series.zone if meeting.series else meeting.space.time_zone)
    is_cancelled = meeting.state == Meeting.State.CANCELLED
    start = planned_start(meeting)
    return calendar.Event(
        uid=uid_of_series(meeting.series) if meeting.series is not None and start is not None else uid_of(meeting),
        start=meeting.starts_at.astimezone(zone),
        end=meeting.ends_at.astimezone(zone),
        title=f"{meeting.title} · {meeting.space.name}",
        stamp=clock.now(),
        changed=meeting.changed_at,
        sequence=meeting.sequence,
        status=calendar.ical.CANCELLED if is_cancelled else calendar.ical.CONFIRMED,
        instance_of=start,
        description=absolute(here(meeting.space.slug, "governance:meeting", meeting=meeting.ref)),
        place=meeting.place or meeting.link,
        address=absolute(here(meeting.space.slug, "governance:meeting", meeting=meeting.ref)),
    )


def events_of(series: MeetingSeries, *, until: dt.datetime | None = None) -> list[calendar.Event]:
    """The whole series: its rule from its first date on, days without, dates that were moved. 1 query, or none.

    ``until``: the series ended; what took place stays in calendars.
    """
    zone = meeting_dates.zone_of(series.zone)
    rule = meeting_dates.read_rule(series.rule)
    is_counted = rule.count is not None or until is not None
    after = series.starts_on if is_counted else max(clock.today(zone), series.starts_on)

    def dates_after(day: dt.date) -> list[meeting_dates.Date]:
        return meeting_dates.dates_of(series.rule, series.starts_on, series.starts_at, zone, after=day, most=1)

    # A series that came to its end by itself is known by its first date.
    first = (dates_after(after) or dates_after(series.starts_on))[0].start
    rows = _known_dates(series, first.astimezone(zone).date(), until)
    gone = [planned_start(row) for row in rows if row.state == Meeting.State.CANCELLED]
    page = absolute(here(series.space.slug, "governance:series", series=series.ref))
    whole = calendar.Event(
        uid=uid_of_series(series),
        start=first.astimezone(zone),
        end=(first + dt.timedelta(minutes=series.minutes)).astimezone(zone),
        title=f"{series.title} · {series.space.name}",
        stamp=clock.now(),
        changed=clock.now(),
        sequence=series.sequence,
        status=calendar.ical.CONFIRMED if until or series.ended_on is None else calendar.ical.CANCELLED,
        rule=_ended(rule, until) if until is not None else rule,
        without=tuple(one.astimezone(zone) for one in gone if one is not None),
        description=page,
        place=series.place or series.link,
        address=page,
    )
    return [whole, *_moved(rows)]


def _known_dates(series: MeetingSeries, since: dt.date, until: dt.datetime | None) -> list[Meeting]:
    """Those that the rule gives from a day on, wherever they went, and those to come; before ``until``. 1 query."""
    with scope.use(series.space_id):
        rows = series.meetings.filter(Q(occurrence__gte=since) | Q(starts_at__gt=clock.now()))
        found = list(rows.select_related("series", "space").order_by("pk"))
    return [row for row in found if until is None or min(row.starts_at, planned_start(row) or until) < until]


def _moved(rows: Sequence[Meeting]) -> list[calendar.Event]:
    """Dates that are not where the rule put them."""
    live = [row for row in rows if row.state != Meeting.State.CANCELLED]
    return [event_of(row) for row in live if planned_start(row) not in {None, row.starts_at}]


def _ended(rule: calendar.Rule, until: dt.datetime) -> calendar.Rule:
    return replace(rule, count=None, until=until)


def answers_for(meeting: Meeting) -> dict[int, str]:
    """What each member answered, as calendars say it. 1 query."""
    with scope.use(meeting.space_id):
        rows = Attendance.objects.filter(meeting=meeting).exclude(answer="").values_list("membership_id", "answer")
        return {pk: STANDS[Attendance.Answer(answer)] for pk, answer in rows}


def answers_by_date(series: MeetingSeries, told: Sequence[calendar.Event]) -> dict[dt.date | None, dict[int, str]]:
    """The same for each date of a series that has an event of its own, by planned start. 1 query, or none."""
    found: dict[dt.date | None, dict[int, str]] = {one.instance_of: {} for one in told if one.instance_of is not None}
    with scope.use(series.space_id):
        rows = Attendance.objects.filter(meeting__series=series).exclude(answer="").select_related("meeting__series")
        for row in rows if found else ():
            start = planned_start(row.meeting)
            if start in found:
                found[start][row.membership_id] = STANDS[Attendance.Answer(row.answer)]
    return found
