"""Prepare an invoice that another tool will make: nothing legal is made here, nothing moves."""

import datetime as dt
import re
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, codes, journal, scope
from commun.core.errors import Refused
from commun.governance.actions.places import hold, self_of
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.value.actions.receipts import LARGEST
from commun.value.journal import accounting as facts
from commun.value.journal.works import WORK
from commun.value.models import InvoiceDraft, JointWork
from commun.value.policies import works as policies

ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,125}")
YEAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class DraftSheet:
    """What is known of the invoice; cents without tax. What is not known stays empty: the page says what lacks."""

    label: str
    amount: int
    on: dt.date
    seller: LegalEntity | None = None
    vat: str = InvoiceDraft.Vat.NORMAL
    due_on: dt.date | None = None
    buyer: str = ""
    siren: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    address: str = ""
    service: str = ""
    engagement: str = ""


@transaction.atomic
def write_draft(*, by: Membership, work: JointWork, sheet: DraftSheet) -> InvoiceDraft:
    """Prepare one; the same words twice are one draft. Raises Refused."""
    _check(by, work, sheet)
    hold(work.space)
    with scope.use(work.space_id):
        found = InvoiceDraft.objects.filter(work=work, **told_by(sheet)).first()
        if found is not None:
            return found
        row = InvoiceDraft.objects.create(
            space_id=work.space_id, work=work, written_by=by, written_at=clock.now(), **told_by(sheet)
        )
    _tell(by, facts.DRAFT_WRITTEN, row)
    return row


@transaction.atomic
def change_draft(*, by: Membership, draft: InvoiceDraft, sheet: DraftSheet) -> InvoiceDraft:
    """Complete or correct it. Raises Refused."""
    _check(by, draft.work, sheet)
    for name, value in told_by(sheet).items():
        setattr(draft, name, value)
    draft.written_by, draft.written_at = by, clock.now()
    with scope.use(draft.space_id):
        draft.save()
    _tell(by, facts.DRAFT_WRITTEN, draft)
    return draft


@transaction.atomic
def let_draft_go(*, by: Membership, draft: InvoiceDraft) -> None:
    """It is needed no more. Raises Refused."""
    _may(by, draft.work)
    _tell(by, facts.DRAFT_LET_GO, draft)
    with scope.use(draft.space_id):
        draft.delete()


def told_by(sheet: DraftSheet) -> dict[str, object]:
    """Its fields by name."""
    return {one.name: getattr(sheet, one.name) for one in fields(sheet)}


def _may(by: Membership, work: JointWork) -> None:
    if not policies.can_write_money(by, work):
        raise Refused(_("Those who take part, or who keep the accounts, prepare its invoices."))


def _check(by: Membership, work: JointWork, sheet: DraftSheet) -> None:
    _may(by, work)
    if not sheet.label.strip():
        raise Refused(_("Say what the invoice is for."))
    if not 0 < sheet.amount <= LARGEST:
        raise Refused(_("Write an amount above zero, and that can be true."))
    if not work.started_on <= sheet.on <= clock.today() + YEAR:
        raise Refused(_("Choose a date from the first day of the work to a year from now."))
    if sheet.due_on is not None and not sheet.on <= sheet.due_on <= sheet.on + YEAR:
        raise Refused(_("It is to be paid from the date of the invoice on, within a year."))
    if sheet.siren and not codes.is_siren(sheet.siren):
        raise Refused(_("A SIREN has nine figures, and the last one is a key: this one does not fit."))
    if sheet.address and not ADDRESS.fullmatch(sheet.address):
        raise Refused(_("An electronic address of invoices has letters, figures, points and hyphens, as 552081317."))


def _tell(by: Membership, fact: str, row: InvoiceDraft) -> None:
    about = (WORK, row.work.ref)
    journal.record(fact, space=row.work.space, actor=self_of(by), about=about, data={"draft": row.ref})
