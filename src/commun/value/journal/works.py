"""Facts about joint works, what they bring and how it is shared. Amounts are in the book, not here."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

WORK = "value.work"

STARTED = "value.work.started"
CHANGED = "value.work.changed"
ENDED = "value.work.ended"
JOINED = "value.work.joined"
ROLES_SAID = "value.work.roles_said"
LEFT = "value.work.left"
RECEIVED = "value.receipt.written"
TAKEN_BACK = "value.receipt.taken_back"
SHARED = "value.work.shared"

declare(
    FactKind(STARTED, _("%(actor)s opened the joint work %(about)s")),
    FactKind(CHANGED, _("%(actor)s corrected the sheet of %(about)s"), is_told=False),
    FactKind(ENDED, _("%(actor)s closed the joint work %(about)s")),
    FactKind(JOINED, _("%(actor)s wrote who takes part in %(about)s")),
    FactKind(ROLES_SAID, _("%(actor)s wrote who holds which role in %(about)s"), is_told=False),
    FactKind(LEFT, _("%(actor)s left %(about)s")),
    FactKind(RECEIVED, _("%(actor)s wrote down money received for %(about)s")),
    FactKind(TAKEN_BACK, _("%(actor)s took back money written by mistake for %(about)s")),
    FactKind(SHARED, _("%(actor)s shared what %(about)s brought, by the key of the group")),
)
