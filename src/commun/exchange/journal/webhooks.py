"""Facts of outgoing calls: the group reads where its words go, by the name of the machine alone."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

WEBHOOK: Final = "exchange.webhook"

SET: Final = "exchange.webhook.opened"
CHANGED: Final = "exchange.webhook.changed"
RENEWED: Final = "exchange.webhook.renewed"
STOPPED: Final = "exchange.webhook.stopped"
RESTARTED: Final = "exchange.webhook.restarted"
CLOSED: Final = "exchange.webhook.closed"
TRIED: Final = "exchange.webhook.tried"
REPLAYED: Final = "exchange.webhook.replayed"

declare(
    FactKind(SET, _("%(actor)s has what happens here told to another program: %(about)s")),
    FactKind(CHANGED, _("%(actor)s changed what is told to another program: %(about)s")),
    FactKind(RENEWED, _("%(actor)s changed the secret of the calls to another program"), is_told=False),
    FactKind(STOPPED, _("%(about)s no longer answers: nothing is told to it any more")),
    FactKind(RESTARTED, _("%(actor)s has what happens here told to %(about)s again")),
    FactKind(CLOSED, _("%(actor)s stopped telling another program what happens here: %(about)s")),
    FactKind(TRIED, _("%(actor)s sent a trial to another program"), is_told=False),
    FactKind(REPLAYED, _("%(actor)s sent a message to another program again"), is_told=False),
)
