"""What a decision may change in the rules of membership (M4, M6, X5), shown as a diff before anybody decides."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commun.core import journal
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.actions import membership_rules as rules
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.models import Decision, MembershipRules
from commun.governance.policies.charter import rules_of

Change = Mapping[str, Any]
RULES = "charter.rules"


def register() -> None:
    """Called once the room is ready."""
    effects.add(RULES, Effect(gettext_lazy("Changes the rules of membership"), check, diff, apply, past=past))


def check(space: Space, change: Change) -> None:
    """Raises Refused when they changed since, or cannot be kept."""
    said = rules.checked(_said(change, "set"))
    now = rules.as_dict(rules_of(space))
    if _said(change, "base") != now:
        raise Refused(_("The rules changed since this was proposed: propose it again from those of today."))
    if said == now:
        raise Refused(_("Nothing changes in the rules."))


def diff(space: Space, change: Change) -> list[DiffLine]:
    """Rule by rule, in words."""
    return _differing(rules.as_dict(rules_of(space)), rules.checked(_said(change, "set")))


def past(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
    """From the rules of the day on which it was proposed: it could not be adopted on others."""
    return {pk: _differing(_said(one, "base"), rules.checked(_said(one, "set"))) for pk, one in changes.items()}


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[DiffLine]:
    pairs = zip(rule_lines(old), rule_lines(new), strict=True)
    return [DiffLine(label, before, after) for (label, before), (_label, after) in pairs if before != after]


def apply(decision: Decision, change: Change, actor: journal.Person | journal.Rule) -> None:
    """Keep exactly these rules."""
    rules.write_rules(space=decision.space, said=_said(change, "set"), decision=decision, actor=actor)


def _said(change: Change, name: str) -> dict[str, Any]:
    said = change.get(name)
    if not isinstance(said, dict):
        raise Refused(_("These rules cannot be read."))
    return said


def rule_lines(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rules in words, always the same lines in the same order."""
    days = said["dormancy_days"]
    resting = _("nobody is asked")
    if days:
        resting = ngettext(
            "asked after %(count)s day without a sign", "asked after %(count)s days without a sign", days
        )
    admission = str(MembershipRules.Admission(said["admission"]).label)
    if said["admission"] == MembershipRules.Admission.SEVERAL:
        admission = ngettext(
            "%(count)s member answers yes", "%(count)s members answer yes", said["admission_voices"]
        ) % {"count": said["admission_voices"]}
    going = _("nobody is asked to go")
    if said["may_remove"]:
        going = _(
            "after a disagreement whose path was walked: %(hearing)s days for the person to be heard, then a secret "
            "ballot of those in the group for %(days)s days at least, the person apart; %(percent)s %% of the votes, "
            "half of the voters taking part"
        ) % {"hearing": said["removal_hearing_days"], "days": said["removal_days"], "percent": said["removal_percent"]}
    return [
        (_("Coming in"), admission),
        (_("What is asked of those who ask to come in"), "\n".join(said["admission_questions"])),
        (_("Resting"), resting % {"count": days} if days else resting),
        (_("Asking somebody to go"), going),
        (_("Disagreements: how they are arbitrated"), said["arbitration"]),
    ]
