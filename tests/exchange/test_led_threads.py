"""Threads that a group leads: their state, where they stand, their section, the template they start from."""

import datetime as dt
import uuid
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.exchange.actions.list_digests import send_summary
from commun.exchange.actions.lists import choose_reading
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.reading import read_thread
from commun.exchange.actions.sections import add_section, remove_section, rename_section
from commun.exchange.actions.thread_life import file_thread, set_state, sum_up
from commun.exchange.actions.thread_life_data import export_led
from commun.exchange.actions.thread_templates import remove_template, save_template, take_starter
from commun.exchange.actions.threads import merge_threads
from commun.exchange.models import Post, Subscription, Thread, ThreadSection, ThreadSummary, ThreadTemplate
from commun.exchange.queries import thread_life as queries
from commun.governance.actions.moderation import hide_words
from commun.people.actions.erasure import erase_person
from tests.exchange.list_world import OURS, arrives, facts_of, mail_of, speaking_english
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_group

pytestmark = [pytest.mark.django_db, pytest.mark.english]
TRICKS = "Été 🌱 « oui » <b>&amp;</b> 100 %"


@pytest.fixture(autouse=True)
def _our_server(settings: Any, tmp_path: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MEDIA_ROOT = tmp_path


def wrote(group: Group, subject: str = "Lundi", text: str = "On se voit ?", **more: Any) -> Post:
    return write_post(by=more.pop("by", group.bob), token=str(uuid.uuid4()), subject=subject, text=text, **more)


def page(group: Group, name: str, **arguments: Any) -> str:
    return here(group.space.slug, f"exchange:{name}", **arguments)


def again(group: Group, thread: Thread) -> Thread:
    with scope.use(group.space):
        return Thread.objects.get(pk=thread.pk)


def test_a_thread_is_put_on_hold_closed_and_reopened_without_script(client: GateClient, group: Group) -> None:
    speaking_english(group)
    thread = wrote(group).thread
    client.force_login(group.alice.person)
    url = page(group, "thread", thread=thread.ref)
    for name, word, reason in (("park-thread", "On hold", TRICKS), ("close-thread", "Closed", "Fait")):
        assert client.get(page(group, name, thread=thread.ref)).status_code == 200
        for _twice in range(2):
            client.post(page(group, name, thread=thread.ref), {"reason": reason})
        shown = client.get(url).content.decode()
        assert word in shown
        assert word in client.get(page(group, "list")).content.decode()
        assert "by Alice Martin" in shown
    with clock.stopped(clock.now() + dt.timedelta(days=1)), pytest.raises(Refused):
        set_state(by=group.bob, thread=thread, state="closed", reason="x" * 301)
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        row = set_state(by=group.bob, thread=thread, state="parked", reason=" Fini,\n ou presque ")
        assert (row.state_by, row.state_at, row.state_reason) == (group.bob, clock.now(), "Fini, ou presque")
    client.post(page(group, "reopen-thread", thread=thread.ref))
    set_state(by=group.bob, thread=thread, state="open", reason="Elle l’est déjà")
    assert "by Alice Martin" not in client.get(url).content.decode()
    assert again(group, thread).state == Thread.State.OPEN
    told = [one for one in facts_of(group.space) if one.startswith("exchange.thread.")]
    assert [one.rpartition(".")[2] for one in told] == ["parked", "closed", "parked", "reopened"]
    feed = client.get(page(group, "feed")).content.decode()
    assert "Alice Martin closed" in feed


def test_a_message_to_a_closed_thread_is_kept_in_its_place_and_reopens_nothing(
    client: GateClient, group: Group
) -> None:
    speaking_english(group)
    with clock.stopped(clock.now() - dt.timedelta(hours=2)):
        first = wrote(group)
    with clock.stopped(clock.now() - dt.timedelta(hours=1)):
        set_state(by=group.alice, thread=first.thread, state="closed", reason="Fait")
    mail = arrives(mail_of(group.bob.person, group.space, Subject="Re: Lundi", In_Reply_To=first.message_id,
                           text="Une dernière chose"), group.space)  # fmt: skip
    assert mail.state == "posted"
    client.force_login(group.alice.person)
    url = page(group, "thread", thread=first.thread.ref)
    client.post(url, {"text": "Par la page", "token": str(uuid.uuid4())})
    row = again(group, first.thread)
    assert row.state == Thread.State.CLOSED
    with scope.use(group.space):
        assert set(Post.objects.filter(thread=row).values_list("said", flat=True)) == {
            "On se voit ?", "Une dernière chose", "Par la page",
        }  # fmt: skip
    shown = client.get(url).content.decode()
    assert "2 messages came since" in shown
    assert "Reopen it" in shown
    assert "it stays closed" in shown


def test_who_is_at_rest_or_elsewhere_leads_nothing(client: GateClient, group: Group) -> None:
    thread = wrote(group).thread
    other = make_group()
    elsewhere = add_section(by=other.alice, name="Ailleurs")
    for do in (
        lambda: set_state(by=other.alice, thread=thread, state="closed"),
        lambda: sum_up(by=other.alice, thread=thread, text="x"),
        lambda: file_thread(by=group.bob, thread=thread, section=elsewhere),
        lambda: set_state(by=group.bob, thread=thread, state="nothing"),
    ):
        with pytest.raises(Refused):
            do()
    client.force_login(group.bob.person)
    assert client.post(page(group, "file-thread", thread=thread.ref), {"section": elsewhere.ref}).status_code == 422
    client.force_login(other.alice.person)
    for name in ("sum-up-thread", "thread-summaries"):
        for place in (group, other):
            assert client.get(page(place, name, thread=thread.ref)).status_code == 404
    assert again(group, thread).state == Thread.State.OPEN
    group.bob.state = "resting"
    with pytest.raises(Refused):
        set_state(by=group.bob, thread=thread, state="parked")


def test_where_a_thread_stands_is_written_again_and_what_was_there_is_kept(client: GateClient, group: Group) -> None:
    speaking_english(group)
    thread = wrote(group).thread
    client.force_login(group.bob.person)
    url = page(group, "sum-up-thread", thread=thread.ref)
    said = client.post(url, {"text": " ", "after": ""}, follow=True).content.decode()
    assert "Nothing stands at the head of the thread." in said
    client.post(url, {"text": f"D’accord sur lundi. {TRICKS}", "after": ""})
    first = sum_up(by=group.bob, thread=thread, text=f"D’accord sur lundi. {TRICKS}")
    assert first is not None
    # Alice writes it again; Bob, who had read the first one only, is told so and loses nothing.
    sum_up(by=group.alice, thread=thread, text="D’accord sur mardi.", after=first.pk)
    late = client.post(url, {"text": "Mes mots à moi", "after": str(first.pk)})
    assert late.status_code == 422
    assert "Mes mots à moi" in late.content.decode()
    shown = client.get(page(group, "thread", thread=thread.ref)).content.decode()
    assert "D’accord sur mardi." in shown
    assert "1 version before" in shown
    before = client.get(page(group, "thread-summaries", thread=thread.ref)).content.decode()
    assert before.index("mardi") < before.index("D’accord sur lundi")
    assert "&lt;b&gt;" in before
    assert facts_of(group.space).count("exchange.thread.summed_up") == 2
    with scope.use(group.space):
        last = ThreadSummary.objects.filter(thread=thread).first()
    assert last is not None
    with pytest.raises(Refused):
        sum_up(by=group.bob, thread=thread, text="x" * 4001, after=last.pk)


def test_a_summary_is_taken_down_hidden_given_back_and_erased(client: GateClient, group: Group) -> None:
    speaking_english(group)
    thread = wrote(group).thread
    made = sum_up(by=group.bob, thread=thread, text="Zébulon avait tort")
    set_state(by=group.bob, thread=thread, state="parked", reason="Zébulon encore")
    assert made is not None
    assert "Zébulon avait tort" in str(export_led(group.bob.person))
    assert "Zébulon encore" in str(export_led(group.bob.person))
    other_thread = wrote(group, "Autre").thread
    set_state(by=group.bob, thread=other_thread, state="closed", reason="Zébulon, sans qu’on le cache")
    save_template(by=group.alice, subject="Tour de table", text="Chacun son mot")
    assert "Chacun son mot" in str(export_led(group.alice.person))
    hide_words(by=group.alice, kind="thread_summary", target=made.pk, reason="blessant")
    hide_words(by=group.alice, kind="thread_reason", target=thread.pk, reason="blessant")
    client.force_login(group.alice.person)
    url = page(group, "thread", thread=thread.ref)
    assert "Zébulon" not in client.get(url).content.decode()
    other = sum_up(by=group.bob, thread=thread, text="Zébulon revient", after=made.pk)
    assert other is not None
    assert "Zébulon revient" in client.get(url).content.decode()
    erase_person(person=group.bob.person, keeps_name=False)
    for each in (url, page(group, "thread-summaries", thread=thread.ref)):
        assert "Zébulon" not in client.get(each).content.decode()
    assert again(group, other_thread).state_reason == ""
    sum_up(by=group.alice, thread=thread, text="À moi", after=other.pk)
    with scope.use(group.space):
        last = ThreadSummary.objects.filter(thread=thread).first()
    assert last is not None
    sum_up(by=group.alice, thread=thread, text="", after=last.pk)
    assert 'id="where"' not in client.get(url).content.decode()


def test_threads_are_found_by_section_and_state(client: GateClient, group: Group) -> None:
    speaking_english(group)
    client.force_login(group.alice.person)
    for _twice in range(2):
        client.post(page(group, "sections"), {"name": "Chantiers 🌱"})
    with scope.use(group.space):
        section = ThreadSection.objects.get()
    client.post(page(group, "new-thread"), {"subject": "Le toit", "text": "Il fuit", "section": section.ref,
                                            "token": str(uuid.uuid4())})  # fmt: skip
    other = wrote(group, "La fête").thread
    client.post(page(group, "file-thread", thread=other.ref), {"section": section.ref})
    file_thread(by=group.alice, thread=other, section=section)
    client.post(page(group, "file-thread", thread=other.ref), {"section": ""})
    assert facts_of(group.space).count("exchange.thread.filed") == 2
    set_state(by=group.bob, thread=other, state="closed")
    mine = client.get(f"{page(group, 'list')}?rubrique={section.ref}").content.decode()
    assert "Le toit" in mine
    assert "La fête" not in mine
    closed = client.get(f"{page(group, 'list')}?etat=closed").content.decode()
    assert "La fête" in closed
    assert "Le toit" not in closed
    nothing = client.get(f"{page(group, 'list')}?etat=closed&rubrique={section.ref}&mot=%23x").content.decode()
    assert "Le toit" not in nothing
    assert client.get(f"{page(group, 'list')}?etat=toutes&rubrique=nimporte&mot=%F0").status_code == 200
    rename_section(by=group.alice, section=section, name="Travaux")
    remove_section(by=group.alice, section=section)
    with pytest.raises(Refused):
        file_thread(by=group.alice, thread=other, section=section)
    assert client.get(page(group, "rename-section", list_section=section.ref)).status_code == 404
    assert queries.sections_called(group.space, [section.ref])[section.ref].url == ""
    assert "Travaux" not in client.get(page(group, "list")).content.decode()
    back = add_section(by=group.alice, name="TRAVAUX")
    assert back.pk == section.pk
    with scope.use(group.space):
        assert Thread.objects.get(subject="Le toit").section_id == back.pk


def test_sections_are_few_and_named_by_those_who_facilitate(client: GateClient, group: Group) -> None:
    with pytest.raises(NotFound):
        add_section(by=group.bob, name="Non")
    made = [add_section(by=group.alice, name=f"R {n}") for n in range(12)]
    for name in ("r 3", "  ", "treizième", "x" * 61):
        with pytest.raises(Refused):
            add_section(by=group.alice, name=name)
    with pytest.raises(Refused):
        rename_section(by=group.alice, section=made[0], name="R 1")
    with pytest.raises(NotFound):
        rename_section(by=make_group().alice, section=made[0], name="À nous")
    client.force_login(group.bob.person)
    assert client.get(page(group, "sections")).status_code == 404
    assert client.post(page(group, "remove-section", list_section=made[0].ref)).status_code == 404


def test_a_section_is_named_once_told_once_and_comes_back_last(group: Group, monkeypatch: Any) -> None:
    first, second = (add_section(by=group.alice, name=name) for name in ("Un", "Deux"))
    with pytest.raises(Refused):
        rename_section(by=group.alice, section=second, name="UN")
    for _twice in range(2):
        second = rename_section(by=group.alice, section=second, name="DEUX")
    for stranger in (group.bob, make_group().alice):
        with pytest.raises(NotFound):
            remove_section(by=stranger, section=first)
    monkeypatch.setattr("commun.exchange.actions.sections.MOST_SECTIONS", 2)
    for _twice in range(2):
        remove_section(by=group.alice, section=first)
    third = add_section(by=group.alice, name="Trois")
    # The name of one that was removed is free; of two, the one removed last comes back, as it is written now.
    rename_section(by=group.alice, section=third, name="Un")
    with clock.stopped(clock.now() + dt.timedelta(hours=1)):
        remove_section(by=group.alice, section=third)
    remove_section(by=group.alice, section=second)
    for name in ("UN", "Deux"):
        add_section(by=group.alice, name=name)
    assert [(one.ref, one.name) for one in queries.sections_of(group.space)] == [
        (third.ref, "UN"), (second.ref, "Deux"),
    ]  # fmt: skip
    told = [one.rpartition(".")[2] for one in facts_of(group.space, "exchange.section")]
    assert told == ["added", "added", "renamed", "removed", "added", "renamed", "removed", "removed", "added", "added"]


def test_a_template_is_named_once_told_once_and_is_the_groups_own(group: Group, monkeypatch: Any) -> None:
    other = make_group()
    elsewhere = add_section(by=other.alice, name="Ailleurs")
    made = save_template(by=group.alice, subject="Tour", text="Un mot")
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        assert save_template(by=group.alice, subject="Tour", text="Un mot", template=made).written_at < clock.now()
        made = save_template(by=group.alice, subject="TOUR", text="Un mot", template=made)
        assert made.written_at == clock.now()
    for strange in ({"section": elsewhere}, {"template": made, "by": other.alice}):
        with pytest.raises(NotFound):
            save_template(**{"by": group.alice, "subject": "x", "text": "y", **strange})  # type: ignore[arg-type]
    for refused in ({"subject": "tour"}, {"text": "x" * 20_001}):
        with pytest.raises(Refused):
            save_template(**{"by": group.alice, "subject": "x", "text": "y", **refused})  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        remove_template(by=group.bob, template=made)
    monkeypatch.setattr("commun.exchange.actions.thread_templates.MOST_TEMPLATES", 1)
    with pytest.raises(Refused):
        save_template(by=group.alice, subject="Un de trop", text="x")
    for _twice in range(2):
        remove_template(by=group.alice, template=made)
    with pytest.raises(Refused):
        save_template(by=group.alice, subject="Tour", text="Trop tard", template=made)
    told = [one.rpartition(".")[2] for one in facts_of(group.space, "exchange.thread_template")]
    assert told == ["saved", "saved", "removed"]


def test_a_template_makes_the_same_thread_twice(client: GateClient, group: Group) -> None:
    speaking_english(group)
    section = add_section(by=group.alice, name="Vie du groupe")
    client.force_login(group.alice.person)
    given = {
        "subject": f"Re: Tour de table {TRICKS}",
        "text": f"1. Fait\r\n\r\n2. En cours {TRICKS}",
        "section": section.ref,
    }
    client.post(page(group, "new-thread-template"), given)
    with scope.use(group.space):
        template = ThreadTemplate.objects.get()
    client.force_login(group.bob.person)
    new = page(group, "new-thread")
    for hours in range(2):
        # The same words at once would be one message.
        with clock.stopped(clock.now() + dt.timedelta(hours=hours)):
            form = client.get(f"{new}?modele={template.ref}").context["form"]
            sent = {name: form.initial.get(name, "") for name in ("subject", "section", "text", "token")}
            assert client.post(new, sent).status_code == 302
    with scope.use(group.space):
        first, second = Post.objects.select_related("thread").order_by("pk")
    assert first.thread_id != second.thread_id
    same = [(one.thread.subject, one.subject, one.said, one.thread.section_id) for one in (first, second)]
    assert same[0] == same[1]
    assert same[0] == (
        f"Tour de table {TRICKS}",
        f"Tour de table {TRICKS}",
        f"1. Fait\n\n2. En cours {TRICKS}",
        section.pk,
    )


def test_templates_are_written_by_those_who_facilitate_and_starters_come_in_ones_language(
    client: GateClient, group: Group
) -> None:
    speaking_english(group)
    for do in (
        lambda: save_template(by=group.bob, subject="x", text="y"),
        lambda: take_starter(by=group.bob, slug="avis"),
        lambda: take_starter(by=group.alice, slug="rien"),
    ):
        with pytest.raises(NotFound):
            do()
    client.force_login(group.alice.person)
    shown = client.get(page(group, "thread-templates")).content.decode()
    assert "Where each of us is this week" in shown
    for _twice in range(2):
        client.post(page(group, "take-thread-starter", thread_starter="semaine"))
    with scope.use(group.space):
        row = ThreadTemplate.objects.get()
    assert row.text.startswith("One answer each")
    client.post(page(group, "thread-template", thread_template=row.ref), {"subject": row.subject, "text": "À nous"})
    with scope.use(group.space):
        assert ThreadTemplate.objects.get().text == "À nous"
    assert "semaine" not in [one.slug for one in client.get(page(group, "thread-templates")).context["starters"]]
    for subject, text in (("", "x"), ("Re:", "x"), ("x", " "), ("x" * 201, "x")):
        with pytest.raises(Refused):
            save_template(by=group.alice, subject=subject, text=text)
    with pytest.raises(NotFound):
        remove_template(by=make_group().alice, template=row)
    client.force_login(group.bob.person)
    assert client.get(page(group, "thread-template", thread_template=row.ref)).status_code == 404
    client.force_login(group.alice.person)
    client.post(page(group, "remove-thread-template", thread_template=row.ref))
    with scope.use(group.space):
        assert not ThreadTemplate.objects.exists()


def test_threads_that_join_keep_what_was_written_of_each(group: Group) -> None:
    older, younger = wrote(group, "Un").thread, wrote(group, "Deux").thread
    section = add_section(by=group.alice, name="Vie du groupe")
    file_thread(by=group.bob, thread=younger, section=section)
    sum_up(by=group.bob, thread=younger, text="D’accord")
    set_state(by=group.alice, thread=older, state="closed", reason="Fait")
    joined = merge_threads(by=group.bob, thread=younger, other=older)
    row = again(group, joined)
    assert (row.state, row.state_reason, row.section_id) == ("closed", "Fait", section.pk)
    with scope.use(group.space):
        assert [one.text for one in ThreadSummary.objects.filter(thread=row)] == ["D’accord"]
    with pytest.raises(Refused):
        set_state(by=group.bob, thread=younger, state="closed")
    # What joined is counted once.
    assert [one.thread_count for one in queries.sections_of(group.space)] == [1]
    assert [(one.count, one.url) for one in queries.state_chips(group.space, "closed", str)] == [
        (0, "open"), (0, "parked"), (1, ""),
    ]  # fmt: skip
    set_state(by=group.bob, thread=row, state="open")
    assert queries.state_chips(group.space, "", str) == []


def test_the_pages_cost_the_same_for_many(client: GateClient, group: Group) -> None:
    client.force_login(group.alice.person)
    made: list[int] = []

    def more(count: int) -> None:
        for _one in range(count):
            made.append(1)
            thread = wrote(group, f"Fil {len(made)}").thread
            set_state(by=group.bob, thread=thread, state="closed", reason="Fait")
            if len(made) <= 10:
                file_thread(by=group.bob, thread=thread, section=add_section(by=group.alice, name=f"R {len(made)}"))
                save_template(by=group.alice, subject=f"M {len(made)}", text="x")

    more(1)
    for name in ("list", "sections", "thread-templates", "new-thread"):
        assert_flat(more, lambda name=name: client.get(page(group, name)), 2, 6)  # type: ignore[misc]
    thread = wrote(group).thread
    sum_up(by=group.bob, thread=thread, text="un")
    set_state(by=group.bob, thread=thread, state="parked", reason="x")
    with at_most(18):
        client.get(page(group, "thread", thread=thread.ref))


def test_the_summary_tells_where_threads_stand_once(group: Group) -> None:
    speaking_english(group)
    now = clock.now()
    with clock.stopped(now - dt.timedelta(days=3)):
        choose_reading(by=group.bob, mode="daily")
        closed, quiet, muted, own, mine, emptied, joined = (
            wrote(group, f"Fil {n}", by=group.alice).thread for n in range(7)
        )
        last = sum_up(by=group.alice, thread=emptied, text="Repris plus tard")
        sum_up(by=group.alice, thread=closed, text="Déjà dit")
        set_state(by=group.alice, thread=quiet, state="parked", reason="Déjà dit")
        assert last is not None
        send_summary(subscription=subscription_of(group))
    with clock.stopped(now - dt.timedelta(days=1)):
        set_state(by=group.alice, thread=closed, state="closed", reason="Le toit est fini")
        sum_up(by=group.alice, thread=quiet, text="D’accord sur le devis")
        set_state(by=group.alice, thread=muted, state="closed", reason="En sourdine")
        read_thread(by=group.bob, thread=muted, stance="muted")
        set_state(by=group.bob, thread=own, state="parked", reason="Par moi-même")
        sum_up(by=group.bob, thread=mine, text="Par moi-même")
        sum_up(by=group.alice, thread=emptied, text="", after=last.pk)
        set_state(by=group.alice, thread=joined, state="closed", reason="Ailleurs")
        merge_threads(by=group.alice, thread=joined, other=closed)
    OutgoingMail.objects.all().delete()
    for _twice in range(2):
        send_summary(subscription=subscription_of(group))
    mail = OutgoingMail.objects.get()
    assert "news of 2 threads" in mail.subject
    for body in (mail.text, mail.html):
        assert "Le toit est fini" in body
        assert "D’accord sur le devis" in body
        assert "En sourdine" not in body
        assert "Par moi-même" not in body
        assert "Déjà dit" not in body


def subscription_of(group: Group) -> Subscription:
    with scope.use(group.space):
        return Subscription.objects.select_related("space").get(membership=group.bob)
