"""What the house forgets by itself every night: ended visits, finished jobs, old mails, files without a row."""

import asyncio
import datetime as dt

from django.contrib.sessions.models import Session

from commun.core import clock, files, jobs, links, replies, scope
from commun.core.models import OutgoingMail, ReplyKey, UsedLink

KEEP_JOBS = dt.timedelta(days=7)
KEEP_MAILS = dt.timedelta(days=90)


@jobs.periodic("20 2 * * *", "core.forget_what_is_over")
def forget_what_is_over(timestamp: int) -> None:
    """Remove what is of no use any more; the key of a mail stays, so that it is never sent twice."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    OutgoingMail.objects.filter(sent_at__lt=now - KEEP_MAILS).exclude(text="", html="", calendar="").update(
        text="", html="", calendar=""
    )
    dead = now - dt.timedelta(seconds=links.LIFE_SECONDS)
    UsedLink.objects.filter(used_at__lt=dead).delete()
    with scope.everywhere("keys of answers that nobody can use any more"):
        ReplyKey.objects.filter(issued_at__lt=now - replies.KEEP).delete()
    files.sweep()
    asyncio.run(jobs.remove_finished(KEEP_JOBS))
