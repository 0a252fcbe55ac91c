"""Facts about the pool of facilitators and the calls of groups."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

FACILITATOR, CALL = "governance.facilitator", "governance.facilitator_call"

JOINED = "governance.facilitator.joined"
CHANGED = "governance.facilitator.changed"
LEFT = "governance.facilitator.left"
ASKED = "governance.facilitator.asked"
TAKEN_BACK = "governance.facilitator.call_taken_back"
ACCEPTED = "governance.facilitator.accepted"
DECLINED = "governance.facilitator.declined"
TOLD = "governance.facilitator.told"

declare(
    FactKind(JOINED, _("%(actor)s joined the pool of facilitators")),
    FactKind(CHANGED, _("%(actor)s reworded their place in the pool of facilitators")),
    FactKind(LEFT, _("%(actor)s left the pool of facilitators")),
    FactKind(ASKED, _("%(actor)s called a facilitator of the pool: %(about)s")),
    FactKind(TAKEN_BACK, _("%(actor)s took back the call to a facilitator: %(about)s")),
    FactKind(ACCEPTED, _("%(actor)s accepted to facilitate: %(about)s")),
    FactKind(DECLINED, _("%(actor)s cannot facilitate: %(about)s")),
    FactKind(TOLD, _("%(actor)s told the facilitator what the group keeps from it: %(about)s")),
)
