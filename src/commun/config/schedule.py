"""What the clock starts, on one page: importing a task's module declares its hour (in UTC)."""

from commun.core import jobs as core_jobs

__all__ = ["core_jobs"]
