"""Many browsers, bad networks: no character that was typed is missing, and each has its author."""

import random
from collections import Counter
from typing import Any

import pytest
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from commun.core import scope
from commun.core.writing import documents, items, reading, trees
from tests.core.writing import make_text, owned, wander
from tests.support.world import Group


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(20))
def test_no_character_is_lost_whatever_the_network_does(group: Group, seed: int) -> None:
    with owned(), scope.use(group.space):
        text = make_text(group.space, group.alice.person_id)
        typed = wander(text, (group.alice.person_id, group.bob.person_id), seed)
        text.refresh_from_db()
        shown = reading.drawn(reading.tree(text))
        assert Counter(shown.plain.replace("\n", "")) == Counter("".join(typed))
        assert sum(share.characters for share in reading.authorship(text).shares) == len("".join(typed))
        documents.forget(text.pk)
        assert reading.drawn(reading.tree(text)).plain == shown.plain


@pytest.mark.parametrize("seed", range(12))
def test_the_ids_of_characters_are_in_the_order_in_which_the_text_reads(seed: int) -> None:
    """Three documents that write, take away, mark and part paragraphs at once; pycrdt is the referee."""
    rng = random.Random(seed)
    # One of them keeps what was taken away, as some browsers do.
    docs: list[Any] = [Doc(client_id=rng.randrange(1, 2**31), skip_gc=number == 0) for number in range(3)]
    for _ in range(rng.randrange(20, 70)):
        doc = rng.choice(docs)
        _disturb(doc.get(trees.ROOT, type=XmlFragment), rng)
        if rng.random() < 0.2:
            other = rng.choice(docs)
            other.apply_update(doc.get_update(other.get_state()))
    for one in docs:
        for other in docs:
            other.apply_update(one.get_update(other.get_state()))
    read = [trees.text_of(node) for node in trees.tree_of(docs[0])["content"]]
    for doc in docs:
        assert [block.text for block in items.blocks_of(bytes(doc.get_update()))] == read


def _disturb(root: Any, rng: random.Random) -> None:
    paragraphs = list(root.children)
    chance = rng.random()
    if chance < 0.1 or not paragraphs:
        place = rng.randrange(len(paragraphs) + 1)
        root.children.insert(place, XmlElement("paragraph"))
        root.children[place].children.append(XmlText("é"))
        return
    number = rng.randrange(len(paragraphs))
    if chance < 0.15:
        del root.children[number]
        return
    piece = paragraphs[number].children[0]
    text = "".join(part for part, _ in piece.diff())
    place = rng.randrange(len(text) + 1)
    at, end = (len(text[:each].encode()) for each in (place, place + 3))
    if chance < 0.7 or at == end:
        piece.insert(at, rng.choice(["a", "éà", "😀", "mot "]))
    elif chance < 0.8:
        piece.format(at, end, {"bold": {}})
    else:
        del piece[at:end]
