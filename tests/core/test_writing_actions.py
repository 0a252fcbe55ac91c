"""Texts written together, on the server: what is taken, what is refused, whose each character is."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from commun.core import scope
from commun.core.errors import NotFound, Refused
from commun.core.models import TextUpdate, WrittenText
from commun.core.writing import access, actions, documents, reading
from tests.core.writing import Writer, make_text, owned
from tests.support.world import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def rights() -> Iterator[dict[str, Any]]:
    with owned() as state:
        yield state


@pytest.fixture
def text(group: Group, rights: Any) -> Iterator[WrittenText]:
    with scope.use(group.space):
        yield make_text(group.space, group.alice.person_id, "# Méthode\n\nNous écoutons d’abord.")
        documents._kept.clear()


def writers(group: Group, text: WrittenText) -> tuple[Writer, Writer]:
    alice = Writer(text, group.alice.person_id, "a" * 8, 11)
    bob = Writer(text, group.bob.person_id, "b" * 8, 22)
    alice.receive()
    bob.receive()
    return alice, bob


def test_what_both_write_at_once_is_there_and_each_character_has_its_author(group: Group, text: WrittenText) -> None:
    alice, bob = writers(group, text)
    alice.type_at(1, " Puis 😀 nous proposons.")
    bob.type_at(1, "Ici, ", 0)
    alice.send()
    bob.send()
    text.refresh_from_db()
    shown = reading.shown(text)
    assert shown.plain == "Méthode\nIci, Nous écoutons d’abord. Puis 😀 nous proposons."
    assert shown.html.startswith("<h2>Méthode</h2><p>Ici, Nous")
    assert shown.word_count == 8
    found = reading.authorship(text)
    assert "".join(words for _, words in found.runs) == shown.plain.replace("\n", "")
    assert {share.person_id: share.characters for share in found.shares} == {
        group.alice.person_id: len("MéthodeNous écoutons d’abord. Puis 😀 nous proposons."),
        group.bob.person_id: len("Ici, "),
    }
    assert [touched.person_id for touched in reading.history(text)] == [group.alice.person_id, group.bob.person_id]


def test_a_removal_is_in_the_history_of_its_paragraph(group: Group, text: WrittenText) -> None:
    _, bob = writers(group, text)
    piece = bob.paragraphs()[0].children[0]
    bob.do(lambda: piece.__delitem__(slice(0, len("Mé".encode()))))
    bob.send()
    text.refresh_from_db()
    assert reading.shown(text).plain.startswith("thode")
    assert reading.history(text)[0].person_id == group.bob.person_id
    assert reading.history(text)[0].people == (group.alice.person_id,)


def test_the_same_change_sent_twice_is_taken_once(group: Group, text: WrittenText) -> None:
    alice, _ = writers(group, text)
    alice.type_at(1, "!")
    (number, content), count = alice.waiting[0], TextUpdate.objects.count()
    given = {"text": text, "content": content, "author": alice.person, "session": alice.session, "number": number}
    assert actions.append_update(**given) == actions.append_update(**given)
    assert TextUpdate.objects.count() == count + 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\x01", b"\x01\x02\x03garbage", b"\x00\x00\x00", b"\xff" * 40, b"\x01\x01\x01\x00\x09\x01\x01a\x00"],
)
def test_bytes_that_are_no_change_are_refused_and_the_text_goes_on(
    group: Group, text: WrittenText, content: bytes
) -> None:
    alice, _ = writers(group, text)
    with pytest.raises(Refused, match="ne peut pas être lue|cannot be read"):
        actions.append_update(text=text, content=content, author=alice.person, session="x", number=1)
    alice.type_at(1, " Encore.")
    alice.send()
    text.refresh_from_db()
    assert reading.shown(text).plain.endswith("Encore.")


def test_a_panic_of_the_library_is_a_refusal_and_poisons_nothing(
    group: Group, text: WrittenText, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        pass

    class Doc:
        def __init__(self, doc: Any) -> None:
            self.doc = doc

        def get_state(self) -> bytes:
            return bytes(self.doc.get_state())

        def apply_update(self, content: bytes) -> None:
            raise PanicException("attempt to divide by zero")

    alice, _ = writers(group, text)
    alice.type_at(1, " Encore.")
    with documents.opened(text) as kept:
        kept.doc = Doc(kept.doc)
    with monkeypatch.context() as patched:
        patched.setattr(documents, "_loaded", lambda text, upto=None: (Doc(kept.doc), text.position))
        with pytest.raises(Refused):
            alice.send()
    text.refresh_from_db()
    assert reading.shown(text).plain.endswith("d’abord.")
    alice.send()
    text.refresh_from_db()
    assert reading.shown(text).plain.endswith("Encore.")


def test_a_change_that_leans_on_an_unknown_one_asks_for_all(group: Group, text: WrittenText) -> None:
    alice, _ = writers(group, text)
    alice.type_at(1, " Un.")
    alice.type_at(1, " Deux.")
    alice.waiting.pop(0)
    with pytest.raises(actions.Behind):
        alice.send()
    assert reading.shown(text).plain.endswith("d’abord.")


def test_nobody_writes_under_the_mark_of_another(group: Group, text: WrittenText) -> None:
    alice, bob = writers(group, text)
    alice.type_at(1, " Un.")
    alice.send()
    alice.type_at(1, " Deux.")
    (_, content) = alice.waiting[0]
    with pytest.raises(Refused):
        actions.append_update(text=text, content=content, author=bob.person, session=bob.session, number=9)


def test_who_may_not_read_is_a_stranger_and_who_may_not_write_is_told_why(
    group: Group, text: WrittenText, rights: dict[str, Any]
) -> None:
    alice, bob = writers(group, text)
    rights["by"] = {bob.person: access.Right(), alice.person: access.Right(True, True, "La réponse est déposée.")}
    bob.type_at(1, "!")
    with pytest.raises(NotFound):
        bob.send()
    alice.type_at(1, "!")
    with pytest.raises(Refused, match="La réponse est déposée."):
        alice.send()
    with pytest.raises(Refused, match="La réponse est déposée."):
        actions.write_plain(text=text, author=alice.person, base=text.position, words="Rien")
    rights["by"] = {}
    rights["right"] = access.Right(may_read=True)
    with pytest.raises(Refused):
        alice.send()
    assert reading.shown(text).plain.endswith("d’abord.")


def test_a_text_area_keeps_what_others_wrote_meanwhile(group: Group, text: WrittenText) -> None:
    alice, bob = writers(group, text)
    base, words = text.position, reading.shown(text).markdown
    alice.add_paragraph("Un paragraphe d’Alice.", place=2)
    alice.send()
    done = actions.write_plain(
        text=text, author=bob.person, base=base, words=words.replace("d’abord", "d’abord les **gens**")
    )
    assert done.clashes == []
    text.refresh_from_db()
    shown = reading.shown(text)
    assert shown.markdown == "# Méthode\n\nNous écoutons d’abord les **gens**.\n\nUn paragraphe d’Alice.\n"
    shares = Counter({share.person_id: share.characters for share in reading.authorship(text).shares})
    assert shares[bob.person] == len(" les gens")
    assert text.html == shown.html


def test_two_who_change_the_same_paragraph_see_both_and_nothing_is_written(group: Group, text: WrittenText) -> None:
    alice, bob = writers(group, text)
    base = text.position
    alice.type_at(1, " Toujours.")
    alice.send()
    text.refresh_from_db()
    position = text.position
    done = actions.write_plain(text=text, author=bob.person, base=base, words="# Méthode\n\nNous agissons.\n")
    assert [(clash.theirs, clash.mine) for clash in done.clashes] == [
        (["Nous écoutons d’abord. Toujours."], ["Nous agissons."])
    ]
    assert "Toujours" in done.markdown
    assert "agissons" in done.markdown
    text.refresh_from_db()
    assert text.position == position


def test_a_text_opens_again_from_what_is_kept(group: Group, text: WrittenText, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "VERSION_EVERY", 3)
    alice, _ = writers(group, text)
    for number in range(5):
        alice.type_at(1, f" {number}é")
    alice.send()
    text.refresh_from_db()
    actions.project(text=text)
    text.refresh_from_db()
    assert text.versions.count() == 1
    documents._kept.clear()
    assert reading.shown(text).plain.endswith("0é 1é 2é 3é 4é")
    assert reading.drawn(reading.tree(text)).plain == text.plain
