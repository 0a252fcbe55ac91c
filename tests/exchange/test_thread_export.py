"""A thread and a whole list are taken away without loss, and come back as they were."""

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.core.urls import here
from commun.core.words import as_written
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.thread_life import set_state, sum_up
from commun.exchange.models import Post
from commun.exchange.thread_markdown import fence_for, fenced, texts_in
from commun.governance.actions.moderation import hide_words
from tests.exchange.list_world import OURS, arrives, mail_of, speaking_english
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_group

# What people paste: fences, headings, odd ends of lines, letters outside the plane, what programs split on.
NASTY = (
    "Été 🌱 « oui » <b>&amp;</b> 100 %",
    "~~~~~~~~\n# Titre\n~~~~~~~~\n\n~~~~~~~~~~~~\n",
    "```\ncode\n```\n\n> cité\n> > encore\n-- \nBob",
    "a\u2028b\u2029c\x85d\x0ce\x0bf",
    "From moi lundi 11:00 2020\nFrom x Mon Nov 16 11:00:00 2020\nSubject: non",
    "Le lun. 16 nov. 2026 à 11:00, Bob Durand <bob@exemple.test> a écrit :\n> Oui\n\nNon",
    ".\n..\n=3D =\n\ttabulé   espaces   \nfin",
    "x" * 20_000,
)
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
    markdown = client.get(page(group, "thread-markdown", thread=thread.ref)).content.decode()
    assert texts_in(markdown) == [as_written(NASTY[1]), *expected]
    told = json.loads(client.get(page(group, "thread-json", thread=thread.ref)).content)
    assert [one["text"] for one in told["messages"]] == expected
    assert (told["state"], told["state_reason"], told["summaries"][0]["text"]) == (
        "parked", "~~~~~~~~ # Fait", as_written(NASTY[1]),
    )  # fmt: skip
    paper = client.get(page(group, "thread-print", thread=thread.ref))
    assert paper.status_code == 200
    assert "&lt;b&gt;" in paper.content.decode()


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


@pytest.mark.django_db
def test_a_long_thread_costs_no_more(client: GateClient, group: Group) -> None:
    client.force_login(group.alice.person)
    thread = wrote(group, "Premier").thread

    def more(count: int) -> None:
        for number in range(count):
            wrote(group, "x", thread=thread, sent=[SimpleUploadedFile(f"{number}.txt", b"x")])

    assert_flat(more, lambda: client.get(page(group, "thread-json", thread=thread.ref)), 2, 6)
    assert_flat(more, lambda: client.get(page(group, "thread-print", thread=thread.ref)), 1, 3)
