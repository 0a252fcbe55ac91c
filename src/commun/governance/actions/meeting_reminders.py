"""What the clock tells those who facilitate: a date that falls on a day off, a group that no longer meets.

It only asks, once each; it moves, cancels and plans nothing.
"""

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import policies
from commun.governance.models import Meeting, MeetingHabits, MeetingSeries
from commun.governance.notifications import meetings as letters
from commun.governance.queries import meetings as queries


def ask_about_days_off() -> int:
    """Every morning: each coming meeting that meets a day off within 60 days is asked about, once. Returns mails."""
    with scope.everywhere("the meetings of every group"):
        coming = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gt=clock.now(), day_off_answer="")
        rows = list(coming.select_related("space", "series").order_by("starts_at", "pk"))
    return sum(
        letters.day_off(meeting, name, host)
        for meeting, name in queries.to_settle(rows)
        for host in policies.roles_in_force(meeting.space)
    )


def tell_who_no_longer_meets() -> int:
    """Every morning: a group that met once and has nothing planned within its weeks is told, once a month (R38)."""
    with scope.everywhere("the groups that have met"):
        met = MeetingSeries.objects.values_list("space_id", flat=True)
        alone = Meeting.objects.values_list("space_id", flat=True)
        spaces = list(Space.objects.filter(pk__in={*met, *alone}).order_by("pk"))
        habits = {row.space_id: row for row in MeetingHabits.objects.all()}
    sent = 0
    for space in spaces:
        wanted = habits.get(space.pk) or MeetingHabits(space=space)
        if queries.is_overdue(queries.next_meeting(space), wanted):
            sent += sum(letters.nothing_planned(host, wanted.alert_weeks) for host in policies.roles_in_force(space))
    return sent
