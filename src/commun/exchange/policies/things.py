"""Shared things: everybody in the group sees them and who has them; awake members book. Getters raise NotFound."""

from commun.bids.policies.found import one_of
from commun.exchange.models import Booking, SharedThing
from commun.governance import states
from commun.governance.models import Membership
from commun.governance.policies import has_role


def can_book(member: Membership) -> bool:
    """Awake members share and book."""
    return member.state == states.MEMBER


def looks_after(member: Membership, thing: SharedThing) -> bool:
    """Whose it is; for a thing of the group, who shared it and those who facilitate."""
    if not can_book(member) or member.space_id != thing.space_id:
        return False
    if thing.owner_id is not None:
        return thing.owner_id == member.pk
    return thing.shared_by_id == member.pk or has_role(member)


def can_cancel(member: Membership, booking: Booking) -> bool:
    """Who booked, and who looks after the thing."""
    return can_book(member) and (booking.by_id == member.pk or looks_after(member, booking.thing))


def thing_for(member: Membership | None, ref: str) -> SharedThing:
    """A thing of the member's group, else NotFound. 1 query."""
    return one_of(member, SharedThing, "space", "owner__person", "owner__space", "shared_by__person", ref=ref)


def booking_for(member: Membership | None, ref: str) -> Booking:
    """A booking in the member's group, else NotFound. 1 query."""
    return one_of(member, Booking, "space", "thing__space", "thing__owner__person", "by__person", ref=ref)
