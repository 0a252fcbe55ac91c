"""Summaries of lists leave in the morning, in jobs of fifty: one that fails does not hold the others back."""

import logging

from commun.core import jobs, scope
from commun.exchange.actions.list_digests import send_summary
from commun.exchange.models import Subscription
from commun.exchange.queries.list_digests import due_summaries

logger = logging.getLogger(__name__)
BATCH = 50


@jobs.periodic("*/10 * * * *", "exchange.send_due_summaries")
def send_due_summaries(timestamp: int) -> None:
    """Hand those that are due to jobs."""
    due = due_summaries()
    for start in range(0, len(due), BATCH):
        jobs.enqueue(send_summaries, numbers=due[start : start + BATCH])


@jobs.task("exchange.send_summaries")
def send_summaries(numbers: list[int]) -> None:
    """Each in its own transaction; those already sent are skipped, so running twice is running once."""
    failed = []
    with scope.everywhere("summaries of every list"):
        rows = list(Subscription.objects.filter(pk__in=numbers).select_related("space").order_by("pk"))
    for row in rows:
        try:
            send_summary(subscription=row)
        except Exception:
            logger.exception("the summary of subscription %s failed", row.pk)
            failed.append(row.pk)
    if failed:
        raise RuntimeError(f"summaries that failed: {failed}")
