"""Facts about the common pot: its lines, and what is spent on them. Amounts are in the book, not here."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

LINE, SPENDING, ROUND = "value.line", "value.spending", "value.round"

OPENED = "value.line.opened"
ENLARGED = "value.line.enlarged"
CLOSED = "value.line.closed"
ROUND_HELD = "value.round.held"
ASKED = "value.spending.asked"
SIGNED = "value.spending.signed"
SPENT = "value.spending.spent"
REFUSED = "value.spending.refused"
WITHDRAWN = "value.spending.withdrawn"

declare(
    FactKind(OPENED, _("The group set money of the common pot aside for %(about)s")),
    FactKind(ENLARGED, _("The group changed the budget line %(about)s")),
    FactKind(CLOSED, _("The group closed the budget line %(about)s")),
    # It follows from the adoption of the decision, which is told.
    FactKind(ROUND_HELD, _("The group chose what the common pot funds"), is_told=False),
    FactKind(ASKED, _("%(actor)s asked for money of a budget line"), is_told=False),
    FactKind(SIGNED, _("%(actor)s signed a spending"), is_told=False),
    FactKind(SPENT, _("%(actor)s signed a spending, which is now in the book")),
    FactKind(REFUSED, _("%(actor)s refused a spending"), is_told=False),
    FactKind(WITHDRAWN, _("%(actor)s took back a spending that they had asked for"), is_told=False),
)
