"""The LMTP door: one answer for each recipient, and a « yes » only for what is in the database."""

import asyncio
import contextlib
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from procrastinate.contrib.django.models import ProcrastinateJob

from commun.exchange import soon
from commun.exchange.actions.lists import open_list, subscriptions_of
from commun.exchange.addresses import address_of, answer_address
from commun.exchange.inbound import lmtp
from commun.exchange.inbound.beside import open_door
from commun.exchange.models import InboundMail
from commun.exchange.tasks import lists as tasks
from tests.exchange.list_world import mail_of
from tests.support.world import make_group

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door(queue: None) -> Iterator[int]:
    """A door that listens on loopback, in a loop of its own; its port."""
    loop, found = asyncio.new_event_loop(), threading.Event()
    port: list[int] = []

    async def serve() -> None:
        opened = lmtp.Door()
        server = await asyncio.get_running_loop().create_server(lambda: lmtp.server_of(opened), "127.0.0.1", 0)
        port.append(server.sockets[0].getsockname()[1])
        found.set()
        try:
            await stop.wait()
        finally:
            server.close()
            opened.close()

    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    found.wait(10)
    yield port[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


def say(port: int, sender: str, recipients: list[str], raw: bytes) -> list[int]:
    """Codes of the answers: one for each recipient at RCPT, then one for each that was taken at the end of DATA."""
    with smtplib.LMTP("127.0.0.1", port, timeout=10) as client:
        client.ehlo_or_helo_if_needed()
        client.mail(sender)
        codes = [client.rcpt(one)[0] for one in recipients]
        taken = sum(code == 250 for code in codes)
        if taken:
            codes.append(client.data(raw)[0])
            codes += [client.getreply()[0] for _other in range(taken - 1)]
        return codes


def kept() -> int:
    return InboundMail._base_manager.count()


def test_each_recipient_has_its_own_answer(door: int) -> None:
    one, two = make_group(), make_group()
    raw = mail_of(one.bob.person, one.space)
    to = [address_of(one.space.slug), "personne@localhost", address_of(two.space.slug)]
    assert say(door, "bob@exemple.test", to, raw) == [250, 550, 250, 250, 250]
    assert kept() == 2
    assert bytes(InboundMail._base_manager.all()[0].raw) == raw


def test_of_the_list_and_the_key_of_an_answer_the_key_is_kept_first(door: int) -> None:
    """« Répondre à tous » writes to both: only the key says who writes, and the mail is one."""
    group = make_group()
    key = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk].token
    to = [address_of(group.space.slug), answer_address(key)]
    raw = mail_of(group.bob.person, group.space, proof="", To=", ".join(to))
    assert say(door, "bob@exemple.test", to, raw) == [250, 250, 250, 250]
    assert InboundMail._base_manager.get().envelope_to == answer_address(key)


def test_a_return_to_nobody_is_taken_in_too(door: int) -> None:
    group = make_group()
    assert say(door, "", [address_of(group.space.slug)], mail_of(group.bob.person, group.space)) == [250, 250]
    assert InboundMail._base_manager.get().envelope_from == ""


def test_what_is_not_in_the_database_was_never_answered_for(door: int, monkeypatch: pytest.MonkeyPatch) -> None:
    group = make_group()

    def broken(**_given: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(lmtp, "keep", broken)
    to = [address_of(group.space.slug)]
    assert say(door, "x@exemple.test", to, mail_of(group.bob.person, group.space)) == [250, 451]
    assert kept() == 0


def test_too_big_is_said_to_each_and_long_lines_are_taken(door: int, monkeypatch: pytest.MonkeyPatch) -> None:
    group, other = make_group(), make_group()
    long = mail_of(group.bob.person, group.space, text="x" * 100_000)
    assert say(door, "x@exemple.test", [address_of(group.space.slug)], long) == [250, 250]
    assert lmtp.MOST_BYTES == 25_000_000
    monkeypatch.setattr(lmtp, "MOST_BYTES", 50_000)
    to = [address_of(group.space.slug), address_of(other.space.slug)]
    big = mail_of(group.bob.person, group.space, number="2", text="ligne\r\n" * 10_000)
    assert say(door, "x@exemple.test", to, big) == [250, 250, 552, 552]
    assert kept() == 1


def test_what_is_not_taken_is_said_in_both_languages(door: int) -> None:
    """Their own server gives these words to whoever wrote."""
    with smtplib.LMTP("127.0.0.1", door, timeout=10) as client:
        client.ehlo()
        too_big = client.mail("x@exemple.test", [f"SIZE={lmtp.MOST_BYTES + 1}"])
        client.mail("x@exemple.test")
        unknown = client.rcpt("personne@localhost")
    assert too_big == (552, b"5.3.4 courriel trop lourd, 25 Mo au plus / mail too big, 25 MB at most")
    assert unknown == (550, b"5.1.1 cette adresse n'existe pas ici / no such address here")


def test_what_was_kept_is_sorted_by_the_job_that_was_asked_for(door: int) -> None:
    group = make_group()
    for number in ("1", "2"):
        raw = mail_of(group.chloe, group.space, number=number)
        assert say(door, "x@exemple.test", [address_of(group.space.slug)], raw) == [250, 250]
    assert ProcrastinateJob.objects.filter(task_name=soon.SORT, status="todo").count() == 1
    tasks.sort_mails()
    assert {mail.state for mail in InboundMail._base_manager.all()} == {"held"}


def test_the_door_beside_the_pages_opens_closes_and_survives_a_taken_port(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        close = open_door(port)
        for _time in range(250):
            if "cannot be handed over" in caplog.text:
                break
            time.sleep(0.02)
        close()
    assert "cannot be handed over" in caplog.text
    close = open_door(port)
    try:
        for _time in range(100):
            with contextlib.suppress(ConnectionRefusedError), smtplib.LMTP("127.0.0.1", port, timeout=5) as client:
                assert client.noop()[0] == 250
                break
            time.sleep(0.02)
        else:
            pytest.fail("the door stayed closed")
    finally:
        close()
    with pytest.raises(ConnectionRefusedError):
        smtplib.LMTP("127.0.0.1", port, timeout=5)
