"""Joint answers: everybody of the group reads them; the team writes. Getters raise NotFound."""

from typing import Final

from commun.bids.models import Bid, BidRole, BidSection, ShareLine, TeamPart, TextBlock
from commun.bids.policies.found import one_of
from commun.core import scope
from commun.governance import states
from commun.governance.models import Membership

# The act that an article of the charter may ask to have accepted: where it does, it is the group's procedure (R49).
JOIN: Final = "bids.join_team"


# Those who freeze, open again and send.
SENDERS: Final = (BidRole.Role.LEAD, BidRole.Role.SUBMISSION)


def bid_for(member: Membership | None, ref: str) -> Bid:
    """A joint answer of the member's group, else NotFound. 1 query."""
    return one_of(member, Bid, "space", "notice", "work", "decision", "opened_by__person", ref=ref)


def part_for(member: Membership | None, ref: str) -> TeamPart:
    """Somebody's part in a team of the member's group, else NotFound. 1 query."""
    return one_of(member, TeamPart, "space", "bid__notice", "membership__person", "person", "entity", ref=ref)


def section_for(member: Membership | None, ref: str) -> BidSection:
    """A section of a joint answer of the member's group, else NotFound. 1 query."""
    return one_of(member, BidSection, "space", "bid__notice", "owner__membership__person", ref=ref)


def share_line_for(member: Membership | None, ref: str) -> ShareLine:
    """A line of the split table of a joint answer of the member's group, else NotFound. 1 query."""
    return one_of(member, ShareLine, "space", "bid__notice", "part", ref=ref)


def can_open(member: Membership) -> bool:
    """Any awake member opens a joint answer; it engages nobody but them."""
    return member.state == states.MEMBER


def is_in_team(member: Membership, bid: Bid) -> bool:
    """Awake, and in its team today. 1 query."""
    if member.state != states.MEMBER or member.space_id != bid.space_id:
        return False
    with scope.use(bid.space_id):
        return TeamPart.objects.filter(bid=bid, membership=member, state=TeamPart.State.JOINED).exists()


def was_in_team(member: Membership, bid: Bid) -> bool:
    """Awake, and in its team today or until they left. 1 query."""
    if member.state != states.MEMBER or member.space_id != bid.space_id:
        return False
    with scope.use(bid.space_id):
        taken = (TeamPart.State.JOINED, TeamPart.State.LEFT)
        return TeamPart.objects.filter(bid=bid, membership=member, state__in=taken).exists()


def block_for(member: Membership | None, ref: str) -> TextBlock:
    """A block of the member's group, else NotFound. 1 query."""
    return one_of(member, TextBlock, "section__bid__space", "offered_by__person", ref=ref)


def can_write_on(member: Membership, bid: Bid) -> bool:
    """The team, as long as the answer is being worked on. 0 to 1 query."""
    return bid.is_running and is_in_team(member, bid)


def holds(member: Membership, bid: Bid, *roles: str) -> bool:
    """In its team, with one of these roles. 1 query."""
    if member.state != states.MEMBER or member.space_id != bid.space_id:
        return False
    with scope.use(bid.space_id):
        rows = BidRole.objects.filter(bid=bid, part__membership=member, part__state=TeamPart.State.JOINED)
        return rows.filter(role__in=roles).exists()
