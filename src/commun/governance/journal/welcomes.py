"""Facts about coming in. What is written stays in its own table, erasable."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

WRITTEN = "governance.admission.written"
NAMED = "governance.welcome.named"
GIVEN_UP = "governance.welcome.given_up"
DONE = "governance.welcome.done"

declare(
    FactKind(WRITTEN, _("%(actor)s wrote about a request to come in: %(about)s"), is_told=False),
    FactKind(NAMED, _("%(actor)s named who welcomes %(about)s")),
    FactKind(GIVEN_UP, _("%(actor)s handed on the welcome of %(about)s")),
    FactKind(DONE, _("%(actor)s said that the welcome of %(about)s is done")),
)
