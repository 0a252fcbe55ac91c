"""Joint answers: everybody of the group reads them; the team writes. Getters raise NotFound."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Q

from commun.bids.models import Bid, BidRole, BidSection, ShareLine, TeamPart, TextBlock
from commun.bids.policies.found import one_of
from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.models import Membership

# The act that an article of the charter may ask to have accepted: where it does, it is the group's procedure (R49).
JOIN: Final = "bids.join_team"


# Those who freeze, open again and send.
SENDERS: Final = (BidRole.Role.LEAD, BidRole.Role.SUBMISSION)
# Without these an answer is not written and sent.
NEEDED: Final = (BidRole.Role.LEAD, BidRole.Role.WRITER, BidRole.Role.SUBMISSION)


def bid_for(member: Membership | None, ref: str) -> Bid:
    """A joint answer of the member's group, else NotFound. 1 query."""
    return one_of(member, Bid, "space", "notice", "work", "decision", "opened_by__person", ref=ref)


def part_for(member: Membership | None, ref: str) -> TeamPart:
    """Somebody's part in a team of the member's group, else NotFound. 1 query."""
    return one_of(member, TeamPart, "space", "bid__notice", "membership__person", "person", "entity", ref=ref)


def section_for(member: Membership | None, ref: str) -> BidSection:
    """A section of a joint answer of the member's group, else NotFound. 1 query."""
    return one_of(member, BidSection, "space", "bid__notice", "owner__membership__person", ref=ref)


def any_section_for(member: Membership | None, ref: str) -> BidSection:
    """A section of a joint answer of the member's group, even one that was taken out, else NotFound. 1 query."""
    if member is None or not member.is_current:
        raise NotFound
    with scope.use(member.space_id):
        rows = BidSection.everything.select_related("space", "bid__notice", "bid__space")
        found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


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


def may_note_departure(member: Membership, part: TeamPart) -> bool:
    """Of the team, of somebody in it who is not of the group. 0 to 1 query."""
    return part.membership_id is None and part.state == TeamPart.State.JOINED and is_in_team(member, part.bid)


def may_send_link(member: Membership, part: TeamPart) -> bool:
    """Of the team, to somebody asked into it or in it who is not of the group, while the answer lives. 0 to 1 query."""
    answers = part.state in {TeamPart.State.ASKED, TeamPart.State.JOINED}
    is_outside = part.membership_id is None
    return is_outside and answers and part.bid.is_alive and is_in_team(member, part.bid)


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


def may_withdraw(member: Membership, block: TextBlock) -> bool:
    """Proposed it, or wrote in it."""
    return block.offered_by_id == member.pk or member.person_id in block.authors


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


def sent_by(members: Iterable[Membership]) -> Q:
    """The answers that these members lead or send: the one rule of who freezes, sends, takes the folder, sees papers.

    Once nobody awake of the team leads or sends any more, everybody of it does: who leaves blocks no answer. While the
    team gathers no role is decided, so nobody does for want of another. In scope; the members are awake.
    """
    members = list(members)
    joined = TeamPart.objects.filter(state=TeamPart.State.JOINED, membership__state=states.MEMBER)
    held = BidRole.objects.filter(role__in=SENDERS, part__in=joined)
    mine = Q(pk__in=held.filter(part__membership__in=members).values("bid"))
    by_all = Q(pk__in=joined.filter(membership__in=members).values("bid")) & ~Q(stage=Bid.Stage.GATHERING)
    return mine | (by_all & ~Q(pk__in=held.values("bid")))


def may_send(member: Membership, bid: Bid) -> bool:
    """Leads or sends it; once nobody awake does any more, anybody of the team (see ``sent_by``). 1 query."""
    if member.state != states.MEMBER or member.space_id != bid.space_id:
        return False
    with scope.use(bid.space_id):
        return Bid.objects.filter(sent_by([member]), pk=bid.pk).exists()
