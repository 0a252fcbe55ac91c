"""What is written in a group never reaches an outsider: not by a result, a count, a suggestion, a feed, a file.

One group whose every thing bears a word that nobody else writes; everybody who is not in it looks everywhere.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Model, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commun.bids.models import Bid, BidSection, Project, TeamPart
from commun.core import clock, registries, scope
from commun.core.models import KeptFile, SearchDocument, SearchWord, Space, WrittenText
from commun.core.search import asking, indexing
from commun.core.search.asking import Reader
from commun.core.search.sources import sources
from commun.core.writing.access import right_of
from commun.exchange.actions.feeds import open_feed
from commun.exchange.feed_tokens import token_of
from commun.exchange.models import Offer, Post, PostFile, SharedThing, Thread
from commun.exchange.queries.feed_live import listener_of
from commun.governance.live import may_listen
from commun.governance.models import (
    Action,
    AgendaItem,
    ArticleVersion,
    Decision,
    DecisionVersion,
    Definition,
    Meeting,
    Membership,
    MinuteLine,
    Process,
    Role,
)
from commun.governance.policies import spaces_of
from commun.people.models import Person
from commun.value.models import JointWork, SharingKey
from tests.exchange.search_world import ask, everything_told
from tests.house.test_policy_matrix import INSIDE, NOON, OWN_PAGES, Town, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# The word, a slip of it, and one of the same length that is written nowhere.
SECRET, SLIP, NOTHING = "mirabelliflore", "mirabeliflore", "quadriphosphate"
SAID: dict[type[Model], tuple[str, ...]] = {
    Decision: ("title",), DecisionVersion: ("title", "text"), Meeting: ("title",), MinuteLine: ("text",),
    AgendaItem: ("title",), Action: ("title",), Role: ("name", "purpose"), ArticleVersion: ("body",),
    Process: ("title", "guidance"), Definition: ("text",), Bid: ("title",), BidSection: ("title",),
    Project: ("title", "approach"), KeptFile: ("name",), JointWork: ("title",), SharingKey: ("name",),
    Thread: ("subject",), Post: ("said",), PostFile: ("name",), Offer: ("title", "words"),
    SharedThing: ("name", "words"), WrittenText: ("plain",),
}  # fmt: skip


class Secretive(Town):
    """The town of the matrix, where everything of the group bears the word, and so does who is in it."""

    def __init__(self) -> None:
        super().__init__()
        Definition(space=self.group, position=1, text="Nous.", since=clock.today()).save()
        with scope.use(self.group):
            for model, fields in SAID.items():
                for name in fields:
                    most = model._meta.get_field(name).max_length or 10_000
                    rows = model._default_manager.all()
                    assert rows.exists(), model
                    rows.update(**{name: Concat(Value(f"{SECRET} "), F(name))})
                    assert all(len(text) <= most for text in rows.values_list(name, flat=True))
        Person.objects.filter(pk=self.insider.pk).update(trade=SECRET)
        self.people["elsewhere"] = self.away.person
        self.outside = {state: person for state, person in self.people.items() if state not in INSIDE}
        indexing.index_everything()


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Secretive]:
    with django_db_blocker.unblock(), clock.stopped(NOON), translation.override("fr"), transaction.atomic():
        yield Secretive()
        transaction.set_rollback(True)


@pytest.fixture
def town(built: Secretive, db: None) -> Secretive:
    for one in (built.group, built.other):
        one.refresh_from_db()
    return built


def of_group(town: Secretive) -> list[SearchDocument]:
    with scope.use(town.group):
        return list(SearchDocument.objects.order_by("source", "pk"))


def test_every_kind_of_page_bears_the_word(town: Secretive) -> None:
    said = {row.source for row in of_group(town) if SECRET in f"{row.title} {row.body}"}
    assert set(sources.names()) - said == set()


@pytest.mark.parametrize(
    "words", [SECRET, SLIP, f"{SECRET} local", f"-x {SECRET[:-1]}", f'"{SECRET}"', "local", "décision"]
)
def test_no_outsider_finds_it_nor_how_often_it_was_written(town: Secretive, words: str) -> None:
    assert ask(town.insider, SECRET).total >= len(sources)
    for state, person in town.outside.items():
        if person is None:
            continue
        found = ask(person, words)
        assert SECRET not in everything_told(found), state
        mine = {space.pk for space in found.groups}
        assert town.group.pk not in mine, state
        if words in {SECRET, SLIP}:
            assert (found.total, sum(found.kinds.values()), found.meant, list(found.people)) == (0, 0, "", []), state


def test_the_page_of_an_outsider_is_the_same_as_for_a_word_that_nobody_wrote(town: Secretive) -> None:
    for state, person in town.outside.items():
        client = visitor(person)
        bodies = []
        for words in (SECRET, NOTHING):
            response = client.get(reverse("search"), {"q": words})
            bodies.append((response.status_code, _plain(response).replace(words, "")))
        assert bodies[0] == bodies[1], state
        here = reverse("exchange:search", kwargs={"space_slug": town.group.slug})
        nowhere = reverse("exchange:search", kwargs={"space_slug": "nulle-part"})
        if person is not None:
            first, second = client.get(here, {"q": SECRET}), client.get(nowhere, {"q": SECRET})
            assert (first.status_code, _plain(first)) == (second.status_code, _plain(second)) == (404, _plain(second))


def _plain(response: Any) -> str:
    """Without what is drawn by lot for each page."""
    text = response.content.decode(errors="replace")
    return re.sub(r'(csrfmiddlewaretoken" value="|nonce-)[^"]+', "", text)


def test_what_one_finds_is_what_one_opens_and_the_other_way_round(town: Secretive) -> None:
    """The policy of the pages and the keys of the search say the same, thing by thing, person by person."""
    wrong = []
    # One page of each kind; the files, which not everybody of the group opens, all of them.
    rows = of_group(town)
    rows = [*{row.source: row for row in rows}.values(), *(row for row in rows if row.source == "bids.files")]
    for state in ("member", "dormant", "insider", "left", "elsewhere"):
        person = town.insider if state == "insider" else town.people[state]
        client = visitor(person)
        reader = asking.reader_of(person, list({space.pk for space in _spaces(person)}))
        found = set(asking.readable(reader).values_list("pk", flat=True))
        for row in rows:
            opens = client.get(row.url.partition("#")[0]).status_code == 200
            if opens != (row.pk in found):
                wrong.append((state, row.source, row.url, opens))
    assert wrong == []


def _spaces(person: Any) -> list[Space]:
    return list(spaces_of(person))


def test_who_comes_in_finds_at_once_and_who_leaves_finds_no_more(town: Secretive) -> None:
    person = town.people["applicant"]
    assert person is not None
    rows = Membership._base_manager.filter(space=town.group, person=person)
    for state, _label in Membership.State.choices:
        rows.update(state=state)
        assert bool(ask(person, SECRET).total) == (state in INSIDE), state


def test_the_files_of_an_answer_are_found_by_its_team_awake(town: Secretive) -> None:
    with scope.use(town.group):
        people = {part.membership.person for part in TeamPart.objects.filter(state="joined").exclude(membership=None)}
    finders = [person for person in people if ask(person, SECRET, source="bids.files").total]
    assert finders
    assert ask(town.people["member"], SECRET, source="bids.files").total == 0
    for person in finders:
        Membership._base_manager.filter(space=town.group, person=person).update(state="dormant")
        assert ask(person, SECRET).total > 0
        assert ask(person, SECRET, source="bids.files").total == 0


def test_no_page_of_ones_own_tells_it_to_an_outsider(town: Secretive) -> None:
    told = []
    for state in ("signed_out", "stranger", "left", "elsewhere"):
        client = visitor(town.outside[state])
        for name in OWN_PAGES:
            try:
                path = reverse(name, kwargs=town.arguments(name, town.theirs))
            except (KeyError, NoReverseMatch):
                continue
            response = client.get(path)
            if not response.streaming and SECRET in response.content.decode(errors="replace"):
                told.append((state, name))
        for path in ("/robots.txt", "/sitemap.xml", "/sitemap-g.xml", "/feed/", "/rss/", "/.well-known/search"):
            assert SECRET not in client.get(path).content.decode(errors="replace")
    assert told == []


def test_no_digest_nor_list_nor_calendar_nor_export_tells_it(town: Secretive) -> None:
    since, until = clock.now() - dt.timedelta(days=400), clock.now() + dt.timedelta(days=400)
    for state, person in town.outside.items():
        if person is None:
            continue
        with scope.everywhere("what the house tells one person"):
            told: list[Any] = [event for section in registries.digest for event in section.events(person, since, until)]
            told += [item for source in registries.todo for item in source(person)]
            told += [one for source in registries.calendar for one in source(person, since.date(), until.date())]
            told += [note for source in registries.digest_notes for note in source(person)]
        assert SECRET not in str(told), state


def test_no_feed_nor_live_stream_tells_it(town: Secretive) -> None:
    town.group.collective.is_public = True
    town.group.collective.save()
    meeting = str(town.mine["meeting"])
    for state, person in town.outside.items():
        client = visitor(person)
        for name in ("exchange:public-feed", "exchange:public-activities", "governance:presentation"):
            page = client.get(reverse(name, kwargs={"space_slug": town.group.slug}))
            # The definition is what the group shows to everybody: it is the only one to bear the word.
            assert page.content.decode().count(SECRET) <= (1 if name == "governance:presentation" else 0), (state, name)
        key = client.session.session_key or ""
        assert listener_of(key, town.group.slug, 0) is None, state
        assert not may_listen(key, town.group.slug, meeting), state
        if person is not None:
            with scope.use(town.group):
                texts = list(WrittenText.objects.filter(kind=BidSection.TEXT_KIND))
                assert texts
                assert [text.ref for text in texts if right_of(person.pk, text).may_read] == [], state


def test_the_secret_address_of_a_feed_ends_with_the_membership(town: Secretive) -> None:
    member = Membership._base_manager.get(space=town.group, person=town.people["member"])
    address = reverse("feed-atom", kwargs={"token": token_of(open_feed(by=member))})
    assert SECRET in Client().get(address).content.decode()
    for state, _label in Membership.State.choices:
        Membership._base_manager.filter(pk=member.pk).update(state=state)
        response = Client().get(address)
        assert (response.status_code == 200) == (state in INSIDE), state
        assert state in INSIDE or SECRET not in response.content.decode()


FILES = (
    ("bids:bid-file", "bid_file"), ("bids:project-file", "project_file"), ("exchange:post-file", "post_file"),
    ("exchange:mail-file", "post"), ("exchange:thread", "thread"), ("exchange:original-mail", "post"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "argument"), FILES)
def test_the_address_of_a_message_or_of_a_file_says_nothing_not_even_that_it_is_there(
    town: Secretive, name: str, argument: str
) -> None:
    for state, person in town.outside.items():
        client = visitor(person)
        there, not_there = (
            client.get(reverse(name, kwargs={"space_slug": town.group.slug, argument: ref}))
            for ref in (town.mine[argument], "0" * 10)
        )
        assert there.status_code == not_there.status_code in {404, 302}, state
        if there.status_code == 404:
            assert _plain(there) == _plain(not_there), state


KEYS = ["in:1", "in:2", "team:1", "team:2", "me:3"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_whatever_keys_and_groups_one_holds_one_reads_what_they_open_and_no_more(
    town: Secretive, data: st.DataObject
) -> None:
    """Results, counts and suggestions, over drawn documents and drawn readers."""
    drawn = data.draw(
        st.lists(
            st.tuples(st.sampled_from([0, 1]), st.lists(st.sampled_from(KEYS), min_size=1, max_size=3)), max_size=8
        )
    )
    groups = [town.group.pk, town.other.pk]
    with transaction.atomic(), scope.everywhere("a test over two groups"):
        SearchDocument.objects.all().delete()
        for number, (group, readers) in enumerate(drawn):
            word = f"prunelle{'abcdefgh'[number]}"
            SearchDocument.objects.create(
                space_id=groups[group], source="exchange.posts", ref=str(number), readers=readers, url="/", title=word,
                body="sujet", at=clock.now(), digest=str(number), search=f"'{word}':1A 'sujet':2C",
            )  # fmt: skip
            SearchWord.objects.get_or_create(space_id=groups[group], word=word)
        held = data.draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=4))
        spaces = data.draw(st.lists(st.sampled_from(groups), unique=True, max_size=2))
        reader = Reader(tuple(held), tuple(spaces))
        may = {
            number for number, (group, keys) in enumerate(drawn) if groups[group] in spaces and set(keys) & set(held)
        }
        asked = asking.asked_of("sujet")
        tallies, rows = asking.answers(reader, asked)
        assert {int(row.ref) for row in rows} == may
        assert sum(one.count for one in tallies) == len(may)
        assert {one.space_id for one in tallies} == {groups[drawn[number][0]] for number in may}
        for number in range(len(drawn)):
            letter = "abcdefgh"[number]
            proposed = asking.meant(reader, asking.asked_of(f"prunele{letter}"))
            assert proposed in {"", *(f"prunelle{'abcdefgh'[one]}" for one in may)}
        transaction.set_rollback(True)
