"""Jobs: born with their transaction, run once, tried again, rescued from dead workers."""

import asyncio
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from commun.core import jobs

pytestmark = pytest.mark.usefixtures("queue")
seen: list[int] = []


@jobs.task("tests.remember")
def remember(number: int) -> None:
    seen.append(number)


@jobs.task("tests.fail_once", attempts=3)
def fail_once(number: int) -> None:
    seen.append(number)
    raise RuntimeError("not yet")


@pytest.fixture(autouse=True)
def _forget() -> None:
    seen.clear()


def run_all() -> None:
    asyncio.run(jobs.work(concurrency=1, wait=False))


@pytest.mark.real_clock
def test_a_job_runs_under_the_applications_role() -> None:
    jobs.enqueue(remember, number=7)
    run_all()
    assert seen == [7]
    assert ProcrastinateJob.objects.get(task_name="tests.remember").status == "succeeded"


@pytest.mark.real_clock
def test_the_workers_own_connections_leave_the_owners_powers_too() -> None:
    async def current_user() -> str:
        connector = jobs._connector()
        await connector.open_async()
        try:
            row = await connector.execute_query_one_async("SELECT current_user")
        finally:
            await connector.close_async()
        return str(row["current_user"])

    assert asyncio.run(current_user()) == "commun_app"


def test_a_job_of_a_transaction_that_fails_never_exists() -> None:
    def enqueue_and_fail() -> None:
        with transaction.atomic():
            jobs.enqueue(remember, number=8)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        enqueue_and_fail()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.real_clock
def test_a_job_that_fails_is_put_back_for_later() -> None:
    jobs.enqueue(fail_once, number=1)
    run_all()
    job = ProcrastinateJob.objects.get(task_name="tests.fail_once")
    assert (seen, job.status, job.attempts) == ([1], "todo", 1)
    assert job.scheduled_at is not None


def test_the_same_key_waits_once() -> None:
    assert jobs.enqueue_once(remember, "key", number=1)
    assert not jobs.enqueue_once(remember, "key", number=2)
    assert ProcrastinateJob.objects.count() == 1


@pytest.mark.real_clock
def test_the_job_of_a_dead_worker_is_rescued() -> None:
    jobs.enqueue(remember, number=9)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (worker,) = cursor.fetchone() or (0,)
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    rescue: Any = jobs.rescue_stalled_jobs
    rescue.func(0)
    run_all()
    assert seen == [9]
