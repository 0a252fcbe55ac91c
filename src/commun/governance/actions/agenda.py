"""Verbs of the agenda: points that members bring, their order, and what becomes of those not dealt with."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from commun.core import clock, journal, live, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.governance import ritual
from commun.governance.actions.places import refuse_unless, self_of
from commun.governance.journal import meetings as facts
from commun.governance.models import AgendaItem, Meeting, Membership
from commun.governance.models.meetings import Part
from commun.governance.policies import meetings as policies
from commun.governance.queries import meetings as queries

ABOUT = "governance.point"
MOST_POINTS = 60
LONGEST_POINT = 240
# A series says how often a point is carried over; a meeting on its own follows the house's usual.
CARRIED_MOST = 2
Actor = journal.Person | journal.Rule


@dataclass(frozen=True)
class Point:
    """What a member brings: what for (inform, discuss, decide), how long, in which part of the ritual."""

    title: str
    detail: str = ""
    wish: str = AgendaItem.Wish.DISCUSS
    minutes: int = 10
    part: str = Part.POINTS
    about: str = ""


@transaction.atomic
def add_point(*, by: Membership, meeting: Meeting, point: Point) -> AgendaItem:
    """Bring a point to a meeting to come or under way. Raises Refused."""
    refuse_unless(policies.can_take_part(by) and by.space_id == meeting.space_id)
    row = _held(meeting)
    if row.state not in {Meeting.State.PLANNED, Meeting.State.OPEN}:
        raise Refused(_("This meeting is over: bring the point to the next one."))
    _check(point)
    with scope.use(row.space_id):
        if row.items.filter(is_ritual=False).count() >= MOST_POINTS:
            raise Refused(_("This agenda already holds 60 points: bring it to another meeting."))
        item = AgendaItem(
            space=row.space, meeting=row, owner=by, created_at=clock.now(), position=_place(row, point.part)
        )
        _fill(item, point)
        item.save()
    _record(facts.POINT_ADDED, item, self_of(by), meeting=row.ref, part=item.part)
    _tell(row)
    return item


@transaction.atomic
def change_point(*, by: Membership, item: AgendaItem, point: Point) -> AgendaItem:
    """Change a point that is still to come. Raises Refused."""
    row = _locked_for(by, item)
    _check(point)
    _fill(row, point)
    row.save()
    _record(facts.POINT_CHANGED, row, self_of(by))
    _tell(row.meeting)
    return row


@transaction.atomic
def withdraw_point(*, by: Membership, item: AgendaItem) -> AgendaItem:
    """Take a point out of the agenda; it stays readable in the journal. Raises Refused."""
    row = _locked_for(by, item)
    row.state = AgendaItem.State.DROPPED
    row.save(update_fields=["state"])
    _record(facts.POINT_WITHDRAWN, row, self_of(by))
    _tell(row.meeting)
    return row


@transaction.atomic
def move_point(*, by: Membership, item: AgendaItem, up: bool) -> AgendaItem:
    """Move a point one place up or down among those of its part (before) or of the whole meeting (during)."""
    refuse_unless(policies.can_take_part(by) and by.space_id == item.space_id)
    meeting = _held(item.meeting)
    with scope.use(item.space_id):
        rows = list(queries.steps_of(meeting).select_for_update(of=("self",)))
    if meeting.state == Meeting.State.PLANNED:
        rows = [row for row in rows if row.part == item.part]
    keys = [row.pk for row in rows]
    if item.pk not in keys:
        raise Refused(_("This point is no longer in the agenda."))
    at = keys.index(item.pk)
    target = at + (-1 if up else 1)
    if 0 <= target < len(rows):
        rows[at], rows[target] = rows[target], rows[at]
        positions = sorted(row.position for row in rows)
        if len(set(positions)) < len(positions):
            positions = list(range(positions[0], positions[0] + len(rows)))
        for row, position in zip(rows, positions, strict=True):
            row.position = position
        AgendaItem._base_manager.bulk_update(rows, ["position"])
        _tell(meeting)
    return next(row for row in rows if row.pk == item.pk)


@transaction.atomic
def answer_asked(*, by: Membership, item: AgendaItem, keep: bool) -> AgendaItem:
    """A point carried over as often as allowed: bring it once more, or let it go. Raises Refused."""
    if not policies.can_change_point(by, item):
        raise Refused(_("This point waits for the person who brought it."))
    journal.hold(item.space)
    with scope.use(item.space_id):
        row = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__space").get(pk=item.pk)
    if row.state != AgendaItem.State.ASKED:
        raise Refused(_("This point no longer waits for an answer."))
    if not keep:
        row.state = AgendaItem.State.DROPPED
        row.save(update_fields=["state"])
        _record(facts.POINT_WITHDRAWN, row, self_of(by))
        return row
    following = queries.next_meeting(row.space)
    if following is None:
        raise Refused(_("No meeting is planned: plan one first, then bring the point to it."))
    return _carry(row, following, count=0, actor=self_of(by))


def carry_over(meeting: Meeting, *, counts: bool) -> list[AgendaItem]:
    """What was not dealt with goes to the next meeting; one carried too often waits for its owner instead.

    ``counts`` is false for a cancelled meeting: nobody had a chance to speak. Called in the closing transaction.
    """
    with scope.use(meeting.space_id):
        held = AgendaItem.objects.filter(meeting=meeting, is_ritual=False, state=AgendaItem.State.PLANNED)
        left = list(held.select_for_update().order_by("position", "pk"))
    following = queries.next_meeting(meeting.space, besides=meeting)
    most = meeting.series.carried_most if meeting.series else CARRIED_MOST
    rule = journal.Rule(facts.SERIES_RULE)
    moved = []
    for item in left:
        count = item.carried_count + (1 if counts else 0)
        if count > most or following is None:
            item.state = AgendaItem.State.ASKED
            item.save(update_fields=["state"])
            _record(facts.POINT_ASKED, item, rule)
        else:
            moved.append(_carry(item, following, count=count, actor=rule))
    return moved


def _carry(item: AgendaItem, to: Meeting, *, count: int, actor: Actor) -> AgendaItem:
    with scope.use(item.space_id):
        copy = AgendaItem(
            space=item.space,
            meeting=to,
            part=item.part,
            title=item.title,
            detail=item.detail,
            owner=item.owner,
            wish=item.wish,
            minutes=item.minutes,
            about=item.about,
            position=_place(to, item.part),
            carried_count=count,
            carried_from=item,
            created_at=clock.now(),
        )
        copy.save()
        item.state = AgendaItem.State.CARRIED
        item.save(update_fields=["state"])
    _record(facts.POINT_CARRIED, copy, actor, **{"from": item.ref, "count": count})
    return copy


def _fill(item: AgendaItem, point: Point) -> None:
    item.title, item.detail = one_line(point.title), as_written(point.detail)
    item.wish, item.minutes, item.part, item.about = point.wish, point.minutes, point.part, point.about


def _check(point: Point) -> None:
    if not point.title.strip():
        raise Refused(_("Say in a few words what the point is about."))
    if len(point.title) > 200 or len(point.detail) > 2000:
        raise Refused(_("The title has at most 200 signs, the detail 2,000."))
    if point.wish not in AgendaItem.Wish.values or point.part not in ritual.OPEN_PARTS:
        raise Refused(_("Choose a part of the agenda and a wish."))
    if not 1 <= point.minutes <= LONGEST_POINT:
        raise Refused(_("A point lasts between 1 and 240 minutes."))


def _place(meeting: Meeting, part: str) -> int:
    """After the points of the same part; while the meeting runs, what comes after makes room."""
    highest: int = meeting.items.filter(part=part).aggregate(last=Max("position"))["last"] or 0
    if meeting.state == Meeting.State.PLANNED:
        return highest + 1
    end: int | None = meeting.items.filter(part=Part.CLOSING).aggregate(last=Max("position"))["last"]
    last: int = meeting.items.aggregate(last=Max("position"))["last"] or 0
    at = highest + 1 if highest else end or last + 1
    meeting.items.filter(position__gte=at).update(position=F("position") + 1)
    return at


def _locked_for(by: Membership, item: AgendaItem) -> AgendaItem:
    if not policies.can_change_point(by, item):
        raise Refused(_("Whoever brought a point, or those who facilitate, may change it as long as it is to come."))
    journal.hold(item.space)
    with scope.use(item.space_id):
        return AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__space").get(pk=item.pk)


def _held(meeting: Meeting) -> Meeting:
    # The journal before the meeting, as everywhere: two verbs never wait for each other crosswise.
    journal.hold(meeting.space)
    with scope.use(meeting.space_id):
        return Meeting.objects.select_for_update(of=("self",)).select_related("space", "series").get(pk=meeting.pk)


def _tell(meeting: Meeting) -> None:
    live.tell(f"meeting:{meeting.ref}", "agenda")


def _record(name: str, item: AgendaItem, actor: Actor, **data: Any) -> None:
    journal.record(name, space=item.space, actor=actor, about=(ABOUT, item.ref), data=data)
