"""The summary of a list as a mail: a table of what moved, then the messages, and how to read otherwise."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from commun.core import clock
from commun.core import mail as outbox
from commun.core.urls import absolute, here
from commun.exchange import addresses, digest_marks
from commun.exchange.models import Subscription
from commun.exchange.queries.list_digests import Chapter


def summary(subscription: Subscription, key: str, chapters: Sequence[Chapter]) -> bool:
    """Put one summary in the outbox, in the person's language, in Paris time. The same ``key`` twice is one mail."""
    person, space = subscription.membership.person, subscription.space
    stop = absolute(reverse("leave-list", kwargs={"token": subscription.token}))
    count = sum(one.count for one in chapters)
    with translation.override(person.language), timezone.override(clock.PARIS):
        subject = digest_marks.subject_of(space.name)
        said = ngettext("%(count)s new message", "%(count)s new messages", count) % {"count": count}
        if not count:
            # Nobody wrote: some threads were closed, put on hold, summed up.
            moved = len(chapters)
            said = ngettext("news of %(count)s thread", "news of %(count)s threads", moved) % {"count": moved}
        context = {
            "subject": subject,
            "said": said,
            "chapters": chapters,
            "is_weekly": subscription.mode == Subscription.Mode.WEEKLY,
            "list_url": absolute(here(space.slug, "exchange:list")),
            "reading_url": absolute(here(space.slug, "exchange:my-reading")),
            "stop_url": stop,
            "home_url": absolute("/"),
        }
        return outbox.send(
            key=key,
            to=person.email or "",
            subject=f"{subject} ({said})",
            text=render_to_string("exchange/lists/mails/summary.txt", context),
            html=render_to_string("exchange/lists/mails/summary.html", context),
            headers={
                "Message-ID": digest_marks.identity(key),
                "List-Id": f"<{addresses.list_id(subscription.list.slug)}>",
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                # Whoever answers it is told, by our own door, where to answer instead.
                "Reply-To": addresses.answer_address(subscription.token),
                "Auto-Submitted": "auto-generated",
                "Precedence": "list",
                "X-Auto-Response-Suppress": "All",
            },
        )
