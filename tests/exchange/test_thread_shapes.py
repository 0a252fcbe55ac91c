"""Marks, threads taken apart and put together, who was told of a message, words that the group hides."""

import datetime as dt
import uuid
from typing import Any

import pytest

from commun.algo.mail import tags_of
from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import absolute, here
from commun.exchange import carried
from commun.exchange.actions.list_digests import send_summary
from commun.exchange.actions.lists import choose_reading
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.reading import read_thread
from commun.exchange.actions.sections import add_section
from commun.exchange.actions.thread_life import file_thread
from commun.exchange.actions.threads import merge_threads, split_thread
from commun.exchange.models import (
    AddressTrouble,
    Delivery,
    InboundMail,
    MailReturn,
    Post,
    Subscription,
    Thread,
)
from commun.exchange.queries.readers import decisions_of
from commun.exchange.queries.threads import ties_of, told_of
from commun.governance.actions.decisions import Draft, voice
from commun.governance.actions.moderation import hide_words, show_again
from tests.exchange.list_world import OURS, arrives, facts_of, mail_of
from tests.exchange.test_deliveries import sent
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_server(settings: Any, tmp_path: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MEDIA_ROOT = tmp_path


def wrote(group: Group, subject: str = "Lundi", thread: Thread | None = None, text: str = "On se voit ?") -> Post:
    return write_post(by=group.bob, token=str(uuid.uuid4()), subject=subject, text=text, thread=thread)


def page(group: Group, name: str, **arguments: Any) -> str:
    return here(group.space.slug, f"exchange:{name}", **arguments)


def answers(group: Group, named: str, number: str, text: str) -> None:
    """Bob answers by mail."""
    arrives(mail_of(group.bob.person, group.space, number=number, In_Reply_To=named, text=text), group.space)


def threads_of(group: Group) -> dict[str, list[str]]:
    """What each thread says, by its subject."""
    with scope.use(group.space):
        found: dict[str, list[str]] = {}
        for one in Post.objects.select_related("thread").order_by("at", "pk"):
            found.setdefault(one.thread.subject, []).append(one.said)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qui vient ? #Fête-été, #devis.", ("fête-été", "devis")),
        ("(#un) « #deux » #un", ("un", "deux")),
        ("https://a.fr/#menu https://a.fr/x,#menu www.b.fr#x #3 #42 c#dièse ## # #-", ()),
        ("#" + "a" * 60, ()),
        (" ".join(f"#mot{n}" for n in range(30)), tuple(f"mot{n}" for n in range(10))),
        ("#🌱 #réunion🌱", ("réunion",)),
    ],
)
def test_marks_are_words_and_nothing_else(text: str, expected: tuple[str, ...]) -> None:
    assert tags_of(text) == expected


def test_threads_are_found_by_their_marks(client: GateClient, group: Group) -> None:
    wrote(group, "Fête #jardin", text="Qui vient ?")
    wrote(group, "Autre", text="rien, sauf un #arbre")
    arrives(mail_of(group.bob.person, group.space, Subject="Outils", text="Pour le #Jardin"), group.space)
    client.force_login(group.alice.person)
    shown = client.get(page(group, "list")).content.decode()
    assert shown.index("#jardin") < shown.index("#arbre")
    found = client.get(page(group, "list") + "?mot=Jardin").content.decode()
    assert "Fête" in found
    assert "Outils" in found
    assert "Autre" not in found
    for odd in ("?mot=rien-de-tel", "?mot=" + "x" * 300, "?mot=%F0%9F%8C%B1"):
        assert client.get(page(group, "list") + odd).status_code == 200
    assert_flat(
        lambda n: [wrote(group, f"S{i}", text=f"#mot{i}") for i in range(n)], lambda: client.get(page(group, "list"))
    )


def test_a_message_and_its_answers_take_their_own_thread_and_answers_follow(group: Group) -> None:
    opening = wrote(group, text="un")
    thread = opening.thread
    answers(group, opening.message_id, "a", "deux")
    answers(group, "<a@exemple.test>", "b", "trois")
    wrote(group, thread=thread, text="quatre")
    with scope.use(group.space):
        post = Post.objects.get(said="deux")
        read_thread(by=group.alice, thread=thread, stance="muted")
    made = split_thread(by=group.alice, post=post, subject="  Le  repas ")
    assert threads_of(group) == {"Lundi": ["un"], "Le repas": ["deux", "trois", "quatre"]}
    answers(group, "<b@exemple.test>", "c", "cinq")
    answers(group, opening.message_id, "d", "six")
    assert threads_of(group) == {"Lundi": ["un", "six"], "Le repas": ["deux", "trois", "quatre", "cinq"]}
    with scope.use(group.space):
        made = Thread.objects.get(pk=made.pk)
        assert made.split_from_id == thread.pk
        assert made.readings.get().stance == "muted"
    assert "exchange.thread.split" in facts_of(group.space)


def test_what_is_taken_apart_is_put_together_again(client: GateClient, group: Group) -> None:
    thread = wrote(group, text="un").thread
    post = wrote(group, thread=thread, text="deux")
    made = split_thread(by=group.bob, post=post, subject="Le repas")
    client.force_login(group.alice.person)
    old, new = page(group, "thread", thread=thread.ref), page(group, "thread", thread=made.ref)
    assert "Le repas" in client.get(old).content.decode()
    assert "Lundi" in client.get(new).content.decode()
    assert client.post(page(group, "merge-thread", thread=made.ref), {"other": thread.ref}).status_code == 302
    assert threads_of(group) == {"Lundi": ["un", "deux"]}
    both = client.get(new).content.decode()
    assert "Le repas" in both
    assert "deux" in both
    with scope.use(group.space):
        assert not Thread.objects.exclude(split_from=None).exists()
        assert Thread.objects.get(pk=thread.pk).last_at == post.at
    wrote(group, thread=thread, text="trois")
    arrives(mail_of(group.bob.person, group.space, In_Reply_To=post.message_id, text="quatre"), group.space)
    assert threads_of(group) == {"Lundi": ["un", "deux", "trois", "quatre"]}


def test_two_threads_join_under_the_older_with_what_members_chose(group: Group) -> None:
    first, second, third = (wrote(group, name).thread for name in ("Un", "Deux", "Trois"))
    read_thread(by=group.alice, thread=second, stance="followed")
    read_thread(by=group.bob, thread=second, stance="muted")
    read_thread(by=group.bob, thread=first, stance="followed")
    merge_threads(by=group.alice, thread=third, other=second)
    merge_threads(by=group.alice, thread=second, other=first)
    assert list(threads_of(group)) == ["Un"]
    with scope.use(group.space):
        rows = dict(Thread.objects.get(pk=first.pk).readings.values_list("membership", "stance"))
    assert rows == {group.alice.pk: "followed", group.bob.pk: "followed"}


def test_what_is_split_or_joined_keeps_its_section_its_decisions_and_where_it_comes_from(group: Group) -> None:
    def fresh(thread: Thread) -> Thread:
        with scope.use(group.space):
            return Thread.objects.get(pk=thread.pk)

    decision = voice(by=group.alice, draft=Draft(title="Louer un bureau"))
    section, other_section = (add_section(by=group.alice, name=name) for name in ("Lieux", "Fêtes"))
    now = clock.now()
    with clock.stopped(now - dt.timedelta(hours=9)):
        older = wrote(group, "Plus ancien", text="zéro").thread
    opening = wrote(group, text="un")
    file_thread(by=group.bob, thread=opening.thread, section=section)
    named = absolute(here(group.space.slug, "governance:decision", decision=decision.ref))
    with clock.stopped(now + dt.timedelta(hours=1)):
        post = wrote(group, thread=opening.thread, text=f"Voir {named}")
    with clock.stopped(now + dt.timedelta(hours=2)):
        last = wrote(group, thread=opening.thread, text="trois")
    made = fresh(split_thread(by=group.alice, post=post, subject="Bureau"))
    assert (made.section_id, made.started_at, made.last_at) == (section.pk, post.at, last.at)
    assert [title for title, _url in decisions_of(made)] == ["Louer un bureau"]
    assert fresh(opening.thread).last_at == opening.at
    piece = split_thread(by=group.bob, post=last, subject="Encore")
    joined = merge_threads(by=group.bob, thread=made, other=older)
    assert (joined.pk, fresh(older).section_id, fresh(piece).split_from_id) == (older.pk, section.pk, older.pk)
    assert [title for title, _url in decisions_of(older)] == ["Louer un bureau"]
    assert [one.pk for one in ties_of(older).joined] == [made.pk]
    assert fresh(older).last_at == post.at
    with pytest.raises(Refused):
        merge_threads(by=group.bob, thread=made, other=opening.thread)
    # The piece turns out to be the older: it comes from nothing any more; its section stays its own.
    with scope.use(group.space):
        Thread.objects.filter(pk=piece.pk).update(started_at=now - dt.timedelta(days=9), section=other_section)
    merge_threads(by=group.alice, thread=older, other=piece)
    assert (fresh(piece).split_from_id, fresh(piece).section_id) == (None, other_section.pk)
    assert facts_of(group.space).count("exchange.thread.merged") == 2
    group.bob.state = "dormant"
    with pytest.raises(Refused):
        merge_threads(by=group.bob, thread=piece, other=opening.thread)
    with pytest.raises(Refused):
        split_thread(by=group.bob, post=last, subject="Non")


def test_no_thread_is_chosen_in_advance(client: GateClient, group: Group) -> None:
    thread = wrote(group, text="un").thread
    wrote(group, text="deux", subject="Autre")
    client.force_login(group.bob.person)
    form = client.get(page(group, "merge-thread", thread=thread.ref)).context["form"]
    assert [value for value, _label in form.fields["other"].choices][0] == ""
    assert form["other"].value() in (None, "")


def test_bad_input_changes_no_thread(client: GateClient, group: Group) -> None:
    thread = wrote(group, text="un").thread
    post = wrote(group, thread=thread, text="deux")
    other = make_group()
    elsewhere = wrote(other)
    with scope.use(group.space):
        first = Post.objects.get(said="un")
    client.force_login(group.bob.person)
    for target, given in (
        (page(group, "split-thread", post=first.ref), {"subject": "Repas"}),
        (page(group, "split-thread", post=post.ref), {"subject": " "}),
        (page(group, "split-thread", post=post.ref), {"subject": "x" * 201}),
        (page(group, "merge-thread", thread=thread.ref), {"other": thread.ref}),
        (page(group, "merge-thread", thread=thread.ref), {"other": elsewhere.thread.ref}),
        (page(group, "merge-thread", thread=thread.ref), {}),
    ):
        assert client.post(target, given).status_code == 422, target
    for target in (
        page(group, "split-thread", post=elsewhere.ref),
        page(group, "merge-thread", thread=elsewhere.thread.ref),
        page(group, "who-was-told", post=elsewhere.ref),
    ):
        assert client.get(target).status_code == 404
        assert client.post(target, {"subject": "x", "other": "x"}).status_code in {404, 405}
    with pytest.raises(NotFound):
        merge_threads(by=group.bob, thread=thread, other=elsewhere.thread)
    resting = make_member(group.space, make_person("Dormante"), "dormant")
    client.force_login(resting.person)
    assert client.get(page(group, "split-thread", post=post.ref)).status_code == 404
    assert threads_of(group) == {"Lundi": ["un", "deux"]}


@pytest.mark.english
def test_who_was_told_is_what_happened(client: GateClient, group: Group, settings: Any) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    names = ("Daily", "Kept", "Muted", "Nomail", "Page", "Refused", "Returned", "Waits")
    people = {name: make_member(group.space, make_person(name)) for name in names}
    people["Nomail"].person.email = None
    people["Nomail"].person.save()
    with clock.stopped(clock.now() - dt.timedelta(minutes=1)):
        choose_reading(by=people["Daily"], mode="daily")
        choose_reading(by=people["Page"], mode="none")
    thread = wrote(group).thread
    read_thread(by=people["Muted"], thread=thread, stance="muted")
    post = wrote(group, thread=thread)
    with scope.use(group.space):
        for name, state in (
            ("Alice Martin", "sent"),
            ("Refused", "failed"),
            ("Waits", "deferred"),
            ("Kept", "stopped"),
            ("Returned", "sent"),
        ):
            row = Delivery.objects.filter(post=post, subscription__membership__person__name=name)
            assert row.update(state=state, error="550 no" if state == "failed" else "") == 1
        MailReturn(
            space=group.space, list=post.list, membership=people["Returned"], delivery=row.get(), on=clock.today(),
            at=clock.now(), strength="hard",
        ).save()  # fmt: skip
    with at_most(6):
        told = {one.label: list(one.names) for one in told_of(post)}
    assert told == {
        "By mail, handed over to their server": ["Alice Martin"],
        "By mail, about to leave": ["Waits"],
        "By mail, kept back with the whole list": ["Kept"],
        "By mail, refused by their server": ["Refused", "Returned"],
        "By their next summary": ["Daily"],
        "On the page: they muted this thread": ["Muted"],
        "On the page only": ["Nomail", "Page"],
    }
    client.force_login(group.bob.person)
    assert "Refused" in client.get(page(group, "who-was-told", post=post.ref)).content.decode()


@pytest.mark.english
def test_who_was_told_by_a_summary_or_only_finds_it_on_the_page(group: Group, settings: Any) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    names = ("Daily", "Late", "Left", "Muted", "Paused")
    people = {name: make_member(group.space, make_person(name)) for name in names}
    make_member(group.space, make_person("Gone"), "left")
    now = clock.now()
    with clock.stopped(now - dt.timedelta(minutes=1)):
        for name in ("Daily", "Paused"):
            choose_reading(by=people[name], mode="daily")
    post = wrote(group)
    choose_reading(by=people["Left"], mode="none")
    read_thread(by=people["Muted"], thread=post.thread, stance="muted")
    read_thread(by=people["Muted"], thread=post.thread, stance="")
    with scope.use(group.space):
        Delivery.objects.filter(post=post, subscription__membership=people["Late"]).delete()
        rows = Subscription.objects.select_related("space", "list")
        paused = AddressTrouble(space=group.space, membership=people["Paused"], list=post.list, state="paused")
        paused.token, paused.since = "x", now
        paused.save()
    with clock.stopped(now + dt.timedelta(days=1)):
        choose_reading(by=people["Late"], mode="daily")
        with scope.use(group.space):
            assert send_summary(subscription=rows.get(membership=people["Daily"])) == 1
        told = {one.label: list(one.names) for one in told_of(post)}
    assert told == {
        "By mail, about to leave": ["Alice Martin"],
        "By a summary, sent": ["Daily"],
        "On the page only": ["Late", "Left", "Muted", "Paused"],
    }
    arrives(mail_of(group.bob.person, group.space, Subject="Ancien"), group.space)
    with scope.use(group.space):
        InboundMail.objects.update(why="archive")
        old = Post.objects.select_related("mail").get(thread__subject="Ancien")
    assert [one.label for one in told_of(old)] == ["On the page only"]


def test_hidden_words_are_given_by_nothing_until_they_are_shown_again(
    client: GateClient, group: Group, settings: Any
) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    arrives(mail_of(group.bob.person, group.space, text="Mots de trop #trop"), group.space)
    with scope.use(group.space):
        post = Post.objects.select_related("space", "thread__list", "mail", "author__person").get()
    row = hide_words(by=group.alice, kind="post", target=post.pk, reason="Cela nomme une cliente.")
    client.force_login(group.alice.person)
    there = page(group, "thread", thread=post.thread.ref)
    assert "Mots de trop" not in client.get(there).content.decode()
    for name in ("original-mail", "mail-file"):
        assert client.get(page(group, name, post=post.ref)).status_code == 404
    post.refresh_from_db()
    assert b"de trop" not in carried.content_of(post).body
    assert not [one for one in sent() if b"de trop" in one[2]]
    assert "Lundi" in client.get(here(group.space.slug, "governance:moderation")).content.decode()
    show_again(by=group.alice, hidden=row)
    assert "Mots de trop" in client.get(there).content.decode()
    assert client.get(page(group, "original-mail", post=post.ref)).status_code == 200
