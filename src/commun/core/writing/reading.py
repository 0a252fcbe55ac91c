"""What a text reads like, whose characters it holds, who changed each paragraph last. Nothing here writes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commun.core.errors import NotFound
from commun.core.writing import access, documents, html, items, markdown, trees
from commun.core.writing.tables import TextSpan, WrittenText
from commun.core.writing.trees import Node


@dataclass(frozen=True)
class Shown:
    """A text as pages, searches and exports show it."""

    html: str
    markdown: str
    plain: str
    word_count: int


@dataclass(frozen=True)
class Share:
    """Visible characters of one person in a text."""

    person_id: int
    characters: int


@dataclass(frozen=True)
class Authorship:
    """``runs``: (person, words) in the order of the text; ``shares``: totals, the largest first."""

    runs: list[tuple[int, str]]
    shares: list[Share]


@dataclass(frozen=True)
class Passage:
    """A block of the text by itself, as Markdown and as words, and whose characters it holds, the most first."""

    markdown: str
    plain: str
    shares: list[Share]


@dataclass(frozen=True)
class Touched:
    """A paragraph: how it starts, who changed it last and when, and everybody whose words it holds."""

    text: str
    person_id: int | None
    at: dt.datetime | None
    people: tuple[int, ...]


def text_of(kind: str, reference: str) -> WrittenText | None:
    """The text of a thing, if it has one."""
    return WrittenText.objects.filter(kind=kind, reference=reference).first()


def text_for(person_id: int, ref: str) -> WrittenText:
    """The text with this reference, for somebody who may read it. Raises NotFound."""
    text = WrittenText.objects.filter(ref=ref).select_related("space").first()
    if text is None:
        raise NotFound
    access.reader(person_id, text)
    return text


def tree(text: WrittenText) -> Node:
    """The text as a tree of nodes, up to its last change."""
    with documents.opened(text) as kept:
        return documents.guarded(lambda: trees.tree_of(kept.doc))


def shown(text: WrittenText) -> Shown:
    """What it reads like now; drawn again when what is kept is older."""
    if text.shown_position == text.position:
        return Shown(text.html, text.markdown, text.plain, text.word_count)
    return drawn(tree(text))


def drawn(found: Node) -> Shown:
    """A tree as HTML, Markdown and words."""
    plain = html.plain_of(found)
    return Shown(html.html_of(found, top=2), markdown.markdown_of(found), plain, html.word_count(plain))


def authorship(text: WrittenText) -> Authorship:
    """Whose characters the visible text holds, one by one."""
    owners = _owners(text)
    runs: list[tuple[int, str]] = []
    blocks = _blocks(text)
    for block in blocks:
        for run in block.runs:
            person = owners.get(run.client, 0)
            if runs and runs[-1][0] == person:
                runs[-1] = (person, runs[-1][1] + run.text)
            else:
                runs.append((person, run.text))
    return Authorship(runs, _shares(blocks, owners))


def passages(text: WrittenText) -> list[Passage]:
    """The paragraphs, titles, lists and tables that hold words, in order, each with its authors."""
    found, owners = tree(text), _owners(text)
    blocks = _blocks(text)
    chunks = zip(found.get("content", ()), markdown.chunks(found), strict=True)
    worded = [(html.plain_of({"type": "doc", "content": [node]}), chunk) for node, chunk in chunks]
    worded = [(plain, chunk) for plain, chunk in worded if plain.strip()]
    theirs = [[block] for block in blocks if block.text.strip()]
    if [_bare(plain) for plain, _chunk in worded] != [_bare(one[0].text) for one in theirs]:
        # One cannot tell them apart: each is everybody's.
        theirs = [blocks for _each in worded]
    return [Passage(chunk, plain, _shares(of, owners)) for (plain, chunk), of in zip(worded, theirs, strict=True)]


def _bare(words: str) -> str:
    return "".join(words.split())


def _shares(blocks: Iterable[items.Block], owners: Mapping[int, int]) -> list[Share]:
    totals: dict[int, int] = defaultdict(int)
    for block in blocks:
        for run in block.runs:
            totals[owners.get(run.client, 0)] += len(run.text)
    return [Share(person, count) for person, count in sorted(totals.items(), key=lambda each: (-each[1], each[0]))]


def history(text: WrittenText) -> list[Touched]:
    """Each paragraph with who touched it last; a removal counts as a change."""
    spans: dict[int, list[TextSpan]] = defaultdict(list)
    gone: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for span in TextSpan.objects.filter(text=text).order_by("at", "pk"):
        # A browser that comes back tells again what was taken away before.
        known = gone[span.client] if span.is_removal else []
        if not any(start <= span.start and span.end <= end for start, end in known):
            spans[span.client].append(span)
        if span.is_removal:
            known.append((span.start, span.end))
    owners = {client: next((s.person_id for s in of if not s.is_removal), 0) for client, of in spans.items()}
    return [_touched(block, spans, owners) for block in _blocks(text)]


def _touched(block: items.Block, spans: Mapping[int, list[TextSpan]], owners: Mapping[int, int]) -> Touched:
    last: TextSpan | None = None
    for client, clock, length in block.ids:
        for span in spans.get(client, ()):
            if (
                span.start < clock + length
                and clock < span.end
                and (last is None or (span.at, span.pk) > (last.at, last.pk))
            ):
                last = span
    people = dict.fromkeys(owners.get(run.client, 0) for run in block.runs)
    return Touched(
        block.text[:120], last.person_id if last else None, last.at if last else None, tuple(p for p in people if p)
    )


def _owners(text: WrittenText) -> dict[int, int]:
    rows: Iterable[tuple[int, int]] = (
        TextSpan.objects.filter(text=text, is_removal=False).values_list("client", "person_id").distinct()
    )
    return dict(rows)


def _blocks(text: WrittenText) -> list[items.Block]:
    with documents.opened(text) as kept:
        state = documents.state_of(kept)
    return items.blocks_of(state)
