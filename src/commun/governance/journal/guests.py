"""Facts about guests. Who invited somebody into a disagreement is not told: its people are nobody else's business."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

GUEST = "governance.guest_pass"

ASKED = "governance.guest.asked"
ASKED_INTO_CASE = "governance.guest.asked_into_case"
CAME = "governance.guest.came"
TAKEN_BACK = "governance.guest.taken_back"

declare(
    FactKind(ASKED, _("%(actor)s invited a guest to one thing only: %(about)s")),
    FactKind(ASKED_INTO_CASE, _("Somebody from outside was asked to help in a disagreement")),
    FactKind(CAME, _("%(actor)s came as a guest of one thing only: %(about)s")),
    FactKind(TAKEN_BACK, _("%(actor)s ended the place of a guest: %(about)s")),
)
