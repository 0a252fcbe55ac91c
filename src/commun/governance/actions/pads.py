"""Pasting a pad into the minutes of a meeting: all its lines at once, or none."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, live, scope
from commun.core.errors import Refused
from commun.governance.actions import duties, meetings, minutes
from commun.governance.actions.meeting_series import topic_of
from commun.governance.actions.places import self_of
from commun.governance.journal import meetings as facts
from commun.governance.models import AgendaItem, Meeting, Membership, MinuteLine
from commun.governance.queries import pads as queries

MOST_BORN = 100


@dataclass(frozen=True)
class Pasted:
    """How many lines were written, how many the minutes already held, how many gave birth to something."""

    written: int
    known: int
    born: int


@transaction.atomic
def paste_pad(*, by: Membership, meeting: Meeting, pad: str, confirmed: Collection[int] = ()) -> Pasted:
    """Write the lines of a pad that the minutes do not hold yet, each under its point. Raises Refused.

    ``confirmed`` are the numbers of the lines that a person confirmed to be the decision or the action proposed:
    a decision is then a matter heard, as from any line; every other line is a note. While the meeting is open, a
    point under which lines fall counts as dealt with.
    """
    row = meetings.locked(meeting)
    minutes.refuse_unless_written(by, row)
    preview = queries.preview_of(row, pad)
    wanted = {one.number for one in preview.new if one.number in confirmed and one.kind in {"decision", "action"}}
    if len(wanted) > MOST_BORN:
        raise Refused(_("At most 100 decisions and actions at once: untick some, then make them from their lines."))
    made = [
        MinuteLine(
            space=row.space,
            meeting=row,
            item=one.item,
            # What is born has its label as its nature.
            text=one.said if one.number in wanted else one.text,
            author=by,
            written_at=clock.now(),
            changed_at=clock.now(),
        )
        for one in preview.new
    ]
    with scope.use(row.space_id):
        MinuteLine.objects.bulk_create(made)
    for line, one in zip(made, preview.new, strict=True):
        if one.number not in wanted:
            continue
        if one.kind == queries.DECISION:
            minutes.make_decision(by=by, line=line)
        else:
            minutes.make_action(by=by, line=line, owner=one.owner, due_on=one.due_on)
    if made:
        _settle(row, made)
        _tell(by, row, made)
    return Pasted(len(made), preview.known, len(wanted))


def _settle(row: Meeting, made: Collection[MinuteLine]) -> None:
    """Who writes in a pad goes through the points there: those with words are not carried over at the close."""
    if row.state != Meeting.State.OPEN:
        return
    points = {line.item_id for line in made if line.item_id and line.item_id != row.step_id}
    planned = AgendaItem._base_manager.filter(pk__in=points, is_ritual=False, state=AgendaItem.State.PLANNED)
    planned.update(state=AgendaItem.State.DONE)


def _tell(by: Membership, row: Meeting, made: Collection[MinuteLine]) -> None:
    lines = [line.pk for line in made]
    journal.record(
        facts.PAD_PASTED,
        space=row.space,
        actor=self_of(by),
        about=(minutes.ABOUT_MEETING, row.ref),
        data={"lines": lines},
    )
    live.tell(topic_of(row), "minutes")
    if row.state == Meeting.State.OPEN:
        duties.note_writer(by=by, meeting=row)
