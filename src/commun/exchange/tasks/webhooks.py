"""What happens is told to other programs within the minute."""

from commun.core import jobs
from commun.exchange import soon
from commun.exchange.actions import webhook_calls


@jobs.task(soon.CALL, attempts=1)
def call_webhook(webhook_id: int) -> None:
    """Tell one of them what it was not told yet; after a burst there is more, which does not wait for the minute."""
    webhook_calls.gather(webhook_id)
    # Who received nothing is not asked again at once.
    if webhook_calls.send_due(webhook_id) and webhook_id in webhook_calls.due():
        soon.call_soon(webhook_id)


@jobs.periodic("* * * * *", "exchange.look_after_webhooks")
def look_after_webhooks(timestamp: int) -> None:
    """Calls for which there is something to do, each in a job of its own."""
    for webhook_id in webhook_calls.due():
        soon.call_soon(webhook_id)


@jobs.periodic("50 2 * * *", "exchange.forget_messages")
def forget_messages(timestamp: int) -> None:
    """Messages that left are kept a month."""
    webhook_calls.forget()
