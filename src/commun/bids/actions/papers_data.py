"""What papers keep of a person: its export, and its erasure. A paper is the entity's, not the person's."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.bids.models import BidFile, EntitySheet, VaultPaper
from commun.core import scope
from commun.core.models import KeptFile
from commun.people.models import Person


def export_papers(person: Person) -> list[Any]:
    """The files the person sent, group by group."""
    with scope.everywhere("a person's own data"):
        mine = Q(added_by__person=person) | Q(given_by__person=person)
        papers = VaultPaper.objects.filter(mine).select_related("space", "entity", "file")
        given = BidFile.objects.filter(added_by__person=person).select_related("space", "bid", "file")
        rows = [(row.space.name, row.entity.name, row.file.name, row.added_at) for row in papers.order_by("pk")]
        rows += [(row.space.name, row.bid.title, row.file.name, row.added_at) for row in given.order_by("pk")]
    return [
        {_("group"): group, _("about"): about, _("file"): name, _("added on"): at} for group, about, name, at in rows
    ]


@transaction.atomic
def erase_papers(person: Person) -> None:
    """The person's name leaves the sheets of entities; papers stay, without who sent the file."""
    with scope.everywhere("a person asks to be erased"):
        KeptFile.objects.filter(person_id=person.pk).update(person_id=None)
        EntitySheet.objects.filter(contact__iexact=person.name).update(contact="", email="", phone="")
        for row in EntitySheet.objects.filter(changed_by__person__legal_entity=person.legal_entity_id):
            if f"{row.first_name} {row.family_name}".casefold() == person.name.casefold():
                EntitySheet.objects.filter(pk=row.pk).update(first_name="", family_name="", capacity="")
