"""What the buyer asks of whoever answers, written by the group: price ceilings, and works to show."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.models import Membership
from commun.tenders import policies
from commun.tenders.models import BuyerTerm, Lot, Notice
from commun.tenders.queries.terms import suggested_terms
from commun.ui.money import euros

MOST_TERMS = 60
MOST_CENTS = 10_000_000_000_00
MOST_COUNT, MOST_YEARS, LONGEST_SUBJECT = 50, 30, 120


@dataclass(frozen=True)
class TermSheet:
    """A term: of a lot (empty: of the whole), a ceiling in cents, or references; None of what is not said."""

    kind: str
    lot_number: str = ""
    cents: int | None = None
    has_tax: bool | None = None
    count: int | None = None
    years: int | None = None
    subject: str = ""

    def cleaned(self, notice: Notice) -> dict[str, Any]:
        """The fields as they are stored. Raises Refused."""
        if self.kind not in BuyerTerm.Kind.values:
            raise Refused(_("This is neither a price ceiling nor references."))
        if self.lot_number and not Lot.objects.filter(notice=notice, number=self.lot_number).exists():
            raise Refused(_("This notice has no such lot."))
        place = {"kind": self.kind, "lot_number": self.lot_number}
        if self.kind == BuyerTerm.Kind.CEILING:
            if not self.cents or self.cents < 0:
                raise Refused(_("Write the ceiling in euros, above zero."))
            if self.cents > MOST_CENTS:
                raise Refused(_("This is too much: %(most)s at most.") % {"most": euros(MOST_CENTS)})
            return place | {"cents": self.cents, "has_tax": self.has_tax}
        return place | self._references()

    def _references(self) -> dict[str, Any]:
        subject = one_line(self.subject)[:LONGEST_SUBJECT]
        if self.count is not None and not 1 <= self.count <= MOST_COUNT:
            raise Refused(_("Write a number of references between 1 and 50, or nothing."))
        if self.years is not None and not 1 <= self.years <= MOST_YEARS:
            raise Refused(_("Write a number of years between 1 and 30, or nothing."))
        if not (self.count or self.years or subject):
            raise Refused(_("Say how many references, over how many years, or which works."))
        return {"count": self.count, "years": self.years, "subject": subject}


@transaction.atomic
def add_term(*, member: Membership, notice: Notice, sheet: TermSheet) -> BuyerTerm:
    """One more term of the buyer. Raises Refused when it stands already."""
    _check(member)
    journal.hold(member.space)
    said = sheet.cleaned(notice)
    rows = BuyerTerm.objects.filter(notice=notice, space=member.space_id)
    if rows.count() >= MOST_TERMS:
        raise Refused(_("There are already many of them: remove some first."))
    _once(member, notice, said)
    row = BuyerTerm.objects.create(space_id=member.space_id, notice=notice, **said)
    _record("tenders.term.added", member, notice, row)
    return row


@transaction.atomic
def change_term(*, member: Membership, notice: Notice, ref: str, sheet: TermSheet, seen: str = "") -> BuyerTerm:
    """Write it anew; ``seen``: the stamp of what the member read. Raises Refused when somebody changed it meanwhile."""
    _check(member)
    journal.hold(member.space)
    row = policies.term_for(member, notice, ref)
    if seen and seen != row.stamp:
        raise Refused(_("Somebody changed this while you were writing: read it, then save again if you still want to."))
    said = sheet.cleaned(notice) | {"kind": row.kind}
    if any(getattr(row, name) != value for name, value in said.items()):
        _once(member, notice, said, row)
        for name, value in said.items():
            setattr(row, name, value)
        row.save(update_fields=list(said))
        _record("tenders.term.changed", member, notice, row)
    return row


@transaction.atomic
def remove_term(*, member: Membership, notice: Notice, ref: str) -> None:
    """It is not asked after all."""
    _check(member)
    # Who removes or changes it at this moment waits here.
    journal.hold(member.space)
    row = policies.term_for(member, notice, ref)
    _record("tenders.term.removed", member, notice, row)
    row.delete()


@transaction.atomic
def take_term(*, member: Membership, notice: Notice, key: str) -> BuyerTerm:
    """Write the term that this suggestion says. Raises Refused when it stands, or was never read."""
    _check(member)
    journal.hold(member.space)
    one = next((one for one in suggested_terms(notice) if one.key == key), None)
    if one is None:
        raise Refused(_("This suggestion stands already, or somebody left it aside."))
    sheet = TermSheet(
        one.kind.value, one.lot, one.cents or None, one.has_tax, one.count or None, one.years or None, one.subject
    )
    return add_term(member=member, notice=notice, sheet=sheet)


def _check(member: Membership) -> None:
    if not policies.can_declare(member):
        raise Refused(_("Only members of the group may do this."))


def _once(member: Membership, notice: Notice, said: dict[str, Any], row: BuyerTerm | None = None) -> None:
    place = {"kind": said["kind"], "lot_number": said["lot_number"], "subject__iexact": said.get("subject", "")}
    others = BuyerTerm.objects.filter(notice=notice, space=member.space_id, **place)
    if (others.exclude(pk=row.pk) if row else others).exists():
        raise Refused(_("This is already written: change it rather than adding it twice."))


def _record(name: str, member: Membership, notice: Notice, row: BuyerTerm) -> None:
    journal.record(
        name,
        space=member.space,
        actor=journal.Person(member.person_id),
        about=("notice", notice.ref),
        data={"term": row.ref, "kind": row.kind},
    )
