"""Acts on meetings, on what there is to do, on one's own place; see ``acts_deciding`` for decisions and roles."""

from django.utils.translation import gettext as _

from commun.core.api.routes import act
from commun.core.api.shapes import LEFT_OUT, Text
from commun.core.errors import Refused
from commun.governance import actions
from commun.governance.actions import duties, facilitation, mail_levels, welcomes
from commun.governance.api import acts_deciding
from commun.governance.models import (
    AgendaItem,
    Attendance,
    CalendarToken,
    Commitment,
    Duty,
    Membership,
    MinuteLine,
    WorkTime,
)
from commun.governance.models.meetings import Kind, Part
from commun.people.models import Person

__all__ = ["acts_deciding"]
GROUP = "groups/{group}"
# Verbs keep so much of a word, that may come by mail with a letter around it; a program is told instead.
WORD, NOTE = Text(300), Text(500)
NATURE = MinuteLine.Nature

# What there is to do
act(f"{GROUP}/actions", actions.add_action)
act(f"{GROUP}/actions/{{action}}/take", actions.take_action)
act(f"{GROUP}/actions/{{action}}/hand-back", actions.hand_back)
act(f"{GROUP}/actions/{{action}}/plan", actions.plan_action)
act(f"{GROUP}/actions/{{action}}/wait-for", actions.wait_for)
act(f"{GROUP}/actions/{{action}}/finish", actions.finish_action, note=NOTE)
act(f"{GROUP}/actions/{{action}}/let-go", actions.let_go_action, note=NOTE)

# Meetings
PLAN = {"plan__kind": Kind}
act(f"{GROUP}/meetings", actions.plan_meeting, **PLAN)
act(f"{GROUP}/meetings/{{meeting}}/answer", actions.answer_meeting, answer=Attendance.Answer.values[1:], note=WORD)
act(f"{GROUP}/meetings/{{meeting}}/propose-another-time", duties.propose_another_time, note=WORD)
act(f"{GROUP}/meetings/{{meeting}}/move", actions.move_meeting, reason=WORD)
act(f"{GROUP}/meetings/{{meeting}}/cancel", actions.cancel_meeting, reason=WORD)
act(f"{GROUP}/meetings/{{meeting}}/keep-date", actions.keep_date)
act(f"{GROUP}/meetings/{{meeting}}/open", actions.open_meeting)
act(f"{GROUP}/meetings/{{meeting}}/close", actions.close_meeting)
act(f"{GROUP}/meetings/{{meeting}}/next-step", actions.next_step)
act(f"{GROUP}/meetings/{{meeting}}/go-to", actions.go_to)
act(f"{GROUP}/meetings/{{meeting}}/ask-to-speak", actions.ask_to_speak)
act(f"{GROUP}/meetings/{{meeting}}/leave-queue", actions.leave_queue)
act(f"{GROUP}/meetings/{{meeting}}/give-floor", actions.give_floor)
act(f"{GROUP}/meetings/{{meeting}}/start-round", actions.start_round)
act(f"{GROUP}/meetings/{{meeting}}/next-in-round", actions.next_in_round)
act(f"{GROUP}/meetings/{{meeting}}/end-round", actions.end_round)
act(f"{GROUP}/meetings/{{meeting}}/presence", actions.note_presence, presence=Attendance.Presence)
act(f"{GROUP}/meetings/{{meeting}}/company", actions.note_company)
act(f"{GROUP}/meetings/{{meeting}}/writer", duties.note_writer)
act(f"{GROUP}/meetings/{{meeting}}/duties", actions.assign_duty, task=Duty.Task, reason=WORD)
act(f"{GROUP}/duties/{{duty}}/accept", actions.accept_duty)
act(f"{GROUP}/duties/{{duty}}/decline", actions.decline_duty)
act(f"{GROUP}/duties/{{duty}}/swap", actions.swap_duty)
act(f"{GROUP}/duties/{{duty}}/pair-up", actions.pair_up)
act(f"{GROUP}/rota/pause", actions.pause_rota)

# Agenda
POINT = {
    "point__wish": AgendaItem.Wish,
    "point__part": [Part.NEWS, Part.RESOURCES, Part.POINTS, Part.DECISIONS],
}
act(f"{GROUP}/meetings/{{meeting}}/points", actions.add_point, **POINT)
act(f"{GROUP}/points/{{item}}", actions.change_point, **POINT)
act(f"{GROUP}/points/{{item}}/move", actions.move_point)
act(f"{GROUP}/points/{{item}}/withdraw", actions.withdraw_point)
act(f"{GROUP}/points/{{item}}/answer", actions.answer_asked)
act(f"{GROUP}/points/{{item}}/keep-for-later", actions.keep_for_later)

# Series
SERIES = {"plan__kind": Kind}
act(f"{GROUP}/series", actions.create_series, **SERIES)
act(f"{GROUP}/series/{{series}}", actions.change_series, **SERIES)
act(f"{GROUP}/series/{{series}}/end", actions.end_series, reason=WORD)
act(f"{GROUP}/series/{{series}}/ritual", actions.set_ritual)
act(
    f"{GROUP}/series/{{series}}/answer",
    duties.answer_series,
    answer=Attendance.Answer.values[1:],
    note=WORD,
    but=LEFT_OUT,
)
act(f"{GROUP}/meeting-habits", actions.change_habits)

# Minutes
act(f"{GROUP}/meetings/{{meeting}}/lines", actions.write_line, nature=NATURE)
act(f"{GROUP}/meetings/{{meeting}}/lines-that-grow", actions.write_and_grow, nature=NATURE)
act(f"{GROUP}/meetings/{{meeting}}/pad", actions.paste_pad)
act(f"{GROUP}/meetings/{{meeting}}/remarks", actions.remark_minutes)
act(f"{GROUP}/meetings/{{meeting}}/approve", actions.approve_minutes)
act(f"{GROUP}/meetings/{{meeting}}/publish", actions.publish_minutes)
act(f"{GROUP}/lines/{{line}}", actions.change_line, nature=["", *NATURE.values])
act(f"{GROUP}/lines/{{line}}/remove", actions.remove_line)
act(f"{GROUP}/lines/{{line}}/answer-remark", actions.answer_remark)
act(f"{GROUP}/lines/{{line}}/grow", actions.grow_line, nature=NATURE)
act(f"{GROUP}/lines/{{line}}/make-action", actions.make_action)
act(f"{GROUP}/lines/{{line}}/make-decision", actions.make_decision)
act(f"{GROUP}/lines/{{line}}/keep", actions.keep_resource, nature=[NATURE.RESOURCE, NATURE.TIP])
act(f"{GROUP}/lines/{{line}}/note-disagreement", actions.note_disagreement)

# Facilitators of other groups
act("me/facilitation", facilitation.join_pool)
act("me/facilitation/leave", facilitation.leave_pool)
act(f"{GROUP}/meetings/{{meeting}}/call-facilitator", facilitation.call_facilitator)
act(f"{GROUP}/calls/{{call}}/take-back", facilitation.take_back_call)
act(f"{GROUP}/calls/{{call}}/tell", facilitation.tell_facilitator)

# One's own place, newcomers
act(f"{GROUP}/my-place/expectations", actions.state_expectations, expectations=Membership.Expectation)
act(f"{GROUP}/my-place/commitments", actions.take_commitment, frame=[Commitment.Frame.GROUP], frame_ref=LEFT_OUT)
act(f"{GROUP}/my-place/commitments/{{commitment}}/end", actions.end_commitment)
act(f"{GROUP}/my-place/time", actions.write_time, spent__nature=WorkTime.Nature)
act(f"{GROUP}/my-place/time/{{row}}/remove", actions.remove_time)
act(f"{GROUP}/my-place/share", actions.tell_share)
act(f"{GROUP}/my-place/mails", mail_levels.choose_mails, level=Membership.Mails)
act(f"{GROUP}/my-place/decline-rest", actions.decline_rest)
act(f"{GROUP}/members/{{newcomer}}/welcomer", welcomes.name_welcomer)
act(f"{GROUP}/welcomes/{{welcome}}/hand-on", welcomes.hand_on_welcome)
act(f"{GROUP}/welcomes/{{welcome}}/end", welcomes.end_welcome)


def close_calendar(*, person: Person, feed: CalendarToken) -> CalendarToken:
    """Close an address of a calendar for ever."""
    if feed.revoked_at is not None:
        raise Refused(_("This address was already revoked."))
    return actions.revoke_feed(person=person, feed=feed)


act("me/calendars/{feed}/revoke", close_calendar, of="governance.calendar_feeds.revoke_feed")
