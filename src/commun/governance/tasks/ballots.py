"""The clock of votes: letters to those who have a voice."""

from commun.core import jobs
from commun.governance.actions import ballot_letters


@jobs.periodic("*/5 * * * *", "governance.tell_voters")
def tell_voters(timestamp: int) -> None:
    """Openings, closes that come, results."""
    ballot_letters.tell_all()
