"""A whole list as one file of mails (mbox): every program reads it, and another group brings it in as it was.

Messages are written anew: what their authors wrote, without the marks of their way nor any key. Three headers say what
mails have no word for: the thread (people take threads apart and put them together), its subject, and that a message
was written on the page, whole.
"""

import re
from collections.abc import Iterator
from email.utils import format_datetime

from django.db.models import Q
from django.db.models.functions import Coalesce, Length
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.arriving import domain
from commun.exchange import addresses, carried, outgoing
from commun.exchange.models import MailingList, Post

THREAD, SUBJECT, WRITTEN = "x-commun-thread", "x-commun-subject", "x-commun-written"
MOST_AT_ONCE, MOST_BYTES_AT_ONCE = 100, 20_000_000
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)
_ADDRESS = re.compile(r"[!-;=?-~]+@[A-Za-z0-9.-]+")


def archive_of(row: MailingList) -> Iterator[bytes]:
    """The messages of a list in order, one after the other; some in memory at a time."""
    for numbers in _batches(row):
        with scope.use(row.space_id), translation.override(row.space.language):
            rows = Post.objects.select_related("thread", "author__person", "mail", "space", "list").in_bulk(numbers)
            written = [_in_mbox(rows[number]) for number in numbers if number in rows]
        yield from written


def _batches(row: MailingList) -> Iterator[list[int]]:
    """Keys of messages in order, some at a time, by number and by weight."""
    after: tuple[object, int] | None = None
    while True:
        with scope.use(row.space_id):
            posts = Post.objects.filter(list=row).order_by("at", "pk")
            if after is not None:
                posts = posts.filter(Q(at__gt=after[0]) | Q(at=after[0], pk__gt=after[1]))
            weighed = posts.annotate(weight=Coalesce(Length("mail__raw"), 0))
            found = list(weighed.values_list("at", "pk", "weight")[:MOST_AT_ONCE])
        if not found:
            return
        batch: list[int] = []
        total = 0
        for at, number, weight in found:
            if batch and total + weight > MOST_BYTES_AT_ONCE:
                break
            batch.append(number)
            total, after = total + weight, (at, number)
        yield batch


def _in_mbox(post: Post) -> bytes:
    name, address = _author(post)
    start = f"From {address} {post.at:%a %b} {post.at.day:2d} {post.at:%H:%M:%S %Y}\n".encode()
    raw = _FROM.sub(rb">\1", _message(post, name, address).replace(b"\r\n", b"\n"))
    return start + raw.rstrip(b"\n") + b"\n\n"


def _author(post: Post) -> tuple[str, str]:
    """Name and address; one that leads nowhere for who closed their account, or was erased."""
    known = post.author.person.email if post.author else post.mail.sender if post.mail else ""
    return post.by, known if known and _ADDRESS.fullmatch(known) else f"personne@{domain()}"


def _message(post: Post, name: str, address: str) -> bytes:
    is_passing = post.fades_at is not None
    is_there = not post.gone and not is_passing
    content = carried.whole_content_of(post) if is_there else outgoing.content_of(_instead(post))
    lines = [
        f"From: {outgoing.named(name)} <{address}>",
        f"To: <{addresses.address_of(post.list.slug)}>",
        f"Subject: {outgoing.folded(post.subject or post.thread.subject)}",
        f"Date: {format_datetime(post.at)}",
        f"Message-ID: {post.message_id}",
        *([f"In-Reply-To: {post.names[-1]}"] if post.names else []),
        *(["References: " + "\r\n ".join(post.names)] if post.names else []),
        f"X-Commun-Thread: {post.thread.ref}",
        f"X-Commun-Subject: {outgoing.folded(post.thread.subject)}",
        *(["X-Commun-Written: page"] if post.mail_id is None or not is_there else []),
        *(["X-No-Archive: yes"] if is_passing else []),
        *(["MIME-Version: 1.0"] if not any(one.lower() == "mime-version" for one, _value in content.headers) else []),
        *(f"{one.title()}: {value}" for one, value in content.headers),
    ]
    return "\r\n".join(lines).encode("ascii", "replace") + b"\r\n\r\n" + content.body


def _instead(post: Post) -> str:
    why = post.get_gone_display() if post.gone else Post.Gone.UNKEPT.label
    return post.said if post.gone and post.said else _("These words are gone: %(why)s.") % {"why": why}
