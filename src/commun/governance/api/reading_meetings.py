"""Readings: meetings, their agenda, their minutes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commun.core import scope
from commun.core.api.routes import Caller, Slice, Turn, newest, reading
from commun.core.errors import NotFound
from commun.governance.models import Meeting
from commun.governance.policies import meetings as policies
from commun.governance.queries import meetings as queries
from commun.governance.queries import minutes as minute_queries

GROUP = "groups/{group}"


@dataclass(frozen=True)
class MeetingTold:
    """One meeting."""

    ref: str
    title: str
    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    link: str
    state: str
    minutes: str


def _meeting(row: Meeting) -> MeetingTold:
    return MeetingTold(
        row.ref, row.title, row.kind, row.starts_at, row.ends_at, row.place, row.link, row.state, row.minutes_state
    )


@reading(f"{GROUP}/meetings", _("Meetings, the last planned first"), MeetingTold, state=Meeting.State)
def meetings(caller: Caller, turn: Turn, *, state: str = "", since: dt.date | None = None) -> Slice[MeetingTold]:
    """As the page of meetings, all of them. 1 query."""
    with scope.use(caller.space):
        rows = Meeting.objects.all()
        rows = rows.filter(state=state) if state else rows
        rows = rows.filter(starts_at__date__gte=since) if since else rows
        found = newest(rows, turn)
    return Slice([_meeting(row) for row in found.items], found.after)


@dataclass(frozen=True)
class PointTold:
    """One point of the agenda."""

    ref: str
    part: str
    title: str
    detail: str
    wish: str
    minutes: int
    brought_by: str
    state: str


@dataclass(frozen=True)
class ComerTold:
    """What somebody answered, and whether they were there."""

    person: str
    answer: str
    presence: str
    note: str


@dataclass(frozen=True)
class DutyTold:
    """Who does what at the meeting."""

    ref: str
    task: str
    person: str
    state: str


@dataclass(frozen=True)
class MeetingPage:
    """One meeting with its agenda and its company."""

    meeting: MeetingTold
    points: Sequence[PointTold]
    people: Sequence[ComerTold]
    duties: Sequence[DutyTold]


@reading(f"{GROUP}/meetings/{{meeting}}", _("One meeting: its agenda, who comes, who does what"), MeetingPage)
def meeting(caller: Caller, *, meeting: Meeting) -> MeetingPage:
    """As its page. 5 queries."""
    company = queries.company_of(meeting)
    with scope.use(caller.space):
        points = [
            PointTold(
                one.ref,
                one.part,
                one.title,
                one.detail,
                one.wish,
                one.minutes,
                one.owner.name if one.owner else "",
                one.state,
            )  # fmt: skip
            for one in queries.steps_of(meeting)
            if not one.is_ritual
        ]
    return MeetingPage(
        _meeting(meeting),
        points,
        [ComerTold(one.name, one.answer, one.presence, one.note) for one in company.comers],
        [DutyTold(one.ref, one.task, one.membership.name, one.state) for one in queries.duties_of(meeting)],
    )


@reading(f"{GROUP}/meetings/{{meeting}}/minutes", _("The minutes, once the meeting is over"), Any)
def minutes(caller: Caller, *, meeting: Meeting) -> Mapping[str, Any]:
    """As their page and their file."""
    if meeting.state != Meeting.State.CLOSED:
        raise NotFound
    leads = policies.can_run(caller.member, meeting)
    return minute_queries.as_json(minute_queries.minutes_of(meeting, caller.member, leads=leads))
