"""Teams are computed behind: thin, safe to run twice."""

from commun.bids.actions import proposals
from commun.bids.models import TeamProposal
from commun.core import jobs, scope


@jobs.task("bids.compute_teams", attempts=2)
def compute_teams(proposal: int) -> None:
    """Compute the teams that somebody asked for; a failure leaves the door open for another try."""
    with scope.everywhere("a job finds its proposal by its number"):
        row = TeamProposal.objects.select_related("space", "bid__space", "bid__notice").filter(pk=proposal).first()
    if row is None:
        return
    try:
        proposals.compute(proposal=row)
    except Exception:
        proposals.stop_proposal(proposal=row)
        raise


def queue(row: TeamProposal) -> None:
    """Compute soon."""
    jobs.enqueue(compute_teams, proposal=row.pk)
