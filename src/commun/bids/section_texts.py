"""How this room answers for the texts of its sections: who reads, who writes, why nobody does any more."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.bids.models import Bid, BidSection, TeamPart
from commun.core import clock, scope
from commun.core.urls import here
from commun.core.writing import access
from commun.core.writing.tables import WrittenText
from commun.governance import states
from commun.governance.models import Membership
from commun.ui.dates import moment

# Browsers wait 24 days at most; a page is not left open that long.
LONGEST_WAIT = 20 * 24 * 3600
CURRENT = (states.MEMBER, states.DORMANT)


def register() -> None:
    """Called once the room is ready."""
    access.owners.add(BidSection.TEXT_KIND, access.Owner(right=right, title=title, url=url, told=told))


def right(person_id: int, text: WrittenText) -> access.Right:
    """The group reads; the team writes once writing is open, until the answer is frozen. 2 to 3 queries."""
    section = _section(text)
    if section is None:
        return access.NOBODY
    with scope.use(text.space_id):
        member = Membership.objects.filter(space=text.space_id, person=person_id, state__in=CURRENT).first()
        if member is None:
            return access.NOBODY
        is_in = TeamPart.objects.filter(bid=section.bid, membership=member, state=TeamPart.State.JOINED).exists()
    may_write = is_in and member.state == states.MEMBER
    return access.Right(may_read=True, may_write=may_write, frozen_why=frozen_why(section.bid))


def frozen_why(bid: Bid) -> str:
    """Why nobody writes; empty while the team may."""
    if bid.stage == Bid.Stage.GATHERING:
        return _("Writing opens when the group has decided on the roles and the key.")
    if bid.stage == Bid.Stage.WRITING:
        return ""
    if bid.stage == Bid.Stage.FROZEN:
        return _("This answer is frozen: open it again to change something.")
    return _("This answer was sent or is over: nothing changes in it any more.")


@dataclass(frozen=True)
class Deadline:
    """What those who write are told: that it is over, or in how many seconds a page left open says it."""

    over_why: str = ""
    seconds_left: int | None = None


def deadline_of(bid: Bid) -> Deadline:
    """The deadline of an answer that is being written; nothing once it is frozen. No query when the notice is read."""
    at, now = bid.notice.deadline_at, clock.now()
    if not bid.is_being_written or at is None:
        return Deadline()
    if bid.notice.is_over_at(now):
        said = _(
            "The deadline is over (%(moment)s): platforms no longer take an answer. Nothing is lost: what is written, "
            "and what you go on writing, stays here and may serve another time."
        )
        return Deadline(said % {"moment": moment(at)})
    left = math.ceil((at - now).total_seconds()) + 1
    return Deadline(seconds_left=left if 0 < left < LONGEST_WAIT else None)


def title(text: WrittenText) -> str:
    """The title of the section."""
    section = _section(text)
    return section.title if section is not None else ""


def url(text: WrittenText) -> str:
    """The page of the section; of one taken out, the outline, which offers to put it back."""
    section = _section(text)
    if section is None:
        return ""
    if section.removed_at is not None:
        return here(section.space.slug, "bids:outline", bid=section.bid.ref)
    return here(section.space.slug, "bids:section", section=section.ref)


def told(text: WrittenText) -> str:
    """That the deadline is over, as the page of the section says it. 1 query."""
    with scope.use(text.space_id):
        section = BidSection.everything.select_related("bid__notice").filter(ref=text.reference).first()
    return deadline_of(section.bid).over_why if section is not None else ""


def _section(text: WrittenText) -> BidSection | None:
    with scope.use(text.space_id):
        return BidSection.everything.select_related("bid", "space").filter(ref=text.reference).first()
