"""Mails of programs that know the rules badly go the whole way: taken in, and received with all their words."""

from typing import Any

import pytest

from commun.algo.mail import read
from commun.core import scope
from commun.exchange import outgoing
from commun.exchange.actions.lists import open_list
from commun.exchange.foot import under
from commun.exchange.key_care import mail_without
from commun.exchange.models import InboundMail
from commun.exchange.returns import report_of
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.support.world import Group

PICTURE = "--r\r\nContent-Type: image/png; name=plan.png\r\nContent-ID: <p@x>\r\n\r\npng\r\n--r--\r\n"
PAGE = '<p>Voilà le plan : <img src="cid:p@x"></p>'


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["charset*=utf-8''utf-8", "charset=idna", "x*=a; x*0=b"])
def test_no_charset_stops_the_door(group: Group, settings: Any, charset: str) -> None:
    settings.AUTHSERV_ID = OURS
    raw = mail_of(group.bob.person, group.space, text="Été à Noël", **{"Content-Type": f"text/plain; {charset}"})
    assert arrives(raw, group.space).state == InboundMail.State.POSTED


def received(raw: str) -> Any:
    content = outgoing.content_of_mail(raw.encode(), read(raw.encode()))
    head = "".join(f"{name}: {value}\r\n" for name, value in content.headers)
    return read(head.encode() + b"\r\n" + content.body)


def test_a_picture_stays_where_the_page_shows_it_when_a_mail_is_put_anew() -> None:
    page = f"--r\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{PAGE}\r\n"
    got = received("Content-Type: multipart/related; boundary=r\r\n\r\n" + page + PICTURE)
    assert "cid:p@x" in got.html
    assert [(one.name, one.content_id) for one in got.attachments] == [("plan.png", "p@x")]


@pytest.mark.django_db
def test_a_page_beside_empty_words_is_read_as_plain_text_too(group: Group) -> None:
    parts = (
        "--a\r\nContent-Type: text/plain\r\n\r\n \r\n--a\r\nContent-Type: text/html\r\n\r\n<p>Le devis</p>\r\n--a--\r\n"
    )
    raw = f"Content-Type: multipart/alternative; boundary=a\r\n\r\n{parts}".encode()
    with scope.use(group.space):
        row = open_list(group.space)
    content = under(outgoing.content_of_mail(raw, read(raw)), row)
    head = "".join(f"{name}: {value}\r\n" for name, value in content.headers)
    got = read(head.encode() + b"\r\n" + content.body)
    assert got.text.startswith("Le devis")


def test_words_that_follow_a_spoilt_header_leave_with_the_others() -> None:
    spoilt = "Subject: Oui\r\nUne ligne de trop\r\n\r\nBonjour\r\n"
    for raw in (spoilt, "\r\n" + spoilt, "Subject: Oui\r\nRien que des mots\r\n"):
        assert received(raw).text.split() == read(raw.encode()).text.split() != []


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["x*=no-such''a", "x*=''%C3%A9", "x*=a; x*0=b", "name*=idna''%C3%A9"])
def test_a_mail_leaves_and_comes_back_whatever_it_says_of_itself(group: Group, said: str) -> None:
    with scope.use(group.space):
        row = open_list(group.space)
    raw = f"Content-Type: text/plain; charset=utf-8; {said}\r\n\r\nBonjour\r\n".encode()
    content = under(outgoing.content_of_mail(mail_without(raw), read(raw)), row)
    assert b"Bonjour" in content.body
    assert report_of(raw) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("charset", "how"), [("utf-8", "quoted-printable;"), ("iso-8859-1", "quoted-printable"), ("us-ascii", "7-bit")]
)
def test_words_leave_as_the_page_shows_them(group: Group, charset: str, how: str) -> None:
    with scope.use(group.space):
        row = open_list(group.space)
    words = "Rien" if how == "7-bit" else "=C3=89t=C3=A9"
    raw = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {how}\r\n\r\n{words}\r\n".encode()
    content = under(outgoing.content_of_mail(raw, read(raw)), row)
    head = "".join(f"{name}: {value}\r\n" for name, value in content.headers)
    assert read(head.encode() + b"\r\n" + content.body).text.split()[0] == read(raw).text.strip()
    assert b"7-bit" not in head.encode()
