"""Each member receives each message once, in an envelope of their own, with headers that mail programs can trust."""

import datetime as dt
import re
import smtplib
import socket
import uuid
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from commun.core import clock, scope
from commun.exchange.actions import sending
from commun.exchange.actions.lists import choose_reading, set_list
from commun.exchange.actions.posts import write_post
from commun.exchange.addresses import address_of, target_of
from commun.exchange.models import Delivery, Post, Subscription
from commun.people.models import Person
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.support.world import Group, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    settings.SITE_ADDRESS = "https://commun.grands-chemins.exemple"


class Sink:
    """What the mail server was handed: envelope sender, recipient, bytes."""

    def __init__(self, *failures: Exception) -> None:
        self.mails: list[tuple[str, str, bytes]] = []
        self.failures = list(failures)

    def offer(self, sender: str, to: str) -> None:
        self.sender, self.to = sender, to

    def deliver(self, message: bytes) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.mails.append((self.sender, self.to, message))


def wrote(group: Group, text: str = "On se voit ?", **given: Any) -> Post:
    given.setdefault("subject", "Déjeuner à l’atelier : qui vient, avec quoi, et à quelle heure exactement ?")
    return write_post(by=group.bob, token=str(uuid.uuid4()), text=text, **given)


def sent(sink: Sink | None = None) -> list[tuple[str, str, bytes]]:
    sink = sink or Sink()
    sending.send_through(sink)
    return sink.mails


def states_of(group: Group) -> list[str]:
    with scope.use(group.space):
        return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def assert_sound(message: bytes) -> None:
    """What every message of a list must be, byte for byte (RFC 5322, 2919, 8058)."""
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", message) is None
    assert max(map(len, message.split(b"\r\n"))) <= 998
    head = message.split(b"\r\n\r\n", 1)[0]
    assert head.isascii()
    one_line = re.sub(rb"\r\n[ \t]", b" ", head)
    names = (b"List-Id", b"List-Post", b"List-Help", b"List-Owner", b"List-Subscribe", b"List-Archive", b"Archived-At")
    for name in (*names, b"Message-ID"):
        values = re.findall(rb"(?m)^" + name + rb": (.*?)\r?$", one_line)
        assert len(values) == 1, name
        assert re.fullmatch(rb"<[^<>\s]+>", values[0]), name
        assert b"=?" not in values[0]
    ways_out = re.findall(
        rb"(?m)^List-Unsubscribe: <(https://[^<> ]+)>, <mailto:unsub\+[a-z2-7]{16}@[^<> ]+>\r?$", head
    )
    assert [len(one) <= 60 for one in ways_out] == [True]
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
    assert head.count(b"Authentication-Results") == 0


def test_each_member_receives_it_once_in_a_personal_envelope(group: Group) -> None:
    make_member(group.space, make_person("Dormante"), "dormant")
    make_member(group.space, make_person("Partie"), "left")
    post = wrote(group)
    mails = sent()
    assert len(mails) == 2
    assert len({sender for sender, _to, _message in mails}) == 2
    assert all(sender.startswith("b+") for sender, _to, _message in mails)
    assert group.bob.person.email not in {to for _sender, to, _message in mails}
    assert sent() == []
    assert states_of(group) == ["sent", "sent"]
    message = message_from_bytes(mails[0][2], policy=policy.default)
    assert message["From"] == f"Bob Durand via {group.space.name} <{address_of(group.space.slug)}>"
    assert message["Subject"].startswith("Déjeuner à l’atelier")
    assert message.get_content().splitlines()[:3] == ["On se voit ?", "", "-- "]
    (back,) = message["Reply-To"].addresses
    with scope.use(group.space):
        keys = dict(Subscription.objects.values_list("membership__person__email", "token"))
    for _sender, to, raw in mails:
        head = raw.partition(b"\r\n\r\n")[0].decode()
        # One's own, in the answer and in both ways out.
        assert re.findall(r"(?:r\+|/l/|unsub\+)([a-z2-7]{16})", head) == [keys[to]] * 3
    assert target_of(back.addr_spec).answer_key  # type: ignore[union-attr]
    assert back.display_name.endswith(f" {group.space.name}")
    slug, host = group.space.slug, "commun.grands-chemins.exemple"
    helps = {"Help": "help", "Owner": "owner", "Subscribe": "sub"}
    assert {name: message[f"List-{name}"] for name in helps} == {
        name: f"<mailto:{slug}+{word}@{host}>" for name, word in helps.items()
    }
    assert message["List-Post"] == f"<mailto:{slug}@{host}>"
    assert message["Archived-At"].endswith(f"/{post.thread.ref}/#{post.ref}>")
    for _sender, _to, raw in mails:
        assert_sound(raw)
    assert mails[0][2] != mails[1][2]


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("x" * 5_000, {}),
        ("Une ligne\nnue\rmal finie", {}),
        ("Été comme hiver, œuvrons — ensemble 🌱\r\n", {"Content-Transfer-Encoding": "8bit"}),
        ("é", {"Content-Type": 'text/plain; charset="nulle-part"'}),
        ("<p>Bonjour é</p>", {"Content-Type": "text/html; charset=utf-8"}),
        ("OK", {"Subject": "=?utf-8?q?R=C3=A9union?= " + "de travail " * 30}),
        ("OK", {"References": " ".join(f"<{n:0>100}@exemple.test>" for n in range(40))}),
        ("OK", {"List-Unsubscribe": "<https://pirate.test/>", "Disposition-Notification-To": "x@exemple.test"}),
        ("OK", {"Content-Type": "text/plain;\r\n\tcharset=us-ascii"}),
    ],
)
def test_a_mail_that_goes_out_again_is_sound_whatever_it_was(group: Group, text: str, headers: dict[str, str]) -> None:
    arrives(mail_of(group.bob.person, group.space, text=text, **headers), group.space)
    (_sender, to, raw) = sent()[0]
    assert to == group.alice.person.email
    assert_sound(raw)
    assert b"pirate" not in raw
    assert b"Disposition" not in raw
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Message-ID"] == "<1@exemple.test>"
    words = message.get_body(("plain", "html"))
    assert words is not None
    assert re.sub("<[^>]+>", "", text.split("\n", maxsplit=1)[0]).strip() in words.get_content().replace("\r\n", "\n")


def test_a_body_that_can_travel_is_not_touched_but_for_the_foot_of_its_words(group: Group) -> None:
    file = "--limite\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n"
    file += "--limite--\r\n"
    words = "--limite\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n"
    kind = {"Content-Type": 'multipart/mixed; boundary="limite"'}
    arrives(mail_of(group.bob.person, group.space, text=words + file, **kind), group.space)
    arrives(mail_of(group.bob.person, group.space, text=file, number="2", **kind), group.space)
    raw, without_words = (message for _sender, _to, message in sent())
    assert raw.endswith(b"\r\n" + file.encode())
    assert b"\r\n\r\nBonjour\r\n\r\n--" in raw
    assert without_words.endswith(b"\r\n\r\n" + file.encode())


def test_answers_go_where_the_group_chose(group: Group) -> None:
    set_list(by=group.alice, reply_to="author", holds_first=False, is_open=True)
    wrote(group)
    message = message_from_bytes(sent()[0][2], policy=policy.default)
    assert message["Reply-To"] == group.bob.person.email


def test_the_answer_to_a_mail_of_the_list_joins_its_thread(group: Group) -> None:
    post = wrote(group)
    message = message_from_bytes(sent()[0][2], policy=policy.default)
    to = message["Reply-To"].addresses[0].addr_spec
    raw = mail_of(
        group.alice.person,
        group.space,
        proof="",
        To=str(message["Reply-To"]),
        References=post.message_id,
        text="J’y serai.",
    )
    mail = arrives(raw, group.space, to=to)
    assert (mail.state, mail.author) == ("posted", group.alice)
    with scope.use(group.space):
        assert Post.objects.get(mail=mail).thread_id == post.thread_id
    assert {to for _sender, to, _message in sent()} == {group.bob.person.email}


def test_who_left_the_list_or_the_group_meanwhile_receives_nothing(group: Group) -> None:
    zoe = make_member(group.space, make_person("Zoé"))
    wrote(group)
    choose_reading(by=group.alice, mode="none")
    zoe.state = "left"
    zoe.save()
    closed = make_member(group.space, make_person("Yann"))
    wrote(group)
    Person.objects.filter(pk=closed.person_id).update(is_active=False)
    assert sent() == []
    wrote(group)
    assert states_of(group) == ["failed", "failed", "failed"]


def test_what_the_server_answers_decides(group: Group) -> None:
    make_member(group.space, make_person("Zoé"))
    make_member(group.space, make_person("Yann"))
    wrote(group)
    no, later = smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), smtplib.SMTPDataError(451, b"later")
    assert len(sent(Sink(no, later))) == 1
    assert states_of(group) == ["failed", "deferred", "sent"]
    assert sent() == []


def test_what_is_put_off_is_tried_later_and_later_and_given_up_after_five_days(group: Group) -> None:
    wrote(group)
    start = clock.now()
    waits: list[dt.timedelta] = []
    while states_of(group) in (["queued"], ["deferred"]):
        with scope.use(group.space):
            at = Delivery.objects.get().next_at
        waits.append(at - start - sum(waits, dt.timedelta()))
        with clock.stopped(at - dt.timedelta(seconds=1)):
            assert sent() == []
        with clock.stopped(at):
            assert sent(Sink(smtplib.SMTPDataError(451, b"later"))) == []
    assert [wait // dt.timedelta(minutes=15) for wait in waits[:8]] == [0, 1, 2, 4, 8, 16, 32, 64]
    assert max(waits) == waits[7]
    assert dt.timedelta(days=5) <= sum(waits, dt.timedelta()) < dt.timedelta(days=6)
    assert states_of(group) == ["failed"]


def test_a_server_that_goes_away_loses_nothing(group: Group) -> None:
    wrote(group)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        sent(Sink(smtplib.SMTPServerDisconnected("gone")))
    assert states_of(group) == ["queued"]
    assert sending.send_waiting() == 0
    assert len(sent()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queue")
def test_over_a_real_connection_each_is_handed_over_as_it_was_written(group: Group, settings: Any) -> None:
    taken: list[Envelope] = []

    class Keeper:
        async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
            taken.append(envelope)
            return "250 kept"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sink = Controller(Keeper(), hostname="127.0.0.1", port=port)
    sink.start()
    try:
        settings.MAIL_URL = f"smtp://127.0.0.1:{port}"
        make_member(group.space, make_person("Zoé"))
        wrote(group, "Bonjour\n.\n..deux points\n")
        assert sending.send_waiting() == 2
        assert sending.send_waiting() == 0
    finally:
        sink.stop()
    assert len({one.mail_from for one in taken}) == len({one.rcpt_tos[0] for one in taken}) == len(taken) == 2
    for one in taken:
        raw = bytes(one.original_content or b"")
        assert_sound(raw)
        words = message_from_bytes(raw, policy=policy.default).get_content()
        assert words.splitlines()[:3] == ["Bonjour", ".", "..deux points"]
