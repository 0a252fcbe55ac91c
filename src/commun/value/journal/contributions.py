"""Facts about what each brings. They have a page of their own: the journal of the group does not tell each line."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

CONTRIBUTION, KIND = "value.contribution", "value.kind"

WRITTEN = "value.contribution.written"
DECLINED = "value.contribution.declined"
CORRECTED = "value.contribution.corrected"
IMPORTED = "value.contribution.imported"
ACKNOWLEDGED = "value.contribution.acknowledged"
UNACKNOWLEDGED = "value.contribution.unacknowledged"
KIND_CHOSEN = "value.kind.chosen"
KIND_RETIRED = "value.kind.retired"

declare(
    FactKind(WRITTEN, _("%(actor)s wrote down what they brought"), is_told=False),
    FactKind(DECLINED, _("%(actor)s said that this does not count"), is_told=False),
    FactKind(CORRECTED, _("%(actor)s corrected what they had written"), is_told=False),
    FactKind(IMPORTED, _("%(actor)s wrote down what they brought, from a file"), is_told=False),
    FactKind(ACKNOWLEDGED, _("%(actor)s acknowledged a contribution"), is_told=False),
    FactKind(UNACKNOWLEDGED, _("%(actor)s took an acknowledgement back"), is_told=False),
    # They follow from the adoption of the decision, which is told.
    FactKind(KIND_CHOSEN, _("The group chose a kind of contribution: %(about)s"), is_told=False),
    FactKind(KIND_RETIRED, _("The group no longer uses a kind of contribution: %(about)s"), is_told=False),
)
