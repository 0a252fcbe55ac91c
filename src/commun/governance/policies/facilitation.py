"""Who calls a facilitator of the pool, who answers, who tells them afterwards. Getters raise NotFound."""

from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.governance import policies, states
from commun.governance.models import Facilitator, FacilitatorCall, Meeting, Membership
from commun.people.models import Person


def can_call(member: Membership) -> bool:
    """Those who may bring somebody in: the facilitator of a meeting comes as its guest."""
    return policies.can_invite(member)


def can_answer(person: Person, call: FacilitatorCall) -> bool:
    """Whoever was asked, nobody for them."""
    return call.facilitator.person_id == person.pk


def facilitator_for(ref: str) -> Facilitator:
    """Somebody of the pool today; else NotFound. 1 query."""
    found = Facilitator.objects.select_related("person").filter(ref=ref, withdrawn_at=None).first()
    if found is None:
        raise NotFound
    return found


def call_for(member: Membership, ref: str) -> FacilitatorCall:
    """A call of the member's group; else NotFound. 1 query."""
    with scope.use(member.space_id):
        rows = FacilitatorCall.objects.select_related("facilitator__person", "meeting", "asked_by__person", "space")
        found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def own_call(person: Person, ref: str) -> FacilitatorCall:
    """A call made to this person, from whatever group; else NotFound. 1 query."""
    with scope.everywhere("a person's own calls"):
        rows = FacilitatorCall.objects.select_related("facilitator__person", "meeting", "asked_by__person", "space")
        found = rows.filter(ref=ref, facilitator__person=person).first()
    if found is None:
        raise NotFound
    return found


def is_to_come(meeting: Meeting) -> bool:
    """Somebody may be called for it, and may still say yes."""
    return meeting.state == Meeting.State.PLANNED and meeting.ends_at >= clock.now()


def can_tell(member: Membership, call: FacilitatorCall) -> bool:
    """Every awake member, once the meeting is over, as long as nothing was told."""
    return member.state == states.MEMBER and member.space_id == call.space_id and may_be_told(call)


def may_be_told(call: FacilitatorCall) -> bool:
    """The meeting they ran is over, and nothing was told yet."""
    is_over = call.meeting.state == Meeting.State.CLOSED
    return call.state == FacilitatorCall.State.ACCEPTED and is_over and call.feedback_at is None
