"""Who may do what at a meeting. Getters raise NotFound for what is not the member's to see."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import policies, states
from commun.governance.models import AgendaItem, Duty, Meeting, MeetingSeries, Membership, MinuteLine

LIVE_DUTIES = (Duty.State.PROPOSED, Duty.State.ACCEPTED)
M = TypeVar("M", bound=Model)


def can_take_part(member: Membership) -> bool:
    """Awake members bring points, answer, speak, write in the minutes; those at rest read."""
    return member.state == states.MEMBER


def can_arrange(member: Membership) -> bool:
    """Series, dates and ritual: those who facilitate the group, or anybody awake when nobody does."""
    if not can_take_part(member):
        return False
    return policies.has_role(member) or policies.is_without_role(member.space)


def can_run(member: Membership, meeting: Meeting) -> bool:
    """Opening, steps, floor, close: whoever has a duty at this meeting, those who facilitate the group.

    When nobody has accepted to facilitate this meeting, any awake member may run it: never a block (R34).
    """
    if not can_take_part(member) or member.space_id != meeting.space_id:
        return False
    if policies.has_role(member):
        return True
    with scope.use(meeting.space_id):
        duties = list(Duty.objects.filter(meeting=meeting, state__in=LIVE_DUTIES))
    if any(duty.membership_id == member.pk or duty.pair_id == member.pk for duty in duties):
        return True
    accepted = Duty.State.ACCEPTED
    return not any(duty.task == Duty.Task.FACILITATOR and duty.state == accepted for duty in duties)


def can_write(member: Membership, meeting: Meeting) -> bool:
    """Lines of minutes: everybody awake while the meeting is open; then those who led it, until the approval."""
    if meeting.state == Meeting.State.OPEN:
        return can_take_part(member) and member.space_id == meeting.space_id
    is_sent = meeting.state == Meeting.State.CLOSED and meeting.minutes_state != Meeting.Minutes.APPROVED
    return is_sent and can_run(member, meeting)


def can_change_point(member: Membership, item: AgendaItem) -> bool:
    """Whoever brought it, or those who facilitate, as long as it is to come."""
    is_open = item.state in {AgendaItem.State.PLANNED, AgendaItem.State.ASKED} and not item.is_ritual
    mine = item.owner_id is None or item.owner_id == member.pk or policies.has_role(member)
    return is_open and mine and can_take_part(member)


def can_change_line(member: Membership, line: MinuteLine) -> bool:
    """Its author and those who run the meeting, until the minutes are approved."""
    if line.meeting.minutes_state == Meeting.Minutes.APPROVED or not can_take_part(member):
        return False
    return line.author_id == member.pk or can_run(member, line.meeting)


def meeting_for(member: Membership, ref: str) -> Meeting:
    """A meeting of the member's group. 1 query."""
    with scope.use(member.space_id):
        return _found(member, Meeting.objects.select_related("space", "series", "step"), ref)


def series_for(member: Membership, ref: str) -> MeetingSeries:
    """A series of the member's group. 1 query."""
    with scope.use(member.space_id):
        return _found(member, MeetingSeries.objects.select_related("space"), ref)


def item_for(member: Membership, ref: str) -> AgendaItem:
    """A point of an agenda of the member's group. 1 query."""
    with scope.use(member.space_id):
        return _found(member, AgendaItem.objects.select_related("meeting__space", "owner__person"), ref)


def duty_for(member: Membership, ref: str) -> Duty:
    """A duty at a meeting of the member's group. 1 query."""
    with scope.use(member.space_id):
        return _found(member, Duty.objects.select_related("meeting__space", "membership__person"), ref)


def line_for(member: Membership, pk: int) -> MinuteLine:
    """A line of minutes of the member's group. 1 query."""
    with scope.use(member.space_id):
        rows = MinuteLine.objects.select_related("meeting__space", "item", "author__person")
        found = rows.filter(pk=pk).first() if policies.is_inside(member) else None
    if found is None:
        raise NotFound
    return found


def _found(member: Membership, rows: "QuerySet[M]", ref: str) -> M:
    found = rows.filter(ref=ref).first() if policies.is_inside(member) else None
    if found is None:
        raise NotFound
    return found
