"""What the clock does with texts, and what they keep of a person."""

from collections.abc import Iterator
from typing import Any

import pytest

from commun.core import clock, registries, scope
from commun.core.models import TextComment, TextSuggestion, TextUpdate, WrittenText
from commun.core.writing import documents, remarks, tasks, versions
from tests.core.writing import Writer, make_text, owned
from tests.support.world import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(group: Group) -> Iterator[WrittenText]:
    with owned():
        with scope.use(group.space):
            text = make_text(group.space, group.alice.person_id, "Un mot.")
        yield text
    documents._kept.clear()


def typed(group: Group, text: WrittenText, words: str) -> None:
    with scope.use(group.space):
        bob = Writer(text, group.bob.person_id, "b" * 8, 6)
        bob.receive()
        bob.type_at(0, words)
        bob.send()


def run(task: Any) -> None:
    documents._kept.clear()
    task.func(0)


def test_what_searches_read_follows_within_the_minute(group: Group, text: WrittenText) -> None:
    typed(group, text, " Puis deux.")
    text.refresh_from_db()
    assert text.plain == "Un mot."
    run(tasks.draw_texts)
    text.refresh_from_db()
    assert (text.plain, text.word_count, text.shown_position) == ("Un mot. Puis deux.", 4, text.position)


def test_a_text_that_cannot_be_read_leaves_the_others_alone(
    group: Group, text: WrittenText, caplog: pytest.LogCaptureFixture
) -> None:
    with scope.use(group.space):
        broken = make_text(group.space, group.alice.person_id, "Cassé", reference="2")
        TextUpdate.objects.filter(text=broken).update(content=b"\x01\x02\x03")
        WrittenText.objects.filter(pk=broken.pk).update(shown_position=0)
    typed(group, text, " Puis deux.")
    run(tasks.draw_texts)
    text.refresh_from_db()
    assert text.plain == "Un mot. Puis deux."
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("is_spoiled", [False, True])
def test_old_changes_go_at_night_only_from_a_text_that_reads_as_it_did(
    group: Group, text: WrittenText, is_spoiled: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with scope.use(group.space):
        text.space = group.space
        versions.name_version(text=text, author=group.alice.person_id, name="Avant")
        if is_spoiled:
            WrittenText.objects.filter(pk=text.pk).update(plain="Autre chose")
    with clock.stopped(clock.now() + versions.UPDATES_KEPT * 2):
        run(tasks.compact_texts)
    with scope.use(group.space):
        assert TextUpdate.objects.filter(text=text).exists() is is_spoiled
    assert ("does not read as it did" in caplog.text) is is_spoiled


def test_a_person_takes_their_words_away_and_their_remarks_are_erased(group: Group, text: WrittenText) -> None:
    typed(group, text, " De Bob.")
    with scope.use(group.space):
        remarks.comment(text=text, author=group.bob.person_id, words="Privé")
        remarks.suggest(
            text=text, author=group.bob.person_id, passage=remarks.Passage("Un mot"), proposal="Privé aussi"
        )
    kept = registries.personal_data.get("core.texts")
    assert kept is not None
    told = str(kept.export(group.bob.person))
    assert " De Bob." in told
    assert told.count("Privé") == 2
    kept.erase(group.bob.person)
    assert "Privé" not in str(kept.export(group.bob.person))
    with scope.use(group.space):
        assert TextComment.objects.get().words == ""
        assert TextSuggestion.objects.get().state == "refused"
