"""Why an answer was given up, or opened again after it was frozen: what the team reads on its page."""

import datetime as dt
from dataclasses import dataclass

from commun.bids.journal import bids as facts
from commun.bids.models import Bid
from commun.core import scope
from commun.core.models import Fact
from commun.governance.models import Membership

TOLD = {Bid.Stage.WITHDRAWN: facts.WITHDRAWN, Bid.Stage.WRITING: facts.REOPENED}


@dataclass(frozen=True)
class TurnedBack:
    """Who turned it back, when, and why; no name once the person was erased, no reason once it was."""

    name: str
    at: dt.datetime
    reason: str


def turned_back(bid: Bid) -> TurnedBack | None:
    """The last time, while the answer still stands there. 1 query, 3 when it happened; none at other stages."""
    fact_name = TOLD.get(Bid.Stage(bid.stage))
    if fact_name is None:
        return None
    with scope.use(bid.space_id):
        told = Fact.objects.filter(about_kind=facts.BID, about_ref=bid.ref, name=fact_name)
        fact = told.prefetch_related("words").order_by("-position").first()
        if fact is None:
            return None
        who = Membership.objects.select_related("person").filter(person=fact.person_id).first()
    reason = next((one.text for one in fact.words.all() if one.key == "reason"), "")
    return TurnedBack(who.name if who else "", fact.at, reason)
