"""The search over everything: French words, kinds and groups, odd words, and the page (R1, D8)."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commun.core import clock, jobs, journal, scope
from commun.core.models import SearchDocument, SearchWord, Space
from commun.core.search import asking, indexing
from commun.core.search.sources import sources
from commun.core.urls import here
from commun.exchange.actions.news import bring_news
from commun.exchange.actions.offers import OfferSheet, write_offer
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.things import ThingSheet, move_thing, share_thing
from commun.exchange.actions.thread_life import sum_up
from commun.exchange.actions.threads import merge_threads
from commun.exchange.journal import threads
from commun.exchange.models import Post, ThreadSummary
from commun.exchange.queries.searching import Search, Wish
from commun.governance import actions
from commun.governance.actions.agenda import withdraw_point
from commun.governance.actions.charter import Proposal
from commun.governance.actions.decisions import Draft
from commun.governance.actions.meeting_series import SeriesPlan, create_series
from commun.governance.actions.meetings import MeetingPlan, open_meeting, plan_meeting
from commun.governance.actions.moderation import hide_words, show_again
from commun.governance.actions.processes import OptionWish
from commun.governance.models import Meeting, Membership
from commun.people.actions.activities import ActivityContent, add_activity
from commun.people.actions.erasure import erase_person
from commun.people.models import Person
from commun.tenders.models import Notice
from tests.exchange.search_world import ask, indexed, titles
from tests.governance.vote_world import opened
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = pytest.mark.django_db


def test_an_endless_word_stops_neither_the_search_nor_those_who_write(
    group: Group, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as heard:
        write_post(by=group.bob, token="0" * 32, subject="Lien", text="x" * 3000 + " boussole")
    # Django names what fails after a commit; what has no name makes the page itself fail.
    followers = [one for one in heard if getattr(one, "func", None) in journal.followers]
    assert followers
    assert all(hasattr(one, "__qualname__") for one in followers)
    indexed()
    assert "Lien" in titles(group.alice.person, "boussole")


def voiced(member: Membership, title: str, text: str = "") -> str:
    return actions.voice(by=member, draft=Draft(title=title, text=text, concerned="Le groupe")).ref


def posted(member: Membership, subject: str, text: str, number: int = 1) -> str:
    return write_post(by=member, token=f"0000-{member.pk:08x}-{number:08x}", text=text, subject=subject).ref


@pytest.mark.parametrize("words", ["décision", "decisions", "DÉCISIONS", "les décisions", "decision"])
def test_accents_and_plurals_do_not_matter(group: Group, words: str) -> None:
    voiced(group.alice, "Écrire nos décisions au propre")
    voiced(group.alice, "Louer un local")
    indexed()
    assert titles(group.bob.person, f"{words} propre") == ["Écrire nos décisions au propre"]


def test_the_text_is_searched_too_and_the_title_counts_more(group: Group) -> None:
    voiced(group.alice, "Autre chose", text="Trésorerie.")
    voiced(group.alice, "La trésorerie", text="Qui la tient ? " + "Et comment, et jusqu’à quand ? " * 20)
    voiced(group.alice, "Encore autre chose", text="Trésorerie. " + "Et comment, et jusqu’à quand ? " * 20)
    with clock.stopped(clock.now() - dt.timedelta(days=4000)):
        voiced(group.alice, "La vieille trésorerie")
    indexed()
    assert titles(group.bob.person, "trésoreries") == [
        "La trésorerie", "La vieille trésorerie", "Autre chose", "Encore autre chose",
    ]  # fmt: skip


def test_what_is_typed_is_cut_to_what_a_box_needs() -> None:
    assert len(asking.asked_of("x" * 10_000).text) == asking.LONGEST
    assert len(asking.asked_of(" ".join(f"mot{n}" for n in range(60))).query.groups) == asking.MOST_GROUPS
    # Refusals alone look for nothing.
    assert not asking.asked_of("-potager")


def test_what_was_said_before_an_amendment_is_found_no_more(group: Group) -> None:
    row = actions.voice(by=group.alice, draft=Draft(title="Le local", text="Près du canal.", concerned="Tous"))
    indexed()
    assert len(titles(group.bob.person, "canal")) == 1
    actions.amend(by=group.alice, decision=row, draft=Draft(title="Le local", text="Près du parc."), note="")
    indexed()
    assert titles(group.bob.person, "canal") == []
    assert len(titles(group.bob.person, "parc")) == 1


def test_every_kind_answers_and_each_says_how_many(group: Group) -> None:
    said = {"title": "Le potager", "body": "On arrose.", "scope": "", "gates": [], "review_on": None}
    change = {"kind": "charter.text", "text_kind": "charter", "title": "Charte", "bindingness": "engage"}
    proposal = Proposal(title="Adopter", why="", change={**change, "articles": [said]})
    decision = actions.propose_charter_change(by=group.alice, proposal=proposal)
    actions.adopt(decision=decision, actor=journal.Person(group.alice.person_id))
    card = actions.Card("Gardien du potager", "Arroser.", "support", 60, expectations=["Être là"], filling="self")
    actions.create_role(by=group.alice, card=card)
    voiced(group.alice, "Agrandir le potager")
    plan_meeting(by=group.alice, plan=MeetingPlan("Au potager", clock.today(), dt.time(15), 60))
    write_offer(by=group.alice, sheet=OfferSheet("offer", "time", "Une heure de potager"))
    posted(group.bob, "Le potager", "Qui vient samedi ?")
    indexed()
    found = ask(group.bob.person, "potagers")
    kinds = {name: count for name, count in found.kinds.items() if count}
    assert kinds == {
        "governance.articles": 1, "governance.roles": 1, "governance.decisions": 1, "governance.meetings": 1,
        "exchange.offers": 1, "exchange.posts": 1,
    }  # fmt: skip
    assert found.total == len(found.hits) == 6
    one = ask(group.bob.person, "potagers", source="exchange.posts")
    assert (one.total, [hit.by for hit in one.hits]) == (1, ["Bob Durand"])


def test_a_gathering_finds_a_meeting_by_another_name(group: Group) -> None:
    plan_meeting(by=group.alice, plan=MeetingPlan("La séance de mars", clock.today(), dt.time(15), 60))
    indexed()
    assert len(titles(group.bob.person, "réunion")) == 1


def test_filters_and_order(group: Group) -> None:
    other = make_space("Ailleurs", "ailleurs")
    bob = make_member(other, group.bob.person)
    voiced(group.alice, "Le potager du haut")
    with clock.stopped(clock.now() - dt.timedelta(days=400)):
        voiced(bob, "Potager, potager, potager")
    posted(group.bob, "Samedi", "Le potager.")
    indexed()
    person = group.bob.person
    assert ask(person, "potager").total == 3
    assert {space.slug: count for space, count in ask(person, "potager").groups.items()} == {
        "ailleurs": 1, group.space.slug: 2,
    }  # fmt: skip
    found = ask(person, "potager", space=other)
    assert (found.total, [hit.group for hit in found.hits]) == (1, ["Ailleurs"])
    # Whatever keys one holds: nothing of a group that is not asked is counted.
    reader = asking.reader_of(person, [other.pk])
    assert [one.space_id for one in asking.answers(reader, asking.asked_of("potager"))[0]] == [other.pk]
    assert ask(person, "potager", source="governance.decisions").total == 2
    newest = [hit.at for hit in ask(person, "potager", newest=True).hits]
    assert newest == sorted(newest, reverse=True)


def test_notices_answer_apart(group: Group, client: GateClient) -> None:
    from commun.algo.text import as_tsvector

    for number in range(5):
        title = f"Étude du potager {number}"
        Notice.objects.create(
            state="open", title=title, buyer="Ville", published_on=clock.today(), created_at=clock.now(),
            deadline_at=clock.now() + dt.timedelta(days=20), changed_at=clock.now(),
            search=as_tsvector([(title, "A")]),
        )  # fmt: skip
    found = ask(group.bob.person, "potager")
    assert (found.total, found.notice_count, len(found.notices)) == (0, 5, 3)
    assert len(ask(group.bob.person, "potager", source="avis").hits) == 5
    # A page beyond the last is the last; the chip of notices stays when another kind is asked.
    beyond = Search(group.bob.person, Wish(asking.asked_of("potager"), "avis", number=2)).found()
    assert (beyond.notice_count, len(beyond.hits), beyond.page.number) == (5, 5, 1)
    other = ask(group.bob.person, "potager", source="governance.decisions")
    assert (other.notice_count, list(other.notices)) == (5, [])
    assert ask(group.chloe, "potager").notice_count == 0
    client.force_login(group.bob.person)
    chips = client.get("/chercher/", {"q": "potager"}).context["kinds"]
    assert [chip["count"] for chip in chips] == [5, 5], "all kinds together hold the notices"


def test_the_page_says_what_it_found_or_that_there_is_nothing(group: Group, client: GateClient) -> None:
    ref = voiced(group.alice, "Le potager <b>d’en bas</b>")
    indexed()
    client.force_login(group.bob.person)
    for url in (reverse("search"), here(group.space.slug, "exchange:search")):
        assert '<ul class="c-soft">' in client.get(url).content.decode()
        found = client.get(url, {"q": "potagers"}).content.decode()
        assert here(group.space.slug, "governance:decision", decision=ref) in found
        assert "<mark>potager</mark> &lt;b&gt;" in found
        nothing = client.get(url, {"q": "introuvable"}).content.decode()
        assert "c-empty" in nothing
        assert "introuvable" in nothing


def test_somebody_in_no_group_is_told_so_and_a_stranger_of_the_group_gets_404(group: Group, client: GateClient) -> None:
    client.force_login(group.chloe)
    assert "c-empty" in client.get(reverse("search"), {"q": "potager"}).content.decode()
    assert client.get(here(group.space.slug, "exchange:search")).status_code == 404


def test_every_page_has_the_box(group: Group, client: GateClient) -> None:
    client.force_login(group.bob.person)
    page = client.get(here(group.space.slug, "governance:decisions")).content.decode()
    assert f'action="{reverse("search")}"' in page


ODD = [
    "", "   ", "-", '"', "-potager", "a:* & !", "'; drop table x", "x" * 10_000, "🙂", "é" * 500, "(((", "<->",
    "\\", "'\\'", "%", "NOT AND OR", '"a" "b', "1 2 3", "&&|| !(", "\u202e", "a" * 300 + "'", "e\u0301\u0301",
]  # fmt: skip


@pytest.mark.parametrize("words", ODD)
def test_odd_words_lose_nothing(group: Group, client: GateClient, words: str) -> None:
    voiced(group.alice, "Le potager")
    indexed()
    client.force_login(group.bob.person)
    assert client.get(reverse("search"), {"q": words}).status_code == 200


@pytest.mark.parametrize("address", ["page=0", "page=-1", "page=9999", "page=²", "page=x", "sorte=rien", "ordre=x"])
def test_odd_addresses_show_the_page(group: Group, client: GateClient, address: str) -> None:
    voiced(group.alice, "Le potager")
    indexed()
    client.force_login(group.bob.person)
    assert client.get(f"{reverse('search')}?q=potager&{address}").status_code == 200


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
@example("aujourd’hui l'eau 10:30 <b>")
def test_any_words_can_be_asked(group: Group, words: str) -> None:
    ask(group.alice.person, words)


def test_the_page_costs_the_same_with_many_results(group: Group, client: GateClient) -> None:
    client.force_login(group.bob.person)

    def add(count: int) -> None:
        for number in range(count):
            voiced(group.alice, f"Le potager {number}")
            posted(group.bob, "Potager", "Oui.", number + 100 * count)
        indexed()

    # Below five results, one query more looks for a name that was perhaps meant.
    assert_flat(add, lambda: client.get(reverse("search"), {"q": "potager"}), small=5, large=30)


def test_pages_follow_one_another_without_loss(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(45):
        voiced(group.alice, f"Le potager {number}")
    indexed()
    reader = asking.reader_of(group.bob.person, [group.space.pk])
    asked = asking.asked_of("potager")
    pages = [asking.answers(reader, asked, offset=offset)[1] for offset in (0, 20, 40)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({row.pk for page in pages for row in page}) == 45
    # A page beyond the last is the last; notices stand on the first alone.
    with monkeypatch.context() as with_notices:
        with_notices.setattr(Search, "_notices", lambda self: (["Un avis"], 1))
        first, beyond = (Search(group.bob.person, Wish(asked, number=number)).found() for number in (1, 99))
    assert (beyond.page.number, len(beyond.hits)) == (3, 5)
    monkeypatch.setattr(asking, "RANKED", 30)
    last = Search(group.bob.person, Wish(asked, number=99)).found()
    assert (last.total, last.page.number, len(last.hits)) == (45, 2, 10)
    assert (list(first.notices), list(beyond.notices)) == (["Un avis"], [])


def test_indexing_again_changes_nothing_and_repairs_what_is_wrong(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexing.index_space(group.space)
    voiced(group.alice, "Le potager")
    indexed()
    assert indexing.index_space(group.space) == 0
    with scope.use(group.space):
        SearchDocument.objects.filter(source="governance.decisions").update(digest="", title="Autre")
        lost = SearchDocument.objects.get(source="governance.groups")
        lost.delete()
        SearchDocument.objects.filter(source="governance.people").update(source="gone.room")
    assert indexing.index_space(group.space) == 1 + 1 + 2 + 2
    # Words are read otherwise from now on: all is written again.
    monkeypatch.setattr(indexing, "TERMS", 0)
    assert indexing.index_space(group.space) == SearchDocument._base_manager.filter(space=group.space).count() > 3
    assert titles(group.bob.person, "potager") == ["Le potager"]


def test_a_change_is_found_once_its_transaction_is_over(group: Group, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        voiced(group.alice, "Le potager")
    assert titles(group.bob.person, "potager") == ["Le potager"]


def test_what_a_dead_process_left_is_followed_by_the_clock(group: Group) -> None:
    indexed()
    voiced(group.alice, "Le potager")
    assert titles(group.bob.person, "potager") == []
    indexing.catch_up()
    assert titles(group.bob.person, "potager") == ["Le potager"]


def test_a_person_is_found_by_what_they_do_and_no_more_once_they_left(group: Group) -> None:
    Person.objects.filter(pk=group.bob.person_id).update(trade="Paysagiste")
    indexing.index_space(group.space)
    assert titles(group.alice.person, "paysagistes") == ["Bob Durand"]
    # Nobody wrote a person; who is in one group is not told which.
    (hit,) = ask(group.alice.person, "paysagistes").hits
    assert (hit.by, hit.group) == ("", "")
    actions.leave(member=group.bob, shown_as="")
    indexed()
    assert titles(group.alice.person, "paysagistes") == []
    assert titles(group.bob.person, "alice") == []


def test_the_house_itself_is_nobodys_result(group: Group) -> None:
    journal.house()
    indexing.index_everything()
    with scope.use(Space.objects.get(slug=journal.HOUSE_SLUG)):
        assert not SearchDocument.objects.exists()


def test_what_was_hidden_or_erased_is_found_no_more(group: Group) -> None:
    posted(group.bob, "La récolte", "Les mirabelles sont mûres")
    # Bob's words in a thread that is Alice's: its subject does not change.
    hers = posted(group.alice, "Le verger", "Qui vient ?")
    with scope.use(group.space):
        post = Post.objects.get(said__contains="mirabelles")
        thread = Post.objects.select_related("thread").get(ref=hers).thread
    write_post(by=group.bob, token="0000-0000-0000-0000-0009", text="Moi, pour les quetsches", thread=thread)
    indexed()
    assert ask(group.alice.person, "quetsches").total == 1
    person = group.alice.person
    assert ask(person, "mirabelles").total == 1
    hidden = hide_words(by=group.alice, kind="post", target=post.pk, reason="Hors sujet")
    indexed()
    assert (ask(person, "mirabelles").total, ask(person, "mirabolles").meant) == (0, "")
    show_again(by=group.alice, hidden=hidden)
    indexed()
    assert (ask(person, "mirabelles").total, ask(person, "mirabolles").meant) == (1, "mirabelles")
    erase_person(person=group.bob.person, keeps_name=False)
    indexed()
    assert (ask(person, "mirabelles").total, ask(person, "mirabolles").meant) == (0, "")
    assert ask(person, "Durand").total == ask(person, "quetsches").total == 0
    indexing.index_space(group.space)
    with scope.use(group.space):
        assert not SearchDocument.objects.filter(body__icontains="mirabelle").exists()
        assert not SearchWord.objects.filter(word__startswith="mirabelle").exists()


def test_a_line_taken_out_and_a_thing_withdrawn_are_found_no_more(
    group: Group, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = plan_meeting(by=group.alice, plan=MeetingPlan("Lundi", clock.today(), dt.time(15), 60))
    line = actions.write_line(by=group.alice, meeting=open_meeting(by=group.alice, meeting=meeting), text="Mirabelles")
    thing = share_thing(by=group.alice, sheet=ThingSheet("Le pressoir à mirabelles"))
    indexed()
    assert ask(group.bob.person, "mirabelles").total == 2
    with django_capture_on_commit_callbacks(execute=True):
        move_thing(by=group.alice, thing=thing, is_shared=False)
        actions.remove_line(by=group.alice, line=line)
    assert ask(group.bob.person, "mirabelles").total == 0


def test_a_point_or_news_that_were_withdrawn_are_found_no_more(group: Group) -> None:
    plan_meeting(by=group.alice, plan=MeetingPlan("Lundi", clock.today() + dt.timedelta(days=3), dt.time(15), 60))
    item = bring_news(by=group.bob, title="Les quetsches", detail="On les a perdues")
    indexed()
    assert [ask(group.alice.person, words).total for words in ("quetsches", "perdues")] == [1, 1]
    withdraw_point(by=group.bob, item=item)
    indexed()
    assert [ask(group.alice.person, words).total for words in ("quetsches", "perdues")] == [0, 0]


def test_what_one_may_choose_in_a_vote_is_found(group: Group) -> None:
    chosen = [OptionWish("Des mirabelles", detail="Au verger"), OptionWish("Rien")]
    process = opened(group.alice, "approval", options=chosen)
    indexed()
    for words in ("mirabelle", "verger"):
        (hit,) = ask(group.bob.person, words).hits
        assert process.ref in hit.url


def test_where_a_thread_stands_is_found_as_its_page_says_it(group: Group) -> None:
    person = group.alice.person
    threads_ = []
    for number, subject in enumerate(("Le local", "Le loyer")):
        with scope.use(group.space):
            ref = posted(group.bob, subject, "Qui vient ?", number)
            threads_.append(Post.objects.select_related("thread__space").get(ref=ref).thread)
    one, other = threads_
    sum_up(by=group.bob, thread=one, text="On a choisi rue des Mirabelles")
    indexed()
    (hit,) = ask(person, "mirabelles").hits
    assert (hit.url, hit.by) == (here(group.space.slug, "exchange:thread", thread=one.ref), "Bob Durand")
    assert ask(group.chloe, "mirabelles").total == 0
    with scope.use(group.space):
        last = ThreadSummary.objects.get()
    hidden = hide_words(by=group.alice, kind="thread_summary", target=last.pk, reason="Hors sujet")
    indexed()
    assert ask(person, "mirabelles").total == 0
    show_again(by=group.alice, hidden=hidden)
    sum_up(by=group.bob, thread=one, text="On a choisi rue des Quetsches", after=last.pk)
    sum_up(by=group.bob, thread=other, text="Le prix des coings")
    indexed()
    merge_threads(by=group.bob, thread=one, other=other)
    indexed()
    # The last one that was written stands at the head, whichever thread it was of.
    assert [ask(person, words).total for words in ("mirabelles", "quetsches", "coings")] == [0, 0, 1]
    assert [hit.url for hit in ask(person, "coings").hits] == [hit.url]
    erase_person(person=group.bob.person, keeps_name=False)
    indexed()
    assert ask(person, "coings").total == 0


def test_dates_far_ahead_without_an_agenda_are_not_found_yet(group: Group) -> None:
    plan = SeriesPlan("Le potager", "FREQ=MONTHLY;BYDAY=3MO", clock.today(), dt.time(10), 120)
    create_series(by=group.alice, plan=plan)
    indexed()
    with scope.use(group.space):
        assert Meeting.objects.count() > ask(group.bob.person, "potager").total == 1


def test_one_more_message_does_not_read_the_whole_thread_again(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    first = posted(group.bob, "Le potager", "Qui vient ?")
    indexed()
    with scope.use(group.space):
        thread = Post.objects.get(ref=first).thread
    again = write_post(by=group.alice, token="0000-0000-0000-0000-0002", text="Moi, au potager", thread=thread)
    asked = []
    posts: Any = sources.get("exchange.posts")
    read = posts.documents
    monkeypatch.setitem(sources._items, "exchange.posts", dataclasses.replace(
        posts, documents=lambda space_id, refs: asked.append(refs) or read(space_id, refs)
    ))  # fmt: skip
    indexed()
    assert asked == [[again.ref]]
    assert ask(group.bob.person, "potager", source="exchange.posts").total == 2


def test_an_archive_brought_in_is_read_by_a_job(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed()
    jobs_asked: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue_once", lambda task, key, **named: jobs_asked.append((key, named)))
    journal.record(
        threads.ARCHIVE_READ, space=group.space, actor=journal.PROGRAM, about=("mailing_list", group.space.slug)
    )
    indexed()
    assert jobs_asked == [(f"search:{group.space.pk}", {"space_id": group.space.pk})]


def test_what_one_says_of_oneself_is_found_in_each_of_ones_groups(
    group: Group, django_capture_on_commit_callbacks: Any
) -> None:
    journal.house()
    indexing.index_everything()
    other = make_member(make_space("Ailleurs"), make_person("Zoé"))
    make_member(other.space, group.bob.person)
    with django_capture_on_commit_callbacks(execute=True):
        add_activity(person=group.bob.person, content=ActivityContent(label="Greffe de pruniers"))
    for person in (group.alice.person, other.person):
        assert titles(person, "pruniers") == ["Bob Durand"]
