"""What a date poll leads to: the date kept becomes a meeting, once."""

import datetime as dt
import zoneinfo
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.actions import meetings
from commun.governance.actions.places import refuse_unless
from commun.governance.actions.processes import locked
from commun.governance.models import Membership, Option, Process
from commun.governance.policies import processes as policies


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
    row.outcome, row.result = methods.ADOPTED, {**row.result, "settled": [date], "chosen_by": by.person_id}
    row.save(update_fields=["outcome", "result"])
    plan_kept_date(row, by)
    return row


def plan_kept_date(row: Process, by: Membership) -> None:
    """Plan the meeting of the date kept, in the group's calendar; once. Without anybody to plan it, the date stays."""
    kept = (row.result or {}).get("settled") or []
    if not kept or (row.result or {}).get("meeting"):
        return
    with scope.use(row.space_id):
        option = Option.objects.get(process=row, position=int(kept[0]))
    plan = _plan(row, option)
    if plan is None:
        return
    try:
        with transaction.atomic():
            meeting = meetings.plan_meeting(by=by, plan=plan)
    except Refused:
        return
    row.result = {**(row.result or {}), "meeting": meeting.ref}
    row.save(update_fields=["result"])


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


def closed(row: Process, actor: Any) -> None:
    """At the close of a date poll: plan the meeting in the name of whoever opened it."""
    if row.outcome == methods.ADOPTED:
        plan_kept_date(row, row.opened_by)
