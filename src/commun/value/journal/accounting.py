"""Facts about what the cooperative's accounts are told. Amounts are in the book, not here."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

PLAN = "value.account_plan"

PLAN_WRITTEN = "value.account_plan.written"
CODES_WRITTEN = "value.activity_codes.written"
INVOICE_NOTED = "value.internal_invoice.noted"
NOTE_TAKEN_BACK = "value.internal_invoice.note_taken_back"
DRAFT_WRITTEN = "value.invoice_draft.written"
DRAFT_LET_GO = "value.invoice_draft.let_go"

declare(
    FactKind(PLAN_WRITTEN, _("%(actor)s wrote the account numbers that the cooperative uses")),
    FactKind(CODES_WRITTEN, _("%(actor)s wrote the analytic accounts of the activities"), is_told=False),
    FactKind(INVOICE_NOTED, _("%(actor)s noted that an internal invoice was made"), is_told=False),
    FactKind(NOTE_TAKEN_BACK, _("%(actor)s noted that an internal invoice was not made after all"), is_told=False),
    FactKind(DRAFT_WRITTEN, _("%(actor)s prepared an invoice for %(about)s"), is_told=False),
    FactKind(DRAFT_LET_GO, _("%(actor)s let go of what was prepared for an invoice of %(about)s"), is_told=False),
)
