"""Facts about the steering of the cooperation."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

CHOSEN = "governance.indicator.chosen"
READ = "governance.indicator.read"
RETIRED = "governance.indicator.retired"

declare(
    FactKind(CHOSEN, _("%(actor)s added an indicator of the cooperation")),
    FactKind(READ, _("%(actor)s wrote down what an indicator shows")),
    FactKind(RETIRED, _("%(actor)s retired an indicator of the cooperation")),
)
