"""Asks for the jobs of lists by their names: actions stand below the tasks that call them."""

from functools import partial
from typing import Any

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from commun.core import jobs, mail

SORT, SEND, CALL = "exchange.sort_mails", "exchange.send_deliveries", "exchange.call_webhook"


def sort_soon() -> None:
    """Have the mails that wait sorted."""
    _once(SORT)


def send_soon() -> None:
    """Have the deliveries that wait sent."""
    _once(SEND)


def call_soon(webhook_id: int) -> None:
    """Have another program told what it was not told yet."""
    _once(CALL, f"{CALL}:{webhook_id}", webhook_id=webhook_id)


def _once(name: str, key: str = "", **arguments: Any) -> None:
    """Once the rows are committed; a job that waits will see them. Who tells the past does things themselves."""
    if not mail.is_silent():
        transaction.on_commit(partial(_ask, name, key or name, **arguments))


def _ask(name: str, key: str, **arguments: Any) -> None:
    if ProcrastinateJob.objects.filter(queueing_lock=key, status="todo").exists():
        return
    try:
        # A savepoint: the refusal of a second one must not spoil the transaction around.
        with transaction.atomic():
            jobs.app().configure_task(name, queueing_lock=key).defer(**arguments)
    except AlreadyEnqueued:
        return
