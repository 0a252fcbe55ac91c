"""What the clock does for memberships."""

from commun.core import jobs
from commun.governance import actions
from commun.governance.actions import silence


@jobs.periodic("7 * * * *", "governance.execute_departures")
def execute_departures(timestamp: int) -> None:
    """Every hour: do what people announced for today."""
    actions.execute_departures()


@jobs.periodic("35 5 * * *", "governance.ask_the_silent")
def ask_the_silent(timestamp: int) -> None:
    """Every morning: ask those of whom nothing was heard, where the group chose so."""
    silence.ask_the_silent()
