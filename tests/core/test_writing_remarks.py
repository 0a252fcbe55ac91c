"""Comments, suggestions and versions of a text."""

from collections.abc import Iterator
from typing import Any

import pytest

from commun.core import clock, registries, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, TextUpdate, WrittenText
from commun.core.writing import access, documents, reading, remarks, versions
from commun.core.writing.remarks import Passage
from tests.core.writing import Writer, anchor_before, make_text, owned
from tests.support.world import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def rights() -> Iterator[dict[str, Any]]:
    with owned() as state:
        yield state


@pytest.fixture
def text(group: Group, rights: Any) -> Iterator[WrittenText]:
    with scope.use(group.space):
        yield make_text(group.space, group.alice.person_id, "# Méthode\n\nUn mot 😀, un mot.")
        documents._kept.clear()


def plain(text: WrittenText) -> str:
    text.refresh_from_db()
    return reading.shown(text).plain


def test_a_comment_is_answered_then_closed_by_its_author_or_a_writer(
    group: Group, text: WrittenText, rights: dict[str, Any]
) -> None:
    alice, bob, chloe = group.alice.person_id, group.bob.person_id, group.chloe.pk
    rights["by"] = {chloe: access.Right(may_read=True)}
    said = remarks.comment(text=text, author=bob, words=" Trop court ? ", passage=Passage("un mot", "AAEB", "AAEC"))
    answered = remarks.answer(text=text, author=chloe, comment=said, words="Oui.")
    assert (said.words, said.quote, answered.answered_id) == ("Trop court ?", "un mot", said.pk)
    assert remarks.answer(text=text, author=alice, comment=answered, words="Je reprends.").answered_id == said.pk
    with pytest.raises(Refused):
        remarks.resolve(text=text, author=chloe, comment=said)
    remarks.resolve(text=text, author=alice, comment=said)
    said.refresh_from_db()
    assert said.resolver_id == alice
    for words in ("", "  ", "x" * 4001):
        with pytest.raises(Refused):
            remarks.comment(text=text, author=bob, words=words)


def test_a_suggestion_that_is_taken_changes_that_passage_and_counts_for_who_proposed(
    group: Group, text: WrittenText
) -> None:
    passage = Passage("un mot", anchor_before(text, "un mot."), "AAEC")
    proposed = remarks.suggest(text=text, author=group.bob.person_id, passage=passage, proposal="deux phrases")
    assert plain(text).endswith("Un mot 😀, un mot.")
    with pytest.raises(Refused):
        remarks.accept(text=text, author=group.bob.person_id, suggestion=proposed)
    remarks.accept(text=text, author=group.alice.person_id, suggestion=proposed)
    assert plain(text) == "Méthode\nUn mot 😀, deux phrases."
    shares = {share.person_id: share.characters for share in reading.authorship(text).shares}
    assert shares[group.bob.person_id] == len("deux phrases")
    with pytest.raises(Refused):
        remarks.refuse(text=text, author=group.alice.person_id, suggestion=proposed)


def test_of_a_suggestion_only_what_differs_changes_hands(group: Group, text: WrittenText) -> None:
    bob, alice = group.bob.person_id, group.alice.person_id
    proposed = remarks.suggest(text=text, author=bob, passage=Passage("Un mot 😀, un"), proposal="Un long mot 😀, un")
    remarks.accept(text=text, author=alice, suggestion=proposed)
    assert plain(text).endswith("Un long mot 😀, un mot.")
    shares = {share.person_id: share.characters for share in reading.authorship(text).shares}
    assert shares == {alice: len("MéthodeUn mot 😀, un mot."), bob: len("long ")}
    gone = remarks.suggest(text=text, author=bob, passage=Passage(", un mot"), proposal="")
    remarks.accept(text=text, author=alice, suggestion=gone)
    assert plain(text).endswith("Un long mot 😀.")


def test_the_mark_says_which_of_two_same_passages_is_meant(group: Group, text: WrittenText) -> None:
    alice = Writer(text, group.alice.person_id, "a" * 8, 5)
    alice.receive()
    alice.type_at(1, " Et un mot.")
    alice.send()
    text.refresh_from_db()
    with pytest.raises(Refused):
        remarks.suggest(text=text, author=group.bob.person_id, passage=Passage("un mot"), proposal="x")
    passage = Passage("un mot", anchor_before(text, "un mot. Et"), "AAEC")
    proposed = remarks.suggest(text=text, author=group.bob.person_id, passage=passage, proposal="rien")
    alice.receive()
    alice.type_at(1, "é ", 0)
    alice.send()
    remarks.accept(text=text, author=group.alice.person_id, suggestion=proposed)
    assert plain(text).endswith("é Un mot 😀, rien. Et un mot.")


def test_a_suggestion_on_a_passage_that_has_changed_is_told_and_nothing_moves(group: Group, text: WrittenText) -> None:
    proposed = remarks.suggest(text=text, author=group.bob.person_id, passage=Passage("un mot."), proposal="rien")
    alice = Writer(text, group.alice.person_id, "a" * 8, 5)
    alice.receive()
    piece = alice.paragraphs()[1].children[0]
    alice.do(lambda: piece.__delitem__(slice(0, 6)))
    alice.type_at(1, "xx")
    piece = alice.paragraphs()[1].children[0]
    alice.do(lambda: piece.__delitem__(slice(len(" 😀, un".encode()), len(" 😀, un m".encode()))))
    alice.send()
    with pytest.raises(Refused):
        remarks.accept(text=text, author=group.alice.person_id, suggestion=proposed)


def test_one_goes_back_to_a_named_version_and_nothing_is_lost(group: Group, text: WrittenText) -> None:
    alice = group.alice.person_id
    named = versions.name_version(text=text, author=alice, name=" Avant relecture ")
    bob = Writer(text, group.bob.person_id, "b" * 8, 6)
    bob.receive()
    bob.type_at(1, " Plus long.")
    bob.send()
    text.refresh_from_db()
    versions.restore_version(text=text, author=alice, version=named)
    assert plain(text) == "Méthode\nUn mot 😀, un mot."
    bob.receive()
    assert bob.words() == plain(text)
    kept = text.versions.order_by("-pk").first()
    assert kept is not None
    assert reading.drawn(versions.tree_of(kept)).plain.endswith("Plus long.")
    told = Fact.objects.filter(about_kind="core.text", about_ref=text.ref)
    assert list(told.values_list("name", flat=True)) == ["core.text.version_named", "core.text.version_restored"]
    called = registries.subjects.get("core.text")
    assert called is not None
    assert called(group.space, [text.ref])[text.ref].title == "Méthode"
    for name in ("", " ", "x" * 121):
        with pytest.raises(Refused):
            versions.name_version(text=text, author=alice, name=name)


def test_old_changes_are_let_go_once_a_version_holds_them_and_authors_stay(group: Group, text: WrittenText) -> None:
    versions.name_version(text=text, author=group.alice.person_id, name="Avant")
    bob = Writer(text, group.bob.person_id, "b" * 8, 6)
    bob.receive()
    bob.type_at(1, " Fin.")
    bob.send()
    before, shares = plain(text), reading.authorship(text)
    with clock.stopped(clock.now() + versions.UPDATES_KEPT * 2):
        assert versions.compact(text) == 1
    assert TextUpdate.objects.filter(text=text).count() == 1
    documents._kept.clear()
    assert plain(text) == before
    assert reading.authorship(text) == shares


def test_another_text_s_things_are_not_there(group: Group, text: WrittenText) -> None:
    other = make_text(group.space, group.alice.person_id, "Autre", reference="2")
    said = remarks.comment(text=other, author=group.alice.person_id, words="Là")
    kept = versions.name_version(text=other, author=group.alice.person_id, name="Là")
    for act in (
        lambda: remarks.answer(text=text, author=group.alice.person_id, comment=said, words="x"),
        lambda: remarks.resolve(text=text, author=group.alice.person_id, comment=said),
        lambda: versions.restore_version(text=text, author=group.alice.person_id, version=kept),
    ):
        with pytest.raises(NotFound):
            act()
