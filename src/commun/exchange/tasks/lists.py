"""Mails that came in are sorted at once; every minute those that were left are sorted or sent again."""

import logging

from django.db import InterfaceError, OperationalError

from commun.core import jobs, scope
from commun.exchange import soon
from commun.exchange.actions import intake, sending
from commun.exchange.models import InboundMail

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 500


@jobs.task(soon.SORT, attempts=3, lock=soon.SORT)
def sort_mails() -> None:
    """Sort the mails that wait, in the order in which they came."""
    with scope.everywhere("mails of every group wait to be sorted"):
        rows = InboundMail.objects.filter(state=InboundMail.State.WAITING).select_related("space").defer("raw")
        waiting = list(rows.order_by("received_at", "pk")[:MOST_AT_ONCE])
    for mail in waiting:
        sort_one(mail)
    if len(waiting) == MOST_AT_ONCE:
        soon.sort_soon()


def sort_one(mail: InboundMail) -> None:
    """Sort one mail; what no rule can read is put aside, and never stops the others."""
    try:
        intake.sort_mail(mail=mail)
    except (OperationalError, InterfaceError):
        # Nothing can be kept now: all of them wait.
        raise
    except OSError:
        # No room for its files: it waits where it is, and the others go on.
        logger.exception("mail %s could not be sorted yet", mail.ref)
    except Exception:
        logger.exception("mail %s could not be sorted", mail.ref)
        intake.give_up(mail=mail)


@jobs.task(soon.SEND, attempts=1, lock=soon.SEND)
def send_deliveries() -> None:
    """Hand the deliveries that wait to the mail server."""
    sending.send_waiting()


@jobs.periodic("* * * * *", "exchange.look_after_lists")
def look_after_lists(timestamp: int) -> None:
    """What a stopped process left is taken up again."""
    with scope.everywhere("mails of every group wait to be sorted"):
        is_waiting = InboundMail.objects.filter(state=InboundMail.State.WAITING).exists()
    if is_waiting:
        soon.sort_soon()
    if sending.is_something_due():
        soon.send_soon()


@jobs.periodic("35 2 * * *", "exchange.forget_mails")
def forget_mails(timestamp: int) -> None:
    """The bytes of mails that were refused or set aside are kept a month; what could not be read is tried again."""
    intake.forget_mails()
    intake.try_again()
