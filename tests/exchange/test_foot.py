"""Under each message of a list: why it came, where an answer goes, how to receive no more; never in what is signed."""

import base64
from email import message_from_bytes, policy
from typing import Any

import pytest

from commun.core.models import Space
from commun.exchange.actions.lists import set_list
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.exchange.test_deliveries import assert_sound, sent
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    settings.SITE_ADDRESS = "https://commun.grands-chemins.exemple"


def through(group: Group, **mail: Any) -> Any:
    Space.objects.filter(pk=group.space.pk).update(language="en")
    assert arrives(mail_of(group.bob.person, group.space, **mail), group.space).state == "posted"
    raw = sent()[0][2]
    assert_sound(raw)
    return message_from_bytes(raw, policy=policy.default)


BOTH = {"Content-Type": 'multipart/alternative; boundary="x"'}
WORDS = (
    "--x\r\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\r\nContent-Transfer-Encoding: quoted-printable"
)
PAGE = "--x\r\nContent-Type: text/html\r\n\r\n<html><body><p>&Eacute;t&eacute;</p></BODY></html>\r\n--x--\r\n"


def test_words_and_page_say_why_and_how_to_receive_no_more(group: Group) -> None:
    message = through(group, text=f"{WORDS}\r\n\r\n=C9t=E9 ici\r\n{PAGE}", **BOTH)
    plain, page = (message.get_body((kind,)).get_content().replace("\r", "") for kind in ("plain", "html"))
    assert plain.startswith("Été ici\n")
    assert page.index("&Eacute;t&eacute;") < page.index("because you are in the group") < page.index("</BODY>")
    for words in (plain, page):
        assert "You receive this message because you are in the group" in words
        assert "Your answer goes to all members." in words
        assert f"{group.space.slug}+unsub@" in words
        assert words.count("because you are") == 1
    assert "\n-- \n" in plain
    assert [part["MIME-Version"] for part in message.walk()] == ["1.0", None, None]
    assert "r+" not in plain + page, "no key of anybody: it is quoted"


def test_what_is_attached_has_none(group: Group) -> None:
    page = "--x\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<p>Devis</p>\r\n--x--\r\n"
    message = through(group, text=f"{WORDS}\r\n\r\nIci\r\n{page}", **{"Content-Type": 'multipart/mixed; boundary="x"'})
    words, attached = message.iter_parts()
    assert "because you are" in words.get_content()
    assert attached.get_content().strip() == "<p>Devis</p>"


def test_words_around_a_picture_have_one_under_the_last(group: Group) -> None:
    picture = "--x\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\n\r\nx\r\n"
    text = f"{WORDS}\r\n\r\nDessus\r\n{picture}{WORDS}\r\n\r\nDessous\r\n--x--\r\n"
    message = through(group, text=text, **{"Content-Type": 'multipart/mixed; boundary="x"'})
    above, _picture, below = message.iter_parts()
    assert above.get_content().strip() == "Dessus"
    assert "because you are" in below.get_content()


def test_where_an_answer_goes_follows_what_the_group_chose(group: Group) -> None:
    set_list(by=group.alice, reply_to="author", holds_first=False, is_open=True)
    assert "Your answer goes to who wrote this message." in through(group).get_content()


@pytest.mark.parametrize("wrapped", [True, False])
def test_words_stay_what_they_were(group: Group, wrapped: bool) -> None:
    said = "Grève l’été : 1 500 €\r\n.\r\nFrom ici\r\n" + "œ" * 3000
    body = base64.encodebytes(said.encode()).decode() if wrapped else said
    head = {"Content-Transfer-Encoding": "base64"} if wrapped else {}
    shown = through(group, text=body, **head).get_content().replace("\r", "")
    assert shown.startswith(said.replace("\r\n", "\n") + "\n\n-- \n")


def test_halves_of_letters_leave_as_they_came(group: Group) -> None:
    message = through(group, text="Oui +2AA- non", **{"Content-Type": "text/plain; charset=utf-7"})
    assert message.get_payload().strip() == "Oui +2AA- non"


@pytest.mark.parametrize("kind", ["multipart/signed", "multipart/encrypted"])
def test_what_is_signed_or_sealed_has_none(group: Group, kind: str) -> None:
    body = "--x\r\nContent-Type: text/plain\r\n\r\nSign=C3=A9 \r\n--x\r\nContent-Type: application/pgp-signature\r\n"
    body += "\r\nabc\r\n--x--\r\n"
    arrives(mail_of(group.bob.person, group.space, text=body, **{"Content-Type": f'{kind}; boundary="x"'}), group.space)
    assert sent()[0][2].endswith(b"\r\n\r\n" + body.encode())
