"""The facts this room records, each with the sentence people read."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

PUBLISHED: Final = "tenders.notice.published"
CHANGED: Final = "tenders.notice.changed"
CANCELLED: Final = "tenders.notice.cancelled"
AWARDED: Final = "tenders.notice.awarded"

declare(
    FactKind(PUBLISHED, _("A notice was published: %(about)s")),
    FactKind(CHANGED, _("A notice was changed: %(about)s")),
    FactKind(CANCELLED, _("A notice was cancelled: %(about)s")),
    FactKind(AWARDED, _("A notice was awarded: %(about)s")),
)

# What members and groups say of notices.
declare(
    FactKind("tenders.notice.kept", _("%(actor)s kept “%(about)s”")),
    FactKind("tenders.notice.hidden", _("%(actor)s put “%(about)s” aside")),
    FactKind("tenders.notice.unmarked", _("%(actor)s took “%(about)s” back")),
    FactKind("tenders.intention.declared", _("%(actor)s said an intention on “%(about)s”")),
    FactKind("tenders.intention.changed", _("%(actor)s changed their intention on “%(about)s”")),
    FactKind("tenders.intention.withdrawn", _("%(actor)s took back their intention on “%(about)s”")),
    FactKind("tenders.needs.settled", _("%(actor)s listed the needs of “%(about)s”"), is_told=False),
    FactKind("tenders.need.added", _("%(actor)s added a need to “%(about)s”")),
    FactKind("tenders.need.changed", _("%(actor)s changed a need of “%(about)s”")),
    FactKind("tenders.need.removed", _("%(actor)s removed a need of “%(about)s”")),
    FactKind("tenders.term.added", _("%(actor)s wrote what the buyer asks in “%(about)s”")),
    FactKind("tenders.term.changed", _("%(actor)s changed what the buyer asks in “%(about)s”")),
    FactKind("tenders.term.removed", _("%(actor)s removed something that the buyer asked in “%(about)s”")),
    FactKind("tenders.suggestions.left", _("%(actor)s left suggestions aside on “%(about)s”"), is_told=False),
    FactKind("tenders.openness.changed", _("%(actor)s said who may find them for an answer"), is_told=False),
    FactKind("tenders.pursuit.moved", _("%(actor)s moved “%(about)s” on the board")),
    FactKind("tenders.pursuit.held", _("%(actor)s takes care of “%(about)s”")),
    FactKind("tenders.pursuit.released", _("%(actor)s no longer takes care of “%(about)s”")),
)
