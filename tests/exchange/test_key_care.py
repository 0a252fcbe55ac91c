"""Keys of answers are quoted by mail programs, and others read what is quoted: none leaves, none is shown."""

import base64
import quopri
import uuid
from typing import Any

import pytest

from commun.algo import mail as mails
from commun.core import files, scope
from commun.core.urls import here
from commun.exchange import carried, outgoing
from commun.exchange.actions.lists import open_list, subscriptions_of
from commun.exchange.actions.posts import write_post
from commun.exchange.addresses import answer_address, domain
from commun.exchange.models import PostFile
from commun.exchange.queries import lists as queries
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.exchange.test_rules_of_lists import posts
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.LIST_DOMAIN = "listes.test"


@pytest.fixture
def key(group: Group) -> str:
    return subscriptions_of(open_list(group.space), [group.alice])[group.alice.pk].token


def quoting(key: str) -> str:
    """An answer to one's own answer, as Outlook writes it, and a way out that was in a head."""
    return (
        "D’accord avec moi-même.\r\n\r\nDe : Alice\r\nEnvoyé : lundi 16 novembre 2026 11:00\r\n"
        f"À : r+{key}@{domain()} <R+{key.upper()}@{domain()}>\r\nObjet : Lundi\r\n\r\n"
        f"List-Unsubscribe: <https://site.test/l/{key}/>, <mailto:unsub+{key}@{domain()}>\r\n"
    )


@pytest.mark.parametrize("wrapped", ["8bit", "base64", "quoted-printable", "html", "attached", "calendar"])
def test_a_key_that_is_quoted_reaches_nobody_and_no_page(
    group: Group, key: str, wrapped: str, client: GateClient
) -> None:
    raw = mail_of(group.alice.person, group.space, **head_and_body(key, wrapped))
    assert key.encode() in raw.lower() or wrapped in {"base64", "calendar"}
    assert arrives(raw, group.space, to=answer_address(key)).state == "posted"
    (post,) = posts(group)
    assert post.mail is not None
    client.force_login(group.bob.person)
    with scope.use(group.space):
        leaves = mails.read(b"x: y\r\n" + written(carried.content_of(post)))
        taken = mails.read(b"x: y\r\n" + written(carried.whole_content_of(post)))
        again = queries.read_again(post.mail)
        kept = [one.kept for one in PostFile.objects.filter(post=post)]
    for read in (leaves, taken, again):
        assert "D’accord" in read.text + "".join(one.content.decode() for one in read.attachments)
        inside = [read.text, read.html, *read.calendar, *(one.content.decode() for one in read.attachments)]
        assert key not in "".join(inside).lower().replace("\r\n ", "")
    assert key not in f"{post.said} {post.rest}".lower()
    assert all(key not in files.path_of(one).read_text().lower().replace("\n ", "") for one in kept if one)
    eml = client.get(here(group.space.slug, "exchange:mail-file", post=post.ref)).content
    assert key not in "".join(str(mails.read(eml)).lower().replace("\\r\\n ", ""))


def test_a_key_that_is_pasted_on_a_page_is_taken_out_and_commands_stay(group: Group, key: str) -> None:
    text = f"Écrivez à r+{key}@{domain()} ou à groupe+desinscription@{domain()}"
    post = write_post(by=group.bob, token=str(uuid.uuid4()), subject="Adresses", text=text)
    assert post.said == f"Écrivez à r+cle@{domain()} ou à groupe+desinscription@{domain()}"


def written(content: outgoing.Content) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in content.headers)
    return head.encode() + b"\r\n" + content.body


def head_and_body(key: str, wrapped: str) -> dict[str, Any]:
    text = quoting(key)
    if wrapped == "base64":
        body = base64.encodebytes(text.encode()).decode()
        return {"text": body, "Content_Transfer_Encoding": "base64"}
    if wrapped == "quoted-printable":
        return {"text": quopri.encodestring(text.encode()).decode(), "Content_Transfer_Encoding": "quoted-printable"}
    if wrapped == "html":
        page = f"<p>D’accord</p><a href='mailto:r%2B{key}@{domain()}'>r&#43;{key}&#64;{domain()}</a>"
        return {"text": page, "Content_Type": "text/html; charset=utf-8"}
    if wrapped in {"attached", "calendar"}:
        cut = f'ORGANIZER;CN="D’accord":mailto:rsvp+{key[:5]}\r\n {key[5:]}@{domain()}'
        cut = f"BEGIN:VCALENDAR\r\n{cut}\r\nEND:VCALENDAR"
        kind, inside = ("message/rfc822", f"Reply-To: r+{key}@{domain()}\r\nSubject: x\r\n\r\n{text}")
        if wrapped == "calendar":
            kind, inside = "text/calendar; charset=utf-8", cut
        return {
            "Content_Type": 'multipart/mixed; boundary="x"',
            "text": f"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nD’accord\r\n--x\r\nContent-Type: {kind}\r\n"
            f"Content-Disposition: attachment; filename=a.eml\r\n\r\n{inside}\r\n--x--\r\n",
        }
    return {"text": text}
