"""Facts of mailing lists."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

THREAD: Final = "thread"
LIST: Final = "mailing_list"

POSTED: Final = "exchange.message.posted"
HELD: Final = "exchange.mail.held"
SET_ASIDE: Final = "exchange.mail.set_aside"
RELEASED: Final = "exchange.mail.released"
REFUSED: Final = "exchange.mail.refused"
SET: Final = "exchange.list.set"
READ_OTHERWISE: Final = "exchange.subscription.changed"

declare(
    FactKind(POSTED, _("%(actor)s wrote to the list: “%(about)s”")),
    FactKind(HELD, _("A mail waits to be read by those who look after the list"), is_told=False),
    FactKind(SET_ASIDE, _("A mail was set aside: nobody wrote it"), is_told=False),
    FactKind(RELEASED, _("%(actor)s let a mail through to the list")),
    FactKind(REFUSED, _("%(actor)s refused a mail sent to the list")),
    FactKind(SET, _("%(actor)s changed how the list works")),
    FactKind(READ_OTHERWISE, _("%(actor)s chose how to read the list"), is_told=False),
)
