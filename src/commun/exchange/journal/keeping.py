"""Facts of how long the words of a list are kept."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

KEEPING_SET: Final = "exchange.list.keeping_set"
AGED: Final = "exchange.list.words_aged"
FADED: Final = "exchange.list.words_faded"

declare(
    FactKind(KEEPING_SET, _("%(actor)s changed how long the messages of the list are kept")),
    FactKind(AGED, _("The words of the oldest messages of the list went, as the group chose")),
    FactKind(FADED, _("Words that their authors did not want kept went"), is_told=False),
)
