"""Operators that a frozen or sent answer names though nobody is there for them any more; what the team does then."""

from django.utils.translation import gettext as _

from commun.bids import composition
from commun.bids.models import Bid, TeamPart
from commun.core import scope
from commun.governance import states

State = TeamPart.State
# It is kept as it was frozen, and the contract is not signed.
KEPT = (Bid.Stage.FROZEN, Bid.Stage.SENT, Bid.Stage.WON)


def gone_since_freeze(bid: Bid) -> list[TeamPart]:
    """The last people of an operator who left the team since the answer was frozen. 0 to 2 queries."""
    if bid.frozen_at is None or bid.stage not in KEPT or bid.signed_on is not None:
        return []
    with scope.use(bid.space_id):
        rows = TeamPart.objects.filter(bid=bid, state=State.LEFT, answered_at__gt=bid.frozen_at).exclude(entity=None)
        left = list(rows.select_related("membership__person", "person", "entity", "bid"))
    there = composition.entities_of(bid) if left else set()
    return [part for part in left if part.entity_id not in there]


def no_longer_true(bid: Bid) -> str:
    """Why a frozen answer and its folder are no longer true, and what to do; empty while they are."""
    gone = gone_since_freeze(bid)
    if not gone:
        return ""
    words = {"names": _called(gone)}
    if bid.stage == Bid.Stage.FROZEN and not composition.is_frozen(bid):
        said = _(
            "Since it was frozen, %(names)s left: the frozen answer and its folder still name them. Open it again, "
            "settle the form, the split and the roles, then freeze it and make its folder again."
        )
    else:
        said = _(
            "Since it was frozen, %(names)s left, and the answer names them: only the buyer may allow the change "
            "(article R. 2142-26). Write to the buyer."
        )
    return said % words


def stays_named(bid: Bid) -> str:
    """Who left the group since the deadline or the sending, and whose operator the answer still names; what to do.

    0 to 1 query.
    """
    if not bid.is_alive or bid.signed_on is not None:
        return ""
    if bid.stage != Bid.Stage.SENT and not composition.is_frozen(bid):
        return ""
    with scope.use(bid.space_id):
        joined = TeamPart.objects.filter(bid=bid, state=State.JOINED).exclude(entity=None)
        rows = list(joined.select_related("membership__person", "person", "entity", "bid"))
    there = {part.entity_id for part in rows if is_here(part)}
    gone = [part for part in rows if part.entity_id not in there]
    if not gone:
        return ""
    said = _(
        "%(names)s left the group: the answer names them until the contract is signed (article "
        "R. 2142-26), and only the buyer may allow the change. Write to the buyer."
    )
    return said % {"names": _called(gone)}


def is_here(part: TeamPart) -> bool:
    """Somebody who joined from outside, or a member who is still of the group. No query when the member is read."""
    return part.membership is None or part.membership.state in states.INSIDE


def _called(parts: list[TeamPart]) -> str:
    """« Bob Durand (Boussole), Zoé (Cartes & Cie) »."""
    return ", ".join(f"{part.name} ({part.entity.name})" for part in parts if part.entity is not None)
