"""What this room keeps of a person: taken away, or erased."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.people.models import Person
from commun.tenders.actions import intentions, marks
from commun.tenders.models import Intention, Mark, Openness


def export(person: Person) -> dict[str, Any]:
    """Marks and intentions, ready for JSON."""
    with scope.everywhere("a person takes their data away"):
        said = list(
            Intention.objects.filter(member__person=person)
            .order_by("declared_at", "pk")
            .select_related("need__notice", "space")
        )
    found = Openness.objects.filter(person=person).first()
    marked = Mark.objects.filter(person=person).select_related("notice").order_by("at", "pk")
    return {
        _("who may find me"): found.get_circle_display() if found else Openness.Circle.GROUPS.label,
        _("marks"): [
            {
                _("notice"): mark.notice.title,
                _("reference"): mark.notice.ref,
                _("choice"): mark.get_choice_display(),
                _("reason"): mark.reason,
                _("on"): mark.at,
            }
            for mark in marked
        ],
        _("intentions"): [
            {
                _("group"): one.space.name,
                _("notice"): one.need.notice.title,
                _("need"): one.need.name,
                _("stance"): one.get_stance_display(),
                _("hours"): one.hours,
                _("note"): one.note,
                _("on"): one.declared_at,
            }
            for one in said
        ],
    }


@transaction.atomic
def erase(person: Person) -> None:
    """Marks go; of intentions only the personal words go, the group's history stays."""
    marks.erase_marks(person=person)
    Openness.objects.filter(person=person).delete()
    with scope.everywhere("a person is erased"):
        intentions.erase_notes(person=person)
