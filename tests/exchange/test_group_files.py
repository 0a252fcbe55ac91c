"""The files of a group on one page: those that one may open, wherever they hang, newest first."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commun.bids.actions.folders import add_bid_file
from commun.bids.actions.project_papers import add_file
from commun.core import clock, scope
from commun.core.urls import here
from commun.exchange.actions.posts import write_post
from commun.exchange.models import Post, PostFile
from commun.exchange.queries.group_files import FileWish, files_of
from commun.governance.actions.moderation import hide_words
from commun.governance.models import Membership
from tests.bids.project_world import make_project
from tests.bids.worlds import make_bid
from tests.exchange.search_world import indexed
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def group(group: Group) -> Group:
    """Who read English, so that pages say the msgids."""
    for one in (group.alice, group.bob):
        one.person.language = "en"
        one.person.save()
    return group


def sent(name: str, content: bytes = b"a word") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def posted(member: Membership, name: str, number: int = 1, subject: str = "Le voyage") -> Post:
    return write_post(
        by=member, token=f"{number:032d}", subject=subject, text="Voici.", sent=[sent(name, name.encode())]
    )


def page_of(group: Group) -> str:
    return here(group.space.slug, "exchange:files")


def names(member: Membership, **wish: str) -> list[str]:
    return [line.name for line in files_of(member.person, member.space, FileWish(**wish))[1]]


@pytest.fixture
def full(group: Group) -> Group:
    """One file of each place: an answer of Alice's, a project, a message of Bob's; one hour between them."""
    project, bid = make_project(group), make_bid(group.alice)
    hours = iter(range(1, 9))

    def later() -> Any:
        return clock.stopped(clock.now() + dt.timedelta(hours=next(hours)))

    with later():
        add_bid_file(by=group.alice, bid=bid, use="price", sent=sent("prix.csv", b"a,b\n1,2\n"))
    with later():
        add_file(by=group.alice, project=project, sent=sent("relevé d’été.txt"))
    with later():
        posted(group.bob, "note.txt")
    indexed()
    return group


def test_all_that_one_may_open_is_there_newest_first_and_leads_to_where_it_hangs(full: Group) -> None:
    assert names(full.alice) == ["note.txt", "relevé d’été.txt", "prix.csv"]
    client = GateClient()
    client.force_login(full.alice.person)
    page = client.get(page_of(full)).content.decode()
    with scope.use(full.space):
        post = Post.objects.select_related("thread").get()
    assert f"{here(full.space.slug, 'exchange:thread', thread=post.thread.ref)}#{post.ref}" in page
    for words in ("Le voyage", "Plan de mobilité", "Bob Durand", "8\u00a0bytes"):
        assert words in page, words
    _shown, lines = files_of(full.alice.person, full.space, FileWish())
    for line in lines:
        assert client.get(line.url).status_code == 200
        assert client.get(line.place_url).status_code == 200


def test_what_one_may_not_open_is_not_there(full: Group) -> None:
    dina = make_member(full.space, make_person("Dina Leroy"))
    assert names(dina) == ["note.txt", "relevé d’été.txt"]
    other = make_group()
    assert names(other.alice) == []
    assert (
        files_of(other.alice.person, full.space, FileWish())[1] == [] == files_of(full.chloe, full.space, FileWish())[1]
    )
    client = Client()
    for stranger in (full.chloe, other.alice.person):
        client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(page_of(full)).status_code == 404
    with scope.use(full.space):
        post = Post.objects.get()
    hide_words(by=full.alice, kind="post", target=post.pk, reason="Hors sujet")
    indexed()
    assert names(dina) == ["relevé d’été.txt"]
    with scope.use(full.space):
        file = PostFile.objects.get(post=post)
    client.force_login(dina.person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(here(full.space.slug, "exchange:post-file", post_file=file.ref)).status_code == 404


def test_one_sieves_by_place_by_kind_and_by_name_without_care_for_accents(full: Group) -> None:
    assert names(full.alice, source="bids.project_files") == ["relevé d’été.txt"]
    assert names(full.alice, kind="tableaux") == ["prix.csv"]
    assert names(full.alice, kind="textes", words="NOTE") == ["note.txt"]
    posted(full.bob, "pdf-et-txt.csv", number=2)
    indexed()
    assert names(full.alice, kind="textes") == ["note.txt", "relevé d’été.txt"]
    assert names(full.alice, words="ete releve") == ["relevé d’été.txt"]
    assert names(full.alice, words="100%") == names(full.alice, words="note releve") == []
    client = GateClient()
    client.force_login(full.alice.person)
    for asked in ({"sorte": "tableaux"}, {"ou": "fichiers-de-reponses"}, {"q": "PRIX"}):
        page = client.get(page_of(full), asked).content.decode()
        assert "prix.csv" in page
        assert "note.txt" not in page
    for odd in ({"sorte": "🙂"}, {"ou": "decisions"}, {"page": "x" * 50}, {"q": "   "}):
        assert "note.txt" in client.get(page_of(full), odd).content.decode()
    assert 'href="?sorte=textes"' in client.get(page_of(full)).content.decode()
    assert "No file is like that here" in client.get(page_of(full), {"q": "zzz"}).content.decode()


def test_an_empty_page_says_what_to_do_first(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    page = client.get(page_of(group)).content.decode()
    assert "Attach one to a message of the list" in page


def test_the_page_costs_the_same_for_two_files_and_for_twenty(full: Group) -> None:
    project = make_project(full, "Autre")

    def more(count: int) -> None:
        for number in range(count):
            posted(full.bob, f"n{number}-{clock.now():%f}.txt", 1000 + number * 7 + len(names(full.bob)) * 100)
            add_file(
                by=full.alice, project=project, sent=sent(f"p{number}.txt", f"{number} {names(full.bob)}".encode())
            )
        indexed()

    client = Client()
    client.force_login(full.bob.person, backend="django.contrib.auth.backends.ModelBackend")
    assert_flat(more, lambda: client.get(page_of(full)))
