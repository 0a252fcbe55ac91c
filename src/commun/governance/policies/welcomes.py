"""Who talks with those who ask to come in, and who welcomes them. Getters raise NotFound."""

from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.governance import policies, states
from commun.governance.models import Membership, MembershipRules, Welcome
from commun.governance.policies.charter import rules_of

# Somebody is new, and can be welcomed, for so many days.
NEW_DAYS = 90


def may_answer(member: Membership) -> bool:
    """Those who answer requests by the rule of the group: who facilitates, or every awake member."""
    if member.state != states.MEMBER:
        return False
    return policies.has_role(member) or rules_of(member.space).admission != MembershipRules.Admission.ONE


def application_for(member: Membership, ref: str) -> Membership:
    """A request that the member may speak about: their own, or one of the group's they may answer; else NotFound."""
    with scope.use(member.space_id):
        rows = Membership.objects.filter(state=states.APPLICANT).select_related("person", "space")
        found = rows.filter(person__ref=ref).first()
    if found is None or (found.pk != member.pk and not may_answer(member)):
        raise NotFound
    return found


def is_new(member: Membership) -> bool:
    """Asks to come in, or came in lately."""
    if member.state == states.APPLICANT:
        return True
    return member.state == states.MEMBER and (clock.today() - member.since).days <= NEW_DAYS


def welcome_of(newcomer: Membership) -> Welcome | None:
    """Who welcomes this person, as long as it is not done. 1 query."""
    with scope.use(newcomer.space_id):
        rows = Welcome.objects.filter(newcomer=newcomer.pk, done_at=None)
        return rows.select_related("welcomer__person", "newcomer__person", "space").first()


def welcome_for(member: Membership, pk: int) -> Welcome:
    """An open welcome of which the member is one of the two; else NotFound. 1 query."""
    with scope.use(member.space_id):
        rows = Welcome.objects.select_related("welcomer__person", "newcomer__person", "space")
        found = rows.filter(pk=pk, done_at=None).first()
    if found is None or member.pk not in {found.welcomer_id, found.newcomer_id} or not policies.is_inside(member):
        raise NotFound
    return found
