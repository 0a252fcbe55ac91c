"""Facts about mutual credit. Who gave how much is in the book, not here."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

OPENED = "value.credit.opened"
LIMITED = "value.credit.limited"
SETTLED = "value.credit.settled"
TRUSTED = "value.credit.trusted"
ASKED = "value.credit.asked"
ANSWERED = "value.credit.answered"
REACHABLE = "value.credit.reachable"

declare(
    FactKind(OPENED, _("The group opened its mutual credit")),
    FactKind(LIMITED, _("The group changed the limits of its mutual credit")),
    FactKind(SETTLED, _("The group shared what somebody who left had in the mutual credit")),
    FactKind(TRUSTED, _("The group decided how much another group may owe it")),
    FactKind(ASKED, _("%(actor)s asked for help given to be written"), is_told=False),
    FactKind(ANSWERED, _("%(actor)s answered a request of mutual credit"), is_told=False),
    FactKind(REACHABLE, _("%(actor)s changed whether other groups can reach them"), is_told=False),
)
