"""What a guest reads, who asks them in, who ends it. Getters raise NotFound, or Gone once the guest's time is over."""

from django.db.models import QuerySet

from commun.core import scope
from commun.core.errors import Gone, NotFound
from commun.governance import policies, states
from commun.governance.models import Case, GuestPass, Membership, Process
from commun.governance.policies.disagreements import party_of

# Ways that hear words besides the answers of those who decide: a guest may speak there, and never counts.
SPEAKING = (Process.Method.CONSENT, Process.Method.AUTHORISATION, Process.Method.ADVICE)


def can_invite(member: Membership) -> bool:
    """Guests of decisions and meetings are asked in by those who invite."""
    return policies.can_invite(member)


def can_invite_into(member: Membership, case: Case) -> bool:
    """Only a party asks somebody into a disagreement: the others do not know of it (D6)."""
    return member.state == states.MEMBER and party_of(member, case) is not None


def can_take_back(member: Membership, guest_pass: GuestPass) -> bool:
    """Whoever asked the guest in, and those who facilitate."""
    if member.state != states.MEMBER or member.space_id != guest_pass.space_id:
        return False
    return guest_pass.given_by_id == member.pk or policies.has_role(member)


def passes_of(member: Membership) -> QuerySet[GuestPass]:
    """What the guest may read today."""
    with scope.use(member.space_id):
        rows = GuestPass.objects.filter(GuestPass.live(), membership=member.pk).select_related("given_by__person")
    return rows if member.state == states.GUEST else rows.none()


def own_pass(member: Membership, ref: str) -> GuestPass:
    """The guest's own pass; NotFound for any other; Gone when it was taken back or its last day is past. 1 query."""
    with scope.use(member.space_id):
        rows = GuestPass.objects.select_related("space", "given_by__person")
        found = rows.filter(ref=ref, membership=member.pk).first()
    if found is None or member.state != states.GUEST:
        raise NotFound
    if not found.is_live:
        raise Gone
    return found


def pass_for(member: Membership, ref: str) -> GuestPass:
    """A pass of the member's group, for who may end it; else NotFound. 1 query."""
    with scope.use(member.space_id):
        found = GuestPass.objects.select_related("space", "invitation", "membership").filter(ref=ref).first()
    if found is None or not can_take_back(member, found):
        raise NotFound
    return found
