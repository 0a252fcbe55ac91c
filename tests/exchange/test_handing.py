"""At any moment one message at most is handed over and not yet marked, by one process at a time."""

import smtplib
from typing import Any

import pytest
from django.db import OperationalError, connection
from psycopg.pq import TransactionStatus

from commun.exchange.actions import sending
from commun.exchange.handing import Marks, Smtp
from tests.exchange.test_deliveries import Sink, states_of, wrote
from tests.support.threads import both
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_server(settings: Any) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"


class Watching(Sink):
    """Notes whether a mark is on its way when the server is told the address, and when it is given the message."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, bool]] = []

    def offer(self, sender: str, to: str) -> None:
        self.seen.append(("offer", is_writing()))
        super().offer(sender, to)

    def deliver(self, message: bytes) -> None:
        self.seen.append(("deliver", is_writing()))
        super().deliver(message)


def is_writing() -> bool:
    return bool(connection.connection.pgconn.transaction_status == TransactionStatus.ACTIVE)


def test_the_mark_is_written_while_the_next_is_offered_and_there_before_it_is_given(group: Group) -> None:
    for name in ("Zoé", "Yann"):
        make_member(group.space, make_person(name))
    wrote(group)
    server = Watching()
    assert sending.send_through(server) == 3
    assert [is_busy for step, is_busy in server.seen if step == "offer"] == [False, True, True]
    assert not any(is_busy for step, is_busy in server.seen if step == "deliver")
    assert states_of(group) == ["sent", "sent", "sent"]


def test_what_leaves_by_an_error_is_marked_too(group: Group) -> None:
    make_member(group.space, make_person("Zoé"))
    wrote(group)
    server = Sink()
    server.deliver = lambda message: server.mails.append(("", "", message)) if not server.mails else 1 / 0  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        sending.send_through(server)
    assert states_of(group) == ["sent", "queued"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queue")
def test_two_processes_never_hand_over_at_once() -> None:
    group = make_group()
    for number in range(20):
        make_member(group.space, make_person(f"Membre {number}"))
    wrote(group)
    server, counts = Sink(), []
    both(lambda: counts.append(sending.send_through(server)))
    counts.append(sending.send_through(server))
    recipients = [to for _sender, to, _message in server.mails]
    assert len(recipients) == len(set(recipients)) == sum(counts) == 21


def test_a_mark_that_cannot_be_kept_is_said(db: None) -> None:
    with pytest.raises(OperationalError, match="division"), Marks("SELECT 1 / $1::int") as marks:
        marks.send(0)


class Answers:
    """What a server says to each command, in order; what it heard."""

    def __init__(self, is_brief: bool, *said: int) -> None:
        self.said, self.heard, self.is_brief = list(said), list[str](), is_brief

    def ehlo_or_helo_if_needed(self) -> None:
        pass

    def has_extn(self, name: str) -> bool:
        return self.is_brief and name == "pipelining"

    def send(self, words: bytes) -> None:
        self.heard.append(words.decode())

    def getreply(self) -> tuple[int, bytes]:
        return self.said.pop(0), b"so"

    def docmd(self, command: str) -> tuple[int, bytes]:
        self.heard.append(command)
        return self.getreply()

    def rset(self) -> None:
        self.heard.append("rset")

    def close(self) -> None:
        self.heard.append("close")


@pytest.mark.parametrize(
    ("is_brief", "said", "problem", "after"),
    [
        (False, (550,), smtplib.SMTPSenderRefused, "rset"),
        (False, (250, 550), smtplib.SMTPRecipientsRefused, "rset"),
        (False, (250, 251, 451), smtplib.SMTPDataError, "rset"),
        (False, (250, 250, 354, 552), smtplib.SMTPDataError, "rset"),
        (False, (250, 421), smtplib.SMTPServerDisconnected, "close"),
        (True, (550, 503, 503), smtplib.SMTPSenderRefused, "rset"),
        (True, (250, 550, 554), smtplib.SMTPRecipientsRefused, "rset"),
        (True, (250, 550, 354, 554), smtplib.SMTPRecipientsRefused, "rset"),
        (True, (250, 250, 354, 452), smtplib.SMTPDataError, "rset"),
        (True, (250, 421, 421), smtplib.SMTPServerDisconnected, "close"),
    ],
)
def test_a_no_leaves_the_connection_ready_or_closed(
    is_brief: bool, said: tuple[int, ...], problem: type[Exception], after: str
) -> None:
    answers = Answers(is_brief, *said)
    server = Smtp(answers)  # type: ignore[arg-type]

    def hand_over() -> None:
        server.offer("a@exemple.test", "b@exemple.test")
        server.deliver(b"x\r\n")

    with pytest.raises(problem):
        hand_over()
    assert answers.heard[-1] == after
    assert answers.said == []
    assert (".\r\n" in answers.heard) == (said == (250, 550, 354, 554))


@pytest.mark.parametrize("is_brief", [True, False])
def test_lines_that_begin_with_a_dot_are_told_from_the_end(is_brief: bool) -> None:
    answers = Answers(is_brief, 250, 250, 354, 250)
    server = Smtp(answers)  # type: ignore[arg-type]
    server.offer("a@exemple.test", "b@exemple.test")
    server.deliver(b".\r\n..x\r\ny.\r\n")
    assert answers.heard[-1] == "..\r\n...x\r\ny.\r\n.\r\n"
    assert len(answers.heard) == (2 if is_brief else 4)
