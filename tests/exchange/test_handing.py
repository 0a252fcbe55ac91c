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
    """What a server says to each command, in order."""

    def __init__(self, *said: int) -> None:
        self.said, self.heard = list(said), []  # type: tuple[list[int], list[str]]

    def ehlo_or_helo_if_needed(self) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        def answer(*_words: Any) -> tuple[int, bytes]:
            self.heard.append(name)
            return (self.said.pop(0) if name in {"mail", "rcpt", "data"} else 250), b"so"

        return answer


@pytest.mark.parametrize(
    ("said", "problem", "after"),
    [
        ((550,), smtplib.SMTPSenderRefused, "rset"),
        ((250, 550), smtplib.SMTPRecipientsRefused, "rset"),
        ((250, 251, 552), smtplib.SMTPDataError, "rset"),
        ((250, 421), smtplib.SMTPServerDisconnected, "close"),
    ],
)
def test_a_no_leaves_the_connection_ready_or_closed(
    said: tuple[int, ...], problem: type[Exception], after: str
) -> None:
    answers = Answers(*said)
    server = Smtp(answers)  # type: ignore[arg-type]

    def hand_over() -> None:
        server.offer("a@exemple.test", "b@exemple.test")
        server.deliver(b"x")

    with pytest.raises(problem):
        hand_over()
    assert answers.heard[-1] == after
