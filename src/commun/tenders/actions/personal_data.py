"""What this room keeps of a person: taken away, or erased."""

from typing import Any

from django.db import transaction

from commun.core import scope
from commun.people.models import Person
from commun.tenders.actions import intentions, marks
from commun.tenders.models import Intention, Mark


def export(person: Person) -> dict[str, Any]:
    """Marks and intentions, ready for JSON."""
    with scope.everywhere("a person takes their data away"):
        said = list(
            Intention.objects.filter(member__person=person)
            .order_by("declared_at", "pk")
            .select_related("need__notice", "space")
        )
    marked = Mark.objects.filter(person=person).select_related("notice").order_by("at", "pk")
    return {
        "marks": [
            {
                "notice": mark.notice.title,
                "ref": mark.notice.ref,
                "choice": mark.choice,
                "reason": mark.reason,
                "at": mark.at.isoformat(),
            }
            for mark in marked
        ],
        "intentions": [
            {
                "group": one.space.name,
                "notice": one.need.notice.title,
                "need": one.need.name,
                "stance": one.stance,
                "hours": one.hours,
                "note": one.note,
                "declared_at": one.declared_at.isoformat(),
            }
            for one in said
        ],
    }


@transaction.atomic
def erase(person: Person) -> None:
    """Marks go; of intentions only the personal words go, the group's history stays."""
    marks.erase_marks(person=person)
    with scope.everywhere("a person is erased"):
        intentions.erase_notes(person=person)
