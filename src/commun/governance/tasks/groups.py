"""What the clock does for memberships."""

from commun.core import jobs
from commun.governance import actions


@jobs.periodic("7 * * * *", "governance.execute_departures")
def execute_departures(timestamp: int) -> None:
    """Every hour: do what people announced for today."""
    actions.execute_departures()
