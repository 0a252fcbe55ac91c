"""The pages of a list: read by its members, looked after by those who facilitate, left by one press of a mail."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from commun.core import clock, scope
from commun.core.urls import here
from commun.exchange.actions.lists import open_list, subscriptions_of
from commun.exchange.actions.posts import write_post
from commun.exchange.models import InboundMail, Post, Subscription, Thread
from commun.people.actions.erasure import erase_person
from commun.people.personal_data import export_of
from commun.ui.dates import day
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS


def wrote(group: Group, subject: str = "Lundi", thread: Thread | None = None) -> Post:
    return write_post(by=group.bob, token=str(uuid.uuid4()), subject=subject, text="On se voit ?", thread=thread)


def page(group: Group, name: str, **arguments: Any) -> str:
    return here(group.space.slug, f"exchange:{name}", **arguments)


def test_one_writes_and_answers_without_script(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    new = page(group, "new-thread")
    given = {"subject": "Lundi 🌱", "text": "On se voit ?\n\n<b>Oui</b>", "token": str(uuid.uuid4())}
    # The same form twice; then the same words in the new form of a browser that went back.
    for key in (given["token"], given["token"], str(uuid.uuid4())):
        response = client.post(new, {**given, "token": key})
        assert response.status_code == 302
    with scope.use(group.space):
        thread = Thread.objects.get()
        assert Post.objects.count() == 1
    there = page(group, "thread", thread=thread.ref)
    for _time in range(2):
        client.post(there, {"text": "Oui.", "token": str(uuid.uuid4())})
    with scope.use(group.space):
        assert Post.objects.count() == 2
    # Other words, another subject, another hand, another hour: another message.
    for text, subject in (("Oui.", "Mardi"), ("Non.", "Mardi")):
        client.post(new, {"subject": subject, "text": text, "token": str(uuid.uuid4())})
    client.force_login(group.alice.person)
    client.post(there, {"text": "Oui.", "token": str(uuid.uuid4())})
    with clock.stopped(clock.now() + dt.timedelta(hours=1)):
        client.post(there, {"text": "Oui.", "token": str(uuid.uuid4())})
    with scope.use(group.space):
        assert Post.objects.count() == 6
    shown = client.get(there).content.decode()
    assert "&lt;b&gt;Oui" in shown
    assert "Oui." in shown
    assert "Lundi 🌱" in client.get(page(group, "list")).content.decode()


def test_bad_input_is_told_and_loses_nothing(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    thread = wrote(group).thread
    token = str(uuid.uuid4())
    wrong = ({"text": " ", "token": token}, {"text": "x" * 20_001, "token": token}, {"text": "x", "token": "?"})
    for given in ({}, *wrong):
        assert client.post(page(group, "thread", thread=thread.ref), given).status_code == 422
        assert client.post(page(group, "new-thread"), {**given, "subject": "S"}).status_code == 422
    assert client.post(page(group, "new-thread"), {"text": "x", "token": token, "subject": ""}).status_code == 422
    other = make_group()
    assert client.get(page(group, "thread", thread=wrote(other).thread.ref)).status_code == 404
    assert client.get(page(group, "list") + "?page=-3").status_code == 200
    with scope.use(group.space):
        assert Post.objects.count() == 1


def test_strangers_and_those_who_left_see_nothing(client: GateClient, group: Group) -> None:
    post = wrote(group)
    left = make_member(group.space, make_person("Partie"), "left")
    for person in (group.chloe, left.person):
        client.force_login(person)
        for path in (page(group, "list"), page(group, "thread", thread=post.thread.ref)):
            assert client.get(path).status_code == 404
            assert client.post(path, {"text": "x", "token": str(uuid.uuid4())}).status_code == 404


def test_who_is_at_rest_reads_and_does_not_write(client: GateClient, group: Group) -> None:
    resting = make_member(group.space, make_person("Dormante"), "dormant")
    client.force_login(resting.person)
    there = page(group, "thread", thread=wrote(group).thread.ref)
    assert "<textarea" not in client.get(there).content.decode()
    assert client.post(there, {"text": "x", "token": str(uuid.uuid4())}).status_code == 404


def test_what_waits_is_seen_by_those_who_look_after_it_alone(client: GateClient, group: Group) -> None:
    mail = arrives(mail_of(group.chloe, group.space, text="Secret de Chloé"), group.space)
    held, one = page(group, "held-mails"), page(group, "held-mail", held_mail=mail.ref)
    client.force_login(group.bob.person)
    for path in (held, one):
        assert client.get(path).status_code == 404
    assert client.post(page(group, "release-mail", held_mail=mail.ref)).status_code == 404
    assert "Secret" not in client.get(page(group, "list")).content.decode()
    client.force_login(group.alice.person)
    listed = client.get(held).content.decode()
    assert "Lundi" in listed
    assert f"attend jusqu’au {day(mail.received_at + dt.timedelta(days=14))}" in listed
    assert "Secret de Chloé" in client.get(one).content.decode()
    assert client.post(one, {"reason": "x" * 501}).status_code == 422
    assert client.post(page(group, "release-mail", held_mail=mail.ref)).status_code == 302
    # Whoever comes by an older notice is led to what still waits, and reads nothing more of it.
    for answer in (client.get(one), client.post(one, {"reason": ""})):
        assert (answer.status_code, answer.headers["Location"]) == (302, held)
    again = client.post(page(group, "release-mail", held_mail=mail.ref), follow=True)
    assert again.status_code == 200
    client.force_login(group.bob.person)
    assert client.get(one).status_code == 404
    with scope.use(group.space):
        post = Post.objects.get()
    assert "Secret de Chloé" in client.get(page(group, "thread", thread=post.thread.ref)).content.decode()
    whole = client.get(page(group, "original-mail", post=post.ref)).content.decode()
    assert "Secret de Chloé" in whole
    taken = client.get(page(group, "mail-file", post=post.ref))
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert taken.headers["Content-Type"] == "message/rfc822"


def test_what_was_joined_leads_to_what_it_became(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    with scope.use(group.space):
        first, second = wrote(group).thread, wrote(group, "Mardi").thread
        Post.objects.filter(thread=second).update(thread=first)
        Thread.objects.filter(pk=second.pk).update(merged_into=first)
    assert "Lundi" in client.get(page(group, "thread", thread=second.ref)).content.decode()
    assert "Mardi" not in client.get(page(group, "list")).content.decode()


def test_the_list_costs_the_same_for_two_and_for_twenty(client: GateClient, group: Group) -> None:
    client.force_login(group.alice.person)
    assert_flat(lambda n: [wrote(group, f"Sujet {i}") for i in range(n)], lambda: client.get(page(group, "list")))
    thread = wrote(group).thread
    there = page(group, "thread", thread=thread.ref)
    assert_flat(lambda n: [wrote(group, thread=thread) for _i in range(n)], lambda: client.get(there))
    for path in (page(group, "list"), there, page(group, "held-mails")):
        with at_most(16):
            client.get(path)


def test_those_who_facilitate_say_how_the_list_works(client: GateClient, group: Group) -> None:
    path = page(group, "list-settings")
    client.force_login(group.bob.person)
    assert client.get(path).status_code == 404
    client.force_login(group.alice.person)
    assert client.post(path, {"reply_to": "nobody"}).status_code == 422
    assert client.post(path, {"reply_to": "author", "holds_first": "on"}).status_code == 302
    assert "Écrire" not in client.get(page(group, "list")).content.decode().split("<main")[1]


def test_one_press_without_a_cookie_leaves_the_list_and_looking_does_not(group: Group) -> None:
    with scope.use(group.space):
        both = subscriptions_of(open_list(group.space), [group.bob, group.alice])
    row, hers = both[group.bob.pk], both[group.alice.pk]
    bare, path = Client(enforce_csrf_checks=True), f"/l/{row.token}/"
    assert bare.get(path).status_code == 200
    row.refresh_from_db()
    assert row.mode == Subscription.Mode.EACH
    pressed = bare.post(path, {"List-Unsubscribe": "One-Click"})
    assert (pressed.status_code, "sessionid" in pressed.cookies) == (200, False)
    assert f"mailto:{group.space.slug}+sub@" in pressed.content.decode(), "the way back, without signing in either"
    row.refresh_from_db()
    hers.refresh_from_db()
    assert (row.mode, hers.mode) == (Subscription.Mode.NONE, Subscription.Mode.EACH)
    assert bare.post("/l/" + "a" * 16 + "/").status_code == 410
    client = GateClient()
    client.force_login(group.bob.person)
    assert client.post(page(group, "my-reading"), {"mode": "each"}).status_code == 302
    row.refresh_from_db()
    assert row.mode == Subscription.Mode.EACH


def test_who_is_erased_leaves_no_word_and_the_conversation_stays(group: Group) -> None:
    arrives(mail_of(group.bob.person, group.space, text="Les mots de Bob"), group.space)
    with scope.use(group.space):
        before = Post.objects.get()
    assert "Les mots de Bob" in str(export_of(group.bob.person))
    erase_person(person=group.bob.person, keeps_name=False)
    with scope.use(group.space):
        after = Post.objects.get()
        mail = InboundMail.objects.get()
    assert after.thread_id == before.thread_id
    assert "Bob" not in after.said + after.rest
    assert (bytes(mail.raw), mail.sender, mail.subject) == (b"", "", "")
