"""The decision that opens the writing, wherever it stands."""

from collections.abc import Iterable

from django.db.models import F

from commun.bids.journal import bids as facts
from commun.bids.models import Bid, TeamPart
from commun.core import scope
from commun.governance.models import Decision, DecisionVersion
from commun.value.models import KeyVersion


def decisions_about(bid: Bid) -> list[Decision]:
    """Decisions of the group born from this answer, the last first. 1 query."""
    with scope.use(bid.space_id):
        return list(Decision.objects.filter(space=bid.space_id, origin=f"{facts.BID}:{bid.ref}"))


def stuck_among(bid: Bid, decisions: Iterable[Decision]) -> set[int]:
    """Ids of those proposed that name somebody who left the team since: they can no longer apply. 0 or 2 queries."""
    waiting = [one.pk for one in decisions if one.state == Decision.State.PROPOSED]
    if not waiting:
        return set()
    with scope.use(bid.space_id):
        there = set(TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED).values_list("ref", flat=True))
        texts = DecisionVersion.objects.filter(decision__in=waiting, number=F("decision__version"))
        return {one.decision_id for one in texts if {ref for _role, ref in one.change.get("roles", ())} - there}


def is_any_key(bid: Bid) -> bool:
    """The group wrote at least one sharing key. 1 query."""
    with scope.use(bid.space_id):
        return KeyVersion.objects.exists()
