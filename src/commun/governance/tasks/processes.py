"""The clock of processes: at each minute, what was agreed for this minute."""

from commun.core import jobs
from commun.governance.actions import processes


@jobs.periodic("* * * * *", "governance.keep_processes_on_time")
def keep_processes_on_time(timestamp: int) -> None:
    """Open and close what is due."""
    processes.open_due()
    processes.close_due()
