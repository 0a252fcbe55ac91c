"""What the technical operator reads or takes of a group, from the server: told to all its members (O1)."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

LOOKED = "governance.operator.looked"
TAKEN_OUT = "governance.operator.took_out"
BROUGHT_IN = "governance.operator.brought_in"

declare(
    FactKind(LOOKED, _("The technical operator of the server read, saying why: %(about)s")),
    FactKind(TAKEN_OUT, _("The technical operator of the server made a file of the whole group, saying why")),
    # In the journal of the house: the group's own arrives as it was.
    FactKind(BROUGHT_IN, _("The technical operator of the server brought in a whole group from its file: %(about)s")),
)
