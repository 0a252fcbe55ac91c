"""Facts of those who look after a list, and of addresses that no longer take its mails."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

DISCARDED: Final = "exchange.mail.discarded"
EXPIRED: Final = "exchange.mail.expired"
TRUSTED: Final = "exchange.sender.trusted"
UNTRUSTED: Final = "exchange.sender.no_longer_trusted"
STOPPED: Final = "exchange.list.stopped"
RESTARTED: Final = "exchange.list.restarted"
TRIED: Final = "exchange.address.tried"
PAUSED: Final = "exchange.address.paused"
RESUMED: Final = "exchange.address.resumed"
COMPLAINED: Final = "exchange.mail.called_unwanted"

declare(
    FactKind(DISCARDED, _("%(actor)s set aside a mail sent to the list"), is_told=False),
    FactKind(EXPIRED, _("A mail that waited was set aside: nobody decided in time"), is_told=False),
    FactKind(TRUSTED, _("%(actor)s lets the mails of a sender through from now on")),
    FactKind(UNTRUSTED, _("%(actor)s has the mails of a sender read first again")),
    FactKind(STOPPED, _("The mails of the list are stopped: other servers refuse them")),
    FactKind(RESTARTED, _("%(actor)s lets the mails of the list leave again")),
    FactKind(TRIED, _("Mails to a member come back: their address is being tried"), is_told=False),
    FactKind(PAUSED, _("The mails of the list to a member are paused: their address refuses them"), is_told=False),
    FactKind(RESUMED, _("%(actor)s receives the mails of the list again"), is_told=False),
    FactKind(COMPLAINED, _("A member called a mail of the list unwanted: they no longer receive it"), is_told=False),
)
