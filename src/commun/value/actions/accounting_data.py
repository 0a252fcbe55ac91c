"""What the room keeps of a person for the cooperative's accounts: its export, and its erasure."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.people.models import Person
from commun.value.models import ActivityCode


def export(person: Person) -> list[Any]:
    """The analytic accounts of their activity, group by group."""
    with scope.everywhere("a person's own data"):
        rows = list(ActivityCode.objects.filter(membership__person=person).select_related("space").order_by("pk"))
    return [{_("group"): row.space.name, _("analytic account"): row.code, _("activity"): row.label} for row in rows]


@transaction.atomic
def erase(person: Person) -> None:
    """The name of the activity goes; the code alone stays, for the entries that bear it."""
    with scope.everywhere("a person asks to be erased"):
        ActivityCode.objects.filter(membership__person=person).update(label="")
