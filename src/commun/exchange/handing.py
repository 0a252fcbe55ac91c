"""One delivery at a time over one connection, while the mark of the one before is being written.

The server is told from whom and to whom; before it is given the message, the mark of the delivery before is waited for.
So at any moment one message at most is handed over and not yet marked, and the disk's time costs nothing.
"""

import itertools
import re
import smtplib
from typing import Any, Protocol

from django.db import OperationalError, connection

_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class Server(Protocol):
    """A mail server in two steps. Both raise the errors of smtplib."""

    def offer(self, sender: str, to: str) -> None:
        """Say from whom and to whom."""

    def deliver(self, message: bytes) -> None:
        """Give the message; when this comes back, the server has it."""


class Smtp:
    """The server at the other end of a connection of smtplib.

    Who takes commands in a row (PIPELINING, RFC 2920: Postfix, Exim, Exchange) is told from whom, to whom and « here it
    comes » in one breath: two waits a mail instead of four.
    """

    def __init__(self, connected: smtplib.SMTP) -> None:
        self.connected = connected
        connected.ehlo_or_helo_if_needed()
        self.is_brief = connected.has_extn("pipelining")

    def offer(self, sender: str, to: str) -> None:
        """MAIL, RCPT, DATA: when this comes back, the server waits for the message."""
        commands = (f"MAIL FROM:{smtplib.quoteaddr(sender)}", f"RCPT TO:{smtplib.quoteaddr(to)}", "DATA")
        answers = self._in_a_row(commands) if self.is_brief else self._one_by_one(commands)
        code, said = answers[-1]
        if len(answers) == 3 and code == 354 and all(code in (250, 251) for code, _said in answers[:2]):
            return
        if len(answers) == 3 and code == 354:
            # It takes a message for nobody: an empty one.
            self.connected.send(b".\r\n")
            self.connected.getreply()
        self._refused(answers, sender, to)

    def deliver(self, message: bytes) -> None:
        """The message, lines that begin with a dot told apart from its end (RFC 5321, 4.5.2)."""
        self.connected.send(_LEADING_DOT.sub(b"..", message) + b".\r\n")
        code, said = self.connected.getreply()
        if code != 250:
            self._again(code, said)
            raise smtplib.SMTPDataError(code, said)

    def _in_a_row(self, commands: tuple[str, ...]) -> list[tuple[int, bytes]]:
        self.connected.send("".join(f"{command}\r\n" for command in commands).encode("ascii"))
        return [self.connected.getreply() for _command in commands]

    def _one_by_one(self, commands: tuple[str, ...]) -> list[tuple[int, bytes]]:
        answers: list[tuple[int, bytes]] = []
        for command in commands:
            answers.append(self.connected.docmd(command))
            if answers[-1][0] not in (250, 251, 354):
                break
        return answers

    def _refused(self, answers: list[tuple[int, bytes]], sender: str, to: str) -> None:
        """Raise what the first no was about."""
        step = next(number for number, (code, _said) in enumerate(answers) if code not in (250, 251) or number == 2)
        code, said = answers[step]
        self._again(code, said)
        if step == 0:
            raise smtplib.SMTPSenderRefused(code, said, sender)
        if step == 1:
            raise smtplib.SMTPRecipientsRefused({to: (code, said)})
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

    _numbers = itertools.count()

    def __init__(self, statement: str) -> None:
        self.statement = statement.encode()
        # A name of its own: one that could not be let go is in nobody's way.
        self.name = b"commun_marks_%d" % next(self._numbers)
        self.is_waiting = False

    def __enter__(self) -> "Marks":
        connection.ensure_connection()
        self.server = connection.connection.pgconn
        self._refuse_unless(self.server.prepare(self.name, self.statement))
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self.wait()
        finally:
            self.server.exec_(b"DEALLOCATE " + self.name)

    def send(self, *values: str | int | None) -> None:
        """Send the statement with these values ($1, $2 ...); outside of a transaction it commits by itself."""
        self.wait()
        self.server.send_query_prepared(self.name, [None if one is None else str(one).encode() for one in values])
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
