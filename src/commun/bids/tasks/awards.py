"""Each morning, award notices that came in are proposed to those who lead or send the answer (row 7)."""

from commun.bids.models import Bid
from commun.bids.notifications import awards as letters
from commun.bids.queries.awards import OPEN, proposed_to
from commun.bids.queries.outcomes import askers
from commun.core import jobs, scope


@jobs.periodic("38 6 * * *", "bids.propose_awards")
def propose_awards(timestamp: int) -> None:
    """One mail a person and an answer: proposed again another day, it is the same mail and does not leave twice."""
    with scope.everywhere("every group's answers of which nothing is known yet"):
        rows = Bid.objects.filter(OPEN, notice__awards__isnull=False).distinct()
        bids = list(rows.select_related("space", "notice").order_by("pk"))
        proposed = proposed_to(bids)
        people = askers([bid for bid in bids if bid.pk in proposed])
    for bid in bids:
        for member in people.get(bid.pk, ()):
            letters.award_came(bid, member, proposed[bid.pk])
