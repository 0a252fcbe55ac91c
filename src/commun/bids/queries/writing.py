"""The decision that opens the writing, wherever it stands."""

from commun.bids.journal import bids as facts
from commun.bids.models import Bid
from commun.core import scope
from commun.governance.models import Decision
from commun.value.models import KeyVersion


def decisions_about(bid: Bid) -> list[Decision]:
    """Decisions of the group born from this answer, the last first. 1 query."""
    with scope.use(bid.space_id):
        return list(Decision.objects.filter(space=bid.space_id, origin=f"{facts.BID}:{bid.ref}"))


def is_any_key(bid: Bid) -> bool:
    """The group wrote at least one sharing key. 1 query."""
    with scope.use(bid.space_id):
        return KeyVersion.objects.exists()
