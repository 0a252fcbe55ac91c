"""What the verbs of the room share: locks, who may, and the journal."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from commun.bids.journal import bids as facts
from commun.bids.models import Bid, TeamPart
from commun.bids.policies import bids as policies
from commun.core import journal, scope
from commun.core.errors import Refused
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Membership


def locked(bid: Bid) -> Bid:
    """The row as it is now, held until the end of the transaction; the journal first, as everywhere."""
    journal.hold(bid.space)
    with scope.use(bid.space_id):
        rows = Bid.objects.select_for_update(of=("self",)).select_related("space", "notice")
        return rows.get(pk=bid.pk)


def locked_part(part: TeamPart) -> TeamPart:
    """The row as it is now, its bid locked before it."""
    locked(part.bid)
    with scope.use(part.space_id):
        rows = TeamPart.objects.select_for_update(of=("self",))
        rows = rows.select_related("space", "bid__space", "bid__notice", "membership__person", "person", "entity")
        return rows.get(pk=part.pk)


def held_for_writing(by: Membership, bid: Bid) -> Bid:
    """The row, locked, for somebody of its team while it can be changed. Raises Refused."""
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    refuse_unless_open(held)
    if not policies.is_in_team(by, held):
        raise Refused(_("Those of the team write on it: join it first."))
    return held


def refuse_unless_open(bid: Bid) -> None:
    """Raises Refused for an answer that is frozen, sent or over."""
    if bid.stage == Bid.Stage.FROZEN:
        raise Refused(_("This answer is frozen: open it again to change something."))
    if not bid.is_running:
        raise Refused(_("This answer was sent or is over: nothing changes in it any more."))


def tell(by: Membership, fact: str, bid: Bid, words: Mapping[str, str] | None = None, **data: Any) -> None:
    """Record a fact about the bid."""
    journal.record(fact, space=by.space, actor=self_of(by), about=(facts.BID, bid.ref), data=data, words=words or {})
