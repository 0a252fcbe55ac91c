"""How one reads a list: each message, by digest, decisions only, on the page; a thread muted, a thread followed."""

import datetime as dt
import re
import uuid
from html import unescape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.core.models import OutgoingMail
from commun.core.urls import absolute, here
from commun.exchange.actions.list_digests import send_summary
from commun.exchange.actions.lists import choose_reading
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.reading import leave_mails, read_thread
from commun.exchange.addresses import address_of
from commun.exchange.models import AddressTrouble, Delivery, Post, Subscription, Thread, ThreadDecision, ThreadReading
from commun.exchange.queries.list_digests import due_summaries
from commun.exchange.queries.readers import readers_by_mail, readings_of
from commun.governance.actions.decisions import Draft, voice
from commun.people.models import Person
from tests.exchange.list_world import OURS, arrives, facts_of, mail_of
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db


def wrote(group: Group, subject: str = "Lundi", thread: Thread | None = None, text: str = "On se voit ?") -> Post:
    return write_post(by=group.bob, token=str(uuid.uuid4()), subject=subject, text=text, thread=thread)


def readers(post: Post) -> list[str]:
    with scope.use(post.space_id):
        return sorted(one.person.name.split()[0] for one in readers_by_mail(post).select_related("person"))


def test_who_reads_by_mail_is_said_in_one_place(group: Group) -> None:
    zoe = make_member(group.space, make_person("Zoé"))
    make_member(group.space, make_person("Partie"), "left")
    post = wrote(group)
    assert readers(post) == ["Alice", "Zoé"]
    for is_active, expected in ((False, ["Alice"]), (True, ["Alice", "Zoé"])):
        Person.objects.filter(pk=zoe.person_id).update(is_active=is_active)
        assert readers(post) == expected
    for mode, expected in (("daily", ["Zoé"]), ("weekly", ["Zoé"]), ("decisions", ["Zoé"]), ("none", ["Zoé"])):
        choose_reading(by=group.alice, mode=mode)
        assert readers(post) == expected
    with scope.use(group.space):
        for member, stance in ((group.alice, "followed"), (zoe, "muted")):
            ThreadReading(
                space=group.space, thread=post.thread, membership=member, stance=stance, changed_at=clock.now()
            ).save()
    assert readers(post) == ["Alice"]
    assert readers(wrote(group, "Mardi")) == ["Zoé"]


def page(group: Group, name: str, **arguments: Any) -> str:
    return here(group.space.slug, f"exchange:{name}", **arguments)


def delivered_to(group: Group, post: Post) -> list[str]:
    with scope.use(group.space):
        rows = Delivery.objects.filter(post=post, state__in=["queued", "sent"])
        return sorted(rows.values_list("subscription__membership__person__name", flat=True))


@pytest.fixture
def mailing(settings: Any) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    settings.AUTHSERV_ID = OURS


@pytest.mark.usefixtures("mailing")
def test_who_muted_a_thread_receives_nothing_of_it_at_once(group: Group) -> None:
    post = wrote(group)
    assert delivered_to(group, post) == ["Alice Martin"]
    read_thread(by=group.alice, thread=post.thread, stance="muted")
    assert delivered_to(group, post) == []
    assert delivered_to(group, wrote(group, thread=post.thread)) == []
    assert delivered_to(group, wrote(group, "Mardi")) == ["Alice Martin"]
    read_thread(by=group.alice, thread=post.thread, stance="")
    assert delivered_to(group, wrote(group, thread=post.thread)) == ["Alice Martin"]


@pytest.mark.usefixtures("mailing")
def test_what_one_mutes_or_leaves_changes_nothing_of_others_nor_of_what_left(group: Group) -> None:
    make_member(group.space, make_person("Zoé"))
    first, other = wrote(group), wrote(group, "Mardi")
    gone = wrote(group, thread=first.thread, text="Parti")
    with scope.use(group.space):
        Delivery.objects.filter(post=first).update(state="deferred")
        Delivery.objects.filter(post=gone).update(state="sent")

    def states() -> list[str]:
        with scope.use(group.space):
            rows = Delivery.objects.order_by("post", "subscription__membership__person__sort_key")
            found = rows.values_list("subscription__membership__person__name", "state")
            return [f"{name.split()[0]} {state}" for name, state in found]

    for _twice in range(2):
        read_thread(by=group.alice, thread=first.thread, stance="muted")
    assert facts_of(group.space).count("exchange.reading.changed") == 1
    assert states() == ["Alice failed", "Zoé deferred", "Alice queued", "Zoé queued", "Alice sent", "Zoé sent"]
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        read_thread(by=group.alice, thread=first.thread, stance="followed")
        read_thread(by=group.alice, thread=other.thread, stance="muted")
    assert [one.thread.subject for one in readings_of(group.alice)] == ["Mardi", "Lundi"]
    with clock.stopped(clock.now() + dt.timedelta(days=2)):
        read_thread(by=group.alice, thread=other.thread, stance="followed")
        read_thread(by=group.alice, thread=first.thread, stance="muted")
        assert readings_of(group.alice)[0].changed_at == clock.now()
    leave_mails(subscription=choose_reading(by=group.alice, mode="each"))
    assert [one.stance for one in readings_of(group.alice)] == ["muted"]
    assert states() == ["Alice failed", "Zoé deferred", "Alice failed", "Zoé queued", "Alice sent", "Zoé sent"]
    group.alice.state = "left"
    for stranger in (group.alice, make_group().alice):
        with pytest.raises(NotFound):
            read_thread(by=stranger, thread=first.thread, stance="")


@pytest.mark.usefixtures("mailing")
def test_what_is_kept_back_with_the_list_does_not_leave_for_who_left_meanwhile(group: Group) -> None:
    post = wrote(group)
    with scope.use(group.space):
        Delivery.objects.filter(post=post).update(state="stopped")
    choose_reading(by=group.alice, mode="none")
    with scope.use(group.space):
        assert Delivery.objects.get(post=post).state == "failed"


@pytest.mark.usefixtures("mailing")
def test_what_one_follows_comes_whatever_one_chose_until_one_leaves(group: Group) -> None:
    post = wrote(group)
    read_thread(by=group.alice, thread=post.thread, stance="followed")
    row = choose_reading(by=group.alice, mode="none")
    assert delivered_to(group, post) == ["Alice Martin"]
    assert delivered_to(group, wrote(group, thread=post.thread)) == ["Alice Martin"]
    leave_mails(subscription=row)
    assert delivered_to(group, post) == []
    assert delivered_to(group, wrote(group, thread=post.thread)) == []


@pytest.mark.usefixtures("mailing")
def test_decisions_only_is_the_threads_that_name_one(group: Group) -> None:
    choose_reading(by=group.alice, mode="decisions")
    decision = voice(by=group.alice, draft=Draft(title="Louer un bureau"))
    other = make_group()
    elsewhere = voice(by=other.alice, draft=Draft(title="Ailleurs"))
    named = absolute(here(group.space.slug, "governance:decision", decision=decision.ref))
    strange = absolute(here(group.space.slug, "governance:decision", decision=elsewhere.ref))
    assert delivered_to(group, wrote(group)) == []
    assert delivered_to(group, wrote(group, "Mardi", text=f"Voir {strange}")) == []
    first = wrote(group, "Bureau", text=f"Voir <{named}>.")
    assert delivered_to(group, first) == ["Alice Martin"]
    assert delivered_to(group, wrote(group, thread=first.thread)) == ["Alice Martin"]
    with scope.use(group.space):
        assert [one.decision_id for one in ThreadDecision.objects.all()] == [decision.pk]


def summaries() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith="exchange.summary").order_by("pk"))


def tell(row: Subscription) -> int:
    return send_summary(subscription=row)


def chose(group: Group, mode: str) -> Subscription:
    """Alice chose it a minute ago."""
    with clock.stopped(clock.now() - dt.timedelta(minutes=1)):
        return choose_reading(by=group.alice, mode=mode)


@pytest.mark.english
def test_a_summary_tells_each_message_once_and_nothing_when_there_is_nothing(group: Group) -> None:
    """Chosen on Sunday; Monday and Tuesday morning, Paris time."""
    with clock.stopped(dt.datetime(2026, 11, 15, 12, tzinfo=dt.UTC)):
        row = chose(group, "daily")
        post = wrote(group, "Le marché de l’été", text="Dimanche <b>soir</b>")
        wrote(group, thread=post.thread, text="Oui !")
        muted = wrote(group, "Bruit", text="Du bruit")
        read_thread(by=group.alice, thread=muted.thread, stance="muted")
        write_post(by=group.alice, token=str(uuid.uuid4()), subject="À moi", text="Mes mots")
        assert (due_summaries(), tell(row)) == ([], 0)
    with clock.stopped(dt.datetime(2026, 11, 16, 5, 59, tzinfo=dt.UTC)):
        assert (due_summaries(), tell(row)) == ([], 0)
    with clock.stopped(dt.datetime(2026, 11, 16, 6, 1, tzinfo=dt.UTC)):
        assert due_summaries() == [row.pk]
        assert tell(row) == 2
        assert (due_summaries(), tell(row)) == ([], 0)
    with clock.stopped(dt.datetime(2026, 11, 17, 6, 1, tzinfo=dt.UTC)):
        assert tell(row) == 0
        assert due_summaries() == []
    (mail,) = summaries()
    assert mail.to == group.alice.person.email
    assert mail.text.index("1. Le marché de l’été (2)") < mail.text.index("Dimanche <b>soir</b>")
    assert "Dimanche &lt;b&gt;soir&lt;/b&gt;" in mail.html
    assert 'href="#t-' in mail.html
    # Why it came, in either language.
    assert all("at the rhythm" in one or "au rythme" in one for one in (mail.text, mail.html))
    for absent in ("Du bruit", "Mes mots"):
        assert absent not in mail.text + mail.html
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Unsubscribe"].endswith(f"/l/{row.token}/>")
    assert mail.headers["Auto-Submitted"] == "auto-generated"


def test_a_week_is_told_on_monday_morning(group: Group) -> None:
    with clock.stopped(dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC)):
        row = chose(group, "weekly")
        wrote(group)
    for day in range(17, 23):
        with clock.stopped(dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC)):
            assert tell(row) == 0
    with clock.stopped(dt.datetime(2026, 11, 23, 6, 5, tzinfo=dt.UTC)):
        assert tell(row) == 1
    assert len(summaries()) == 1


@pytest.mark.usefixtures("mailing")
def test_what_came_by_mail_is_not_told_again_and_who_left_is_told_nothing(group: Group) -> None:
    monday = dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC)
    with clock.stopped(monday):
        row = chose(group, "daily")
        post = wrote(group)
        read_thread(by=group.alice, thread=post.thread, stance="followed")
        wrote(group, thread=post.thread, text="Reçu par courriel")
        lost = wrote(group, thread=post.thread, text="Refusé par leur serveur")
        with scope.use(group.space):
            Delivery.objects.filter(post=lost).update(state="failed")
    with clock.stopped(monday + dt.timedelta(days=1)):
        assert tell(row) == 2
    with clock.stopped(monday + dt.timedelta(days=1, hours=1)):
        wrote(group, "Encore")
    trouble = AddressTrouble(
        space=group.space, membership=group.alice, list=row.list, state="paused", token="x", since=clock.now()
    )
    trouble.save()
    with clock.stopped(monday + dt.timedelta(days=2)):
        assert (due_summaries(), tell(row)) == ([], 0)
    trouble.delete()
    group.alice.state = "left"
    group.alice.save()
    with clock.stopped(monday + dt.timedelta(days=2)):
        assert (due_summaries(), tell(row)) == ([], 0)


def test_hundreds_of_messages_make_one_bounded_mail(group: Group) -> None:
    with clock.stopped(dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC)):
        row = chose(group, "daily")
        thread = wrote(group).thread
        for number in range(30):
            wrote(group, thread=thread, text=f"n° {number}. " + "mot " * 4_000)
    with clock.stopped(dt.datetime(2026, 11, 17, 7, tzinfo=dt.UTC)), at_most(25):
        assert tell(row) == 31
    text = summaries()[0].text
    assert len(text) < 25_000
    # The last ones.
    assert "n° 29." in text
    assert "n° 9." not in text


@pytest.mark.usefixtures("mailing")
@pytest.mark.parametrize("way", ["named", "subject", "list"])
def test_an_answer_to_a_summary_starts_no_thread(group: Group, way: str) -> None:
    with clock.stopped(dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC)):
        row = chose(group, "daily")
        wrote(group)
    with clock.stopped(dt.datetime(2026, 11, 17, 7, tzinfo=dt.UTC)):
        tell(row)
    (mail,) = summaries()
    named = {"In-Reply-To": mail.headers["Message-ID"]} if way != "subject" else {}
    to = address_of(group.space.slug) if way == "list" else mail.headers["Reply-To"]
    raw = mail_of(group.alice.person, group.space, To=to, Subject=f"RE : {mail.subject}", **named)
    kept = arrives(raw, group.space, to=to)
    assert (kept.state, kept.why) == ("refused", "summary")
    with scope.use(group.space):
        assert (Thread.objects.count(), Post.objects.count()) == (1, 1)
    letter = OutgoingMail.objects.get(key__startswith="exchange.refused")
    assert letter.to == group.alice.person.email


@pytest.mark.parametrize("way", ["link", "program that keeps no header", "words"])
def test_whoever_reads_by_summaries_and_never_signs_in_answers_a_thread(group: Group, settings: Any, way: str) -> None:
    settings.LIST_DOMAIN = "listes.exemple"
    with clock.stopped(dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC)):
        row = chose(group, "daily")
        wrote(group, "Autre chose")
        thread = wrote(group, "Le marché de l’été & après ?").thread
    with clock.stopped(dt.datetime(2026, 11, 17, 7, tzinfo=dt.UTC)):
        tell(row)
        (mail,) = summaries()
        if way == "words":
            found = re.findall(r"(r\+[a-z2-7]+@[a-z.]+).*?[«“]\s?(Re: Le marché.*?)\s?[»”]", mail.text)
            to, said = found[0][0], {"Subject": found[0][1]}
        else:
            links = [urlsplit(unescape(one)) for one in re.findall(r'href="(mailto:[^"]+)"', mail.html)]
            (link,) = [one for one in links if "Le%20march" in one.query]
            to, asked = unquote(link.path), parse_qs(link.query)
            said = {"Subject": asked["subject"][0]}
            if way == "link":
                said["In-Reply-To"] = asked["In-Reply-To"][0]
        raw = mail_of(group.alice.person, group.space, To=to, proof="", text="J’en suis.", **said)
        assert arrives(raw, group.space, to=to).state == "posted"
        with scope.use(group.space):
            answer = Post.objects.get(author=group.alice)
            assert (answer.thread_id, answer.said) == (thread.pk, "J’en suis.")


@pytest.mark.parametrize("why", ["closed", "at rest", "nobody reads mails"])
def test_a_summary_proposes_no_answer_that_would_reach_nobody(group: Group, settings: Any, why: str) -> None:
    settings.LIST_DOMAIN, settings.MAIL_PAGE = "" if why == "nobody reads mails" else "listes.exemple", False
    with clock.stopped(dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC)):
        row = chose(group, "daily")
        wrote(group)
    if why == "closed":
        type(row.list)._base_manager.filter(pk=row.list_id).update(is_open=False)
    if why == "at rest":
        type(group.alice)._base_manager.filter(pk=group.alice.pk).update(state="dormant")
    with clock.stopped(dt.datetime(2026, 11, 17, 7, tzinfo=dt.UTC)):
        assert tell(row) == 1
    assert ("mailto:" in summaries()[0].html, "@listes" in summaries()[0].text) == (False, False)


def test_one_chooses_on_the_pages(client: GateClient, group: Group) -> None:
    post = wrote(group)
    client.force_login(group.alice.person)
    reading, there = page(group, "my-reading"), page(group, "thread", thread=post.thread.ref)
    assert client.get(reading).content.decode().count('type="radio"') == 5
    assert client.post(reading, {"mode": "hourly"}).status_code == 422
    assert client.post(reading, {"mode": "weekly"}).status_code == 302
    act = page(group, "read-thread", thread=post.thread.ref)
    assert client.get(act).status_code == 405
    for stance in ("followed", "muted"):
        assert client.post(act, {"stance": stance}).status_code == 302
        assert post.thread.subject in client.get(reading).content.decode()
    shown = client.get(there)
    assert shown.status_code == 200
    client.post(act, {"stance": "loudly"})
    with scope.use(group.space):
        assert ThreadReading.objects.get().stance == "muted"
    client.post(act, {"stance": ""})
    assert post.thread.subject not in client.get(reading).content.decode()
    client.force_login(group.chloe)
    assert client.post(act, {"stance": "muted"}).status_code == 404
    other = make_group()
    client.force_login(other.bob.person)
    assert client.post(page(other, "read-thread", thread=post.thread.ref), {"stance": "muted"}).status_code == 404


def test_ones_own_messages_come_back_to_who_asks(group: Group, client: GateClient) -> None:
    client.force_login(group.bob.person)
    assert readers(wrote(group)) == ["Alice"]
    there = page(group, "my-reading")
    assert client.post(there, {"mode": "each", "gets_own": "on"}).status_code == 302
    assert client.get(there).context["form"].initial == {"mode": "each", "gets_own": True}
    post = wrote(group, "Mardi")
    assert readers(post) == ["Alice", "Bob"]
    read_thread(by=group.bob, thread=post.thread, stance="muted")
    assert readers(post) == ["Alice"]
    assert client.post(there, {"mode": "each"}).status_code == 302
    assert readers(wrote(group, "Mercredi")) == ["Alice"]
    choose_reading(by=group.bob, mode="daily", gets_own=True)
    assert readers(wrote(group, "Jeudi")) == ["Alice"]
