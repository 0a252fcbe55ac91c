"""Write how the cooperative's accounts are told of the group, and note the internal invoices that were made there."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions.places import hold, self_of
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.value import policies
from commun.value.journal import accounting as facts
from commun.value.models import AccountPlan, ActivityCode, Distribution, InvoiceMark

# As the French general chart has them: a class of 1 to 7, figures, then letters when the cooperative adds some.
ACCOUNT = re.compile(r"[1-7][0-9]{2}[0-9A-Z]{0,9}")
ANALYTIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,19}")
NUMBERS = ("client", "bank", "product", "internal_purchase", "internal_sale", "contribution", "owed")


@dataclass(frozen=True)
class PlanSheet:
    """Account numbers, the analytic account of the group, and where the legal entity has its seat."""

    analytic: str = ""
    analytic_label: str = ""
    client: str = "411000"
    bank: str = "512000"
    product: str = "706000"
    internal_purchase: str = "604000"
    internal_sale: str = "708000"
    contribution: str = "622600"
    owed: str = "467000"
    street: str = ""
    postcode: str = ""
    town: str = ""


@transaction.atomic
def write_plan(*, by: Membership, entity: LegalEntity, sheet: PlanSheet) -> AccountPlan:
    """Say which accounts are used with this legal entity; the last writing holds. Raises Refused."""
    _keeps(by)
    for name in NUMBERS:
        if not ACCOUNT.fullmatch(getattr(sheet, name)):
            raise Refused(_("An account number starts with a figure from 1 to 7 and has 3 to 12 signs, as 411000."))
    _checked_code(sheet.analytic)
    hold(by.space)
    told = asdict(sheet) | {"written_by": by, "written_at": clock.now()}
    with scope.use(by.space):
        row, _is_new = AccountPlan.objects.update_or_create(space=by.space, entity=entity, defaults=told)
    _tell(by, facts.PLAN_WRITTEN, (facts.PLAN, row.pk))
    return row


@transaction.atomic
def write_activity_codes(*, by: Membership, codes: Mapping[Membership, tuple[str, str]]) -> None:
    """The analytic account and the name of the activity of each of these members; an empty code takes it away.

    Raises Refused.
    """
    _keeps(by)
    with scope.use(by.space):
        for member, (code, label) in codes.items():
            if member.space_id != by.space_id:
                raise Refused(_("This person is not in the group."))
            _checked_code(code)
            rows = ActivityCode.objects.filter(membership=member)
            if not code:
                rows.delete()
                continue
            told = {"code": code, "label": one_line(label, 80)}
            ActivityCode.objects.update_or_create(space=by.space, membership=member, defaults=told)
    _tell(by, facts.CODES_WRITTEN, None)


@transaction.atomic
def note_internal_invoice(
    *, by: Membership, distribution: Distribution, member: Membership, number: str = ""
) -> InvoiceMark:
    """Note that the invoice of this member's part was made in the cooperative's tool; twice notes once.

    Raises Refused.
    """
    _keeps(by)
    if by.space_id != distribution.space_id or distribution.result["now"].get(member.person.ref, 0) <= 0:
        raise Refused(_("This sharing gives nothing to this person: there is nothing to invoice."))
    told = {"number": one_line(number, 40), "marked_by": by, "marked_at": clock.now()}
    with scope.use(by.space):
        row, is_new = InvoiceMark.objects.get_or_create(
            space=by.space, distribution=distribution, membership=member, defaults=told
        )
    if is_new:
        _tell(by, facts.INVOICE_NOTED, None, distribution=distribution.ref)
    return row


@transaction.atomic
def take_invoice_note_back(*, by: Membership, distribution: Distribution, member: Membership) -> None:
    """It was not made after all. Raises Refused."""
    _keeps(by)
    with scope.use(by.space):
        gone, _each = InvoiceMark.objects.filter(distribution=distribution, membership=member).delete()
    if gone:
        _tell(by, facts.NOTE_TAKEN_BACK, None, distribution=distribution.ref)


def _keeps(by: Membership) -> None:
    if not policies.keeps_accounts(by):
        raise Refused(_("Those who keep the accounts write what the cooperative’s accounts need."))


def _checked_code(code: str) -> None:
    if code and not ANALYTIC.fullmatch(code):
        raise Refused(_("An analytic account has letters, figures, points and hyphens: 20 signs at most."))


def _tell(by: Membership, fact: str, about: tuple[str, str | int] | None, **data: object) -> None:
    place = about or (facts.PLAN, by.space_id)
    journal.record(fact, space=by.space, actor=self_of(by), about=place, data=data)
