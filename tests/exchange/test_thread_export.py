"""A thread and a whole list are taken away without loss, and come back as they were."""

import base64
import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.core import clock, scope
from commun.core.urls import absolute, here
from commun.core.words import as_written
from commun.exchange.actions.archives import read_archive, start_import
from commun.exchange.actions.held import release_held
from commun.exchange.actions.lists import open_list, subscriptions_of
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.sections import add_section, remove_section
from commun.exchange.actions.thread_life import file_thread, set_state, sum_up
from commun.exchange.actions.threads import merge_threads, split_thread
from commun.exchange.addresses import answer_address
from commun.exchange.archive_writing import archive_of
from commun.exchange.models import InboundMail, Post, Thread
from commun.exchange.thread_markdown import fence_for, fenced, texts_in
from commun.governance.actions import leave
from commun.governance.actions.decisions import Draft, voice
from commun.governance.actions.moderation import hide_words
from tests.exchange.list_world import OURS, arrives, mail_of, speaking_english
from tests.exchange.test_post_files import PNG
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_group, make_member, make_person

# What people paste: fences, headings, odd ends of lines, letters outside the plane, what programs split on.
NASTY = (
    "Été 🌱 « oui » <b>&amp;</b> 100 %",
    "~~~~~~~~\n# Titre\n~~~~~~~~\n\n~~~~~~~~~~~~\n",
    "```\ncode\n```\n\n> cité\n> > encore\n-- \nBob",
    "a\u2028b\u2029c\x85d\x0ce\x0bf",
    "From moi lundi 11:00 2020\nFrom x Mon Nov 16 11:00:00 2020\nSubject: non",
    "Bonjour\n\nFrom x Mon Nov 16 11:00:00 2020\nSubject: non\nMessage-ID: <non@exemple.org>\n\nfin",
    "Le lun. 16 nov. 2026 à 11:00, Bob Durand <bob@exemple.test> a écrit :\n> Oui\n\nNon",
    ".\n..\n=3D =\n\ttabulé   espaces   \nfin",
    "x" * 20_000,
)
QUOTING = "Oui\r\n\r\nLe 16 nov. 2026 à 11:00, Bob Durand a écrit :\r\n> Premier\r\n"
LINES = st.lists(st.one_of(st.text(max_size=12), st.text("~ #\r", max_size=20)), max_size=6).map("\n".join)


@given(st.lists(LINES, max_size=5))
@settings(max_examples=150, deadline=None)
def test_texts_come_back_from_their_fences(texts: list[str]) -> None:
    fence = fence_for(texts)
    markdown = "\n\n".join(["# Titre", *(f"## Qui\n\n{fenced(one, fence)}\n\n- fichier" for one in texts)]) + "\n"
    assert texts_in(markdown) == texts


@pytest.fixture(autouse=True)
def _our_server(settings: Any, tmp_path: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MEDIA_ROOT = tmp_path


def wrote(group: Group, text: str, subject: str = "Lundi", **more: Any) -> Post:
    return write_post(by=more.pop("by", group.bob), token=str(uuid.uuid4()), subject=subject, text=text, **more)


def page(group: Group, name: str, **arguments: Any) -> str:
    return here(group.space.slug, f"exchange:{name}", **arguments)


@pytest.mark.django_db
@pytest.mark.english
def test_a_thread_comes_back_from_markdown_and_json_sign_for_sign(client: GateClient, group: Group) -> None:
    speaking_english(group)
    thread = wrote(group, "Premier").thread
    for text in NASTY:
        wrote(group, text, thread=thread)
    sum_up(by=group.alice, thread=thread, text=NASTY[1])
    set_state(by=group.alice, thread=thread, state="parked", reason="~~~~~~~~ # Fait")
    expected = ["Premier", *(as_written(one) for one in NASTY)]
    client.force_login(group.alice.person)
    file = client.get(page(group, "thread-markdown", thread=thread.ref))
    assert file.headers["Content-Disposition"] == f'attachment; filename="fil-{thread.ref}.md"'
    markdown = file.content.decode()
    assert texts_in(markdown) == [as_written(NASTY[1]), *expected]
    told = json.loads(client.get(page(group, "thread-json", thread=thread.ref)).content)
    assert [one["text"] for one in told["messages"]] == expected
    assert (told["state"], told["state_reason"], told["summaries"][0]["text"]) == (
        "parked", "~~~~~~~~ # Fait", as_written(NASTY[1]),
    )  # fmt: skip
    paper = client.get(page(group, "thread-print", thread=thread.ref))
    assert paper.status_code == 200
    assert "&lt;b&gt;" in paper.content.decode()


def carried(client: GateClient, group: Group, thread: Thread) -> tuple[str, str, dict[str, Any]]:
    """The thread on paper, as Markdown, as JSON."""
    paper, markdown, told = (
        client.get(page(group, f"thread-{name}", thread=thread.ref)).content.decode()
        for name in ("print", "markdown", "json")
    )
    return paper, markdown, json.loads(told)


def a_mail_with_files(group: Group, named: str) -> bytes:
    """From outside: a layout with its picture, a file that is broken."""
    picture, broken = (base64.encodebytes(one).decode() for one in (PNG, b"%PDF-1.4 cut"))
    body = (
        "--l\r\nContent-Type: text/html\r\n\r\n<p>Je passe <img src='cid:a@b'></p>\r\n--l\r\nContent-Type: image/png;"
        f" name=logo.png\r\nContent-ID: <a@b>\r\nContent-Transfer-Encoding: base64\r\n\r\n{picture}\r\n--l\r\n"
        "Content-Type: application/pdf; name=devis.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{broken}\r\n--l--\r\n"
    )
    return mail_of("dehors@exemple.test", group.space, Subject="Re: Lundi", In_Reply_To=named, MIME_Version="1.0",
                   Content_Type="multipart/related; boundary=l", text=body)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.english
def test_what_is_carried_away_says_who_when_why_and_with_which_files(client: GateClient, group: Group) -> None:
    speaking_english(group)
    now, dina = clock.now(), make_member(group.space, make_person("Dina Leroy"))
    decision = voice(by=group.alice, draft=Draft(title="Louer un bureau"))
    named = absolute(here(group.space.slug, "governance:decision", decision=decision.ref))
    first = wrote(group, f"Premier : {named}", by=dina, sent=[SimpleUploadedFile("plan.txt", b"x" * 300)])
    thread, fence = first.thread, "~" * 8
    release_held(by=group.alice, mail=arrives(a_mail_with_files(group, first.message_id), group.space))
    with clock.stopped(now - dt.timedelta(hours=5)):
        wrote(group, "Avant", thread=thread)
    with clock.stopped(now + dt.timedelta(hours=5)):
        going = wrote(group, "Zébulon s’en va", thread=thread, sent=[SimpleUploadedFile("zebulon.txt", b"x")])
    with scope.use(group.space):
        Post.objects.filter(pk=going.pk).update(said="", gone="old")
    section = add_section(by=group.alice, name="Chantiers")
    file_thread(by=group.alice, thread=thread, section=section)
    summed = sum_up(by=group.alice, thread=thread, text=f"{fence}\nOui")
    set_state(by=group.bob, thread=thread, state="closed", reason="Il est loué")
    leave(member=dina, shown_as="Une voisine")
    client.force_login(group.alice.person)
    paper, markdown, told = carried(client, group, thread)
    for text in (paper, markdown):
        order = [text.index(word) for word in ("Avant", "Premier", "Je passe", "the group no longer keeps")]
        assert order == sorted(order)
        for word in (
            "plan.txt",
            "devis.pdf",
            "Une voisine",
            "Quelqu",
            "Il est loué",
            "Bob Durand, ",
            "Louer un bureau",
        ):
            assert word in text, word
        assert "Dina" not in text
        assert "zebulon" not in text
        assert "logo.png" not in text
    assert "- Section : Chantiers\n" in markdown
    assert "closed (Bob Durand, " in markdown
    assert "Closed, Bob Durand, " in paper
    assert texts_in(markdown)[0] == f"{fence}\nOui"
    there = here(group.space.slug, "governance:decision", decision=decision.ref)
    assert told["decisions"] == [{"title": "Louer un bureau", "page": there}]
    messages = [(one["by"], one["is_from_outside"], one["gone"], [file["name"] for file in one["files"]])
                for one in told["messages"]]  # fmt: skip
    assert messages == [
        ("Bob Durand", False, "", []), ("Une voisine", False, "", ["plan.txt"]), ("Quelqu'un", True, "", ["devis.pdf"]),
        ("Bob Durand", False, "old", []),
    ]  # fmt: skip
    assert [bool(one["files"][0]["refused"]) for one in told["messages"][1:3]] == [False, True]
    # What is taken back is no longer there: a section, a summary, a state.
    remove_section(by=group.alice, section=section)
    assert summed is not None
    sum_up(by=group.alice, thread=thread, text="", after=summed.pk)
    set_state(by=group.bob, thread=thread, state="open")
    paper, markdown, told = carried(client, group, thread)
    assert told["section"] == ""
    for gone in ("Chantiers", "Where are we?", "Bob Durand, 16", "Why"):
        assert gone not in markdown.partition("\n\n")[2].partition("\n\n")[0], gone
    assert "Where are we?" not in paper + markdown


@pytest.mark.django_db
@pytest.mark.english
def test_what_the_page_does_not_give_no_file_gives(client: GateClient, group: Group) -> None:
    speaking_english(group)
    sent = [SimpleUploadedFile("zebulon.txt", "Zébulon".encode())]
    first = wrote(group, "Zébulon, un", sent=sent)
    kept = wrote(group, "Potirons", thread=first.thread)
    raw = mail_of(group.bob.person, group.space, Subject="Re: Lundi", In_Reply_To=first.message_id,
                  text="Zébulon, deux", X_No_Archive="yes")  # fmt: skip
    arrives(raw, group.space)
    hide_words(by=group.alice, kind="post", target=first.pk, reason="blessant")
    names = ("thread-print", "thread-markdown", "thread-json")
    client.force_login(group.alice.person)
    for name in names:
        text = client.get(page(group, name, thread=kept.thread.ref)).content.decode()
        assert "Potirons" in text
        assert "ébulon" not in text
        assert "zebulon" not in text
    for stranger in (make_group().alice.person, group.chloe):
        client.force_login(stranger)
        for name in names:
            assert client.get(page(group, name, thread=kept.thread.ref)).status_code == 404
    other = make_group()
    client.force_login(other.alice.person)
    for name in names:
        assert client.get(page(other, name, thread=kept.thread.ref)).status_code == 404


@pytest.mark.django_db
def test_a_long_thread_costs_no_more(client: GateClient, group: Group) -> None:
    client.force_login(group.alice.person)
    thread = wrote(group, "Premier").thread

    def more(count: int) -> None:
        for number in range(count):
            wrote(group, "x", thread=thread, sent=[SimpleUploadedFile(f"{number}.txt", b"x")])

    assert_flat(more, lambda: client.get(page(group, "thread-json", thread=thread.ref)), 2, 6)
    assert_flat(more, lambda: client.get(page(group, "thread-print", thread=thread.ref)), 1, 3)


@pytest.mark.django_db
def test_no_file_gives_the_key_by_which_its_author_answers(client: GateClient, group: Group) -> None:
    """Whoever has it writes as them: it stands in the « To » of each answer, and where programs quote that line."""
    first = wrote(group, "Premier", by=group.alice)
    with scope.use(group.space):
        key = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk].token
    to = answer_address(key)
    raw = mail_of(group.bob.person, group.space, proof="", To=to, Cc=to.upper(), In_Reply_To=first.message_id,
                  text=f"Oui\r\n\r\nÀ : {to}\r\n")  # fmt: skip
    assert arrives(raw, group.space, to=to).state == "posted"
    with scope.use(group.space):
        post = Post.objects.get(said__startswith="Oui")
        assert post.author == group.bob
    client.force_login(group.alice.person)
    mail = client.get(page(group, "mail-file", post=post.ref)).content
    whole = b"".join(client.get(page(group, "list-archive")).streaming_content)
    for each in (mail, whole):
        assert b"Oui" in each
        assert key.encode() not in each.lower()


def everything(group: Group) -> dict[str, list[tuple[str, str, str, list[str]]]]:
    """Each thread by its subject: who said what, quoting what, with which files, in order."""
    with scope.use(group.space):
        found: dict[str, list[tuple[str, str, str, list[str]]]] = {}
        for one in Post.objects.select_related("thread", "author__person").order_by("at", "pk"):
            kept = one.files.exclude(kept=None).exclude(name="zebulon.txt")
            files = sorted(kept.values_list("name", flat=True))
            found.setdefault(one.thread.subject, []).append((one.by, one.said, one.rest, files))
    return found


def a_lively_list(group: Group) -> None:
    """Pages, mails, quotations, files, threads taken apart and put together, words that are odd, hidden, not kept."""
    now = clock.now() - dt.timedelta(days=40)
    minutes = iter(range(1, 200))

    def at() -> Any:
        return clock.stopped(now + dt.timedelta(minutes=next(minutes)))

    with at():
        first = wrote(group, "Premier", "Le toit 🌱 : « fuit »")
    for text in NASTY:
        with at():
            wrote(group, text, thread=first.thread)
    for number, text in enumerate((QUOTING, "D'accord")):
        with at():
            arrives(mail_of(group.alice.person, group.space, number=f"a{number}", Subject="RE : Le toit",
                            In_Reply_To=first.message_id, text=text), group.space)  # fmt: skip
    with at():
        arrives(mail_of(group.alice.person, group.space, number="f", Subject="TR: Devis", text="Voici\r\n\r\n> tout"),
                group.space)  # fmt: skip
    with at():
        sent = [SimpleUploadedFile("plan été.txt", b"Un plan"), SimpleUploadedFile("gros.txt", b"x" * 1_500_000)]
        apart = wrote(group, "Et la cave ?", thread=first.thread, sent=sent)
    with at():
        wrote(group, "Elle est sèche", thread=first.thread, by=group.alice)
    with at():
        split_thread(by=group.alice, post=apart, subject="La cave, à part")
    with at():
        one, other = wrote(group, "Fête 1", "La fête").thread, wrote(group, "Fête 2", "Le repas").thread
    with at():
        merge_threads(by=group.bob, thread=one, other=other)
        secret = [SimpleUploadedFile("zebulon.txt", b"zebulon")]
        hidden = wrote(group, "Zébulon est nul", "Potins", sent=secret)
        hide_words(by=group.alice, kind="post", target=hidden.pk, reason="blessant")
    with at():
        nasty = mail_of(group.bob.person, group.space, number="h", Subject="Autres potins", text="Zébulon encore")
        arrives(nasty, group.space)
        with scope.use(group.space):
            shown = Post.objects.get(said="Zébulon encore")
        hide_words(by=group.alice, kind="post", target=shown.pk, reason="blessant")
    with at():
        waiting = arrives(mail_of("dehors@exemple.test", group.space, number="d", Subject="Bonjour",
                                  text="Je passe\r\nFrom moi"), group.space)  # fmt: skip
        release_held(by=group.alice, mail=waiting)
    with at():
        raw = mail_of(group.bob.person, group.space, number="n", Subject="Secret", text="Zébulon", X_No_Archive="yes")
        arrives(raw, group.space)


@pytest.mark.django_db
@pytest.mark.english
def test_a_whole_list_is_taken_away_and_brought_into_another_group(
    client: GateClient, group: Group, tmp_path: Path
) -> None:
    speaking_english(group)
    a_lively_list(group)
    client.force_login(group.alice.person)
    response = client.get(page(group, "list-archive"))
    assert response.streaming
    raw = b"".join(response.streaming_content)
    for never in (b"bulon", b"DMARC", b"Authentication-Results", b"+r+", b"r+"):
        assert never not in raw
    other = make_group()
    for person in (group.alice.person, group.bob.person):
        make_member(other.space, person)
    path = tmp_path / "liste.mbox"
    path.write_bytes(raw)
    row = read_archive(row=start_import(space=other.space, path=path), path=path)
    expected = everything(group)
    assert expected.pop("Secret")[0][1] == "Zébulon"
    assert everything(other) == expected
    assert (row.state, row.unread_count) == ("done", 1)
    # Taken away again from there, it is the same list; brought into the first group, it is known already.
    assert b"".join(archive_of(row.list)).count(b"\nX-Commun-Thread: ") == raw.count(b"\nX-Commun-Thread: ") - 1
    again = read_archive(row=start_import(space=group.space, path=path), path=path)
    assert again.new_count == 0


@pytest.mark.django_db
def test_those_who_facilitate_alone_take_the_list_away_some_messages_at_a_time(
    client: GateClient, group: Group, monkeypatch: Any
) -> None:
    client.force_login(group.alice.person)
    assert client.get(page(group, "list-archive")).status_code == 404
    thread = wrote(group, "Premier").thread
    for number in range(7):
        wrote(group, f"Message {number}", thread=thread)
    with clock.stopped(clock.now() + dt.timedelta(seconds=7)):
        arrives(mail_of(group.bob.person, group.space, text="Par courriel"), group.space)
    with scope.use(group.space):
        mail = Post.objects.exclude(mail=None)
        mail.update(author=None)
        InboundMail.objects.update(sender="dehors@exemple.test")
        raw = b"".join(client.get(page(group, "list-archive")).streaming_content)
        assert raw.count(b"<dehors@exemple.test>") == 1
        assert raw.count(b":07 +0000\n") == 1
        assert raw.count(b"X-Commun-Written: page") == 8
        assert b"\r" not in raw
        # No address that a program would read, words that went: it comes back as a message of the page.
        InboundMail.objects.update(sender="é@exemple.test")
        mail.update(said="", gone="old")
        raw = b"".join(client.get(page(group, "list-archive")).streaming_content)
        assert b"<personne@" in raw
        assert raw.count(b"X-Commun-Written: page") == 9
    for name, value in (("MOST_AT_ONCE", 3), ("MOST_BYTES_AT_ONCE", 1)):
        monkeypatch.setattr(f"commun.exchange.archive_writing.{name}", value)
        raw = b"".join(client.get(page(group, "list-archive")).streaming_content)
        assert [raw.count(f"Message {number}".encode()) for number in range(7)] == [1] * 7
    for stranger in (group.bob.person, make_group().alice.person, group.chloe):
        client.force_login(stranger)
        assert client.get(page(group, "list-archive")).status_code == 404
