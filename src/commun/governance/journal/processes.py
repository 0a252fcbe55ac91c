"""Facts of processes. A secret ballot leaves none."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

PROCESS_SCHEDULED = "governance.process.scheduled"
PROCESS_OPENED = "governance.process.opened"
PROCESS_EXTENDED = "governance.process.extended"
PROCESS_STAGED = "governance.process.staged"
PROCESS_WITHDRAWN = "governance.process.withdrawn"
PROCESS_CLOSED = "governance.process.closed"

# What people read when the clock executes what was agreed at the opening.
RULE_OF_OPENING = "governance.agreed-opening"
RULE_OF_CLOSING = "governance.agreed-close"
RULES = {
    RULE_OF_OPENING: _("The opening agreed beforehand"),
    RULE_OF_CLOSING: _("The close agreed at the opening"),
}

declare(
    FactKind(PROCESS_SCHEDULED, _("%(actor)s set the day of a process: %(about)s")),
    FactKind(PROCESS_OPENED, _("%(actor)s opened a process: %(about)s")),
    FactKind(PROCESS_EXTENDED, _("%(actor)s extended a process: %(about)s")),
    FactKind(PROCESS_STAGED, _("%(actor)s moved a process to its next stage: %(about)s")),
    FactKind(PROCESS_WITHDRAWN, _("%(actor)s withdrew a process: %(about)s")),
    FactKind(PROCESS_CLOSED, _("%(actor)s closed a process: %(about)s")),
)
