"""Facts about meetings, their agendas, duties and minutes, and about the addresses of calendars."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

SERIES_CREATED = "governance.series.created"
SERIES_CHANGED = "governance.series.changed"
SERIES_ENDED = "governance.series.ended"
RITUAL_CHANGED = "governance.ritual.changed"
HABITS_CHANGED = "governance.habits.changed"
PLANNED = "governance.meeting.planned"
MOVED = "governance.meeting.moved"
DATE_KEPT = "governance.meeting.kept"
CANCELLED = "governance.meeting.cancelled"
OPENED = "governance.meeting.opened"
CLOSED = "governance.meeting.closed"
POINT_ADDED = "governance.point.added"
POINT_CHANGED = "governance.point.changed"
POINT_WITHDRAWN = "governance.point.withdrawn"
POINT_CARRIED = "governance.point.carried"
POINT_ASKED = "governance.point.asked"
ANSWERED = "governance.attendance.answered"
OTHER_TIME = "governance.attendance.proposed"
ANSWERED_SERIES = "governance.attendance.given"
ANSWERS_CARRIED = "governance.attendance.carried"
ATTENDANCE_NOTED = "governance.attendance.noted"
DUTY_PROPOSED = "governance.duty.proposed"
DUTY_ACCEPTED = "governance.duty.accepted"
DUTY_DECLINED = "governance.duty.declined"
DUTY_SWAPPED = "governance.duty.swapped"
DUTY_ASSIGNED = "governance.duty.assigned"
ROTA_PAUSED = "governance.rota.paused"
LINE_WRITTEN = "governance.line.written"
LINE_CHANGED = "governance.line.changed"
LINE_REMOVED = "governance.line.removed"
LINE_GREW = "governance.line.grown"
PAD_PASTED = "governance.pad.pasted"
MINUTES_SENT = "governance.minutes.sent"
MINUTES_REMARKED = "governance.minutes.remarked"
MINUTES_APPROVED = "governance.minutes.approved"
MINUTES_OPENED = "governance.minutes.opened"
MINUTES_CLOSED = "governance.minutes.withheld"
FEED_OPENED = "governance.feed.opened"
FEED_REVOKED = "governance.feed.revoked"

# The rules that people adopted by planning a series; the clock only executes them.
SERIES_RULE = "governance.series"
ROTA_RULE = "governance.rota"
SILENCE_RULE = "governance.minutes-without-remark"
RULES = {
    SERIES_RULE: _("The rule of the series"),
    ROTA_RULE: _("The rota"),
    SILENCE_RULE: _("The silence agreed on the minutes"),
}

declare(
    FactKind(SERIES_CREATED, _("%(actor)s started a series of meetings: %(about)s")),
    FactKind(SERIES_CHANGED, _("%(actor)s changed the series of meetings “%(about)s”")),
    FactKind(SERIES_ENDED, _("%(actor)s stopped the series of meetings “%(about)s”")),
    FactKind(RITUAL_CHANGED, _("%(actor)s changed the ritual of “%(about)s”")),
    FactKind(HABITS_CHANGED, _("%(actor)s changed the habits of meetings")),
    FactKind(PLANNED, _("%(actor)s planned a meeting: %(about)s")),
    FactKind(MOVED, _("%(actor)s moved a meeting: %(about)s")),
    FactKind(DATE_KEPT, _("%(actor)s kept the date of a meeting that falls on a day off: %(about)s")),
    FactKind(CANCELLED, _("%(actor)s cancelled a meeting: %(about)s")),
    FactKind(OPENED, _("%(actor)s opened the meeting: %(about)s")),
    FactKind(CLOSED, _("%(actor)s closed the meeting: %(about)s")),
    FactKind(POINT_ADDED, _("%(actor)s brought a point to the agenda: %(about)s")),
    FactKind(POINT_CHANGED, _("%(actor)s changed a point of the agenda: %(about)s"), is_told=False),
    FactKind(POINT_WITHDRAWN, _("%(actor)s withdrew a point of the agenda: %(about)s")),
    FactKind(POINT_CARRIED, _("The point “%(about)s” was carried over"), is_told=False),
    FactKind(POINT_ASKED, _("The point “%(about)s” waits for its owner"), is_told=False),
    FactKind(ANSWERED, _("%(actor)s said whether they come to a meeting"), is_told=False),
    FactKind(OTHER_TIME, _("%(actor)s proposed another time for a meeting: %(about)s")),
    FactKind(ANSWERED_SERIES, _("%(actor)s said whether they come to a series of meetings"), is_told=False),
    FactKind(ANSWERS_CARRIED, _("What was answered to the poll is answered to the meeting: %(about)s"), is_told=False),
    FactKind(ATTENDANCE_NOTED, _("%(actor)s noted who was at the meeting: %(about)s"), is_told=False),
    FactKind(DUTY_PROPOSED, _("%(actor)s proposed somebody for the next meeting"), is_told=False),
    FactKind(DUTY_ACCEPTED, _("%(actor)s accepted a duty at a meeting: %(about)s")),
    FactKind(DUTY_DECLINED, _("%(actor)s declined a duty at a meeting: %(about)s"), is_told=False),
    FactKind(DUTY_SWAPPED, _("%(actor)s swapped a duty at a meeting: %(about)s")),
    FactKind(DUTY_ASSIGNED, _("%(actor)s chose another person than the rota for a meeting: %(about)s")),
    FactKind(ROTA_PAUSED, _("%(actor)s takes a break from the rota"), is_told=False),
    FactKind(LINE_WRITTEN, _("%(actor)s wrote a line of minutes: %(about)s"), is_told=False),
    FactKind(LINE_CHANGED, _("%(actor)s corrected a line of minutes: %(about)s"), is_told=False),
    FactKind(LINE_REMOVED, _("%(actor)s removed a line of minutes: %(about)s"), is_told=False),
    FactKind(LINE_GREW, _("%(actor)s made something of a line of minutes: %(about)s"), is_told=False),
    FactKind(PAD_PASTED, _("%(actor)s pasted a pad into the minutes: %(about)s"), is_told=False),
    FactKind(MINUTES_SENT, _("The minutes were sent to everybody: %(about)s")),
    FactKind(MINUTES_REMARKED, _("%(actor)s asks for a correction of the minutes: %(about)s")),
    FactKind(MINUTES_APPROVED, _("The minutes are approved: %(about)s")),
    FactKind(MINUTES_OPENED, _("%(actor)s made the minutes readable without an account: %(about)s")),
    FactKind(MINUTES_CLOSED, _("%(actor)s kept the minutes among the members: %(about)s")),
    FactKind(FEED_OPENED, _("%(actor)s opened the address of a calendar"), is_told=False),
    FactKind(FEED_REVOKED, _("%(actor)s revoked the address of a calendar"), is_told=False),
)
