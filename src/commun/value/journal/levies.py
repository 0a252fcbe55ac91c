"""Facts about what the cooperative keeps."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

LEVY = "value.levy"
WRITTEN = "value.levy.written"

declare(FactKind(WRITTEN, _("%(actor)s wrote down what the cooperative keeps of what comes in")))
