"""Who may do what with a decision and with a thing to do. Getters raise NotFound for what is not the member's."""

from django.db.models import Q, QuerySet

from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.governance import follow_through as steps
from commun.governance import policies, states
from commun.governance.models import Action, Decision, Mandate, Membership, Process

# Before it is adopted a matter is still its author's; after, it is in the hands of whoever carries it.
STILL_WORDS = frozenset({steps.HEARD, steps.PROPOSED})


def decision_for(member: Membership, ref: str) -> Decision:
    """A decision of the member's group; NotFound outside of it."""
    with scope.use(member.space_id):
        around = ("voiced_by__person", "carrier__person", "carrier_role", "replaced_by", "postponement")
        rows = Decision.objects.select_related(*around)
        found = rows.filter(ref=ref).first()
    if found is None or not policies.is_inside(member):
        raise NotFound
    return found


def action_for(member: Membership, ref: str) -> Action:
    """A thing to do of the member's group; NotFound outside of it."""
    with scope.use(member.space_id):
        rows = Action.objects.select_related("owner__person", "owner_role", "decision", "blocked_by")
        found = rows.filter(ref=ref).first()
    if found is None or not policies.is_inside(member):
        raise NotFound
    return found


def can_speak(member: Membership, space_id: int) -> bool:
    """Every awake member of the group may voice, propose, take and follow; those at rest read."""
    return member.state == states.MEMBER and member.space_id == space_id


def holds(member: Membership, role_id: int | None) -> bool:
    """The member holds this role today by a mandate in force (learners beside a holder do not)."""
    return role_id is not None and mandates_today(member).filter(role_id=role_id).exists()


def mandates_today(member: Membership) -> QuerySet[Mandate]:
    """Mandates that the member holds today, those of learners left out."""
    today = clock.today()
    with scope.use(member.space_id):
        rows = Mandate.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=today),
            membership=member,
            state=Mandate.State.IN_FORCE,
            starts_on__lte=today,
            learns_beside=None,
        )
    return rows


def carries(member: Membership, decision: Decision) -> bool:
    """The member carries the decision, in person or by the role that carries it."""
    return decision.carrier_id == member.pk or holds(member, decision.carrier_role_id)


def can_amend(member: Membership, decision: Decision) -> bool:
    """The text is changed by who voiced it, by those who facilitate, and by who leads an open process on it."""
    if not can_speak(member, decision.space_id) or decision.state not in STILL_WORDS:
        return False
    if is_writer(member, decision):
        return True
    with scope.use(member.space_id):
        led = Process.objects.filter(decision=decision, opened_by=member, state=Process.State.OPEN)
        return led.exists()


def is_writer(member: Membership, decision: Decision) -> bool:
    """Who voiced it, and those who facilitate."""
    return decision.voiced_by_id == member.pk or policies.has_role(member)


def concludes_without_carrying(member: Membership, decision: Decision) -> bool:
    """Those who facilitate always; who voiced it, as long as it is not adopted."""
    if not can_speak(member, decision.space_id):
        return False
    return policies.has_role(member) or (decision.state in STILL_WORDS and decision.voiced_by_id == member.pk)


def can_conclude(member: Membership, decision: Decision) -> bool:
    """Who says what became of it, or lets it go: its author before adoption, its carrier after, or who facilitates."""
    if concludes_without_carrying(member, decision):
        return True
    # Nobody carries what is not adopted.
    return can_speak(member, decision.space_id) and carries(member, decision)


def can_publish(member: Membership, decision: Decision) -> bool:
    """What was learnt is published, and taken back, by those who facilitate and by who carried it."""
    return (
        decision.state == steps.LET_GO
        and can_speak(member, decision.space_id)
        and (policies.has_role(member) or carries(member, decision) or decision.voiced_by_id == member.pk)
    )


def can_see_readers(member: Membership, decision: Decision) -> bool:
    """Who was told and who read is for the carrier only; as long as nobody carries it, for who voiced it."""
    if decision.carrier_id is None and decision.carrier_role_id is None:
        return decision.voiced_by_id == member.pk
    return carries(member, decision)


def owns(member: Membership, action: Action) -> bool:
    """The thing is the member's to do, in person or by a role they hold."""
    return action.owner_id == member.pk or holds(member, action.owner_role_id)


def can_end_action(member: Membership, action: Action) -> bool:
    """What belongs to nobody may be ended by any awake member; else by its owner, its writer, or who facilitates."""
    if not can_speak(member, action.space_id):
        return False
    if action.owner_id is None and action.owner_role_id is None:
        return True
    return owns(member, action) or action.created_by_id == member.pk or policies.has_role(member)
