"""Each morning, those who lead or send an answer are asked what became of it: a week after the deadline, and at the
announced start (row 7)."""

from commun.bids.models import Bid
from commun.bids.notifications import bids as letters
from commun.bids.queries.awards import OPEN
from commun.bids.queries.outcomes import askers, waits_since
from commun.core import clock, jobs, scope


@jobs.periodic("35 6 * * *", "bids.ask_outcomes")
def ask_outcomes(timestamp: int) -> None:
    """One mail a person and a turn: asked again another day, it is the same mail and does not leave twice."""
    with scope.everywhere("every group's answers that wait for their outcome"):
        rows = Bid.objects.filter(OPEN).select_related("space", "notice").order_by("pk")
        waiting = [bid for bid in rows if waits_since(bid) is not None]
        people = askers(waiting)
    for bid in waiting:
        turn = "start" if bid.starts_on is not None and bid.starts_on <= clock.today() else "week"
        for member in people[bid.pk]:
            letters.outcome_asked(bid, member, turn)
