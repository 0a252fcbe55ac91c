"""Files of messages: kept among those of the group, said when they are not; the layout of a mail shown safely."""

import base64
import io
import uuid
import zipfile
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from commun.algo import mail as mails
from commun.core import scope
from commun.core.errors import NotFound, Refused
from commun.core.models import KeptFile
from commun.core.urls import here
from commun.exchange import carried, file_care, outgoing
from commun.exchange.actions.post_files import check_sent
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.reading import read_thread
from commun.exchange.html_shown import shown
from commun.exchange.models import Post, PostFile, ThreadReading
from commun.exchange.policies.threads import post_file_for
from commun.people.actions.erasure import erase_person
from commun.people.personal_data import export_of
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(autouse=True)
def _our_server(settings: Any, tmp_path: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MEDIA_ROOT = tmp_path


def part(head: str, content: bytes) -> str:
    words = base64.encodebytes(content).decode().replace("\n", "\r\n")
    return f"--limite\r\n{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n{words}"


def with_parts(group: Group, *parts: str, number: str = "1", text: str = "Voici.") -> Post:
    body = f"--limite\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n" + "".join(parts) + "--limite--\r\n"
    raw = mail_of(
        group.bob.person, group.space, text=body, number=number,
        Content_Type='multipart/mixed; boundary="limite"', MIME_Version="1.0",
    )  # fmt: skip
    mail = arrives(raw, group.space)
    assert mail.state == "posted"
    with scope.use(group.space):
        return Post.objects.select_related("space", "thread__list", "mail", "author__person").get(mail=mail)


def files_of(post: Post) -> list[tuple[str, str, bool]]:
    with scope.use(post.space_id):
        return [(one.name, one.refused, one.kept is not None) for one in PostFile.objects.filter(post=post)]


NAMED = "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename"


@pytest.mark.parametrize(
    "head",
    [
        f"{NAMED}*=utf-8''d%C3%A9vis.pdf",
        'Content-Type: application/pdf; name="=?utf-8?Q?d=C3=A9vis.pdf?="',
        f'{NAMED}="../../../etc/devis.pdf"',
        f'{NAMED}="C:\\\\x\\\\devis.pdf"',
        f"{NAMED}*0=de; filename*1=vis.pdf",
    ],
)
def test_the_name_of_a_file_is_read_however_it_is_written_and_leads_nowhere(group: Group, head: str) -> None:
    ((shown_name, refused, is_kept),) = files_of(with_parts(group, part(head, PDF)))
    assert (shown_name.replace("é", "e"), refused, is_kept) == ("devis.pdf", "", True)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("facture.pdf.exe", b"MZ\x90", "harm"),
        ("facture.pdf", b"MZ\x90\x00", "harm"),
        ("facture.JS ", b"alert(1)", "harm"),
        ("page.html", b"<html><script>1</script>", "harm"),
        ("dessin.txt", b"<svg onload=x>", "harm"),
        ("vieux.doc", b"\xd0\xcf\x11\xe0" + b"0" * 600, "harm"),
        ("lot.zip", zipped("lis-moi.txt", "a/b.scr"), "harm"),
        ("vide.pdf", b"", "empty"),
        ("casse.pdf", b"%PDF-1.4 rien", "damaged"),
        ("quoi.xyz", b"\x00\x01\x02" * 50, "unknown"),
        ("lot.zip", zipped("lis-moi.txt"), ""),
        ("photo.gif", b"GIF89a" + b"\x00" * 20, ""),
        ("carte.vcf", b"BEGIN:VCARD\nEND:VCARD\n", ""),
        ("winmail.dat", b"\x78\x9f\x3e\x22\x00", ""),
    ],
)
def test_what_a_file_is_decides_whether_it_is_kept(name: str, content: bytes, why: str) -> None:
    kind, refused = file_care.examined(name, "", content)
    assert refused == why
    assert bool(kind) == (not why)
    assert why == "" or file_care.SENTENCES[why]


def test_a_message_comes_through_with_what_can_be_kept_and_the_rest_is_said(client: GateClient, group: Group) -> None:
    bad = part('Content-Type: application/pdf; name="casse.pdf"', b"%PDF-1.4")
    tnef = part('Content-Type: application/ms-tnef; name="winmail.dat"', b"\x78\x9f\x3e\x22")
    post = with_parts(group, part('Content-Type: application/pdf; name="plan.pdf"', PDF), bad, tnef)
    assert [(name, why) for name, why, _kept in files_of(post)] == [
        ("plan.pdf", ""), ("casse.pdf", "damaged"), ("winmail.dat", "")
    ]  # fmt: skip
    client.force_login(group.alice.person)
    page = client.get(here(group.space.slug, "exchange:thread", thread=post.thread.ref)).content.decode()
    with scope.use(group.space):
        kept = PostFile.objects.get(name="plan.pdf")
        refused = PostFile.objects.get(name="casse.pdf")
    url = here(group.space.slug, "exchange:post-file", post_file=kept.ref)
    assert url in page
    assert "casse.pdf" in page
    assert "Outlook" in page
    taken = client.get(url)
    assert b"".join(taken) == PDF  # type: ignore[arg-type]
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(url.replace(kept.ref, refused.ref)).status_code == 404


def test_who_does_not_read_the_thread_takes_none_of_its_files(client: GateClient, group: Group) -> None:
    post = with_parts(group, part('Content-Type: application/pdf; name="plan.pdf"', PDF))
    with scope.use(group.space):
        ref = PostFile.objects.get(post=post).ref
    left, other = make_member(group.space, make_person("Partie"), "left"), make_group()
    for person, slug in ((group.chloe, group.space), (left.person, group.space), (other.bob.person, other.space)):
        client.force_login(person)
        assert client.get(here(slug.slug, "exchange:post-file", post_file=ref)).status_code == 404
    for member in (None, left, other.bob):
        with pytest.raises(NotFound):
            post_file_for(member, ref)


def test_the_same_mail_twice_keeps_its_files_once(group: Group) -> None:
    plan = part('Content-Type: application/pdf; name="plan.pdf"', PDF)
    assert with_parts(group, plan).pk == with_parts(group, plan).pk
    with scope.use(group.space):
        assert (PostFile.objects.count(), KeptFile.objects.count()) == (1, 1)


def test_why_a_file_is_not_taken_is_said_in_the_language_of_its_sender() -> None:
    with translation.override("en"), pytest.raises(Refused) as refused:
        check_sent([SimpleUploadedFile("vide.exe", b"MZ")])
    assert "«" not in str(refused.value.sentence)


def test_files_are_sent_from_the_page_or_refused_with_nothing_lost(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    new = here(group.space.slug, "exchange:new-thread")

    def send(*files: tuple[str, bytes]) -> Any:
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        given = {"subject": "Plan", "text": "Mes mots", "token": str(uuid.uuid4()), "sent": sent}
        return client.post(new, given)

    for wrong in ([("jeu.exe", b"MZ\x90")], [("vide.pdf", b"")], [(f"{n}.pdf", PDF) for n in range(6)]):
        response = send(*wrong)
        assert response.status_code == 422
        assert "Mes mots" in response.content.decode()
        said = [one.context["form"].fields["sent"].help_text for one in (client.get(new), response)]
        assert said[1].startswith(f"{said[0]} "), "that files are to be attached again"
    with scope.use(group.space):
        assert (Post.objects.count(), KeptFile.objects.count()) == (0, 0)
    assert send(("été 🌱.pdf", PDF), ("deux.png", PNG)).status_code == 302
    with scope.use(group.space):
        post = Post.objects.get()
    assert post.file_count == 2
    assert [name for name, _why, _kept in files_of(post)] == ["été 🌱.pdf", "deux.png"]


def test_big_files_go_out_as_links_and_small_ones_as_they_are(group: Group) -> None:
    big, small = PDF + b"%" * 1_100_000 + b"\n%%EOF\n", PDF
    parts = [part(f'Content-Type: application/pdf; name="{name}.pdf"', one) for name, one in (("b", big), ("s", small))]
    # What could not be kept is as heavy for each member: it is named, with the reason.
    parts.append(part('Content-Type: image/png; name="plan.png"', b"\x89PNG\r\n\x1a\n" + b"\x00" * 1_200_000))
    post = with_parts(group, *parts)
    content = carried.content_of(post)
    assert len(content.body) < 20_000
    whole = b"".join(f"{name}: {value}\r\n".encode() for name, value in content.headers) + b"\r\n" + content.body
    message = message_from_bytes(whole, policy=policy.default)
    assert [one.get_filename() for one in message.iter_attachments()] == ["s.pdf"]
    body = message.get_body(("plain",))
    assert body is not None
    with scope.use(group.space):
        ref = PostFile.objects.get(name="b.pdf").ref
    assert here(group.space.slug, "exchange:post-file", post_file=ref) in body.get_content().replace("=\n", "")
    assert str(file_care.SENTENCES["damaged"]) in body.get_content()
    light = with_parts(group, part('Content-Type: application/pdf; name="s.pdf"', small), number="2")
    assert light.mail is not None
    raw = bytes(light.mail.raw)
    assert carried.content_of(light) == outgoing.content_of_mail(raw, mails.read(raw))
    sent = [SimpleUploadedFile("s.pdf", small)]
    mine = write_post(by=group.bob, token=str(uuid.uuid4()), subject="Plan", text="Été", sent=sent)
    assert b"s.pdf" in carried.content_of(mine).body


def test_a_layout_is_shown_without_script_style_or_picture_from_elsewhere() -> None:
    html = (
        "<style>p{}</style><script>alert(1)</script><h1 onclick='x()'>Bonjour</h1><p style='color:red'>É"
        "<img src='https://a.test/photo.jpg' alt='Photo'><img src='http://t.test/p.gif' width=1 height=1>"
        "<img src='cid:Logo@x' alt='Logo'><img src='data:image/svg+xml,<svg onload=x>'>"
        "<a href='javascript:alert(1)'>un</a><a href='https://ok.test/'>deux</a>"
        "<form action=/x><input name=a></form><iframe src=//x></iframe><a id=main href='#'>x</a>"
        "<svg><script>1</script></svg><math><mtext><img src=x onerror=alert(1)>"
    )
    made = shown(html, {"logo@x": "/g/liste/fichiers/abc/"})
    low = made.html.lower()
    for bad in ("<script", "<style", " on", "style=", "javascript:", "<form", "<input", "<iframe", "<h1", "t.test",
                "a.test", "data:", "<svg", "alert(1)", " id="):  # fmt: skip
        assert bad not in low, bad
    assert made.html.count("<img") == 1
    assert 'src="/g/liste/fichiers/abc/"' in made.html
    assert "[Photo]" in made.html
    assert 'href="https://ok.test/"' in made.html
    assert made.left_out == 1 + 1  # the photo; the one whose address is nothing known


def test_the_words_come_first_and_the_layout_when_asked_for(client: GateClient, group: Group) -> None:
    html = part("Content-Type: text/html; charset=utf-8", b"<p><b>Mis en page</b> <img src='cid:a@b'></p>")
    picture = part('Content-Type: image/png; name="a.png"\r\nContent-ID: <a@b>', PNG)
    post = with_parts(group, html, picture)
    assert post.file_count == 0
    client.force_login(group.alice.person)
    there = here(group.space.slug, "exchange:original-mail", post=post.ref)
    words = client.get(there).content.decode()
    assert "<b>Mis en page" not in words
    assert "Voici." in words
    layout = client.get(there + "?vue=mise-en-page").content.decode()
    assert "<b>Mis en page" in layout
    with scope.use(group.space):
        assert here(group.space.slug, "exchange:post-file", post_file=PostFile.objects.get().ref) in layout


def test_who_is_erased_leaves_no_file_and_no_name(group: Group) -> None:
    post = with_parts(group, part('Content-Type: application/pdf; name="plan.pdf"', PDF))
    read_thread(by=group.bob, thread=post.thread, stance="followed")
    assert "plan.pdf" in str(export_of(group.bob.person))
    erase_person(person=group.bob.person, keeps_name=False)
    with scope.use(group.space):
        assert (Post.objects.count(), PostFile.objects.count(), KeptFile.objects.count()) == (1, 0, 0)
        assert not ThreadReading.objects.exists()


def test_files_cost_no_query_each(client: GateClient, group: Group) -> None:
    post = with_parts(group, part('Content-Type: application/pdf; name="plan.pdf"', PDF))
    client.force_login(group.alice.person)
    url = here(group.space.slug, "exchange:thread", thread=post.thread.ref)

    def more(count: int) -> None:
        for _i in range(count):
            sent = [SimpleUploadedFile("plan.pdf", PDF)]
            write_post(by=group.bob, token=str(uuid.uuid4()), text="x", thread=post.thread, sent=sent)

    assert_flat(more, lambda: client.get(url))
