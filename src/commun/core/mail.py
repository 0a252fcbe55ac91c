"""Mail: one outbox. A mail is written in the transaction that decides it, then delivered by a job."""

import logging
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.mail.message import EmailMessage
from django.db import transaction

from commun.core import clock, jobs
from commun.core.models import OutgoingMail

logger = logging.getLogger(__name__)
PAUSE_AFTER_FAILURES = 8
# What a program writes says so (RFC 3834): no machine answers it.
BY_A_PROGRAM = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """Write no mail meanwhile: what is told of long ago was mailed long ago."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_silent() -> bool:
    """Whether writing a mail would be for nothing."""
    return _silent.get()


def send(
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    is_secret: bool = False,
    envelope: str = "",
    calendar: str = "",
) -> bool:
    """Put one mail in the outbox; the same ``key`` twice is one mail. Says whether it was new.

    ``envelope``: where it goes when it cannot be delivered, if not to the address of the house. ``calendar``: an
    invitation or its change, as iCalendar.
    """
    if is_silent():
        return False
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=key[:120],
        defaults={
            "to": to,
            "sender": envelope or settings.DEFAULT_FROM_EMAIL,
            "subject": " ".join(subject.split())[:300],
            "text": text,
            "html": html,
            "calendar": calendar,
            "headers": ({"From": settings.DEFAULT_FROM_EMAIL} if envelope else {}) | dict(headers or {}),
            "created_at": clock.now(),
            "is_secret": is_secret,
        },
    )
    if is_new and settings.MAIL_URL:
        transaction.on_commit(lambda: jobs.enqueue(deliver, mail_id=mail.pk))
    return is_new


@dataclass(frozen=True)
class Letter:
    """One mail of ``send_many``; ``key`` makes it impossible twice."""

    key: str
    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    calendar: str = ""


def send_many(letters: Sequence[Letter]) -> int:
    """Put many mails in the outbox at once, as ``send`` does one by one. Returns how many were new. 2 queries."""
    if is_silent():
        return 0
    wanted = {letter.key[:120]: letter for letter in letters}
    known = set(OutgoingMail.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    now = clock.now()
    made = OutgoingMail.objects.bulk_create(
        OutgoingMail(
            key=key,
            to=letter.to,
            sender=settings.DEFAULT_FROM_EMAIL,
            subject=" ".join(letter.subject.split())[:300],
            text=letter.text,
            html=letter.html,
            headers=dict(letter.headers),
            calendar=letter.calendar,
            created_at=now,
        )
        for key, letter in wanted.items()
        if key not in known
    )
    if settings.MAIL_URL:
        for mail in made:
            transaction.on_commit(partial(jobs.enqueue, deliver, mail_id=mail.pk))
    return len(made)


@jobs.task("core.deliver_mail", attempts=PAUSE_AFTER_FAILURES)
def deliver(mail_id: int) -> None:
    """Hand one mail to the SMTP server; at most the one in flight can be repeated, with the same Message-ID."""
    mail = OutgoingMail.objects.filter(pk=mail_id, sent_at=None).first()
    if mail is None:
        return
    message = message_of(mail)
    mail.attempt_count += 1
    try:
        message.connection = smtp_connection(settings.MAIL_URL)
        message.send()
    except OSError as error:
        mail.error = str(error)[:300]
        mail.save(update_fields=["attempt_count", "error"])
        raise
    mail.sent_at, mail.error = clock.now(), ""
    if mail.is_secret:
        mail.text = mail.html = ""
    mail.save(update_fields=["attempt_count", "error", "sent_at", "text", "html"])


class WholeLines(EmailMultiAlternatives):
    """A mail whose headers stay each on its line: a link folded after the header's name is lost to some programs."""

    def message(self, *args: Any, **options: Any) -> Any:
        """As it leaves; a line of a mail holds 998 signs (RFC 5322, 2.1.1)."""
        made = super().message(*args, **options)
        made.policy = made.policy.clone(max_line_length=998)
        return made


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The message: its text, its page, and what calendars read of it (RFC 6047), as three ways to say the same."""
    message = WholeLines(
        mail.subject,
        mail.text,
        mail.sender,
        [mail.to],
        headers={"Message-ID": message_id(mail), **BY_A_PROGRAM, **mail.headers},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        method = re.search(r"^METHOD:([A-Z]+)\s*$", mail.calendar, re.MULTILINE)
        message.attach_alternative(mail.calendar, f"text/calendar; method={method[1] if method else 'PUBLISH'}")
    return message


def message_id(mail: OutgoingMail) -> str:
    """Stable for one mail, so that a repeated delivery is recognised."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, mail.key)}@{host}>"


def smtp_connection(address: str) -> SmtpBackend:
    """A connection to ``smtp://user:password@host:port`` (``smtps`` for TLS from the start)."""
    parts = urlsplit(address)
    return SmtpBackend(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp+tls",
        timeout=20,
    )


class OutboxBackend(BaseEmailBackend):
    """What libraries (sign-in codes) send with Django's own functions goes through the outbox too."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        count = 0
        for message in email_messages:
            html = next((str(body) for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
            for address in message.recipients():
                key = f"direct:{uuid.uuid4()}"
                send(
                    key=key,
                    to=address,
                    subject=str(message.subject),
                    text=str(message.body),
                    html=html,
                    is_secret=True,
                )
                count += 1
        return count
