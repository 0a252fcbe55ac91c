"""A Yjs document as a tree of nodes (ProseMirror's JSON), and the smallest edits that turn it into another tree.

A node: ``{"type": "paragraph", "attrs": {...}, "content": [...]}``; words:
``{"type": "text", "text": ..., "marks": [...]}``.
What our schema does not know is left out, its words kept. Positions in pycrdt are bytes of UTF-8.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

ROOT = "default"
Node = dict[str, Any]
# What each node may hold, and the attributes that are kept.
BLOCKS: dict[str, tuple[str, ...]] = {
    "paragraph": (),
    "heading": ("level",),
    "bulletList": (),
    "orderedList": ("start",),
    "listItem": (),
    "blockquote": (),
    "horizontalRule": (),
    "table": (),
    "tableRow": (),
    "tableHeader": ("colspan", "rowspan"),
    "tableCell": ("colspan", "rowspan"),
    "hardBreak": (),
}
MARKS: dict[str, tuple[str, ...]] = {"bold": (), "italic": (), "strike": (), "link": ("href",)}
HOLDS_TEXT = frozenset({"paragraph", "heading"})
DEEPEST = 40
COMPARED_MOST = 4_000_000
HIGHEST_SPAN = 100
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?!/)|#)[^\s\"'<>\\]*\Z", re.IGNORECASE)
Piece = tuple[str, str]


def safe_link(href: Any) -> str:
    """The address of a link, or nothing when it is no web, mail, phone or local address."""
    text = str(href or "").strip()
    return text if len(text) <= 2000 and _SAFE_LINK.match(text) else ""


def tree_of(doc: Any) -> Node:
    """What the document reads like."""
    fragment = doc.get(ROOT, type=XmlFragment)
    with doc.transaction():
        return {"type": "doc", "content": list(_nodes(fragment, 0, is_inline=False))}


def joined(nodes: Iterable[Node]) -> list[Node]:
    """Texts beside one another with the same marks are one."""
    found: list[Node] = []
    for node in nodes:
        last = found[-1] if found else node
        if found and node["type"] == last["type"] == "text" and last.get("marks") == node.get("marks"):
            found[-1] = {**last, "text": last["text"] + node["text"]}
        else:
            found.append(node)
    return found


def _nodes(parent: Any, depth: int, *, is_inline: bool) -> Iterator[Node]:
    if depth > DEEPEST:
        return
    for child in parent.children:
        if isinstance(child, XmlText):
            texts = [_text(text, marks) for text, marks in child.diff() if isinstance(text, str) and text]
            if is_inline:
                yield from texts
            elif texts:
                yield {"type": "paragraph", "content": texts}
        elif child.tag in BLOCKS:
            yield _element(child, depth)
        else:
            yield from _nodes(child, depth + 1, is_inline=is_inline)


def _element(child: Any, depth: int) -> Node:
    node: Node = {"type": child.tag}
    attrs = _attributes(child)
    content = joined(_nodes(child, depth + 1, is_inline=child.tag in HOLDS_TEXT))
    if attrs:
        node["attrs"] = attrs
    if content:
        node["content"] = content
    return node


def _attributes(child: Any) -> dict[str, Any]:
    known = dict(child.attributes) if BLOCKS[child.tag] else {}
    found = {}
    for name in BLOCKS[child.tag]:
        try:
            number = int(float(known[name]))
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        found[name] = min(max(number, 1 if name != "start" else 0), 6 if name == "level" else HIGHEST_SPAN * 100)
    if child.tag == "heading":
        found.setdefault("level", 2)
    return {name: number for name, number in found.items() if name == "level" or number != 1}


def _text(text: str, marks: dict[str, Any] | None) -> Node:
    node: Node = {"type": "text", "text": text}
    kept: list[Node] = []
    for name, given in sorted((marks or {}).items()):
        known = name.split("--")[0]
        if known == "link":
            href = safe_link(given.get("href") if isinstance(given, dict) else "")
            kept += [{"type": "link", "attrs": {"href": href}}] if href else []
        elif known in MARKS:
            kept.append({"type": known})
    if kept:
        node["marks"] = kept
    return node


def pieces(doc: Any) -> list[Any]:
    """The pieces of text of the document, in order."""
    found: list[Any] = []
    waiting = [doc.get(ROOT, type=XmlFragment)]
    with doc.transaction():
        while waiting:
            node = waiting.pop()
            if isinstance(node, XmlText):
                found.append(node)
            else:
                waiting.extend(reversed(list(node.children)))
    return found


def text_of(node: Node) -> str:
    """The words of a node, without marks; a break is a line."""
    if node["type"] == "text":
        return str(node["text"])
    if node["type"] == "hardBreak":
        return "\n"
    return "".join(text_of(child) for child in node.get("content", ()))


# -- from one tree to another -------------------------------------------------------------------------------------


def become(doc: Any, wanted: Node) -> None:
    """Edit the document so that it reads like ``wanted``; what is the same stays, character by character."""
    with doc.transaction():
        _children_become(doc.get(ROOT, type=XmlFragment), wanted.get("content", []))


def _units(nodes: Sequence[Node]) -> list[Any]:
    """Nodes, those of text joined: one list of (text, marks) for each piece."""
    units: list[Any] = []
    for node in nodes:
        if node["type"] != "text":
            units.append(node)
        elif units and isinstance(units[-1], list):
            units[-1].append((node["text"], _marks_key(node)))
        else:
            units.append([(node["text"], _marks_key(node))])
    return units


def _marks_key(node: Node) -> str:
    marks = {mark["type"]: mark.get("attrs", {}) for mark in node.get("marks", ())}
    return json.dumps(marks, sort_keys=True) if marks else ""


def _key(unit: Any) -> str:
    return json.dumps(unit, sort_keys=True, ensure_ascii=False)


def _children_become(parent: Any, nodes: Sequence[Node]) -> None:
    have = [_unit_of(child) for child in parent.children]
    want = _units(nodes)
    matcher = SequenceMatcher(None, [_key(unit) for unit in have], [_key(unit) for unit in want], autojunk=False)
    shift = 0
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            continue
        shift += _range_become(parent, start + shift, have[start:end], want[new_start:new_end])


def _range_become(parent: Any, at: int, have: list[Any], want: list[Any]) -> int:
    """Change ``have``, which starts at ``at``, into ``want``; returns by how much what follows moved."""
    common = 0
    while common < min(len(have), len(want)) and _alike(have[common], want[common]):
        child = parent.children[at + common]
        if isinstance(want[common], list):
            _text_becomes(child, want[common])
        else:
            _element_becomes(child, want[common])
        common += 1
    if len(have) > common:
        del parent.children[at + common : at + len(have)]
    for place, unit in enumerate(want[common:], start=at + common):
        _insert(parent, place, unit)
    return len(want) - len(have)


def _alike(have: Any, want: Any) -> bool:
    if isinstance(have, list) or isinstance(want, list):
        return isinstance(have, list) and isinstance(want, list)
    return bool(have["type"] == want["type"])


def _unit_of(child: Any) -> Any:
    if isinstance(child, XmlText):
        return [(text, _marks_key(_text(text, marks))) for text, marks in child.diff() if isinstance(text, str)]
    return _element(child, 0) if child.tag in BLOCKS else {"type": f"?{child.tag}"}


def _element_becomes(child: Any, node: Node) -> None:
    wanted = node.get("attrs", {})
    known = dict(child.attributes)
    for name in BLOCKS[node["type"]]:
        if name in wanted and known.get(name) != wanted[name]:
            child.attributes[name] = wanted[name]
        elif name in known and name not in wanted:
            del child.attributes[name]
    _children_become(child, node.get("content", []))


def _insert(parent: Any, place: int, unit: Any) -> None:
    if isinstance(unit, list):
        text = parent.children.insert(place, XmlText(""))
        text = parent.children[place]
        at = 0
        for piece, marks in unit:
            text.insert(at, piece, json.loads(marks) if marks else {})
            at += len(piece.encode())
        return
    parent.children.insert(place, XmlElement(unit["type"]))
    element = parent.children[place]
    for name, value in unit.get("attrs", {}).items():
        element.attributes[name] = value
    for number, inner in enumerate(_units(unit.get("content", []))):
        _insert(element, number, inner)


def _tokens(pieces: Sequence[Piece]) -> list[Piece]:
    return [(token, marks) for text, marks in pieces for token in _TOKEN.findall(text)]


def _text_becomes(text: Any, want: list[Piece]) -> None:
    have = _tokens([(piece, _marks_key(_text(piece, marks))) for piece, marks in text.diff() if isinstance(piece, str)])
    new = _tokens(want)
    at = 0
    for what, start, end, new_start, new_end in _steps([token for token, _ in have], [token for token, _ in new]):
        if what == "equal":
            at = _marks_become(text, at, have[start:end], new[new_start:new_end])
        else:
            at = _words_become(text, at, have[start:end], new[new_start:new_end])


def _steps(have: list[str], want: list[str]) -> list[tuple[str, int, int, int, int]]:
    """How one list of words becomes another; a middle too long to be compared word by word is replaced."""
    lead = _common_words(have, want)
    trail = _common_words(have[lead:][::-1], want[lead:][::-1])
    mine, theirs = have[lead : len(have) - trail], want[lead : len(want) - trail]
    if len(mine) * len(theirs) > COMPARED_MOST:
        middle = [("replace", 0, len(mine), 0, len(theirs))]
    else:
        middle = list(SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes())
    steps = [(what, a + lead, b + lead, c + lead, d + lead) for what, a, b, c, d in middle]
    end, new_end = lead + len(mine), lead + len(theirs)
    return [("equal", 0, lead, 0, lead), *steps, ("equal", end, len(have), new_end, len(want))]


def _common_words(first: list[str], second: list[str]) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(first), len(second)))


def _marks_become(text: Any, at: int, have: list[Piece], want: list[Piece]) -> int:
    for (token, old), (_same, new) in zip(have, want, strict=True):
        length = len(token.encode())
        if old != new:
            before, after = (json.loads(marks) if marks else {} for marks in (old, new))
            text.format(at, at + length, {**dict.fromkeys(before), **after})
        at += length
    return at


def _words_become(text: Any, at: int, have: list[Piece], want: list[Piece]) -> int:
    gone = "".join(token for token, _ in have)
    come = "".join(token for token, _ in want)
    is_plain = len({marks for _, marks in (*have, *want)}) == 1
    lead = _common(gone, come) if is_plain else 0
    trail = _common(gone[lead:][::-1], come[lead:][::-1]) if is_plain else 0
    at += len(gone[:lead].encode())
    middle = gone[lead : len(gone) - trail]
    if middle:
        del text[at : at + len(middle.encode())]
    skipped, kept = lead, len(come) - trail
    for marks, tokens in groupby(want, key=itemgetter(1)):
        token = "".join(text for text, _ in tokens)
        piece = token[max(skipped, 0) : max(len(token) + min(kept - len(token), 0), 0)]
        skipped, kept = skipped - len(token), kept - len(token)
        if piece:
            text.insert(at, piece, json.loads(marks) if marks else {})
            at += len(piece.encode())
    return at + len(gone[len(gone) - trail :].encode()) if trail else at


def _common(first: str, second: str) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def new_doc(content: bytes | None = None, *, client: int | None = None) -> Any:
    """An empty document, or what ``content`` (an update) makes of it; threads take turns (see ``documents``)."""
    doc: Any = Doc(client_id=client, allow_multithreading=True)
    doc.get(ROOT, type=XmlFragment)
    if content:
        doc.apply_update(content)
    return doc
