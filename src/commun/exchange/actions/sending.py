"""Verbs of deliveries: hand each to the mail server, one envelope a member, and keep what it answered.

A delivery is locked, handed over, marked and committed before the next: whatever stops the process, none is lost, and
at most the one in flight leaves twice, with the same Message-ID.
"""

import datetime as dt
import logging
import re
import smtplib
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from commun.algo import mail as mails
from commun.core import clock, scope
from commun.core import mail as outbox
from commun.core.urls import absolute, here
from commun.exchange import addresses, outgoing
from commun.exchange.models import Delivery, MailingList, Post, Subscription
from commun.governance import states

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_TRY = dt.timedelta(minutes=15), dt.timedelta(days=5)
MOST_AT_ONCE, MOST_KEPT = 5_000, 20
_PLAIN = re.compile(r"[!-;=?-~]+@[A-Za-z0-9.-]+")
State = Delivery.State
Hand = Callable[[str, str, bytes], object]


def is_something_due() -> bool:
    """A delivery waits, and there is a server to hand it to."""
    with scope.everywhere("deliveries of every group wait"):
        return bool(settings.MAIL_URL) and _due().exists()


def send_waiting() -> int:
    """Hand over what is due, through one connection. Returns how many left."""
    if not is_something_due():
        return 0
    connection = outbox.smtp_connection(settings.MAIL_URL)
    try:
        connection.open()
        server = connection.connection
        assert server is not None
        return send_through(lambda sender, to, message: server.sendmail(sender, [to], message))
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("the mail server cannot be reached: %s", error)
        return 0
    finally:
        connection.close()


def send_through(hand: Hand) -> int:
    """Hand over what is due with ``hand(envelope sender, recipient, message)``. Returns how many left."""
    contents = _Contents()
    count = 0
    for _turn in range(MOST_AT_ONCE):
        left = send_one(hand=hand, contents=contents)
        if left is None:
            break
        count += left
    return count


@transaction.atomic
def send_one(*, hand: Hand, contents: "_Contents") -> bool | None:
    """Hand over the next delivery that is due; None when there is none. A server that is gone stops the round."""
    with scope.everywhere("deliveries of every group wait"):
        rows = _due().select_related("subscription__membership__person", "subscription__list", "space")
        row = rows.select_for_update(skip_locked=True, of=("self",)).order_by("next_at", "pk").first()
        if row is None:
            return None
        row.attempt_count += 1
        to = _still_wanted(row)
        if to is None:
            row.state, row.error = State.FAILED, "left"
        else:
            _try(row, hand, to, contents.of(row))
        row.save(update_fields=["state", "attempt_count", "next_at", "sent_at", "error"])
    return row.state == State.SENT


def _try(row: Delivery, hand: Hand, to: str, message: bytes) -> None:
    """What the server answers decides: yes, later (4xx), never (5xx)."""
    try:
        hand(addresses.bounce_address(row.token), to, message)
    except smtplib.SMTPServerDisconnected:
        # Not this delivery's fault: it stays as it was, for another round.
        raise
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _answered(row, code, said)
    except smtplib.SMTPResponseException as error:
        _answered(row, error.smtp_code, error.smtp_error)
    else:
        row.state, row.sent_at, row.error = State.SENT, clock.now(), ""


def _answered(row: Delivery, code: int, said: bytes | str) -> None:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    row.error = f"{code} {words}".replace("\x00", "")[:300]
    waited = FIRST_PAUSE * 2 ** min(row.attempt_count - 1, 6)
    is_over = code >= 500 or row.attempt_count > LONGEST_TRY // (FIRST_PAUSE * 2**6) + 6
    row.state = State.FAILED if is_over else State.DEFERRED
    row.next_at = clock.now() + waited


def _due() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state__in=(State.QUEUED, State.DEFERRED), next_at__lte=clock.now())


def _still_wanted(row: Delivery) -> str | None:
    """The member's address, unless they left, closed their account or chose otherwise since."""
    member = row.subscription.membership
    is_inside = member.state in states.INSIDE and member.person.is_active
    return member.person.email if is_inside and row.subscription.mode == Subscription.Mode.EACH else None


class _Contents:
    """The part of a message that is the same for all, read once for all its recipients."""

    def __init__(self) -> None:
        self.kept: OrderedDict[int, tuple[Post, outgoing.Content, str]] = OrderedDict()

    def of(self, row: Delivery) -> bytes:
        """The bytes for one member."""
        post, content, author_address = self._whole(row.post_id)
        key = row.subscription.token
        to_author = post.list.reply_to == MailingList.ReplyTo.AUTHOR
        envelope = outgoing.Envelope(
            author=f"{post.by} via {row.space.name}",
            list_address=addresses.address_of(post.list.slug),
            list_id=addresses.list_id(post.list.slug),
            reply_to=author_address
            if to_author and _PLAIN.fullmatch(author_address)
            else addresses.answer_address(key),
            subject=post.subject or post.thread.subject,
            message_id=post.message_id,
            names=tuple(post.names),
            at=post.at,
            archived_at=absolute(here(row.space.slug, "exchange:thread", thread=post.thread.ref)) + f"#{post.ref}",
            unsubscribe_url=absolute(reverse("leave-list", kwargs={"token": key})),
        )
        return outgoing.whole(content, envelope)

    def _whole(self, number: int) -> tuple[Post, outgoing.Content, str]:
        if number not in self.kept:
            rows = Post.objects.select_related("thread", "list", "author__person", "mail")
            post = rows.get(pk=number)
            if post.mail is None:
                content = outgoing.content_of(post.said)
            else:
                raw = bytes(post.mail.raw)
                content = outgoing.content_of_mail(raw, mails.read(raw))
            address = (post.author.person.email or "") if post.author else (post.mail.sender if post.mail else "")
            self.kept[number] = (post, content, address)
            if len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)
        return self.kept[number]
