"""What this room keeps of a person: its export, and its erasure that leaves every chain of facts valid."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.core.models import FactWords, OutgoingMail
from commun.governance import journal as facts
from commun.governance import states
from commun.governance.actions import places
from commun.governance.models import Commitment, Invitation, Membership
from commun.governance.queries.presence import moves_of
from commun.governance.states import By
from commun.people.models import Person


def export(person: Person) -> list[Any]:
    """Each group the person was in, in words: places with dates and reasons, roles, expectations, commitments."""
    with scope.everywhere("a person's own data"):
        rows = list(Membership.objects.filter(person=person).select_related("space", "person").order_by("pk"))
        commitments = list(Commitment.objects.filter(membership__person=person).order_by("pk"))
    return [
        {
            _("group"): row.space.name,
            _("place"): row.get_state_display(),
            _("since"): row.since,
            _("role"): row.get_role_display(),
            _("shown as"): row.shown_as,
            _("expectations"): [_expectation(value) for value in row.expectations],
            _("expectations in one's own words"): row.expectation_note,
            _("shares held in the cooperative"): row.shares,
            _("years of general meetings attended"): row.assemblies,
            _("mails of this group"): row.get_mails_display(),
            _("moves"): [{_("on"): one.at, _("place"): one.title, _("reason"): one.text} for one in moves_of(row)],
            _("commitments"): [_commitment(one) for one in commitments if one.membership_id == row.pk],
        }
        for row in rows
    ]


def _expectation(value: str) -> str:
    return str(dict(Membership.Expectation.choices).get(value, value))


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        _("commitment"): commitment.label,
        _("frame"): commitment.get_frame_display(),
        _("from"): commitment.starts_on,
        _("until"): commitment.ends_on,
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
        words = FactWords.objects.filter(about_me | by_me)
        _erase_copies(list(words.values_list("fact_id", flat=True)))
        words.delete()
        Commitment.objects.filter(membership=row).update(label=_("(erased)"))
        mine = Q(uses=row) | Q(email=person.email) if person.email else Q(uses=row)
        Invitation.objects.filter(pk__in=Invitation.objects.filter(mine).values("pk")).update(email="", name="")
    row.shown_as, row.expectations, row.expectation_note = "", [], ""
    row.shares, row.assemblies, row.mails = None, [], Membership.Mails.ALL
    row.save(update_fields=["shown_as", "expectations", "expectation_note", "shares", "assemblies", "mails"])


def _erase_copies(facts_told: list[int]) -> None:
    """Words are quoted in letters to others: the copies that the outbox keeps go with them.

    A letter that has not left yet still leaves, unless it only asked to let the person in.
    """
    numbers = "|".join(map(str, facts_told))
    if numbers:
        OutgoingMail.objects.filter(key__regex=f"^governance[.]asked:({numbers}):").delete()
        OutgoingMail.objects.filter(key__regex=f"^governance[.]moved:({numbers})$").exclude(sent_at=None).delete()
