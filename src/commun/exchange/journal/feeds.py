"""Facts of feeds: secret addresses opened and revoked. The group reads neither: whoever follows does so in peace."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

FEED: Final = "exchange.feed"

OPENED: Final = "exchange.feed.opened"
REVOKED: Final = "exchange.feed.revoked"

declare(
    FactKind(OPENED, _("%(actor)s opened the address of a feed"), is_told=False),
    FactKind(REVOKED, _("%(actor)s revoked the address of a feed"), is_told=False),
)
