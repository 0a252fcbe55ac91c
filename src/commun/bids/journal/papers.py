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
# The same four by the operator itself, asked from outside.
HANDED_IN: Final = "bids.paper.handed_in"
TAKEN_BACK: Final = "bids.paper.taken_back"
SHEET_HANDED_IN: Final = "bids.entity_sheet.handed_in"
ANSWERED_ITSELF: Final = "bids.entity_sheet.answered_itself"
BY_LINK: Final = {
    ADDED: HANDED_IN,
    REMOVED: TAKEN_BACK,
    SHEET_WRITTEN: SHEET_HANDED_IN,
    ANSWERED: ANSWERED_ITSELF,
}
FOLDER_ASKED: Final = "bids.folder.asked"
FOLDER_MADE: Final = "bids.folder.made"

declare(
    FactKind(ADDED, _("%(actor)s added a paper of “%(about)s”")),
    FactKind(REMOVED, _("%(actor)s took away a paper of “%(about)s”")),
    FactKind(READ, _("%(actor)s took a paper of “%(about)s” for a joint answer")),
    FactKind(SHEET_WRITTEN, _("%(actor)s wrote the sheet of “%(about)s”")),
    FactKind(ANSWERED, _("%(actor)s answered the European document for “%(about)s”")),
    FactKind(HANDED_IN, _("“%(about)s”, asked from outside, handed in a paper")),
    FactKind(TAKEN_BACK, _("“%(about)s”, asked from outside, took a paper back")),
    FactKind(SHEET_HANDED_IN, _("“%(about)s”, asked from outside, wrote its sheet")),
    FactKind(ANSWERED_ITSELF, _("“%(about)s”, asked from outside, answered the European document")),
    FactKind(FILE_ADDED, _("%(actor)s added a file to the folder of “%(about)s”")),
    FactKind(FILE_REMOVED, _("%(actor)s took a file out of the folder of “%(about)s”")),
    FactKind(SUBCONTRACT, _("%(actor)s wrote the terms of a subcontract of “%(about)s”")),
    FactKind(FOLDER_ASKED, _("%(actor)s asked for the folder of “%(about)s”")),
    FactKind(FOLDER_MADE, _("The folder of “%(about)s” is ready")),
)
