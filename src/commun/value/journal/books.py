"""Facts about the book of money as a whole."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

BOOK = "value.book"

CLOSED = "value.book.closed"
CARRIED_OVER = "value.book.carried_over"
PAID_OUT = "value.account.paid_out"
PAYMENT_TAKEN_BACK = "value.account.payment_taken_back"
ACCOUNT_CLOSED = "value.account.closed"
SETTLED = "value.account.settled"

declare(
    FactKind(CLOSED, _("%(actor)s closed a period of the book of the group")),
    FactKind(CARRIED_OVER, _("The group let what the accounts hold go over into the next year")),
    FactKind(PAID_OUT, _("%(actor)s wrote down that the cooperative paid somebody their part"), is_told=False),
    FactKind(PAYMENT_TAKEN_BACK, _("%(actor)s took back a payment written by mistake"), is_told=False),
    FactKind(ACCOUNT_CLOSED, _("%(actor)s closed the account of somebody who left")),
    FactKind(SETTLED, _("The group decided what becomes of what somebody who left was owed")),
)
