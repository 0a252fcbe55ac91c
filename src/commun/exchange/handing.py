"""One delivery at a time over one connection, while the mark of the one before is being written.

The server is told from whom and to whom; before it is given the message, the mark of the delivery before is waited for.
So at any moment one message at most is handed over and not yet marked, and the disk's time costs nothing.
"""

import smtplib
from typing import Any, Protocol

from django.db import OperationalError, connection


class Server(Protocol):
    """A mail server in two steps. Both raise the errors of smtplib."""

    def offer(self, sender: str, to: str) -> None:
        """Say from whom and to whom."""

    def deliver(self, message: bytes) -> None:
        """Give the message; when this comes back, the server has it."""


class Smtp:
    """The server at the other end of a connection of smtplib."""

    def __init__(self, connected: smtplib.SMTP) -> None:
        self.connected = connected

    def offer(self, sender: str, to: str) -> None:
        """MAIL, then RCPT."""
        self.connected.ehlo_or_helo_if_needed()
        code, said = self.connected.mail(sender)
        if code != 250:
            self._again(code, said)
            raise smtplib.SMTPSenderRefused(code, said, sender)
        code, said = self.connected.rcpt(to)
        if code not in (250, 251):
            self._again(code, said)
            raise smtplib.SMTPRecipientsRefused({to: (code, said)})

    def deliver(self, message: bytes) -> None:
        """DATA."""
        code, said = self.connected.data(message)
        if code != 250:
            self._again(code, said)
            raise smtplib.SMTPDataError(code, said)

    def _again(self, code: int, said: bytes) -> None:
        """Ready for the next one; 421 says that the server leaves (RFC 5321, 3.8)."""
        if code == 421:
            self.connected.close()
            raise smtplib.SMTPServerDisconnected(said.decode("utf-8", "replace"))
        self.connected.rset()


class Marks:
    """A statement sent again and again over the connection of this thread, each time waited for later.

    Nothing else may be asked of the database between ``send`` and ``wait``. It is planned once, as long as the block
    lasts: a mark then costs the database little more than its commit.
    """

    NAME = b"commun_marks"

    def __init__(self, statement: str) -> None:
        self.statement = statement.encode()
        self.is_waiting = False

    def __enter__(self) -> "Marks":
        connection.ensure_connection()
        self.server = connection.connection.pgconn
        self._refuse_unless(self.server.prepare(self.NAME, self.statement))
        return self

    def __exit__(self, *_error: object) -> None:
        self.wait()
        self.server.exec_(b"DEALLOCATE " + self.NAME)

    def send(self, *values: str | int | None) -> None:
        """Send the statement with these values ($1, $2 ...); outside of a transaction it commits by itself."""
        self.wait()
        self.server.send_query_prepared(self.NAME, [None if one is None else str(one).encode() for one in values])
        self.is_waiting = True

    def wait(self) -> None:
        """Come back once the last one is kept. Raises OperationalError when it could not be."""
        if self.is_waiting:
            self.is_waiting = False
            results = list(iter(self.server.get_result, None))
            for result in results:
                self._refuse_unless(result)

    def _refuse_unless(self, result: Any) -> None:
        if result.error_message:
            raise OperationalError(result.error_message.decode("utf-8", "replace"))
