"""Texts for tests: an owner of texts that tells each person's right, and writers that work as browsers do."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pycrdt import XmlElement, XmlFragment, XmlText

from commun.core.models import Space, WrittenText
from commun.core.writing import access, actions, trees

KIND = "tests.text"
WORDS = ("mot ", "été ", "à Noël ", "😀", "👩🏽‍🌾", "x", "— ", "Œuvre ")


@contextmanager
def owned(**rights: access.Right) -> Iterator[dict[str, Any]]:
    """A room that owns texts of KIND; ``state`` may be changed: ``right`` for everybody, ``by`` person."""
    state: dict[str, Any] = {"right": rights.get("right", access.Right(may_read=True, may_write=True)), "by": {}}
    access.owners.add(
        KIND,
        access.Owner(
            right=lambda person, text: state["by"].get(person, state["right"]),
            title=lambda text: "Méthode",
            url=lambda text: f"/g/{text.space.slug}/",
        ),
    )
    try:
        yield state
    finally:
        access.owners._items.pop(KIND)


def make_text(space: Space, author: int, words: str = "", reference: str = "1") -> WrittenText:
    return actions.create_text(space=space, kind=KIND, reference=reference, author=author, markdown_=words)


@dataclass
class Writer:
    """A browser of one person: a document, changes not yet taken by the server, and how far it has read."""

    text: WrittenText
    person: int
    session: str
    client: int
    doc: Any = None
    waiting: list[tuple[int, bytes]] = field(default_factory=list)
    number: int = 0
    read: int = 0

    def __post_init__(self) -> None:
        self.doc = trees.new_doc(client=self.client)

    def paragraphs(self) -> list[Any]:
        return list(self.doc.get("default", type=XmlFragment).children)

    def do(self, work: Any) -> None:
        """Change the document; the change waits to be sent."""
        before = self.doc.get_state()
        work()
        self.number += 1
        self.waiting.append((self.number, bytes(self.doc.get_update(before))))

    def add_paragraph(self, words: str, place: int = 0) -> None:
        def work() -> None:
            fragment = self.doc.get("default", type=XmlFragment)
            fragment.children.insert(place, XmlElement("paragraph"))
            fragment.children[place].children.append(XmlText(words))

        self.do(work)

    def type_at(self, paragraph: int, words: str, at: int | None = None) -> None:
        piece = self.paragraphs()[paragraph].children[0]
        size = len("".join(text for text, _ in piece.diff()).encode())
        self.do(lambda: piece.insert(size if at is None else at, words))

    def send(self, most: int = 1000) -> None:
        """The server takes what waits."""
        for number, content in self.waiting[:most]:
            actions.append_update(
                text=self.text, content=content, author=self.person, session=self.session, number=number
            )
        self.waiting = self.waiting[most:]

    def receive(self) -> None:
        for update in self.text.updates.filter(position__gt=self.read).order_by("position"):
            self.doc.apply_update(bytes(update.content))
            self.read = update.position

    def words(self) -> str:
        return "\n".join(trees.text_of(node) for node in trees.tree_of(self.doc)["content"])


def act(writer: Writer, rng: random.Random) -> str:
    """One random act of a person who writes; returns what was typed."""
    paragraphs = writer.paragraphs()
    if not paragraphs or rng.random() < 0.1:
        typed = f"§{rng.randrange(10**6)} "
        writer.add_paragraph(typed, rng.randrange(len(paragraphs) + 1))
        return typed
    number = rng.randrange(len(paragraphs))
    piece = paragraphs[number].children[0]
    text = "".join(part for part, _ in piece.diff())
    place = rng.randrange(len(text) + 1)
    typed = rng.choice(WORDS)
    writer.type_at(number, typed, len(text[:place].encode()))
    return typed


def wander(text: WrittenText, people: tuple[int, int], seed: int) -> list[str]:
    """One session: three browsers write, go offline, come back, forget answers; returns what each typed, in all.

    Nobody takes anything away, so that all that was typed must be there at the end.
    """
    rng = random.Random(seed)
    browsers = [Writer(text, people[number % 2], f"s{seed}x{number}", rng.randrange(1, 2**31)) for number in range(3)]
    typed: list[str] = []
    for _ in range(rng.randrange(8, 25)):
        browser = rng.choice(browsers)
        typed.append(act(browser, rng))
        if rng.random() < 0.4:
            browser.send(rng.randrange(1, 4))
        if rng.random() < 0.2 and browser.waiting:
            # The house took it, the answer was lost: the browser sends it again.
            kept = list(browser.waiting)
            browser.send(1)
            browser.waiting = kept
        if rng.random() < 0.3:
            browser.receive()
    for browser in browsers:
        browser.send()
    for browser in browsers:
        browser.receive()
    assert len({browser.words() for browser in browsers}) == 1
    return typed


def anchor_before(text: WrittenText, words: str) -> str:
    """The mark that a browser sets before these words: the id of their first character (a Yjs relative position)."""
    import base64

    from commun.core.writing import documents, items

    with documents.opened(text) as kept:
        state = documents.state_of(kept)
    for runs in items.pieces_of(state):
        whole = "".join(run.text for run in runs)
        if words in whole:
            place = whole.index(words)
            for run in runs:
                if place < len(run.text):
                    units = len(run.text[:place].encode("utf-16-le")) // 2
                    numbers = (0, run.client, run.clock + units)
                    return base64.b64encode(b"".join(map(_number, numbers)) + b"\0").decode()
                place -= len(run.text)
    raise ValueError(words)


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
