"""What the common pot keeps of a person: its export, and the erasure of their words; amounts stay in the book."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.people.models import Person
from commun.ui.money import euros
from commun.value.models import Signature, Spending


def export(person: Person) -> list[Any]:
    """All that the person asked for, and signed."""
    with scope.everywhere("a person's own data"):
        mine = Spending.objects.filter(asked_by__person=person).select_related("space", "line").order_by("pk")
        signed = Signature.objects.filter(membership__person=person).select_related("space", "spending__line")
        rows, signatures = list(mine), list(signed.order_by("pk"))
    return [
        *(
            {
                _("group"): row.space.name,
                _("budget line"): row.line.title,
                _("day"): row.on,
                _("amount"): euros(row.amount),
                _("what for"): row.words,
                _("paid to"): row.payee,
                _("state"): str(row.get_state_display()),
                _("why not"): row.answer,
            }
            for row in rows
        ),
        *(
            {
                _("group"): one.space.name,
                _("signed on"): one.at,
                _("budget line"): one.spending.line.title,
                _("amount"): euros(one.spending.amount),
            }
            for one in signatures
        ),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Their words go; amounts and signatures stay, as the book does."""
    with scope.everywhere("a person asks to be erased"):
        Spending.objects.filter(asked_by__person=person).update(words="", payee="", answer="")
        Spending.objects.filter(settled_by__person=person).update(answer="")
