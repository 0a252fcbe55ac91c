"""What the books and the mutual credit keep of a person: the words they wrote, what they asked, their code."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.people.models import Person
from commun.value.models import CreditCode, CreditRequest, TransferWords
from commun.value.quantities import say_in


def export(person: Person) -> list[Any]:
    """Lines of books that carry the person's words, and what they asked."""
    with scope.everywhere("a person's own data"):
        words = TransferWords.objects.filter(person_id=person.pk).select_related("transfer__book", "space")
        asked = CreditRequest.objects.filter(asked_by__person=person).select_related("book", "space")
        lines, requests = list(words.order_by("pk")), list(asked.order_by("pk"))
    return [
        *(
            {
                _("group"): row.space.name,
                _("day"): row.transfer.on,
                _("quantity"): say_in(row.transfer.book.unit, row.transfer.amount),
                _("what for"): row.text,
            }
            for row in lines
        ),
        *(
            {
                _("group"): row.space.name,
                _("asked on"): row.made_at,
                _("quantity"): say_in(row.book.unit, row.amount),
                _("what for"): row.words,
                _("state"): str(row.get_state_display()),
            }
            for row in requests
        ),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Their words and their code go; lines stay, with the digest of what is no longer there."""
    with scope.everywhere("a person asks to be erased"):
        TransferWords.objects.filter(person_id=person.pk).delete()
        CreditRequest.objects.filter(asked_by__person=person).update(words="")
        CreditCode.objects.filter(membership__person=person).delete()
