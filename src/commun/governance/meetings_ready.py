"""What meetings and calendars add to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """À faire, search, digest, subjects of facts, calendar, departures, demo."""
    from commun.core import registries
    from commun.governance import (
        demo_meetings,
        handover,
        mail_acts,  # noqa: F401 - declares what mails may do
        mail_replies,
    )
    from commun.governance.actions import duties, meeting_data
    from commun.governance.queries import calendar_feeds, meeting_registries

    mail_replies.register()
    registries.demo.add("governance.meetings", registries.DemoPart(45, demo_meetings.load))
    registries.todo.add("governance.meetings", meeting_registries.things_to_do)
    registries.digest.add("governance.meetings", meeting_registries.digest_section())
    registries.calendar.add(calendar_feeds.OWN_SOURCE, calendar_feeds.entries_for)
    registries.subjects.add("governance.series", meeting_registries.series_called)
    registries.subjects.add("governance.meeting", meeting_registries.meetings_called)
    registries.subjects.add("governance.point", meeting_registries.points_called)
    registries.subjects.add("governance.line", meeting_registries.lines_called)
    registries.subjects.add("governance.calendar", meeting_registries.calendars_called)
    handover.sources.add(
        "duties",
        handover.Source(title=_("Meetings"), list=meeting_registries.held_by, release=duties.release_duties),
    )
    registries.personal_data.add(
        "governance.meetings",
        registries.PersonalData(title=_("Meetings"), export=meeting_data.export, erase=meeting_data.erase),
    )
