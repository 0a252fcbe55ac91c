"""Who may do what in a group. Getters raise NotFound for what is not the member's to see."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.governance import states
from commun.governance.models import (
    Body,
    BodyLink,
    Collective,
    Commitment,
    Invitation,
    Mandate,
    Membership,
    Network,
    Role,
    Territory,
)
from commun.people.models import Person


class MemberRequest(HttpRequest):
    """A request inside a group: the middleware has found the group and the member."""

    if TYPE_CHECKING:
        user: Person
        space: Space
        member: Membership


# A mandate of a role with one of these lets do what those who facilitate may do (O1).
FACILITATING = (Role.Power.FACILITATE, Role.Power.ANIMATE)

BODIES: dict[str, type[Collective] | type[Network] | type[Territory]] = {
    Space.Kind.COLLECTIVE: Collective,
    Space.Kind.NETWORK: Network,
    Space.Kind.TERRITORY: Territory,
}


def membership_of(person: Person, space: Space) -> Membership | None:
    """The person's membership of the group, whatever its state."""
    return Membership._base_manager.select_related("person", "space").filter(space=space, person=person).first()


def spaces_of(person: Person, besides: Space | None = None) -> QuerySet[Space]:
    """Groups the person is in today, by name; ``besides`` is left out. One query."""
    with scope.everywhere("a person's own groups"):
        inside = Membership.objects.filter(person=person, state__in=states.INSIDE)
    found = Space.objects.filter(pk__in=inside.values("space_id")).order_by("name", "pk")
    return found if besides is None else found.exclude(pk=besides.pk)


# Bodies that other bodies belong to.
AROUND = (Space.Kind.NETWORK, Space.Kind.TERRITORY)


def links_in_force() -> Q:
    """Links between bodies that hold today."""
    today = clock.today()
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))


def networks_of(person: Person) -> QuerySet[Space]:
    """Networks and territories that the person's groups belong to today, by name. One query."""
    mine = spaces_of(person).values("pk")
    around = BodyLink.objects.filter(links_in_force(), inside__in=mine).values("around")
    return Space.objects.filter(pk__in=around, kind__in=AROUND).exclude(pk__in=mine).order_by("name", "pk")


def may_read_calendar(person: Person, group: Space) -> bool:
    """A calendar of a group is for those inside; that of a network also for the members of its groups."""
    return is_inside(membership_of(person, group)) or networks_of(person).filter(pk=group.pk).exists()


def is_inside(member: Membership | None) -> bool:
    """In the group today, awake or at rest."""
    return member is not None and member.state in states.INSIDE


def has_role(member: Membership | None) -> bool:
    """Facilitates or animates the group today, by a role or by a mandate: an ended one gives nothing."""
    if member is None or member.state != states.MEMBER:
        return False
    if member.role and (member.role_ends_on is None or member.role_ends_on >= clock.today()):
        return True
    return has_power(member, *FACILITATING)


def has_power(member: Membership, *powers: str) -> bool:
    """Holds, awake, a mandate that gives one of these powers today. No query: the membership keeps the windows."""
    if member.state != states.MEMBER:
        return False
    today = clock.today().isoformat()
    return any(
        one["power"] in powers and one["from"] <= today and (one["until"] is None or one["until"] > today)
        for one in member.powers
    )


def roles_in_force(space: Space) -> QuerySet[Membership]:
    """Those who facilitate or animate the group today."""
    today = clock.today()
    by_role = ~Q(role=Membership.Role.NONE) & (Q(role_ends_on=None) | Q(role_ends_on__gte=today))
    with scope.use(space):
        still = Mandate.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), starts_on__lte=today, learns_beside=None)
        live = still.filter(state__in=[Mandate.State.IN_FORCE, Mandate.State.PLANNED], role__power__in=FACILITATING)
        found = Membership.objects.filter(by_role | Q(pk__in=live.values("membership")), state=states.MEMBER)
    return found.select_related("person", "space").order_by("person__sort_key", "pk")


def is_without_role(space: Space) -> bool:
    """Nobody facilitates the group today."""
    return not roles_in_force(space).exists()


def can_found(person: Person) -> bool:
    """Founding a group is for people who already are in one, and for the operator."""
    return person.is_operator or spaces_of(person).exists()


def can_edit_presentation(member: Membership | None) -> bool:
    """Purpose, definition, kind and links are written by those who facilitate."""
    return has_role(member)


def can_invite(member: Membership | None) -> bool:
    """Invitations are sent and revoked by those who facilitate."""
    return has_role(member)


def can_move(member: Membership, other: Membership) -> bool:
    """Those who facilitate may move the others; one's own place is changed from one's own page."""
    return has_role(member) and member.pk != other.pk and member.space_id == other.space_id


def can_take_up_role(member: Membership) -> bool:
    """When nobody facilitates any more, any awake member may take the role up."""
    return member.state == states.MEMBER and is_without_role(member.space)


def can_see_presentation(member: Membership | None, body: Body) -> bool:
    """The people of the group always; everybody when the group chose so."""
    return body.is_public or is_inside(member)


def body_of(space: Space) -> Collective | Network | Territory:
    """What kind of body lives in the space; NotFound when none does."""
    model = BODIES.get(space.kind)
    body = model._base_manager.select_related("space").filter(space=space).first() if model else None
    if not isinstance(body, Collective | Network | Territory):
        raise NotFound
    return body


def presentation_for(member: Membership | None, space: Space) -> Collective | Network | Territory:
    """The body whose presentation this visitor may read, else NotFound."""
    body = body_of(space)
    if not can_see_presentation(member, body):
        raise NotFound
    return body


def member_for(member: Membership, ref: str) -> Membership:
    """Someone of the member's own group, by the person's reference; NotFound outside of it."""
    with scope.use(member.space_id):
        found = Membership.objects.select_related("person", "space").filter(person__ref=ref).first()
    if found is None or not _may_see(member, found):
        raise NotFound
    return found


def _may_see(member: Membership, other: Membership) -> bool:
    if member.pk == other.pk or has_role(member):
        return True
    # Those who left have no page any more: an old link must not tell whose pseudonym it is.
    return is_inside(member) and is_inside(other)


def invitation_for(member: Membership, ref: str) -> Invitation:
    """An invitation of the member's group, for those who may invite; else NotFound."""
    with scope.use(member.space_id):
        found = Invitation.objects.filter(ref=ref).first() if can_invite(member) else None
    if found is None:
        raise NotFound
    return found


def commitment_for(member: Membership, pk: int) -> Commitment:
    """One of the member's own commitments, else NotFound."""
    with scope.use(member.space_id):
        found = Commitment.objects.filter(pk=pk, membership=member).first()
    if found is None:
        raise NotFound
    return found


def link_for(member: Membership, pk: int) -> BodyLink:
    """A link of the member's group, from one side or the other, for those who may edit; else NotFound."""
    sides = Q(inside=member.space_id) | Q(around=member.space_id)
    found = BodyLink.objects.select_related("inside", "around").filter(sides, pk=pk).first()
    if found is None or not can_edit_presentation(member):
        raise NotFound
    return found


def commitments_in_force(
    member: Membership, on: dt.date | None = None, frame: str = "", frame_ref: str = ""
) -> QuerySet[Commitment]:
    """What the member is committed to on a day (default today), in one frame or in all.

    Rights that a frame gives (a tender, a project, a mandate) follow these rows, not a global status.
    """
    day = on or clock.today()
    with scope.use(member.space_id):
        found = Commitment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), membership=member, starts_on__lte=day)
    if frame:
        found = found.filter(frame=frame)
    return found.filter(frame_ref=frame_ref) if frame_ref else found


def is_committed(member: Membership, frame: str, frame_ref: str, on: dt.date | None = None) -> bool:
    """Whether the member is committed in this very frame on a day (default today)."""
    return commitments_in_force(member, on, frame, frame_ref).exists()
