"""What the room keeps of what a person brought: its export, and the erasure of their words; quantities stay."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.people.models import Person
from commun.value import quantities
from commun.value.models import Acknowledgement, Contribution


def export(person: Person) -> list[Any]:
    """All that the person wrote, said no to, corrected; and what they acknowledged."""
    with scope.everywhere("a person's own data"):
        mine = Contribution.objects.filter(membership__person=person).select_related("space", "kind", "work")
        seen = Acknowledgement.objects.filter(membership__person=person).select_related("space", "contribution__kind")
        rows, thanks = list(mine.order_by("pk")), list(seen.order_by("pk"))
    return [
        *(
            {
                _("group"): row.space.name,
                _("day"): row.on,
                _("kind"): row.kind.name if row.kind else "",
                _("quantity"): quantities.say(row.quantity, row.kind.measure) if row.kind else "",
                _("joint work"): row.work.title if row.work else "",
                _("in a few words"): row.words,
                _("state"): str(row.get_state_display()),
            }
            for row in rows
        ),
        *(
            {_("group"): one.space.name, _("acknowledged on"): one.at, _("kind"): str(one.contribution.kind)}
            for one in thanks
        ),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Their words go; what a sharing was computed from stays, without them."""
    with scope.everywhere("a person asks to be erased"):
        Contribution.objects.filter(membership__person=person).update(words="")
