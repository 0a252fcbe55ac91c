"""Facts of offers and needs. What people answer one another is between them."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

OFFER: Final = "offer"

OFFERED: Final = "exchange.offer.offered"
LOOKED_FOR: Final = "exchange.offer.looked_for"
CHANGED: Final = "exchange.offer.changed"
FOUND: Final = "exchange.offer.found"
CLOSED: Final = "exchange.offer.closed"
REOPENED: Final = "exchange.offer.reopened"
ANSWERED: Final = "exchange.offer.answered"
TAKEN_BACK: Final = "exchange.offer.answer_taken_back"
REPLIED: Final = "exchange.offer.replied"

declare(
    FactKind(OFFERED, _("%(actor)s offers “%(about)s”")),
    FactKind(LOOKED_FOR, _("%(actor)s looks for “%(about)s”")),
    FactKind(CHANGED, _("%(actor)s corrected “%(about)s”"), is_told=False),
    FactKind(FOUND, _("“%(about)s”: found, says %(actor)s")),
    FactKind(CLOSED, _("%(actor)s closed “%(about)s”")),
    FactKind(REOPENED, _("%(actor)s opened “%(about)s” again")),
    FactKind(ANSWERED, _("%(actor)s answered an offer or a need"), is_told=False),
    FactKind(TAKEN_BACK, _("%(actor)s took an answer back"), is_told=False),
    FactKind(REPLIED, _("%(actor)s said something back to an answer"), is_told=False),
)
