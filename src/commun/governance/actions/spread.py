"""The alert on the sharing of tasks: those who watch over it are told once per crossing of the group's threshold."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.actions.places import self_of
from commun.governance.journal import roles as facts
from commun.governance.models import Membership, RoleSettings
from commun.governance.notifications import roles as letters
from commun.governance.policies import roles as policies
from commun.governance.queries.role_load import support_alert
from commun.governance.queries.roles import people_awake

SPREAD = journal.Rule(facts.RULE_OF_SPREAD)


def watch_spread() -> int:
    """Look at each group that chose a threshold; says how many crossed it since the last look."""
    with scope.everywhere("thresholds that groups chose"):
        watched = list(RoleSettings.objects.exclude(threshold=None).select_related("space").order_by("pk"))
    return sum(_watch(settings.space) for settings in watched)


@transaction.atomic
def _watch(space: Space) -> bool:
    settings = RoleSettings.objects.select_for_update().get(space=space)
    if settings.threshold is None:
        return False
    found, _people = support_alert(space, settings.threshold)
    if found.is_over == (settings.above_since is not None):
        return False
    settings.above_since, settings.seen_on = (clock.today() if found.is_over else None), None
    settings.save(update_fields=["above_since", "seen_on"])
    name = facts.SPREAD_PASSED if found.is_over else facts.SPREAD_BACK
    journal.record(
        name, space=space, actor=SPREAD, about=("core.space", space.slug), data={"threshold": settings.threshold}
    )
    if found.is_over:
        for member in people_awake(space):
            if policies.watches_sharing(member):
                letters.tell_spread(member, clock.today().isoformat())
    return found.is_over


@transaction.atomic
def see_spread(*, by: Membership) -> None:
    """Say that one looked at the alert: it leaves one's list. Raises Refused."""
    if not policies.watches_sharing(by):
        raise Refused(_("Only whoever watches over the sharing of tasks does this."))
    settings = RoleSettings.objects.select_for_update().filter(space=by.space).first()
    if settings is None or settings.above_since is None or settings.seen_on is not None:
        raise Refused(_("There is no alert to look at."))
    settings.seen_on = clock.today()
    settings.save(update_fields=["seen_on"])
    journal.record(facts.SPREAD_SEEN, space=by.space, actor=self_of(by), about=("core.space", by.space.slug), data={})
