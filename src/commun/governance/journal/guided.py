"""Facts of guided paths. Words stay in their own tables: the chain keeps who did what, and when."""

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

REMARKED = "governance.process.remarked"
ASKED = "governance.process.asked"
ANSWERED = "governance.process.answered"
OBJECTED = "governance.objection.raised"
OBJECTION_LIFTED = "governance.objection.lifted"
OBJECTION_INTEGRATED = "governance.objection.integrated"
OBJECTION_TESTED = "governance.objection.tested"
NOMINATED = "governance.process.nominated"
DECLINED = "governance.process.declined"
ACCEPTED = "governance.process.accepted"
PERSON_PROPOSED = "governance.process.person_proposed"
CONSULTED = "governance.process.consulted"
ADVISED = "governance.process.advised"
PASSED = "governance.process.passed"
DECIDED = "governance.process.decided"
CONTROLLED = "governance.process.controlled"
TEMPLATE_SAVED = "governance.template.saved"
TEMPLATE_REMOVED = "governance.template.removed"
RULES_CHANGED = "governance.rules.changed"

declare(
    FactKind(REMARKED, _("%(actor)s spoke about “%(about)s”"), is_told=False),
    FactKind(ASKED, _("%(actor)s asked for objections to “%(about)s”")),
    FactKind(ANSWERED, _("%(actor)s answered on “%(about)s”"), is_told=False),
    FactKind(OBJECTED, _("%(actor)s objected to “%(about)s”")),
    FactKind(OBJECTION_LIFTED, _("%(actor)s lifted their objection to “%(about)s”")),
    FactKind(OBJECTION_INTEGRATED, _("%(actor)s integrated an objection to “%(about)s”")),
    FactKind(OBJECTION_TESTED, _("%(actor)s tested an objection to “%(about)s” by the criteria")),
    FactKind(NOMINATED, _("%(actor)s named somebody in “%(about)s”"), is_told=False),
    FactKind(DECLINED, _("%(actor)s prefers not to be chosen in “%(about)s”")),
    FactKind(ACCEPTED, _("%(actor)s would gladly be chosen in “%(about)s”")),
    FactKind(PERSON_PROPOSED, _("%(actor)s proposed somebody in “%(about)s”")),
    FactKind(CONSULTED, _("%(actor)s asked for advice on “%(about)s”")),
    FactKind(ADVISED, _("%(actor)s gave their advice on “%(about)s”")),
    FactKind(PASSED, _("%(actor)s has no advice to give on “%(about)s”"), is_told=False),
    FactKind(DECIDED, _("%(actor)s decided after advice on “%(about)s”")),
    FactKind(CONTROLLED, _("%(actor)s asked the group to look at “%(about)s” again")),
    FactKind(TEMPLATE_SAVED, _("%(actor)s kept a way of deciding as a template")),
    FactKind(TEMPLATE_REMOVED, _("%(actor)s removed a template")),
    FactKind(RULES_CHANGED, _("%(actor)s changed the group’s rules of deciding")),
)
