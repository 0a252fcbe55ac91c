"""Asks for the jobs of lists by their names: actions stand below the tasks that call them."""

from functools import partial

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from commun.core import jobs, mail

SORT, SEND = "exchange.sort_mails", "exchange.send_deliveries"


def sort_soon() -> None:
    """Have the mails that wait sorted."""
    _once(SORT)


def send_soon() -> None:
    """Have the deliveries that wait sent."""
    _once(SEND)


def _once(name: str) -> None:
    """Once the rows are committed; a job that waits will see them. Who tells the past does things themselves."""
    if not mail.is_silent():
        transaction.on_commit(partial(_ask, name))


def _ask(name: str) -> None:
    if ProcrastinateJob.objects.filter(queueing_lock=name, status="todo").exists():
        return
    try:
        # A savepoint: the refusal of a second one must not spoil the transaction around.
        with transaction.atomic():
            jobs.app().configure_task(name, queueing_lock=name).defer()
    except AlreadyEnqueued:
        return
