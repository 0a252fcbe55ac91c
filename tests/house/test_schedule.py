"""What the clock starts: nothing is forgotten, and each task is on the one page that lists them."""

import datetime as dt
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from commun.core import clock, jobs
from commun.people import tasks
from tests.support.world import make_person


def test_the_clock_starts_what_was_promised() -> None:
    hours = {task.periodic_id: task.cron for task in jobs.app().periodic_registry.periodic_tasks.values()}
    promised = {
        "core.forget_what_is_over": "20 2 * * *",
        "core.rescue_stalled_jobs": "*/5 * * * *",
        "governance.execute_departures": "7 * * * *",
        "people.send_due_digests": "*/10 * * * *",
        "tenders.fetch_notices": "10 5,12 * * *",
        "tenders.match_edited": "*/5 * * * *",
        "tenders.match_everything": "40 1 * * *",
    }
    assert {name: hours.get(name) for name in promised} == promised


def test_the_page_of_the_schedule_names_every_room_that_the_clock_wakes() -> None:
    from commun.config import schedule

    listed = {getattr(schedule, name).__name__ for name in schedule.__all__}
    woken = {task.task.func.__module__ for task in jobs.app().periodic_registry.periodic_tasks.values()}
    assert {name for name in woken if not any(name.startswith(each) for each in listed)} == set()


@pytest.mark.usefixtures("queue")
def test_due_digests_go_to_jobs_of_fifty() -> None:
    with clock.stopped(clock.now() - dt.timedelta(days=9)):
        people = [make_person().pk for _ in range(51)]
    send: Any = tasks.send_due_digests
    send.func(0)
    waiting = ProcrastinateJob.objects.filter(task_name="people.send_digests").order_by("pk")
    assert [len(job.args["person_ids"]) for job in waiting] == [50, 1]
    assert [pk for job in waiting for pk in job.args["person_ids"]] == people
