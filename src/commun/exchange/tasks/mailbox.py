"""The mailbox of the lists is read every two minutes, where there is one."""

import logging

from django.conf import settings

from commun.core import jobs
from commun.exchange.inbound import mailbox

logger = logging.getLogger(__name__)


@jobs.periodic("*/2 * * * *", "exchange.fetch_mails")
def fetch_mails(timestamp: int) -> None:
    """A mailbox that cannot be reached is tried again at the next round."""
    if not settings.IMAP_URL:
        return
    try:
        mailbox.fetch_mails()
    except mailbox.Unreachable as error:
        logger.warning("the mailbox of the lists cannot be read: %s", error)
