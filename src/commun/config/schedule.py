"""What the clock starts, on one page: importing a task's module declares its hour (in UTC)."""

from commun.bids import tasks as bids_tasks
from commun.core import housekeeping
from commun.core import jobs as core_jobs
from commun.core.search import tasks as search_tasks
from commun.core.writing import tasks as writing_tasks
from commun.exchange import tasks as exchange_tasks
from commun.governance import tasks as governance_tasks
from commun.people import tasks as people_tasks
from commun.tenders import tasks as tenders_tasks
from commun.value import tasks as value_tasks

__all__ = [
    "bids_tasks",
    "core_jobs",
    "exchange_tasks",
    "governance_tasks",
    "housekeeping",
    "people_tasks",
    "search_tasks",
    "tenders_tasks",
    "value_tasks",
    "writing_tasks",
]
