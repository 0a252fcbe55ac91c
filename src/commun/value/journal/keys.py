"""Facts about sharing keys."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

KEY = "value.key"

WRITTEN = "value.key.written"
ADOPTED = "value.key.adopted"

declare(
    FactKind(WRITTEN, _("%(actor)s wrote a version of the sharing key %(about)s")),
    FactKind(ADOPTED, _("The group adopted the sharing key %(about)s")),
)
