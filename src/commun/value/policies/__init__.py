"""Who may do what with the value of a group. Getters raise NotFound for what is not the member's to see."""

from commun.core import scope
from commun.governance import policies, states
from commun.governance.models import Mandate, Membership, Role


def can_see_value(member: Membership | None) -> bool:
    """Everybody in the group, awake or at rest, reads everything of its value: nobody has to trust a spreadsheet."""
    return policies.is_inside(member)


def keeps_accounts(member: Membership) -> bool:
    """Holds a mandate that keeps the accounts; while nobody does, those who facilitate keep them. 0 or 1 query."""
    if member.state != states.MEMBER:
        return False
    if policies.has_power(member, Role.Power.TREASURE):
        return True
    return policies.has_role(member) and not has_treasurer(member)


def has_treasurer(member: Membership) -> bool:
    """Somebody of the group holds, today, a mandate that keeps the accounts. 1 query."""
    with scope.use(member.space_id):
        return any(
            policies.has_power(mandate.membership, Role.Power.TREASURE)
            for mandate in Mandate.objects.filter(
                role__power=Role.Power.TREASURE, state=Mandate.State.IN_FORCE, learns_beside=None
            ).select_related("membership")
        )
