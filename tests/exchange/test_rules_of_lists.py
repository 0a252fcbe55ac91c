"""The rules of a correct list server, by their number (docs/rooms/lists.md says where each is tested).

Here: those that cut across the parts, each looked at in the bytes that leave or in what becomes of a mail.
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from lzma import LZMAError
from pathlib import Path
from typing import Any

import pytest

import commun
from commun.core import scope
from commun.core.models import OutgoingMail
from commun.exchange import carried, outgoing
from commun.exchange.actions import lists as list_actions
from commun.exchange.actions import returned
from commun.exchange.actions.lists import set_list
from commun.exchange.actions.posts import write_post
from commun.exchange.addresses import address_of, list_id, on_the_way
from commun.exchange.models import Delivery, InboundMail, Post
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.exchange.test_deliveries import assert_sound, sent, states_of, wrote
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db
State, Why = InboundMail.State, InboundMail.Why


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    settings.SITE_ADDRESS = "https://commun.exemple"


def posts(group: Group) -> list[Post]:
    with scope.use(group.space):
        return list(Post.objects.order_by("pk"))


def received(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def through(group: Group, **headers: Any) -> EmailMessage:
    """A mail of Bob as Alice receives it."""
    arrives(mail_of(group.bob.person, group.space, **headers), group.space)
    (raw,) = [message for _sender, to, message in sent() if to == group.alice.person.email]
    return received(raw)


def test_rule_02_identity_date_and_references_of_the_author_are_kept(group: Group) -> None:
    refs = "<a@exemple.test> <b@exemple.test>"
    date = "Tue, 03 Nov 2026 09:41:07 -0500"
    message = through(group, Date=date, References=refs, In_Reply_To="<b@exemple.test>")
    assert message["Message-ID"] == "<1@exemple.test>"
    assert (str(message["Date"]), message["References"]) == (date, refs)
    assert message["In-Reply-To"] == "<b@exemple.test>"
    for number, odd in enumerate(("hier", "é" * 50, "")):
        assert through(group, Date=odd, **{"Message-ID": f"<odd{number}@exemple.test>"})["Date"]


def test_rule_02_a_mail_without_identity_is_given_one_of_ours(group: Group) -> None:
    assert re.fullmatch(r"<[0-9a-f]{40}@commun\.exemple>", through(group, **{"Message-ID": ""})["Message-ID"])


@pytest.mark.parametrize("kind", ["application/pkcs7-mime; smime-type=signed-data", "application/x-pkcs7-mime"])
def test_rule_03_what_is_sealed_by_its_program_is_not_touched(group: Group, kind: str) -> None:
    body = "é\r\nMII\r\n"
    arrives(mail_of(group.bob.person, group.space, text=body, **{"Content-Type": kind}), group.space)
    assert sent()[0][2].endswith(f"\r\n\r\n{body}".encode())


def test_rule_03_a_big_file_of_what_is_signed_stays_in_it(group: Group) -> None:
    part = "--s\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\n"
    body = f"{part}{'abc defg' * 9}\r\n" + "ligne de texte\r\n" * 70_000 + "--s\r\n"
    body += "Content-Type: application/pgp-signature\r\n\r\nabc\r\n--s--\r\n"
    kind = 'multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary=s'
    arrives(mail_of(group.bob.person, group.space, text=body, **{"Content-Type": kind}), group.space)
    assert sent()[0][2].endswith(b"\r\n\r\n" + body.encode())


@pytest.mark.parametrize("size", [10, 1_100_000])
def test_rule_03_an_event_stays_an_event_when_its_mail_is_put_anew(group: Group, size: int) -> None:
    """Thunderbird sends its invitations with letters that not every server passes on."""
    event = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Café\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    body = (
        "--s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nÀ lundi\r\n"
        f"--s\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n{event}\r\n"
        f'--s\r\nContent-Type: text/plain; name="a.txt"\r\n\r\n{"mot " * (size // 4)}\r\n--s--\r\n'
    )
    message = through(group, text=body, **{"Content-Type": "multipart/mixed; boundary=s"})
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert part.get_content().splitlines() == event.splitlines()
    assert "À lundi" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [one.get_filename() for one in message.iter_attachments()] == (["a.txt"] if size < 1000 else [])


def test_rule_03_what_is_signed_is_not_touched(group: Group) -> None:
    body = (
        "--s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nÉté.  \r\n"
        "--s\r\nContent-Type: application/pgp-signature\r\n\r\nabc\r\n--s--\r\n"
    )
    kind = 'multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary=s'
    arrives(mail_of(group.bob.person, group.space, text=body, **{"Content-Type": kind}), group.space)
    assert sent()[0][2].endswith(b"\r\n\r\n" + body.encode())


def test_rule_05_an_address_with_accents_stops_nobody_else(group: Group) -> None:
    assert on_the_way("bob@coopé.exemple") == "bob@xn--coop-epa.exemple"
    assert [on_the_way(one) for one in ("élise@coop.exemple", "a b@c.exemple", "@c.exemple", "")] == [""] * 4
    type(group.alice.person).objects.filter(pk=group.alice.person.pk).update(email="élise@coop.exemple")
    make_member(group.space, make_person("Zoé", email="zoe@coopé.exemple"))
    wrote(group)
    assert [to for _sender, to, _message in sent()] == ["zoe@xn--coop-epa.exemple"]
    assert sorted(states_of(group)) == ["failed", "sent"]
    with scope.use(group.space):
        assert Delivery.objects.get(state="failed").error.startswith("553 5.6.7")


def test_rule_05_a_sender_with_accents_is_read(group: Group) -> None:
    raw = mail_of("élise@coop.exemple", group.space)
    assert arrives(raw, group.space, sender="élise@coop.exemple").state == State.HELD


def test_rule_08_the_identity_of_a_list_is_plain_and_stable(group: Group) -> None:
    first, second = wrote(group), wrote(group, subject="Autre chose")
    assert first.pk != second.pk
    lines = {re.search(rb"\r\nList-Id: (.*)\r\n", raw)[1] for _sender, _to, raw in sent()}  # type: ignore[index]
    assert lines == {f"<{list_id(group.space.slug)}>".encode()}


def test_rule_11_even_a_long_address_of_the_site_is_never_encoded(group: Group, settings: Any) -> None:
    settings.SITE_ADDRESS = f"https://{'x' * 60}.{'y' * 60}.{'z' * 60}.exemple"
    settings.LIST_DOMAIN = "listes.exemple"
    wrote(group)
    raw = sent()[0][2]
    (line,) = re.findall(rb"\r\nList-Unsubscribe: (.*)\r\n", raw)
    assert len(line) > 200
    assert re.fullmatch(rb"<https://[^<> ]+/l/[a-z2-7]{16}/>, <mailto:unsub\+[a-z2-7]{16}@listes\.exemple>", line)
    assert b"=?" not in line
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_rule_12_posts_say_that_they_come_from_a_list_and_letters_from_a_program(group: Group) -> None:
    message = through(group)
    assert (message["Precedence"], message["Auto-Submitted"]) == ("list", None)


def test_rule_13_the_envelope_is_of_our_domain(group: Group) -> None:
    wrote(group)
    assert all(sender.endswith("@commun.exemple") for sender, _to, _message in sent())


@pytest.mark.parametrize("host", ["banque.exemple", "gmail.com"])
def test_rule_14_an_author_whose_domain_forbids_lists_reaches_all(group: Group, host: str) -> None:
    """L10: a domain that publishes p=reject is never in « From »; the author is still named, and can be answered."""
    address = f"lea@{host}"
    type(group.bob.person).objects.filter(pk=group.bob.person.pk).update(email=address)
    group.bob.person.refresh_from_db()
    message = through(group, From=f"Léa Dupont <{address}>")
    assert message["From"].addresses[0].addr_spec == address_of(group.space.slug)
    assert message["From"].addresses[0].display_name == f"Bob Durand via {group.space.name}"
    assert address in message["Author"]
    reply_all = f"{message['Reply-To']}, {message['To']}"
    for to in (message["Reply-To"].addresses[0].addr_spec, str(message["To"])):
        answer = mail_of(group.alice.person, group.space, number="2", To=reply_all, text="Oui.")
        arrives(answer, group.space, to=to.strip("<>"))
    assert [one.said for one in posts(group)][1:] == ["Oui."]
    set_list(by=group.alice, reply_to="author", holds_first=False, is_open=True)
    again = through(group, From=f"Léa Dupont <{address}>", **{"Message-ID": "<9@exemple.test>"})
    assert again["Reply-To"] == address


def test_rule_15_what_lies_or_asks_to_be_told_is_not_passed_on(group: Group) -> None:
    lies = (
        "Return-Receipt-To", "Disposition-Notification-To", "X-Confirm-Reading-To", "Return-Path", "Approved",
        "X-Priority", "Urgent", "Bcc", "X-Mailer", "List-Id", "Sender",
    )  # fmt: skip
    # A body that travels as it is, and one that is put anew.
    for number, text in enumerate(("OK", "Été")):
        given = {**dict.fromkeys(lies, "<pirate@ailleurs.exemple>"), "Message-ID": f"<{number}@exemple.test>"}
        message = through(group, text=text, **given)
        assert b"pirate" not in message.as_bytes()
        assert message.get_all("Authentication-Results") is None


def test_rule_19_two_lists_that_are_members_of_each_other_do_not_play_ping_pong(group: Group) -> None:
    """L7: one delivery at most from each."""
    other = make_group()
    for here, there in ((group, other), (other, group)):
        person = make_person("Une liste", email=address_of(there.space.slug))
        make_member(here.space, person)
    arrives(mail_of(group.bob.person, group.space), group.space)
    counts = []
    for _round in range(5):
        mails = sent()
        counts.append(len(mails))
        for sender, to, raw in mails:
            for one in (group, other):
                if to == address_of(one.space.slug):
                    ours = f"Authentication-Results: {OURS}; dmarc=pass header.from=commun.exemple\r\n".encode()
                    arrives(ours + raw, one.space, sender=sender)
    assert counts[2:] == [0, 0, 0]
    assert sum(counts) <= 4
    assert len(posts(group)) == 1
    assert len(posts(other)) <= 1


def test_rule_19_a_mark_of_ours_survives_another_list(group: Group) -> None:
    message = through(group, **{"X-Loop": "autre.exemple"})
    assert message.get_all("X-Loop") == ["autre.exemple", list_id(group.space.slug)]
    back = mail_of(group.bob.person, group.space, number="2", **{"X-Loop": list_id(group.space.slug).upper()})
    assert arrives(back, group.space).why == Why.LOOP
    near = mail_of(group.bob.person, group.space, number="3", **{"List-Id": f"<pas-{list_id(group.space.slug)}>"})
    assert arrives(near, group.space).why != Why.LOOP


@pytest.mark.parametrize("error", [UnicodeError, AssertionError, LZMAError])
def test_rule_23_a_message_that_cannot_be_written_stops_no_other(
    group: Group, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    first, second = wrote(group), wrote(group, subject="Autre chose")
    kept = carried.content_of

    def odd(post: Post) -> outgoing.Content:
        if post.pk == first.pk:
            raise error
        return kept(post)

    monkeypatch.setattr(carried, "content_of", odd)
    assert [b"Autre chose" in raw for _sender, _to, raw in sent()] == [True]
    with scope.use(group.space):
        rows = Delivery.objects.order_by("pk").values_list("post_id", "state", "error")
        assert list(rows) == [(first.pk, "failed", "unwritable"), (second.pk, "sent", "")]
    assert returned.note_refusals() == 0


def test_rule_24_who_is_also_in_copy_receives_the_message_of_the_list_once(group: Group) -> None:
    arrives(mail_of(group.bob.person, group.space, Cc=str(group.alice.person.email)), group.space)
    assert [to for _sender, to, _message in sent()] == [group.alice.person.email]


def test_rule_26_a_crowd_waits(group: Group) -> None:
    crowd = ", ".join(f"p{number}@ailleurs.exemple" for number in range(20))
    assert arrives(mail_of(group.bob.person, group.space, Cc=crowd), group.space).why == Why.CROWD
    fewer = ", ".join(f"p{number}@ailleurs.exemple" for number in range(19))
    assert arrives(mail_of(group.bob.person, group.space, number="2", Cc=fewer), group.space).state == State.POSTED


@pytest.mark.parametrize("name", ["a.exe", "photo.jpg.SCR", "x.js", "lettre.vbs ", "r.lnk", "cd.iso"])
def test_rule_26_what_could_harm_is_refused(group: Group, name: str) -> None:
    kind = {"Content-Type": f'application/octet-stream; name="{name}"'}
    assert arrives(mail_of(group.bob.person, group.space, text="x", **kind), group.space).why == Why.FILES


def test_rule_30_the_word_of_the_list_stands_once_before_the_subject(group: Group) -> None:
    set_list(by=group.alice, reply_to="list", holds_first=False, is_open=True, tag=" [Coop] ")
    assert through(group)["Subject"] == "[Coop] Lundi"
    answer = through(group, Subject="Re: [Coop] Lundi", **{"Message-ID": "<2@exemple.test>"})
    assert answer["Subject"] == "Re: [Coop] Lundi"
    assert list_actions.LONGEST_TAG == 20


def test_rule_39_a_page_without_words_beside_it_is_given_some(group: Group) -> None:
    text = "<html><body><p>Bonjour</p><p>On se voit lundi.</p></body></html>\r\n"
    message = through(group, text=text, **{"Content-Type": "text/html; charset=us-ascii"})
    words, page = message.get_body(("plain",)), message.get_body(("html",))
    assert words is not None
    assert page is not None
    assert "On se voit lundi." in words.get_content()
    assert "<p>Bonjour</p>" in page.get_content()


def test_rule_39_what_stands_under_a_letter_is_told_from_its_words() -> None:
    pages = [one for one in Path(commun.__file__).parent.rglob("*.txt") if "mails" in one.parts]
    assert len(pages) > 8
    assert not [one.name for one in pages if re.search(r"(?:^|\}|\n)--\n", one.read_text())]


def test_letters_of_the_house_say_that_a_program_wrote_them(group: Group, settings: Any, mailoutbox: Any) -> None:
    """Rule 12: on the wire, whichever room wrote the letter."""
    from commun.core import mail as outbox

    class Connection:
        taken: list[Any] = []

        def send_messages(self, messages: list[Any]) -> int:
            self.taken += messages
            return len(messages)

    connection = Connection()
    original = outbox.smtp_connection
    try:
        outbox.smtp_connection = lambda _address: connection  # type: ignore[assignment,return-value]
        outbox.send(key="essai", to="x@exemple.test", subject="Essai", text="Bonjour")
        outbox.deliver(OutgoingMail.objects.get(key="essai").pk)
    finally:
        outbox.smtp_connection = original
    head = connection.taken[0].message()
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["X-Auto-Response-Suppress"] == "All"


def test_every_message_that_left_in_these_tests_is_sound(group: Group) -> None:
    write_post(by=group.bob, token="0" * 32, text="é" * 3000, subject="é" * 190)
    assert_sound(sent()[0][2])
