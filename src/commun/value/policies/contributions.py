"""Contributions: everybody of the group reads them; each writes and corrects their own; a peer acknowledges."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.models import Membership
from commun.value.models import Contribution
from commun.value.policies import can_see_value


def contribution_for(member: Membership | None, ref: str) -> Contribution:
    """A contribution of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        rows = Contribution.objects.select_related("space", "kind", "work", "membership__person")
        found = rows.filter(ref=ref, state=Contribution.State.CONFIRMED).first()
    if found is None:
        raise NotFound
    return found


def own_contribution_for(member: Membership | None, ref: str) -> Contribution:
    """One of the member's own contributions, else NotFound. 1 query."""
    found = contribution_for(member, ref)
    if member is None or found.membership_id != member.pk:
        raise NotFound
    return found


def can_write(member: Membership) -> bool:
    """Awake in the group: those at rest read."""
    return member.state == states.MEMBER


def can_acknowledge(member: Membership, contribution: Contribution) -> bool:
    """A peer, awake; never the person themselves."""
    return (
        can_write(member)
        and member.space_id == contribution.space_id
        and member.pk != contribution.membership_id
        and contribution.corrects_id is None
    )
