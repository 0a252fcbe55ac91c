"""How long words stay: who is erased, who wants no archive, what a group keeps."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commun.algo import mail as mails
from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import KeptFile
from commun.core.search.indexing import index_space
from commun.core.urls import here
from commun.exchange import outgoing
from commun.exchange.actions.keeping import _years_before, remove_words, set_keeping
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.thread_life import set_state, sum_up
from commun.exchange.actions.threads import split_thread
from commun.exchange.models import Delivery, MailingList, Post, PostFile, Thread, ThreadSummary
from commun.governance.actions.moderation import hide_words
from commun.governance.models import HiddenWords
from commun.people.actions.erasure import erase_person
from tests.exchange.list_world import OURS, arrives, facts_of, mail_of, speaking_english
from tests.exchange.search_world import indexed, titles
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.english]
QUOTED = "\r\n\r\nLe 16 nov. 2026 à 11:00, Bob Durand a écrit :\r\n> Zébulon cité\r\n"


@pytest.fixture(autouse=True)
def _our_server(settings: Any, tmp_path: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MEDIA_ROOT = tmp_path


def wrote(group: Group, subject: str, text: str = "On se voit ?", *, by: Any = None, thread: Any = None) -> Post:
    return write_post(by=by or group.bob, token=str(uuid.uuid4()), subject=subject, text=text, thread=thread)


def page(group: Group, name: str, **arguments: Any) -> str:
    return here(group.space.slug, f"exchange:{name}", **arguments)


def test_the_subject_that_a_person_wrote_goes_with_their_words(client: GateClient, group: Group) -> None:
    first = wrote(group, "Moi, Zébulon, je pars")
    answer = wrote(group, "", "Bonne route", by=group.alice, thread=first.thread)
    other = wrote(group, "Potirons", by=group.alice)
    indexed()
    assert titles(group.alice.person, "Zébulon")
    erase_person(person=group.bob.person, keeps_name=False)
    indexed()
    client.force_login(group.alice.person)
    for url in (page(group, "list"), page(group, "thread", thread=first.thread.ref)):
        assert "Zébulon" not in client.get(url).content.decode()
    assert not titles(group.alice.person, "Zébulon")
    assert titles(group.alice.person, "route")
    assert titles(group.alice.person, "Potirons")
    with scope.use(group.space):
        assert not Post.objects.filter(subject__icontains="Zébulon").exists()
        assert not Thread.objects.filter(base__icontains="zebulon").exists()
        assert Post.objects.get(pk=answer.pk).said == "Bonne route"
        assert Thread.objects.get(pk=other.thread_id).subject == "Potirons"


def test_a_subject_that_somebody_else_gave_stays(group: Group) -> None:
    """The thread is Alice's; what was taken out of it by her has the name that she gave."""
    first = wrote(group, "Le jardin", by=group.alice)
    answer = wrote(group, "", "Et moi alors ?", thread=first.thread)
    apart = split_thread(by=group.alice, post=answer, subject="Les outils")
    arrives(mail_of(group.bob.person, group.space, Subject="Re: Le jardin", In_Reply_To=first.message_id), group.space)
    erase_person(person=group.bob.person, keeps_name=False)
    with scope.use(group.space):
        assert Thread.objects.get(pk=first.thread_id).subject == "Le jardin"
        assert Thread.objects.get(pk=apart.pk).subject == "Les outils"


def test_what_its_author_does_not_want_kept_reaches_all_then_goes(
    client: GateClient, group: Group, settings: Any
) -> None:
    """Rule 34: read by mail and on the page, found by no search, gone after thirty days; its place stays."""
    speaking_english(group)
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    first = wrote(group, "Lundi", by=group.alice)
    for number, header in (("1", {"X_No_Archive": "Yes"}), ("2", {"Archive": "no"})):
        raw = mail_of(group.bob.person, group.space, number=number, Subject="Re: Lundi", In_Reply_To=first.message_id,
                      text=f"Zébulon {number} #vite{QUOTED}", **header)  # fmt: skip
        arrives(raw, group.space)
    arrives(mail_of(group.bob.person, group.space, number="3", In_Reply_To=first.message_id, Subject="Re: Lundi",
                    Archive="encrypt", text="Potirons"), group.space)  # fmt: skip
    with scope.use(group.space):
        passing = Post.objects.filter(said__startswith="Zébulon")
        assert Delivery.objects.filter(post__in=passing, subscription__membership=group.alice).count() == 2
        sent_on = outgoing.kept_of(mails.read(bytes(passing[0].mail.raw)))  # type: ignore[union-attr]
    assert ("x-no-archive", "yes") in sent_on
    indexed()
    assert not titles(group.alice.person, "Zébulon")
    assert titles(group.alice.person, "Potirons")
    client.force_login(group.alice.person)
    url = page(group, "thread", thread=first.thread.ref)
    shown = client.get(url).content.decode()
    assert "Zébulon 1" in shown
    assert shown.count("not kept: its words go on") == 2
    with clock.stopped(clock.now() + dt.timedelta(days=29)):
        assert remove_words() == 0
    with clock.stopped(clock.now() + dt.timedelta(days=31)):
        assert [remove_words(), remove_words()] == [2, 0]
        assert facts_of(group.space).count("exchange.list.words_faded") == 1
        shown = client.get(url).content.decode()
    assert "Zébulon" not in shown
    assert "its author asked that it be not kept" in shown
    assert "Potirons" in shown
    with scope.use(group.space):
        rows = Post.objects.filter(gone="unkept").select_related("mail")
        assert [(one.said, one.rest, one.subject, one.tags, one.file_count) for one in rows] == [
            ("", "", "", [], 0)
        ] * 2
        mails_ = [one.mail for one in rows if one.mail]
        assert [(bytes(one.raw), one.subject, one.sender, one.sender_name, one.envelope_from) for one in mails_] == [
            (b"", "", "", "", "")
        ] * 2
        assert {one.author_id for one in rows} == {group.bob.pk}
        assert Thread.objects.get().subject == "Lundi"
    assert client.get(page(group, "original-mail", post=rows[0].ref)).status_code == 404


def test_where_a_thread_stood_is_found_no_more_once_its_last_words_went(group: Group) -> None:
    raw = mail_of(group.bob.person, group.space, number="1", Subject="Lundi", X_No_Archive="Yes", text="On se voit ?")
    arrives(raw, group.space)
    with scope.use(group.space):
        thread = Thread.objects.get()
    sum_up(by=group.alice, thread=thread, text="Potirons")
    indexed()
    assert titles(group.alice.person, "Potirons")
    with clock.stopped(clock.now() + dt.timedelta(days=31)):
        assert remove_words() == 1
    indexed()
    assert not titles(group.alice.person, "Potirons")


def test_a_group_says_how_many_years_and_the_night_takes_the_words_alone(
    client: GateClient, group: Group, monkeypatch: Any
) -> None:
    """Rule 35: kept for ever unless it is said; told to all; thirty days before anything goes; files follow."""
    speaking_english(group)
    now = clock.now()
    with clock.stopped(now - dt.timedelta(days=3 * 366)):
        old = wrote(group, "Zébulon", "Le vieux #fil")
        sent = [SimpleUploadedFile("notes.txt", b"Nos notes")]
        write_post(by=group.bob, token=str(uuid.uuid4()), text="avec un fichier", thread=old.thread, sent=sent)
        sum_up(by=group.bob, thread=old.thread, text="Zébulon dit oui")
        set_state(by=group.bob, thread=old.thread, state="parked", reason="Zébulon réfléchit")
        other = wrote(group, "Autre", "Aussi vieux").thread
        set_state(by=group.bob, thread=other, state="closed", reason="Zébulon a tort")
        said = sum_up(by=group.bob, thread=other, text="Zébulon a tort")
        assert said is not None
        for kind, target in (("thread_summary", said.pk), ("thread_reason", other.pk)):
            hide_words(by=group.alice, kind=kind, target=target, reason="blessant")
        mixed = wrote(group, "Les deux")
        hidden = wrote(group, "", "Zébulon, va-t’en", thread=mixed.thread)
        hide_words(by=group.alice, kind="post", target=hidden.pk, reason="blessant")
    with clock.stopped(now - dt.timedelta(days=10)):
        fresh = wrote(group, "", "Le neuf", thread=mixed.thread)
    assert remove_words() == 0
    client.force_login(group.alice.person)
    for _twice in range(2):
        assert client.post(page(group, "list-keeping"), {"years": "2"}).status_code == 302
    assert facts_of(group.space).count("exchange.list.keeping_set") == 1
    with scope.use(group.space):
        announced = Post.objects.latest("pk")
    # In the language of the group.
    assert " 2 ans," in announced.said
    assert announced.author == group.alice
    assert "Messages are kept 2 years" in client.get(page(group, "list")).content.decode()
    assert remove_words() == 0
    indexed()
    assert titles(group.alice.person, "vieux")
    with clock.stopped(now + dt.timedelta(days=31)):
        monkeypatch.setattr("commun.exchange.actions.keeping.MOST_AT_ONCE", 2)
        assert [remove_words(), remove_words()] == [5, 0]
        indexed()
        index_space(group.space)
        for url in (page(group, "list"), page(group, "thread", thread=old.thread.ref), page(group, "feed")):
            assert "Zébulon" not in client.get(url).content.decode()
        shown = client.get(page(group, "thread", thread=mixed.thread.ref)).content.decode()
    assert "Le neuf" in shown
    assert "the group no longer keeps what is so old" in shown
    assert "Bob Durand" in shown
    assert not titles(group.alice.person, "vieux")
    assert titles(group.alice.person, "neuf")
    with scope.use(group.space):
        assert not PostFile.objects.exists()
        assert not KeptFile.objects.exists()
        assert not HiddenWords.objects.exclude(words="").exists()
        assert not ThreadSummary.objects.exclude(text="").exists()
        assert not Thread.objects.exclude(state_reason="").exists()
        assert Thread.objects.get(pk=mixed.thread_id).subject == "Les deux"
        assert Post.objects.get(pk=fresh.pk).gone == ""
    assert "exchange.list.words_aged" in facts_of(group.space)


def test_years_before_a_day_that_few_years_have() -> None:
    assert _years_before(dt.datetime(2028, 2, 29, tzinfo=dt.UTC), 1) == dt.datetime(2027, 2, 28, tzinfo=dt.UTC)


def test_those_who_facilitate_alone_say_how_long_and_for_ever_stops_it(client: GateClient, group: Group) -> None:
    with pytest.raises(NotFound):
        set_keeping(by=group.bob, years=1)
    for years in (0, 4, 200, -1):
        with pytest.raises(Refused):
            set_keeping(by=group.alice, years=years)
    client.force_login(group.bob.person)
    assert client.get(page(group, "list-keeping")).status_code == 404
    now = clock.now()
    with clock.stopped(now - dt.timedelta(days=3 * 366)):
        wrote(group, "Vieux")
    with clock.stopped(now - dt.timedelta(days=90)):
        set_keeping(by=group.alice, years=5)
    set_keeping(by=group.alice, years=1)
    # The choice is new: thirty days of notice start again.
    assert remove_words() == 0
    set_keeping(by=group.alice, years=None)
    with clock.stopped(now + dt.timedelta(days=900)):
        assert remove_words() == 0
    # A list that takes no message is not told by one.
    with scope.use(group.space):
        MailingList.objects.update(is_open=False)
        before = Post.objects.count()
        set_keeping(by=group.alice, years=3)
        assert (MailingList.objects.get().keeps_years, Post.objects.count()) == (3, before)
