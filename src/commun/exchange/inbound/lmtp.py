"""The LMTP door (RFC 2033): the mail server of the house hands each mail here, and hears « yes » once it is kept.

One answer for each recipient, after the commit of its row: what was answered for is in the database, what was not is
tried again by the mail server, which is told apart by 4xx and 5xx.
"""

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakKeyDictionary

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from commun.exchange import addresses
from commun.exchange.actions.intake import MOST_BYTES, destination, keep
from commun.exchange.models import MailingList

logger = logging.getLogger(__name__)
KEPT = "250 2.0.0 kept"
# Whoever sent it reads this in what their own server sends back: in both languages, as plain letters travel.
NOBODY = "550 5.1.1 cette adresse n'existe pas ici / no such address here"
TOO_BIG = "552 5.3.4 courriel trop lourd, 25 Mo au plus / mail too big, 25 MB at most"
LATER = "451 4.3.0 not kept, try again later"


class Door:
    """What the door does with each recipient and each mail; the database is asked in threads of its own."""

    def __init__(self, threads: int = 2) -> None:
        self.threads = threads
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="lmtp")
        # What each address leads to is asked once a mail.
        self.found: WeakKeyDictionary[Envelope, dict[str, MailingList]] = WeakKeyDictionary()

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Yes to our own addresses only."""
        found = await asyncio.get_running_loop().run_in_executor(self.pool, _found, address)
        if isinstance(found, str):
            return found
        envelope.rcpt_tos.append(address)
        self.found.setdefault(envelope, {})[address] = found
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        """Keep the mail for each recipient; the keys of answers first, since they say who writes."""
        raw = bytes(envelope.original_content or b"")
        sender = (envelope.mail_from or "").removeprefix("<>")
        order = sorted(set(envelope.rcpt_tos), key=addresses.keys_first)
        loop, found = asyncio.get_running_loop(), self.found.pop(envelope, {})
        said = {one: await loop.run_in_executor(self.pool, _keep, found[one], sender, one, raw) for one in order}
        return "\r\n".join(said[one] for one in envelope.rcpt_tos)

    def close(self) -> None:
        """Let the threads and their connections go: each waits for the others, so that each closes its own."""
        together = threading.Barrier(self.threads)
        for _thread in range(self.threads):
            self.pool.submit(_leave, together)
        self.pool.shutdown()


class Lmtp(LMTP):
    """aiosmtpd's LMTP, which answers once for all recipients when a mail is too big; LMTP wants an answer for each."""

    # A mail of one long line is read too: what a mail is, the rules say, not the door.
    line_length_limit = MOST_BYTES
    in_data, recipient_count = False, 0

    async def smtp_DATA(self, arg: str) -> None:
        """As SMTP, with as many answers as recipients."""
        count = len(self.envelope.rcpt_tos) if self.envelope else 0
        self.in_data, self.recipient_count = True, count
        try:
            await super().smtp_DATA(arg)
        finally:
            self.in_data = False

    async def push(self, status: Any) -> None:
        """The one answer to what was too big or badly made, for each recipient."""
        words = status if isinstance(status, str) else status.decode()
        words = TOO_BIG if words.startswith("552") else words
        is_one_for_all = self.in_data and words.startswith(("500", "552")) and "\r\n" not in words
        await super().push("\r\n".join([words] * max(self.recipient_count, 1)) if is_one_for_all else words)


def server_of(door: Door) -> Lmtp:
    """The protocol of one connection."""
    return Lmtp(door, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, hostname=addresses.domain())


async def serve(host: str, port: int, ready: asyncio.Event | None = None) -> None:
    """Listen until cancelled."""
    door = Door()
    server = await asyncio.get_running_loop().create_server(lambda: server_of(door), host, port)
    try:
        async with server:
            if ready is not None:
                ready.set()
            await server.serve_forever()
    finally:
        door.close()


def _found(address: str) -> MailingList | str:
    """What an address leads to, or why not."""
    try:
        return destination(address) or NOBODY
    except (DatabaseError, InterfaceError):
        logger.exception("an address could not be looked up")
        return LATER
    finally:
        _tidy()


def _keep(found: MailingList, sender: str, recipient: str, raw: bytes) -> str:
    try:
        keep(found=found, envelope_from=sender, recipient=recipient, raw=raw)
    except (DatabaseError, InterfaceError):
        logger.exception("a mail could not be kept")
        return LATER
    finally:
        _tidy()
    return KEPT


def _leave(together: threading.Barrier) -> None:
    together.wait(10)
    connection.close()


def _tidy() -> None:
    """A restarted database never breaks the next mail."""
    if not connection.in_atomic_block:
        close_old_connections()
