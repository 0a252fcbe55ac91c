"""Background doors of meetings: the dates written ahead, the rota that asks in time, what must be said early."""

from commun.core import jobs
from commun.governance.actions import duties, meeting_reminders, meeting_series


@jobs.periodic("20 3 * * *", "governance.write_meeting_dates")
def write_meeting_dates(timestamp: int) -> None:
    """Every night: keep each series written ahead."""
    meeting_series.write_all_dates()


@jobs.periodic("40 5 * * *", "governance.propose_duties")
def propose_duties(timestamp: int) -> None:
    """Every morning: ask for the duties of the meetings of the coming three weeks that nobody has."""
    duties.propose_all()


@jobs.periodic("50 5 * * *", "governance.remind_of_meetings")
def remind_of_meetings(timestamp: int) -> None:
    """Every morning: ask about the days off to come, and tell the groups that no longer meet."""
    meeting_reminders.ask_about_days_off()
    meeting_reminders.tell_who_no_longer_meets()
