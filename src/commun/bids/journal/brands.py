"""Facts of joint brands."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

BRAND: Final = "brand"

OPENED: Final = "bids.brand.opened"
CHANGED: Final = "bids.brand.changed"
RULES_CHANGED: Final = "bids.brand.rules_changed"
JOINED: Final = "bids.brand.joined"
LEFT: Final = "bids.brand.left"
SIGNER_SAID: Final = "bids.brand.signer_said"

declare(
    FactKind(OPENED, _("%(actor)s opened the joint brand “%(about)s”")),
    FactKind(CHANGED, _("%(actor)s corrected the offer of “%(about)s”"), is_told=False),
    FactKind(RULES_CHANGED, _("%(actor)s wrote a new edition of the rules of “%(about)s”")),
    FactKind(JOINED, _("%(actor)s accepted the rules of “%(about)s” and works under it")),
    FactKind(LEFT, _("%(actor)s no longer works under “%(about)s”")),
    FactKind(SIGNER_SAID, _("%(actor)s said who may sign in the name of “%(about)s”")),
)
