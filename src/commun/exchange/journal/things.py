"""Facts of shared things."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

THING: Final = "thing"

SHARED: Final = "exchange.thing.shared"
CHANGED: Final = "exchange.thing.changed"
WITHDRAWN: Final = "exchange.thing.withdrawn"
BACK: Final = "exchange.thing.back"
BOOKED: Final = "exchange.thing.booked"
CANCELLED: Final = "exchange.thing.cancelled"
RETURNED: Final = "exchange.thing.returned"

declare(
    FactKind(SHARED, _("%(actor)s shares “%(about)s” with the group")),
    FactKind(CHANGED, _("%(actor)s corrected the sheet of “%(about)s”"), is_told=False),
    FactKind(WITHDRAWN, _("“%(about)s” is no longer shared")),
    FactKind(BACK, _("“%(about)s” is shared again")),
    FactKind(BOOKED, _("%(actor)s booked “%(about)s”")),
    FactKind(CANCELLED, _("%(actor)s cancelled a booking of “%(about)s”")),
    FactKind(RETURNED, _("“%(about)s” was brought back")),
)
