"""What this room keeps of a person: its export, and its erasure that leaves every chain of facts valid."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.core.models import FactWords
from commun.governance import journal as facts
from commun.governance import states
from commun.governance.actions import places
from commun.governance.models import Commitment, Invitation, Membership
from commun.governance.queries.presence import moves_of
from commun.governance.states import By
from commun.people.models import Person


def export(person: Person) -> list[Any]:
    """Each group the person was in: places with dates and reasons, roles, expectations, commitments."""
    with scope.everywhere("a person's own data"):
        rows = list(Membership.objects.filter(person=person).select_related("space", "person").order_by("pk"))
        commitments = list(Commitment.objects.filter(membership__person=person).order_by("pk"))
    return [
        {
            "group": row.space.name,
            "state": row.state,
            "since": row.since.isoformat(),
            "role": row.role,
            "shown_as": row.shown_as,
            "expectations": row.expectations,
            "expectation_note": row.expectation_note,
            "moves": [{"at": line.at.isoformat(), "place": line.title, "reason": line.text} for line in moves_of(row)],
            "commitments": [_commitment(one) for one in commitments if one.membership_id == row.pk],
        }
        for row in rows
    ]


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        "label": commitment.label,
        "frame": commitment.frame,
        "from": commitment.starts_on.isoformat(),
        "until": commitment.ends_on.isoformat() if commitment.ends_on else None,
    }


@transaction.atomic
def erase(person: Person) -> None:
    """Take the person out of every group, then erase their words; the facts keep references and digests only."""
    with scope.everywhere("a person asks to be erased"):
        rows = list(Membership.objects.filter(person=person).order_by("pk"))
    for found in rows:
        row = places.locked(found)
        if row.state != states.LEFT:
            places.depart(row, by=By.SELF, actor=journal.Person(person.pk))
        _erase_words(row, person)
        journal.record(
            facts.PERSON_ERASED, space=row.space, actor=journal.PROGRAM, about=(places.ABOUT, row.pk), data={}
        )


def _erase_words(row: Membership, person: Person) -> None:
    with scope.use(row.space_id):
        about_me = Q(fact__about_kind=places.ABOUT, fact__about_ref=str(row.pk))
        by_me = Q(person_id=person.pk, fact__name__startswith="governance.")
        FactWords.objects.filter(about_me | by_me).delete()
        Commitment.objects.filter(membership=row).update(label=_("(erased)"))
        mine = Q(uses=row) | Q(email=person.email) if person.email else Q(uses=row)
        Invitation.objects.filter(pk__in=Invitation.objects.filter(mine).values("pk")).update(email="", name="")
    row.shown_as, row.expectations, row.expectation_note = "", [], ""
    row.save(update_fields=["shown_as", "expectations", "expectation_note"])
