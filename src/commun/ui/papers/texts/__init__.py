"""A sequence of titled texts as one file: DOCX, ODT, Markdown, PDF. Titles, lists, tables and links stay what they are.

The same texts give the same bytes: the date comes with them. Trees are those of ``core.writing.trees``.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from commun.core.writing import markdown
from commun.core.writing.trees import Node

# What XML 1.0 has no place for.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Part:
    """One text under its title (none: the words follow those before)."""

    title: str
    tree: Node


@dataclass(frozen=True)
class Texts:
    """What is exported. ``at``: the moment it tells, aware; ``language``: « fr »."""

    title: str
    author: str
    at: dt.datetime
    parts: Sequence[Part] = field(default_factory=list)
    language: str = "fr"


def blocks(texts: Texts) -> Iterator[Node]:
    """All parts as one sequence of nodes: a part's title has level 1, its own are below, no level is skipped."""
    for part in texts.parts:
        above = 0
        if part.title:
            yield {"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": part.title}]}
            above = 1
        last = above
        for node in part.tree.get("content", ()):
            if node["type"] == "heading":
                level = min(node["attrs"]["level"] + above, last + 1, 6)
                last = level
                node = {**node, "attrs": {"level": level}}
            yield node


def as_markdown(texts: Texts) -> str:
    """One Markdown file."""
    head = {"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": texts.title}]}
    return markdown.markdown_of({"type": "doc", "content": [head, *(_lower(node) for node in blocks(texts))]})


def _lower(node: Node) -> Node:
    if node["type"] != "heading":
        return node
    return {**node, "attrs": {"level": min(node["attrs"]["level"] + 1, 6)}}


@dataclass(frozen=True)
class Cell:
    """A cell in its place; ``is_covered``: the place belongs to a cell above or before."""

    node: Node
    columns: int
    rows: int
    is_head: bool
    is_covered: bool = False


def grid(table: Node) -> list[list[Cell]]:
    """Rows of a table with every column filled: cells that span leave covered places."""
    rows: list[list[Cell]] = []
    # By column: how many rows below are covered, how wide.
    above: dict[int, tuple[int, int]] = {}
    for row in table.get("content", ()):
        below: dict[int, tuple[int, int]] = {}
        found: list[Cell] = []
        cells = list(row.get("content", ()))
        while cells or len(found) in above:
            column = len(found)
            if column in above:
                left, width = above[column]
                found += [Cell(_EMPTY, width, 1, is_head=False, is_covered=True), *_covered(width - 1)]
            else:
                cell = cells.pop(0)
                span = cell.get("attrs", {})
                width, height = min(span.get("colspan", 1), 50), min(span.get("rowspan", 1), 200)
                found += [Cell(cell, width, height, cell["type"] == "tableHeader"), *_covered(width - 1)]
                left = height
            if left > 1:
                below[column] = (left - 1, width)
        above = below
        rows.append(found)
    most = max((len(row) for row in rows), default=0)
    return [row + [Cell(_EMPTY, 1, 1, is_head=False) for _ in range(most - len(row))] for row in rows]


def _covered(count: int) -> list[Cell]:
    return [Cell(_EMPTY, 0, 1, is_head=False, is_covered=True) for _ in range(count)]


_EMPTY: Node = {"type": "tableCell", "content": []}


def xml(text: str) -> str:
    """Text for the inside of an element."""
    return escape(_NOT_XML.sub("", text))


def attribute(text: str) -> str:
    """A value with its quotes."""
    return quoteattr(_NOT_XML.sub("", text))


def packed(files: Mapping[str, str], at: dt.datetime, stored: str = "") -> bytes:
    """A zip with always the same bytes; ``stored`` stands first, not compressed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content.encode())
    return out.getvalue()


def marks_of(node: Node) -> dict[str, str]:
    """Marks of a text by name; the address of a link as its value."""
    return {mark["type"]: str(mark.get("attrs", {}).get("href", "")) for mark in node.get("marks", ())}
