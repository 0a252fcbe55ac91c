"""Background jobs: a thin layer over procrastinate, so that it could be swapped (ADR 4).

A task is idempotent: it may run twice. Enqueued in a transaction, it exists only if the transaction commits.
"""

import asyncio
import datetime as dt
import functools
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app as django_app

logger = logging.getLogger(__name__)
STALLED_AFTER = 60


def app() -> App:
    """The procrastinate application of this process."""
    current: Any = django_app
    return current  # type: ignore[no-any-return]


def task(
    name: str, *, attempts: int = 5, lock: str | None = None, queueing_lock: str | None = None
) -> Callable[[Callable[..., None]], Any]:
    """Declare a task; it is retried with growing pauses (10 s, 100 s, ...) when it raises."""
    retry = RetryStrategy(max_attempts=attempts, exponential_wait=10) if attempts > 1 else False

    def declare(function: Callable[..., None]) -> Any:
        return app().task(name=name, retry=retry, lock=lock, queueing_lock=queueing_lock)(_tidy(function))

    return declare


def _tidy(function: Callable[..., None]) -> Callable[..., None]:
    """Give the thread's database connection back after the job: a restarted database never breaks the next one."""

    @functools.wraps(function)
    def tidy(*arguments: Any, **named: Any) -> None:
        try:
            function(*arguments, **named)
        finally:
            if not connection.in_atomic_block:
                connection.close()

    return tidy


def periodic(cron: str, name: str) -> Callable[[Callable[[int], None]], Any]:
    """Declare a task that the clock starts (``cron`` in UTC); at most one waits at a time."""

    def declare(function: Callable[[int], None]) -> Any:
        declared = app().task(name=name, queueing_lock=name, lock=name, pass_context=False)(_tidy(function))
        return app().periodic(cron=cron, periodic_id=name)(declared)

    return declare


def enqueue(task: Any, **arguments: Any) -> None:
    """Put a task in the queue; arguments are JSON values (ids, never objects)."""
    task.configure().defer(**arguments)


def enqueue_once(task: Any, key: str, **arguments: Any) -> bool:
    """Like enqueue, unless one with this key already waits; says whether it was added."""
    from procrastinate.exceptions import AlreadyEnqueued

    try:
        # A savepoint: the refusal of a second one must not spoil the transaction around.
        with transaction.atomic():
            task.configure(queueing_lock=key).defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


async def work(concurrency: int = 2, *, wait: bool = True) -> None:
    """Run jobs until cancelled (the worker's main loop); with ``wait=False``, until none is left."""
    worker_app = app().with_connector(_connector())
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=concurrency, wait=wait, listen_notify=wait, install_signal_handlers=False
        )


def _connector() -> Any:
    """The worker's own connections: to the same database, without the owner's powers (as the pages' are)."""
    from procrastinate import PsycopgConnector

    needed = ("host", "port", "dbname", "user", "password", "sslmode")
    known = connection.get_connection_params()
    parameters = {name: known[name] for name in needed if known.get(name)}
    return PsycopgConnector(kwargs={**parameters, "options": f"-c role={settings.DATABASE_ROLE}"})


@periodic("*/5 * * * *", "core.rescue_stalled_jobs")
def rescue_stalled_jobs(timestamp: int) -> None:
    """Put back in the queue the jobs whose worker died."""
    asyncio.run(_rescue())


async def _rescue() -> None:
    rescuer = app().with_connector(_connector())
    async with rescuer.open_async():
        for job in await rescuer.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
            logger.warning("job %s (%s) was left by a dead worker: retried", job.id, job.task_name)
            await rescuer.job_manager.retry_job(job)


async def remove_finished(older_than: dt.timedelta) -> None:
    """Forget the jobs that succeeded long enough ago; those that failed stay to be read."""
    remover = app().with_connector(_connector())
    async with remover.open_async():
        await remover.job_manager.delete_old_jobs(nb_hours=int(older_than.total_seconds() // 3600))
