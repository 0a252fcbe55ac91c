"""The second doors: a provider that hands mails over by HTTP, a mailbox read by IMAP; the same intake behind."""

import base64
import json
import re
import socketserver
import threading
from collections.abc import Iterator
from io import StringIO
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from commun.core import scope
from commun.core.models import OutgoingMail
from commun.exchange.actions.intake import sort_mail
from commun.exchange.actions.lists import open_list, subscriptions_of
from commun.exchange.addresses import address_of, answer_address, target_of
from commun.exchange.inbound import keeping, mailbox, providers
from commun.exchange.inbound.keeping import keep_for_all
from commun.exchange.models import InboundMail
from commun.exchange.tasks import mailbox as tasks
from tests.exchange.list_world import OURS, mail_of, speaking_english
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.english]
SECRET = "prestataire:un-long-secret"
DOOR = "/courriel/entrant/postmark/"


def kept() -> list[InboundMail]:
    return list(InboundMail._base_manager.select_related("space").order_by("pk"))


@pytest.fixture
def provider(settings: Any) -> None:
    settings.INBOUND_PROVIDER, settings.INBOUND_SECRET = "postmark", SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": [SECRET]}


def hand_over(raw: bytes, to: str, secret: str = SECRET, door: str = DOOR) -> int:
    body = {
        "OriginalRecipient": to,
        "Headers": [{"Name": "Return-Path", "Value": "<bob@exemple.test>"}],
        "RawEmail": raw.decode(),
    }
    given = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    return Client().post(door, json.dumps(body), content_type="application/json", **given).status_code  # type: ignore[arg-type]


@pytest.mark.usefixtures("provider")
def test_what_a_provider_hands_over_is_kept_once(group: Group) -> None:
    raw = mail_of(group.bob.person, group.space)
    to = address_of(group.space.slug)
    assert (hand_over(raw, to), hand_over(raw, to)) == (200, 200)
    (mail,) = kept()
    assert (mail.envelope_from, mail.envelope_to) == ("bob@exemple.test", to)
    assert sort_mail(mail=mail).why == "unproven"
    assert hand_over(mail_of(group.bob.person, group.space, number="2"), "personne@ailleurs.exemple") == 200
    assert len(kept()) == 1


@pytest.mark.usefixtures("provider")
def test_a_mail_may_weigh_more_than_a_form(group: Group, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000
    raw, to = mail_of(group.bob.person, group.space, text="Bonjour.\r\n" * 1_000), address_of(group.space.slug)
    assert hand_over(raw, to, "prestataire:faux") == 400
    assert hand_over(raw, to) == 200
    assert [bytes(one.raw) for one in kept()] == [raw]
    monkeypatch.setattr(providers, "MOST_HANDED", 10_000)
    assert hand_over(raw.replace(b"<1@", b"<2@"), to) == 400
    assert providers.MOST_BYTES == 25_000_000


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("secret", ["", "prestataire:faux", "x"])
def test_without_the_secret_nothing_is_taken(group: Group, secret: str) -> None:
    assert hand_over(mail_of(group.bob.person, group.space), address_of(group.space.slug), secret) == 400
    assert kept() == []


@pytest.mark.usefixtures("provider")
def test_what_is_no_mail_is_refused(group: Group) -> None:
    token = "Basic " + base64.b64encode(SECRET.encode()).decode()
    for body in ("", "[]", "{", '{"a": 1}', '"\\ud800"'):
        status = Client().post(DOOR, body, content_type="application/json", HTTP_AUTHORIZATION=token).status_code
        assert status in {200, 400}
    assert kept() == []
    assert Client().get(DOOR).status_code == 405


def test_the_door_is_shut_unless_the_operator_opened_it(group: Group, settings: Any) -> None:
    raw, to = mail_of(group.bob.person, group.space), address_of(group.space.slug)
    assert hand_over(raw, to) == 404
    settings.INBOUND_PROVIDER = "postmark"
    assert hand_over(raw, to) == 404
    settings.INBOUND_SECRET = "a:b"
    assert hand_over(raw, to, door="/courriel/entrant/mailgun/") == 404
    settings.INBOUND_PROVIDER = "nulle_part"
    assert hand_over(raw, to, door="/courriel/entrant/nulle_part/") == 404


class FakeImap(socketserver.StreamRequestHandler):
    """As much of IMAP as a reader of one mailbox says (RFC 3501)."""

    def handle(self) -> None:
        server: Any = self.server
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _space, said = line.partition(" ")
            words = said.upper()
            if words.startswith("CAPABILITY"):
                self.say("* CAPABILITY IMAP4rev1")
            elif words.startswith("LOGIN") and "juste" not in said:
                self.say(f"{tag} NO wrong")
                continue
            elif words.startswith("SELECT"):
                self.say(f"* {len(server.mails)} EXISTS")
            elif words.startswith("UID SEARCH"):
                found = [str(one) for one in server.mails if one not in server.seen]
                self.say(f"* SEARCH {' '.join(found)}")
            elif words.startswith("UID FETCH"):
                raw = server.mails[number := int(words.split()[2])]
                # Reading it otherwise marks it as read: a process that dies then would lose it (RFC 3501, 6.4.5).
                server.seen |= set() if "BODY.PEEK[]" in words else {number}
                self.say(f"* 1 FETCH (UID {number} BODY[] {{{len(raw)}}}")
                self.wfile.write(raw + b")\r\n")
            elif words.startswith("UID STORE"):
                assert "SEEN" in words
                server.seen |= {int(one) for one in re.findall(r"\d+", words.split()[2])}
            if words.startswith("LOGOUT"):
                self.say("* BYE")
            self.say(f"{tag} OK done")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def imap(settings: Any) -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), FakeImap) as server:
        server.mails, server.seen = {}, set()  # type: ignore[attr-defined]
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        settings.IMAP_URL = f"imap://listes:juste@127.0.0.1:{server.server_address[1]}/INBOX"
        yield server
        server.shutdown()
        thread.join(5)


def test_a_mailbox_is_read_once_and_nothing_is_lost(group: Group, imap: Any) -> None:
    to = f"X-Original-To: {address_of(group.space.slug)}\r\nReturn-Path: <b@exemple.test>\r\n".encode()
    imap.mails = {
        1: to + mail_of(group.bob.person, group.space, To="Liste <ailleurs@exemple.org>"),
        2: mail_of(group.bob.person, group.space, number="2"),
        3: b"Subject: pour personne\r\n\r\nx",
        4: b"",
    }
    assert mailbox.fetch_mails() == (4, 2)
    assert imap.seen == {1, 2, 3, 4}
    first, second = kept()
    assert bytes(first.raw) == imap.mails[1]
    assert (first.envelope_from, first.envelope_to) == ("b@exemple.test", address_of(group.space.slug))
    assert sort_mail(mail=first).state == "held"
    assert mailbox.fetch_mails() == (0, 0)
    imap.seen = set()
    mailbox.fetch_mails()
    assert len(kept()) == 2
    assert second.message_id == "<2@exemple.test>"


def test_what_could_not_be_kept_is_read_again(group: Group, imap: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    imap.mails = {1: mail_of(group.bob.person, group.space)}
    with monkeypatch.context() as broken:
        broken.setattr(mailbox, "keep_for_all", Mock(side_effect=RuntimeError))
        with pytest.raises(RuntimeError):
            mailbox.fetch_mails()
    assert imap.seen == set()
    assert mailbox.fetch_mails() == (1, 0)
    assert len(kept()) == 1


def test_of_the_list_and_the_key_of_an_answer_the_key_says_who_writes(group: Group) -> None:
    with scope.use(group.space):
        key = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk].token
    to = f"{address_of(group.space.slug)}, {answer_address(key)}"
    assert keep_for_all(mail_of(group.bob.person, group.space, To=to, proof="")) == 2
    (mail,) = kept()
    assert sort_mail(mail=mail).state == "posted"


def test_what_is_too_big_is_told_to_who_wrote_it(group: Group, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server says it at its door; here nobody else would."""
    settings.AUTHSERV_ID = OURS
    speaking_english(group)
    text = "Le plan complet.\r\n" + ("x" * 900 + "\r\n") * 340
    monkeypatch.setattr(keeping, "MOST_BYTES", 299_000)
    for number, more in (("1", {}), ("2", {"Auto-Submitted": "auto-replied"})):
        assert keep_for_all(mail_of(group.bob.person, group.space, text=text, number=number, **more)) == 1
    monkeypatch.setattr(keeping, "MOST_BYTES", 400_000)
    assert keep_for_all(mail_of(group.bob.person, group.space, text=text, number="3")) == 1
    first, second, third = (sort_mail(mail=one) for one in kept())
    assert (first.state, first.why, len(first.raw)) == ("refused", "big", keeping.HEAD)
    assert (second.state, third.state) == ("dropped", "posted")
    letter = OutgoingMail.objects.get(key__startswith="exchange.refused")
    assert (letter.to, "25 MB at most" in letter.text) == (group.bob.person.email, True)


def test_for_whom_a_mail_is_the_server_knows_better_than_its_author(group: Group) -> None:
    """« To » names the list alone when one answers « Toute la liste » : the server wrote the address with its key."""
    with scope.use(group.space):
        key = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk].token
    raw = f"Delivered-To: {answer_address(key)}\r\n".encode() + mail_of(group.bob.person, group.space, proof="")
    assert keep_for_all(raw) == 1
    (mail,) = kept()
    assert mail.envelope_to == answer_address(key)
    assert sort_mail(mail=mail).state == "posted"


def test_one_mailbox_with_words_after_the_plus_serves_all(group: Group, imap: Any, settings: Any) -> None:
    settings.LIST_MAILBOX, settings.LIST_DOMAIN = "listes", "coop.exemple"
    assert address_of("soir") == "listes+soir@coop.exemple"
    target = target_of("listes+soir+help@coop.exemple")
    assert target is not None
    assert (target.slug, target.role) == ("soir", "help")
    with scope.use(group.space):
        key = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk].token
    to = answer_address(key)
    assert to == f"listes+r+{key}@coop.exemple"
    imap.mails = {1: mail_of(group.bob.person, group.space, To=to, proof="")}
    assert mailbox.fetch_mails() == (1, 0)
    assert sort_mail(mail=kept()[0]).state == "posted"


def test_the_command_and_the_task_say_what_is_wrong(imap: Any, settings: Any, caplog: Any) -> None:
    out = StringIO()
    imap.mails = {1: b"Subject: x\r\n\r\nx"}
    call_command("fetch_mails", stdout=out)
    assert out.getvalue() == "1 mail read\n1 was for no address here\n"
    settings.IMAP_URL = settings.IMAP_URL.replace("juste", "faux")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("fetch_mails")
    tasks.fetch_mails(timestamp=0)
    assert "cannot be read" in caplog.text
    settings.IMAP_URL = ""
    tasks.fetch_mails(timestamp=0)
    with pytest.raises(CommandError, match="COMMUN_IMAP_URL"):
        call_command("fetch_mails")
