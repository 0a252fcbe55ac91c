"""What a date poll leads to: the date kept becomes a meeting, once, with the answers that were given for it."""

import contextlib
import datetime as dt
import zoneinfo
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.voting import summaries
from commun.core import journal, scope
from commun.core.errors import Refused
from commun.governance import methods, states
from commun.governance.actions import meetings
from commun.governance.actions.places import refuse_unless, self_of
from commun.governance.actions.processes import locked
from commun.governance.journal import meetings as facts
from commun.governance.models import Attendance, Ballot, Meeting, Membership, Option, Process
from commun.governance.notifications import convening
from commun.governance.policies import meetings as meeting_policies
from commun.governance.policies import processes as policies

# What was said for a date, as an answer to the meeting of that date.
SAID = {
    summaries.YES: Attendance.Answer.COMING,
    summaries.IF_NEED_BE: Attendance.Answer.MAYBE,
    summaries.NO: Attendance.Answer.NOT_COMING,
}


@transaction.atomic
def keep_date(*, by: Membership, process: Process, date: str) -> Process:
    """Choose one of the dates that suit as much; it becomes a meeting. Raises Refused."""
    refuse_unless(policies.can_conduct(by, process))
    row = locked(process)
    if row.method != Process.Method.DATES or row.state != Process.State.CLOSED or row.result is None:
        raise Refused(_("It is not open."))
    if row.result.get("meeting") or row.result.get("settled"):
        raise Refused(_("A date is kept already."))
    if date not in (row.result.get("ties") or [[]])[-1]:
        raise Refused(_("One of these options is not there (any more): read the page again."))
    missing: list[int] = next((slot["missing"] for slot in row.result.get("slots") or () if slot["date"] == date), [])
    kept = {"settled": [date], "missing": missing, "chosen_by": by.person_id}
    row.outcome, row.result = methods.ADOPTED, {**row.result, **kept}
    row.save(update_fields=["outcome", "result"])
    _write_meeting(row, by)
    return row


@transaction.atomic
def plan_kept_date(*, by: Membership, process: Process) -> Process:
    """Write the meeting that did not write itself, somebody needed being missing; once. Raises Refused."""
    refuse_unless(meeting_policies.can_take_part(by) and by.space_id == process.space_id)
    row = locked(process)
    if row.method != Process.Method.DATES or not (row.result or {}).get("settled"):
        raise Refused(_("No date is kept."))
    _write_meeting(row, by)
    return row


def closed(row: Process, actor: Any) -> None:
    """At the close: plan the meeting in the name of whoever opened the poll, unless somebody needed is missing.

    Without anybody to plan it, the date stays: somebody else writes the meeting.
    """
    if row.outcome == methods.ADOPTED and not (row.result or {}).get("missing"):
        with contextlib.suppress(Refused), transaction.atomic():
            _write_meeting(row, row.opened_by)


def _write_meeting(row: Process, by: Membership) -> None:
    """Plan the meeting of the date kept, with the answers given for it; nothing when it is there. Raises Refused."""
    kept = row.result or {}
    if kept.get("meeting"):
        return
    with scope.use(row.space_id):
        option = Option.objects.get(process=row, position=int(kept["settled"][0]))
    plan = _plan(row, option)
    if plan is None:
        return
    meeting = meetings.plan_meeting(by=by, plan=plan, is_inviting=False)
    _carry_answers(row, meeting, str(option.position), by)
    # Once the answers are there: the invitation says what each said already.
    convening.invite(meeting, by)
    row.result = {**kept, "meeting": meeting.ref}
    row.save(update_fields=["result"])


def _carry_answers(row: Process, meeting: Meeting, date: str, by: Membership) -> None:
    """Nobody is asked twice: what was said for this date is the answer to the meeting, until it is changed."""
    with scope.use(row.space_id):
        ballots = Ballot.objects.filter(process=row, elector__membership__state=states.MEMBER)
        rows = ballots.values_list("elector__membership_id", "elector__membership__person_id", "content")
        said = [(pk, person, SAID[found]) for pk, person, content in rows if (found := content["dates"].get(date))]
        Attendance.objects.bulk_create(
            Attendance(space_id=row.space_id, meeting=meeting, membership_id=pk, answer=answer)
            for pk, _person, answer in said
        )
    people = {str(person): str(answer) for _pk, person, answer in said}
    journal.record(
        facts.ANSWERS_CARRIED,
        space=row.space,
        actor=self_of(by),
        about=(meetings.ABOUT, meeting.ref),
        data={"process": row.ref, "people": people},
    )


def _plan(row: Process, option: Option) -> meetings.MeetingPlan | None:
    start = option.data.get("starts_at")
    if not start:
        return None
    at = dt.datetime.fromisoformat(start).astimezone(zoneinfo.ZoneInfo(row.space.time_zone))
    return meetings.MeetingPlan(
        title=row.title,
        day=at.date(),
        at=at.time(),
        minutes=int(row.rules["minutes"]),
        zone=row.space.time_zone,
        place=str(row.rules.get("place") or ""),
    )
