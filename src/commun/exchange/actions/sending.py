"""Verbs of deliveries: hand each to the mail server, one envelope a member, and keep what it answered.

One process at a time hands over. Each delivery is handed over, marked and committed before the next message is given:
whatever stops the process, none is lost, and at most the one in flight leaves twice, with the same Message-ID.
"""

import datetime as dt
import logging
import re
import smtplib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import clock, scope
from commun.core import mail as outbox
from commun.core.arriving import key_address
from commun.core.models import Space
from commun.core.urls import absolute, here
from commun.exchange import addresses, carried, foot, outgoing
from commun.exchange.handing import Marks, Server, Smtp
from commun.exchange.models import Delivery, MailingList, Post
from commun.governance import states

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_TRY = dt.timedelta(minutes=15), dt.timedelta(days=5)
MOST_AT_ONCE, READ_AT_ONCE, MOST_KEPT = 5_000, 100, 20
# Any number, as long as nothing else of the house locks by it.
POSTMAN = 5_321
_PLAIN = re.compile(r"[!-;=?-~]+@[A-Za-z0-9.-]+")
# Stands where the key of the one who receives goes. Drawn, so that no mail can hold it by chance.
_ANYBODY = addresses.new_key()
State = Delivery.State
_MARK = """
    UPDATE exchange_delivery SET state = $1, error = $2, attempt_count = attempt_count + 1,
    next_at = coalesce($3::timestamptz, next_at), sent_at = $4::timestamptz WHERE id = $5::bigint
"""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What must be known of a delivery to hand it over."""

    pk: int
    token: str
    attempt_count: int
    post_id: int
    key: str
    member_state: str
    is_active: bool
    address: str | None

    @property
    def to(self) -> str | None:
        """The member's address, unless they left or closed their account since; who chooses otherwise calls it back."""
        is_inside = self.member_state in states.INSIDE and self.is_active
        return self.address if is_inside else None


_READ = (
    "pk", "token", "attempt_count", "post_id", "subscription__token", "subscription__membership__state",
    "subscription__membership__person__is_active",
    "subscription__membership__person__email",
)  # fmt: skip


def is_something_due() -> bool:
    """A delivery waits, and there is a server to hand it to."""
    with scope.everywhere("deliveries of every group wait"):
        return bool(settings.MAIL_URL) and _due().exists()


def send_waiting() -> int:
    """Hand over what is due, through one connection. Returns how many left."""
    if not is_something_due():
        return 0
    server = outbox.smtp_connection(settings.MAIL_URL)
    try:
        server.open()
        assert server.connection is not None
        return send_through(Smtp(server.connection))
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("the mail server cannot be reached: %s", error)
        return 0
    finally:
        server.close()


def send_through(server: Server) -> int:
    """Hand over what is due. Returns how many left; nothing when another process is at it.

    A server that is gone stops the round. A query a delivery, and three for 100.
    """
    contents, count = _Contents(), 0
    with _the_only_one() as is_alone, scope.everywhere("deliveries of every group wait"):
        for _turn in range(MOST_AT_ONCE // READ_AT_ONCE if is_alone else 0):
            rows = [_Waiting(*row) for row in _due().order_by("next_at", "pk").values_list(*_READ)[:READ_AT_ONCE]]
            if not rows:
                break
            with Marks(_MARK) as marks:
                count += sum(_hand_over(row, server, contents, marks) for row in rows)
    return count


@contextmanager
def _the_only_one() -> Iterator[bool]:
    """Whether nobody else hands over; the lock goes with the connection, so a killed process holds nobody up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [POSTMAN])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [POSTMAN])


def _hand_over(row: _Waiting, server: Server, contents: "_Contents", marks: Marks) -> bool:
    """What the server answers decides: yes, later (4xx), never (5xx)."""
    if row.to is None:
        marks.send(State.FAILED, "left", None, None, row.pk)
        return False
    to = addresses.on_the_way(row.to)
    if not to:
        # Accents before the @ (RFC 6531): few servers take them, and one such address must not stop the round.
        _answered(row, marks, 553, "5.6.7 an address with accents before the @ cannot be written to")
        return False
    if row.post_id not in contents.kept:
        marks.wait()
    try:
        message = contents.of(row.post_id, row.key)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        # One odd message must not stop the round for all the others; who was to receive it is not at fault.
        logger.exception("the message %s cannot be written as a mail", row.post_id)
        marks.send(State.FAILED, "unwritable", None, None, row.pk)
        return False
    try:
        server.offer(addresses.bounce_address(row.token), to)
        marks.wait()
        server.deliver(message)
    except smtplib.SMTPServerDisconnected:
        # Not this delivery's fault: it stays as it was, for another round.
        raise
    except smtplib.SMTPRecipientsRefused as error:
        _answered(row, marks, *next(iter(error.recipients.values())))
    except smtplib.SMTPResponseException as error:
        _answered(row, marks, error.smtp_code, error.smtp_error)
    else:
        marks.send(State.SENT, "", None, clock.now().isoformat(), row.pk)
        return True
    return False


def _answered(row: _Waiting, marks: Marks, code: int, said: bytes | str) -> None:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    is_over = code >= 500 or row.attempt_count + 1 > LONGEST_TRY // (FIRST_PAUSE * 2**6) + 6
    next_at = clock.now() + FIRST_PAUSE * 2 ** min(row.attempt_count, 6)
    error = f"{code} {words}".replace("\x00", "")[:300]
    marks.send(State.FAILED if is_over else State.DEFERRED, error, next_at.isoformat(), None, row.pk)


def _due() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state__in=(State.QUEUED, State.DEFERRED), next_at__lte=clock.now())


def _everybody(space: Space) -> str:
    """What the address of an answer is called where mail programs show it."""
    with translation.override(space.language):
        return _("The whole list %(group)s") % {"group": space.name}


def _named(post: Post) -> str:
    """Who writes, as mail programs show it; the name that somebody outside gives may be a member's."""
    if post.author is not None:
        return post.by
    with translation.override(post.space.language):
        return _("%(name)s (from outside)") % {"name": post.by}


class _Contents:
    """A message is written once for all its recipients, then each receives it with their own key."""

    def __init__(self) -> None:
        self.kept: OrderedDict[int, tuple[bytes, bytes]] = OrderedDict()

    def of(self, post_id: int, key: str) -> bytes:
        """The bytes for one member."""
        if post_id not in self.kept:
            head, blank, body = self._written(post_id).partition(b"\r\n\r\n")
            self.kept[post_id] = head, blank + body
            if len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)
        head, body = self.kept[post_id]
        return head.replace(_ANYBODY.encode(), key.encode()) + body

    def _written(self, post_id: int) -> bytes:
        post = Post.objects.select_related("thread", "list__space", "space", "author__person", "mail").get(pk=post_id)
        address = (post.author.person.email or "") if post.author else (post.mail.sender if post.mail else "")
        is_to_author = post.list.reply_to == MailingList.ReplyTo.AUTHOR and _PLAIN.fullmatch(address)
        envelope = outgoing.Envelope(
            author=f"{_named(post)} via {post.space.name}",
            list_address=addresses.address_of(post.list.slug),
            list_id=addresses.list_id(post.list.slug),
            reply_to=address if is_to_author else addresses.answer_address(_ANYBODY),
            subject=post.subject or post.thread.subject,
            message_id=post.message_id,
            names=tuple(post.names),
            at=post.at,
            archived_at=absolute(here(post.space.slug, "exchange:thread", thread=post.thread.ref)) + f"#{post.ref}",
            reply_name="" if is_to_author else _everybody(post.space),
            unsubscribe_url=absolute(reverse("leave-list", kwargs={"token": _ANYBODY})),
            unsubscribe_mail=key_address(addresses.OUT, _ANYBODY),
            archive=absolute(here(post.space.slug, "exchange:list")),
            tag=post.list.tag,
            kept=outgoing.kept_of(mails.read(bytes(post.mail.raw))) if post.mail else (),
        )
        return outgoing.whole(foot.under(carried.content_of(post), post.list), envelope)
