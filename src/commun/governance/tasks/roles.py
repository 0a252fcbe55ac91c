"""Background doors of roles: the clock executes what role cards and the group's settings say."""

from commun.core import jobs
from commun.governance import actions


@jobs.periodic("22 * * * *", "governance.terms_of_mandates")
def terms_of_mandates(timestamp: int) -> None:
    """Every hour: reminders, ends, starts, renewals."""
    actions.expire_due()


@jobs.periodic("40 5 * * *", "governance.sharing_of_tasks")
def sharing_of_tasks(timestamp: int) -> None:
    """Every morning: has a threshold been passed?"""
    actions.watch_spread()
