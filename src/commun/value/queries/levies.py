"""What the cooperative keeps: the rule that holds on a day, and what it keeps of an amount."""

import datetime as dt

from commun.algo.sharing import Levy, LevyBase, kept
from commun.core import scope
from commun.core.models import Space
from commun.people.models import LegalEntity
from commun.value.models import JointWork, LevyRule


def rules_of(space: Space) -> list[LevyRule]:
    """All rules that were ever written, the last first. 1 query."""
    with scope.use(space):
        return list(LevyRule.objects.select_related("entity", "written_by__person"))


def rule_on(space: Space, entity: LegalEntity, on: dt.date) -> LevyRule | None:
    """The rule of this entity on a day. 1 query."""
    with scope.use(space):
        return LevyRule.objects.filter(entity=entity, since__lte=on).order_by("-since", "-pk").first()


def levy_of(rule: LevyRule) -> Levy:
    """The rule as it is computed."""
    return Levy(LevyBase(rule.base), rule.rate, rule.internal_rate, rule.monthly, rule.is_exempt)


def kept_of(work: JointWork, amount: int, on: dt.date) -> int:
    """Cents kept of what came in for a work, by the rule of who invoices; nothing without a rule.

    The fixed part of a month is asked once a month by the cooperative, not of each receipt; of a margin, costs are not
    known here: what is told is what would be kept without any. At most 1 query.
    """
    rule = rule_on(work.space, work.entity, on) if work.entity else None
    return kept(levy_of(rule), turnover=amount) if rule is not None else 0
