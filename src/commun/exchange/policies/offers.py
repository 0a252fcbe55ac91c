"""Offers and needs: everybody in the group reads them; awake members write and answer. Getters raise NotFound."""

from commun.bids.policies.found import one_of
from commun.core.errors import NotFound
from commun.exchange.models import Offer, OfferAnswer
from commun.governance import states
from commun.governance.models import Membership


def can_write(member: Membership) -> bool:
    """Awake members offer, look for and answer."""
    return member.state == states.MEMBER


def is_author(member: Membership, offer: Offer) -> bool:
    """Wrote it, and is awake in its group."""
    return can_write(member) and offer.by_id == member.pk


def can_answer(member: Membership, offer: Offer) -> bool:
    """Somebody else than its author, while it is open."""
    return can_write(member) and offer.space_id == member.space_id and offer.is_open and offer.by_id != member.pk


def offer_for(member: Membership | None, ref: str) -> Offer:
    """An offer or a need of the member's group, else NotFound. 1 query."""
    return one_of(member, Offer, "space", "by__person", ref=ref)


def answer_for(member: Membership | None, ref: str) -> OfferAnswer:
    """An answer that the member gave, or to what they wrote, else NotFound. 1 query."""
    found = one_of(member, OfferAnswer, "space", "offer__space", "offer__by__person", "by__person", ref=ref)
    if member is None or member.pk not in (found.by_id, found.offer.by_id):
        raise NotFound
    return found
