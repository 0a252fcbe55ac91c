"""Facts of the papers of legal entities, and of the folder of an answer."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

ENTITY: Final = "entity"

ADDED: Final = "bids.paper.added"
REMOVED: Final = "bids.paper.removed"
READ: Final = "bids.paper.read"
SHEET_WRITTEN: Final = "bids.entity_sheet.written"
ANSWERED: Final = "bids.entity_sheet.answered"
FILE_ADDED: Final = "bids.file.added"
FILE_REMOVED: Final = "bids.file.removed"
SUBCONTRACT: Final = "bids.subcontract.written"
FOLDER_ASKED: Final = "bids.folder.asked"
FOLDER_MADE: Final = "bids.folder.made"

declare(
    FactKind(ADDED, _("%(actor)s added a paper of “%(about)s”")),
    FactKind(REMOVED, _("%(actor)s took away a paper of “%(about)s”")),
    FactKind(READ, _("%(actor)s took a paper of “%(about)s” for a joint answer")),
    FactKind(SHEET_WRITTEN, _("%(actor)s wrote the sheet of “%(about)s”")),
    FactKind(ANSWERED, _("%(actor)s answered the European document for “%(about)s”")),
    FactKind(FILE_ADDED, _("%(actor)s added a file to the folder of “%(about)s”")),
    FactKind(FILE_REMOVED, _("%(actor)s took a file out of the folder of “%(about)s”")),
    FactKind(SUBCONTRACT, _("%(actor)s wrote the terms of a subcontract of “%(about)s”")),
    FactKind(FOLDER_ASKED, _("%(actor)s asked for the folder of “%(about)s”")),
    FactKind(FOLDER_MADE, _("The folder of “%(about)s” is ready")),
)
