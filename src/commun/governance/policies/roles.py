"""Who may write role cards, hold a role, give one back; getters raise NotFound for what is not the member's to see."""

from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.errors import NotFound, Refused
from commun.governance import policies, states
from commun.governance.models import Friction, Mandate, Membership, Role


def may_write_cards(member: Membership) -> bool:
    """Those who facilitate write the cards; everybody else proposes them to the group."""
    return policies.has_role(member)


def refuse_unless_may_write_cards(member: Membership) -> None:
    """Raises Refused for those who may propose but not write."""
    if not may_write_cards(member):
        raise Refused(_("Those who facilitate write the cards: propose this change to the group."))


def may_hold(member: Membership) -> bool:
    """Any awake member may hold or learn a role."""
    return member.state == states.MEMBER


def may_end(member: Membership, mandate: Mandate) -> bool:
    """A mandate is given back by its holder; otherwise a decision of the group ends it."""
    return member.pk == mandate.membership_id and mandate.state in {Mandate.State.IN_FORCE, Mandate.State.PLANNED}


def may_accept_learner(member: Membership, mandate: Mandate) -> bool:
    """The holder says who learns beside them."""
    return may_end(member, mandate) and mandate.learns_beside_id is None


def watches_sharing(member: Membership | None) -> bool:
    """Holds, today, a mandate that watches over the sharing of tasks (R6)."""
    return member is not None and policies.has_power(member, Role.Power.DISPATCH)


def role_for(member: Membership, ref: str) -> Role:
    """A role of the member's group, retired or not, else NotFound. 1 query."""
    with scope.use(member.space_id):
        found = Role.objects.select_related("space").filter(ref=ref).first() if policies.is_inside(member) else None
    if found is None:
        raise NotFound
    return found


def mandate_for(member: Membership, ref: str) -> Mandate:
    """A mandate of the member's group, else NotFound. 1 query."""
    with scope.use(member.space_id):
        rows = Mandate.objects.select_related("space", "role", "membership__person", "decision")
        found = rows.filter(ref=ref).first() if policies.is_inside(member) else None
    if found is None:
        raise NotFound
    return found


def friction_for(member: Membership, ref: str) -> Friction:
    """A friction zone of the member's group, else NotFound. 1 query."""
    with scope.use(member.space_id):
        rows = Friction.objects.select_related("space", "noted_by__person")
        found = rows.filter(ref=ref).first() if policies.is_inside(member) else None
    if found is None:
        raise NotFound
    return found


def may_change_settings(member: Membership) -> bool:
    """Those who facilitate, and whoever watches over the sharing, choose the threshold and the label."""
    return policies.has_role(member) or watches_sharing(member)
