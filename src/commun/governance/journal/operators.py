"""What the technical operator reads of a group, from the server: told to all its members (O1)."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

LOOKED = "governance.operator.looked"

declare(FactKind(LOOKED, _("The technical operator of the server read, saying why: %(about)s")))
