"""Verbs of one meeting: planning it, moving it, cancelling it, opening, going from step to step, closing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, live, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance import meeting_dates, ritual
from commun.governance.actions import agenda, duties
from commun.governance.actions.meeting_series import LONGEST_PLACE, topic_of, words_of
from commun.governance.actions.places import hold, refuse_unless, self_of
from commun.governance.journal import meetings as facts
from commun.governance.models import AgendaItem, Meeting, Membership, MinuteLine
from commun.governance.models.meetings import Kind
from commun.governance.notifications import convening, guests
from commun.governance.notifications import meetings as letters
from commun.governance.policies import meetings as policies
from commun.governance.queries import meetings as queries

ABOUT = "governance.meeting"
KEPT, MOVED = "kept", "moved"
EARLY = dt.timedelta(hours=12)
Actor = journal.Person | journal.Rule


@dataclass(frozen=True)
class MeetingPlan:
    """One meeting on its own; ``day`` and ``at`` are local to ``zone``."""

    title: str
    day: dt.date
    at: dt.time
    minutes: int
    zone: str = "Europe/Paris"
    kind: str = Kind.WORKING
    place: str = ""
    link: str = ""
    min_presence: int = 0
    is_public: bool = False


@transaction.atomic
def plan_meeting(*, by: Membership, plan: MeetingPlan, is_inviting: bool = True) -> Meeting:
    """Plan a meeting outside of any series; any awake member may. Members are invited by mail. Raises Refused."""
    refuse_unless(policies.can_take_part(by))
    plan = replace(plan, **words_of(plan))
    start = _moment(plan.day, plan.at, plan.zone, plan.minutes)
    meeting = Meeting(
        space=by.space,
        title=plan.title,
        kind=plan.kind,
        starts_at=start,
        ends_at=start + dt.timedelta(minutes=plan.minutes),
        place=plan.place,
        link=plan.link,
        min_presence=plan.min_presence,
        is_public=plan.is_public,
        changed_at=clock.now(),
    )
    meeting.save()
    _record(facts.PLANNED, meeting, self_of(by), {"starts_at": start.isoformat()})
    if is_inviting:
        convening.invite(meeting, by)
    return meeting


@transaction.atomic
def move_meeting(
    *, by: Membership, meeting: Meeting, day: dt.date, at: dt.time, minutes: int = 0, place: str | None = None,
    reason: str = "",
) -> Meeting:  # fmt: skip
    """Give a meeting another moment (an exception of its series): members are told by mail. Raises Refused."""
    refuse_unless(policies.can_arrange(by) and by.space_id == meeting.space_id)
    row = locked(meeting)
    _refuse_unless_planned(row)
    before, was = row.starts_at, (row.starts_at, row.ends_at, row.place)
    length = minutes or int((row.ends_at - row.starts_at).total_seconds()) // 60
    row.starts_at = _moment(day, at, zone_name(row), length)
    row.ends_at = row.starts_at + dt.timedelta(minutes=length)
    row.place = row.place if place is None else one_line(place, LONGEST_PLACE)
    if (row.starts_at, row.ends_at, row.place) == was:
        raise Refused(_("This meeting already takes place then and there: nobody has anything to be told."))
    row.day_off_answer, row.reason = MOVED, reason.strip()[:300]
    _touch(row)
    data = {"from": before.isoformat(), "to": row.starts_at.isoformat()}
    fact = _record(facts.MOVED, row, self_of(by), data, {"reason": reason.strip()})
    letters.moved(row, by, before, fact.pk)
    guests.tell_changes(by, [(row, before)])
    return row


@transaction.atomic
def keep_date(*, by: Membership, meeting: Meeting) -> Meeting:
    """Keep a meeting that falls on a day off where it is. Raises Refused."""
    refuse_unless(policies.can_arrange(by) and by.space_id == meeting.space_id)
    row = locked(meeting)
    _refuse_unless_planned(row)
    row.day_off_answer = KEPT
    row.save(update_fields=["day_off_answer"])
    _record(facts.DATE_KEPT, row, self_of(by))
    return row


@transaction.atomic
def cancel_meeting(*, by: Membership, meeting: Meeting, reason: str = "") -> Meeting:
    """Cancel a meeting: its points wait for the next one, calendars show it cancelled. Raises Refused."""
    refuse_unless(policies.can_arrange(by) and by.space_id == meeting.space_id)
    row = locked(meeting)
    _refuse_unless_planned(row)
    row.state, row.reason = Meeting.State.CANCELLED, reason.strip()[:300]
    _touch(row)
    fact = _record(facts.CANCELLED, row, self_of(by), words={"reason": reason.strip()})
    agenda.carry_over(row, counts=False)
    letters.cancelled(row, by, fact.pk)
    guests.tell_changes(by, [(row, None)])
    return row


@transaction.atomic
def open_meeting(*, by: Membership, meeting: Meeting) -> Meeting:
    """Open the meeting: the ritual and the points become its steps. Never blocked by a missing facilitator (R34)."""
    _refuse_unless_run(by, meeting)
    row = locked(meeting)
    if row.state == Meeting.State.OPEN:
        return row
    _refuse_unless_planned(row)
    if row.starts_at - clock.now() > EARLY:
        raise Refused(_("This meeting is too far ahead to be opened: move it first if it takes place now."))
    first = _lay_out(row)
    row.state, row.opened_at = Meeting.State.OPEN, clock.now()
    row.step, row.step_since = first, clock.now()
    _touch(row)
    _record(facts.OPENED, row, self_of(by))
    return row


@transaction.atomic
def go_to(*, by: Membership, meeting: Meeting, item: AgendaItem) -> Meeting:
    """Make this step the present one; the time spent on the one that is left is added to it. Raises Refused."""
    _refuse_unless_run(by, meeting)
    row = locked(meeting)
    _refuse_unless_open(row)
    if item.meeting_id != row.pk or item.state in {AgendaItem.State.DROPPED, AgendaItem.State.CARRIED}:
        raise Refused(_("This step is not in this meeting any more."))
    _go(row, item)
    return row


def _go(row: Meeting, item: AgendaItem, *, is_done: bool = True) -> None:
    # Going back to look at something again does not settle the step that is left.
    goes_on = row.step is None or item.position > row.step.position
    _leave_step(row, is_done=is_done and goes_on)
    AgendaItem._base_manager.filter(pk=item.pk, state=AgendaItem.State.DONE).update(state=AgendaItem.State.PLANNED)
    row.step, row.step_since = item, clock.now()
    # The floor is of one step: those who still wait asked about the last one.
    row.floor = {**row.floor, "queue": [], "round": None}
    row.save(update_fields=["step", "step_since", "floor"])
    live.tell(topic_of(row), "step", item.ref)


def next_step(*, by: Membership, meeting: Meeting, back: bool = False) -> Meeting:
    """Go to the step after (or before) the present one. Raises Refused at the edges."""
    target = _neighbour(meeting, -1 if back else 1)
    if target is None:
        raise Refused(_("This is the first step.") if back else _("This is the last step: close the meeting."))
    return go_to(by=by, meeting=meeting, item=target)


def _neighbour(meeting: Meeting, by: int) -> AgendaItem | None:
    with scope.use(meeting.space_id):
        steps = list(queries.steps_of(meeting))
    keys = [step.pk for step in steps]
    target = (keys.index(meeting.step_id) if meeting.step_id in keys else -1) + by
    return steps[target] if 0 <= target < len(steps) else None


@transaction.atomic
def keep_for_later(*, by: Membership, item: AgendaItem) -> Meeting:
    """Leave a point for the next meeting while this one runs; the next step then comes. Raises Refused."""
    _refuse_unless_run(by, item.meeting)
    row = locked(item.meeting)
    _refuse_unless_open(row)
    if item.is_ritual or item.state not in {AgendaItem.State.PLANNED, AgendaItem.State.DONE}:
        raise Refused(_("Only a point of the agenda can be left for the next meeting."))
    AgendaItem._base_manager.filter(pk=item.pk).update(state=AgendaItem.State.PLANNED)
    following = _neighbour(row, 1) if row.step_id == item.pk else None
    if following is not None:
        _go(row, following, is_done=False)
    live.tell(topic_of(row), "agenda", item.ref)
    return row


@transaction.atomic
def close_meeting(*, by: Membership, meeting: Meeting) -> Meeting:
    """Close: what was not dealt with is carried over, the minutes leave to every member, the rota looks ahead."""
    _refuse_unless_run(by, meeting)
    hold(meeting.space)
    row = locked(meeting)
    _refuse_unless_open(row)
    _leave_step(row, is_done=True)
    row.state, row.closed_at = Meeting.State.CLOSED, clock.now()
    row.step, row.step_since, row.floor = None, None, {}
    row.minutes_state, row.minutes_at = Meeting.Minutes.MAILED, clock.now()
    _touch(row)
    _record(facts.CLOSED, row, self_of(by))
    agenda.carry_over(row, counts=True)
    _approve_those_before(row)
    _record(facts.MINUTES_SENT, row, self_of(by))
    letters.send_minutes(row)
    following = queries.next_meeting(row.space)
    if following is not None:
        duties.propose_duties(meeting=following)
    return row


def _approve_those_before(meeting: Meeting) -> None:
    """The minutes of the meetings before, sent and left without an unanswered remark, stand: silence was agreed."""
    with scope.use(meeting.space_id):
        disputed = MinuteLine.objects.filter(nature=MinuteLine.Nature.REMARK, is_open=True).values("meeting_id")
        sent = (
            Meeting.objects.select_for_update(of=("self",))
            .select_related("space")
            .filter(minutes_state=Meeting.Minutes.MAILED, state=Meeting.State.CLOSED, starts_at__lt=meeting.starts_at)
        )
        for row in list(sent.exclude(pk=meeting.pk).exclude(pk__in=disputed).order_by("pk")):
            approve(row, journal.Rule(facts.SILENCE_RULE))


def approve(row: Meeting, actor: Actor) -> None:
    """Mark minutes as approved; the row is held by the caller."""
    row.minutes_state, row.minutes_at = Meeting.Minutes.APPROVED, clock.now()
    row.save(update_fields=["minutes_state", "minutes_at"])
    _record(facts.MINUTES_APPROVED, row, actor)


def _leave_step(row: Meeting, *, is_done: bool) -> None:
    if row.step_id is None or row.step_since is None:
        return
    with scope.use(row.space_id):
        left = AgendaItem.objects.select_for_update().get(pk=row.step_id)
        left.spent_seconds += max(0, int((clock.now() - row.step_since).total_seconds()))
        if is_done and left.state == AgendaItem.State.PLANNED:
            left.state = AgendaItem.State.DONE
        left.save(update_fields=["spent_seconds", "state"])


def _lay_out(meeting: Meeting) -> AgendaItem:
    """Write the parts of the ritual as steps, each point in its part; returns the first step."""
    steps = queries.ritual_of(meeting)
    with scope.use(meeting.space_id):
        points = list(AgendaItem.objects.filter(meeting=meeting, state=AgendaItem.State.PLANNED, is_ritual=False))
        ordered: list[AgendaItem] = []
        left = list(points)
        for step in steps:
            inside = [point for point in left if point.part == step["part"]]
            left = [point for point in left if point.part != step["part"]]
            if not inside or step["part"] != "points":
                ordered.append(_part(meeting, step))
            ordered += inside
        # Points of a part that the ritual no longer has come before its end.
        ordered[-1:-1] = left
        for position, item in enumerate(ordered, start=1):
            item.position = position
        AgendaItem._base_manager.bulk_update(points, ["position"])
        AgendaItem._base_manager.bulk_create(item for item in ordered if item.pk is None)
    return ordered[0]


def _part(meeting: Meeting, step: Mapping[str, Any]) -> AgendaItem:
    return AgendaItem(
        space=meeting.space,
        meeting=meeting,
        part=step["part"],
        is_ritual=True,
        title=ritual.label_of(step),
        minutes=step["minutes"],
        created_at=clock.now(),
    )


def locked(meeting: Meeting) -> Meeting:
    """The row as it is now, held until the end of the transaction; the journal before it, as everywhere."""
    journal.hold(meeting.space)
    with scope.use(meeting.space_id):
        rows = Meeting.objects.select_for_update(of=("self",)).select_related("space", "series")
        return rows.get(pk=meeting.pk)


def zone_name(meeting: Meeting) -> str:
    """The zone in which the meeting's hour is said."""
    return meeting.series.zone if meeting.series else meeting.space.time_zone


def _moment(day: dt.date, at: dt.time, zone: str, minutes: int) -> dt.datetime:
    meeting_dates.check_minutes(minutes)
    place = meeting_dates.zone_of(zone)
    meeting_dates.check_day(day, clock.today(place))
    return meeting_dates.moment_of(dt.datetime.combine(day, at), place)


def _touch(row: Meeting) -> None:
    row.sequence += 1
    row.changed_at = clock.now()
    row.save()
    live.tell(topic_of(row), "meeting")


def _refuse_unless_run(by: Membership, meeting: Meeting) -> None:
    if not policies.can_run(by, meeting):
        raise Refused(_("Those who facilitate or write this meeting lead it: ask them, or swap the duty."))


def _refuse_unless_planned(row: Meeting) -> None:
    if row.state != Meeting.State.PLANNED:
        raise Refused(_("This meeting is no longer to come."))


def _refuse_unless_open(row: Meeting) -> None:
    if row.state != Meeting.State.OPEN:
        raise Refused(_("This meeting is not open."))


def _record(
    name: str,
    meeting: Meeting,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> Any:
    return journal.record(name, space=meeting.space, actor=actor, about=(ABOUT, meeting.ref), data=data, words=words)
