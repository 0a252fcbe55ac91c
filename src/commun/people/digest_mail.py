"""The digest as a mail: grouped, each line with its reason and what one may do, easy to stop."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from commun.core import links, mail, registries
from commun.core.registries import DigestEvent
from commun.core.urls import absolute
from commun.people import digest_replies, mail_kinds  # noqa: F401
from commun.people.models import Person

STOP = "people.stop_digest"


def send_digest_mail(*, person: Person, key: str, chapters: Sequence[tuple[str, Sequence[DigestEvent]]]) -> None:
    """Put one digest in the outbox, in the person's language."""
    count = sum(len(events) for _title, events in chapters)
    stop = links.link(STOP, person.pk)
    shown, lines = digest_replies.numbered(chapters)
    with translation.override(person.language), timezone.override(person.time_zone):
        first = chapters[0][1][0].title
        subject = ngettext("%(first)s", "%(first)s and %(others)s more", count) % {"first": first, "others": count - 1}
        context = {
            "subject": subject,
            "person": person,
            "chapters": shown,
            "may_answer": bool(lines),
            "notes": [note for write in registries.digest_notes for note in write(person)],
            "stop_url": stop,
            "home_url": absolute("/"),
            "preferences_url": absolute(reverse("people:preferences")),
        }
        mail.send(
            key=key,
            to=person.email or "",
            subject=subject,
            text=render_to_string("people/mails/digest.txt", context),
            html=render_to_string("people/mails/digest.html", context),
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
                "Precedence": "bulk",
                **digest_replies.headers_for(person, key, lines),
            },
        )
