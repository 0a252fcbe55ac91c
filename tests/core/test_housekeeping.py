"""What the house forgets by itself."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from commun.core import clock, housekeeping, jobs
from commun.core.models import OutgoingMail
from tests.core.test_jobs import remember, run_all

pytestmark = [pytest.mark.real_clock, pytest.mark.usefixtures("queue")]


def forget() -> None:
    task: Any = housekeeping.forget_what_is_over
    task.func(0)


def test_old_visits_mails_and_jobs_go_and_fresh_ones_stay() -> None:
    now = clock.now()
    for key, days in (("old", -1), ("fresh", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + dt.timedelta(days=days))
    for key, days in (("old", 91), ("fresh", 1)):
        sent = now - dt.timedelta(days=days)
        OutgoingMail.objects.create(key=key, to="a@exemple.test", text="Bonjour", created_at=sent, sent_at=sent)
    OutgoingMail.objects.create(key="waiting", to="a@exemple.test", text="Bonjour", created_at=now)
    for number in (1, 2):
        jobs.enqueue(remember, number=number)
    run_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '8 days' "
            "WHERE job_id = (SELECT min(id) FROM procrastinate_jobs WHERE task_name = 'tests.remember')"
        )
    forget()
    assert [session.session_key for session in Session.objects.all()] == ["fresh"]
    texts = dict(OutgoingMail.objects.values_list("key", "text"))
    assert texts == {"old": "", "fresh": "Bonjour", "waiting": "Bonjour"}
    assert ProcrastinateJob.objects.filter(task_name="tests.remember").count() == 1
