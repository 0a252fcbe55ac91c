"""What meetings keep of a person: its export and its erasure. Minutes stay the group's; names go with the person."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.governance.models import AgendaItem, Attendance, CalendarToken, Duty, MinuteLine, RotaPause
from commun.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Answers, presences, duties, points, lines and addresses of calendars, in words."""
    with scope.everywhere("a person's own data"):
        came = Attendance.objects.filter(membership__person=person).select_related("meeting").order_by("pk")
        served = Duty.objects.filter(membership__person=person).select_related("meeting").order_by("pk")
        points = AgendaItem.objects.filter(owner__person=person).order_by("pk")
        lines = MinuteLine.objects.filter(author__person=person).order_by("pk")
        return {
            _("attendance"): [
                {
                    _("meeting"): row.meeting.title,
                    _("on"): row.meeting.starts_at,
                    _("answer"): str(row.get_answer_display()),
                    _("a word"): row.note,
                    _("presence"): str(row.get_presence_display()),
                }
                for row in came
            ],
            _("duties"): [
                {
                    _("meeting"): row.meeting.title,
                    _("on"): row.meeting.starts_at,
                    _("task"): str(row.get_task_display()),
                    _("state"): str(row.get_state_display()),
                }
                for row in served
            ],
            _("points brought"): [{_("title"): row.title, _("detail"): row.detail} for row in points],
            _("lines of minutes"): [row.text for row in lines],
            _("calendars"): [row.created_at for row in CalendarToken.objects.filter(person=person)],
        }


@transaction.atomic
def erase(person: Person) -> None:
    """Close the person's calendars, forget their breaks and reasons; attendance counts, without words."""
    CalendarToken.objects.filter(person=person).delete()
    with scope.everywhere("a person asks to be erased"):
        RotaPause.objects.filter(membership__person=person).delete()
        Attendance.objects.filter(membership__person=person).exclude(note="").update(note="")
        Duty.objects.filter(chosen_by__person=person).exclude(override_reason="").update(override_reason=_("(erased)"))
