"""What the clock asks for the group: whether somebody of whom nothing was heard wants to rest (M4). Asked, no more."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from commun.core import clock, journal, scope
from commun.core.models import Fact
from commun.governance import journal as facts
from commun.governance import notifications, states
from commun.governance.actions import places
from commun.governance.models import Membership, MembershipRules

RULE = journal.Rule("governance.dormancy")


def ask_the_silent() -> int:
    """Ask each member whose last sign is older than the days that their group chose; says how many were asked.

    Nothing follows without their answer; whoever answers « I stay » is asked again only after as many days.
    """
    with scope.everywhere("each group chose after how many days to ask"):
        rules = list(MembershipRules.objects.exclude(dormancy_days=None).order_by("pk"))
    return sum(_ask_in(one) for one in rules)


def _ask_in(rules: MembershipRules) -> int:
    limit = clock.now() - dt.timedelta(days=rules.dormancy_days or 0)
    with scope.use(rules.space_id):
        members = list(Membership.objects.filter(state=states.MEMBER, dormancy_asked_on=None).order_by("pk"))
        signs = Fact.objects.filter(person_id__in=[member.person_id for member in members])
        last = dict(signs.values_list("person_id").annotate(last=Max("at")))
    silent = [
        member
        for member in members
        if member.since <= limit.date() and (member.person_id not in last or last[member.person_id] <= limit)
    ]
    return sum(_ask(member) for member in silent)


@transaction.atomic
def _ask(member: Membership) -> bool:
    row = places.locked(member)
    if row.state != states.MEMBER or row.dormancy_asked_on is not None:
        return False
    row.dormancy_asked_on = clock.today()
    row.save(update_fields=["dormancy_asked_on"])
    fact = journal.record(
        facts.DORMANCY_PROPOSED,
        space=row.space,
        actor=RULE,
        about=(places.ABOUT, row.pk),
        data={"person": row.person_id},
    )
    notifications.propose_rest(row, None, fact.pk)
    return True
