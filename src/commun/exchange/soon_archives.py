"""Asks for an archive to be read, by the name of the task: actions stand below the tasks that call them."""

from django.db import transaction

from commun.core import jobs

READ = "exchange.read_archive"


def read_soon(number: int) -> None:
    """Have it read once its row is committed."""
    transaction.on_commit(lambda: jobs.app().configure_task(READ, lock=READ).defer(number=number))
