"""The third door: a mailbox read by IMAP. What was kept is marked as read, nothing is ever deleted there."""

import contextlib
import imaplib
import logging
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from django.conf import settings

from commun.exchange.inbound.keeping import keep_for_all

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

logger = logging.getLogger(__name__)
MOST_AT_ONCE, PATIENCE = 200, 30


class Unreachable(Exception):
    """The mailbox cannot be read now; the words of the other side."""


def fetch_mails() -> tuple[int, int]:
    """Keep the mails that were not read yet. Returns how many were read, and how many were for nobody here.

    Raises Unreachable: the next round tries again.
    """
    from imap_tools.errors import ImapToolsError

    try:
        return _fetch()
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        raise Unreachable(str(error)) from error


def _fetch() -> tuple[int, int]:
    from imap_tools import MailBox, MailBoxUnencrypted

    place = urlsplit(settings.IMAP_URL)
    host = place.hostname or "localhost"
    box: BaseMailBox
    if place.scheme == "imaps":
        box = MailBox(host, place.port or 993, timeout=PATIENCE)
    else:
        box = MailBoxUnencrypted(host, place.port or 143, timeout=PATIENCE)
    folder = unquote(place.path.strip("/")) or "INBOX"
    try:
        with box.login(unquote(place.username or ""), unquote(place.password or ""), initial_folder=folder) as opened:
            return _read(opened)
    finally:
        # A login that is refused leaves the connection open.
        with contextlib.suppress(OSError):
            box.client.shutdown()


def _read(opened: "BaseMailBox") -> tuple[int, int]:
    from imap_tools import AND, MailMessageFlags

    count = lost = 0
    for uid in opened.uids(AND(seen=False))[:MOST_AT_ONCE]:
        raw = _bytes_of(opened.client, uid)
        if raw is None:
            continue
        if keep_for_all(raw) == 0:
            lost += 1
            logger.warning("mail %s of the mailbox is for no address here", uid)
        # Only once it is in the database: what stops in between is read again, and is then the same mail.
        opened.flag(uid, MailMessageFlags.SEEN, value=True)
        count += 1
    return count, lost


def _bytes_of(client: imaplib.IMAP4, uid: str) -> bytes | None:
    """The mail, byte for byte, without marking it as read."""
    _status, rows = client.uid("fetch", uid, "(BODY.PEEK[])")
    return next((bytes(row[1]) for row in rows if isinstance(row, tuple)), None)
