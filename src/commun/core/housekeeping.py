"""What the house forgets by itself every night: ended visits, finished jobs, old mails, files without a row."""

import asyncio
import datetime as dt

from django.contrib.sessions.models import Session

from commun.core import clock, files, jobs
from commun.core.models import OutgoingMail

KEEP_JOBS = dt.timedelta(days=7)
KEEP_MAILS = dt.timedelta(days=90)


@jobs.periodic("20 2 * * *", "core.forget_what_is_over")
def forget_what_is_over(timestamp: int) -> None:
    """Remove what is of no use any more; the key of a mail stays, so that it is never sent twice."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    OutgoingMail.objects.filter(sent_at__lt=now - KEEP_MAILS).exclude(text="", html="").update(text="", html="")
    files.sweep()
    asyncio.run(jobs.remove_finished(KEEP_JOBS))
