"""The group's rules of coming in, resting and going out: read by everybody, written by decisions only."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import short_enough
from commun.governance.journal import charter as facts
from commun.governance.models import Decision, MembershipRules

FIELDS = (
    "dormancy_days",
    "admission",
    "admission_voices",
    "admission_questions",
    "may_remove",
    "removal_percent",
    "removal_days",
    "removal_hearing_days",
    "arbitration",
)
BOUNDS = {
    "dormancy_days": (14, 3650),
    "admission_voices": (1, 50),
    "removal_percent": (51, 100),
    "removal_days": (1, 3650),
    "removal_hearing_days": (7, 90),
}


def as_dict(rules: MembershipRules) -> dict[str, Any]:
    """In plain values, as a proposal keeps them."""
    return {name: getattr(rules, name) for name in FIELDS}


def checked(said: Mapping[str, Any]) -> dict[str, Any]:
    """All the rules, complete. Raises Refused."""
    if set(said) != set(FIELDS):
        raise Refused(_("These rules cannot be read."))
    for name, (least, most) in BOUNDS.items():
        value = said[name]
        if value is None and name == "dormancy_days":
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Refused(
                _("A number of the rules is out of its bounds: between %(least)s and %(most)s.")
                % {"least": least, "most": most}
            )
    if said["admission"] not in MembershipRules.Admission.values:
        raise Refused(_("Choose how those who ask to come in are answered."))
    questions = said["admission_questions"]
    if not isinstance(questions, list) or len(questions) > 12 or any(len(str(one)) > 200 for one in questions):
        raise Refused(_("At most 12 questions of 200 signs."))
    short_enough(str(said["arbitration"]), 2000)
    return {name: said[name] for name in FIELDS}


def write_rules(
    *, space: Space, said: Mapping[str, Any], decision: Decision, actor: journal.Person | journal.Rule
) -> None:
    """Keep exactly these rules, by this decision."""
    with scope.use(space):
        MembershipRules.objects.update_or_create(space=space, defaults=checked(said))
    journal.record(
        facts.RULES_CHANGED, space=space, actor=actor, about=("core.space", space.slug), data={"decision": decision.ref}
    )
