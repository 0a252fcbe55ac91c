"""Facts of threads: what members do with a conversation beside writing in it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

READ: Final = "exchange.reading.changed"
SPLIT: Final = "exchange.thread.split"
MERGED: Final = "exchange.thread.merged"
ARCHIVE_ASKED: Final = "exchange.archive.asked"
ARCHIVE_READ: Final = "exchange.archive.read"
UNNAMED: Final = "exchange.thread.unnamed"

declare(
    FactKind(READ, _("%(actor)s chose how to read a thread"), is_told=False),
    FactKind(SPLIT, _("%(actor)s made a thread of its own of “%(about)s”")),
    FactKind(MERGED, _("%(actor)s joined another thread to “%(about)s”")),
    FactKind(ARCHIVE_ASKED, _("%(actor)s brings an archive of messages into the list")),
    FactKind(ARCHIVE_READ, _("An archive of messages was brought into the list")),
    FactKind(UNNAMED, _("The subject of a thread was erased with the words of its author"), is_told=False),
)
