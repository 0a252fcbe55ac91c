"""One small tree for XML and for "XML in JSON", holding only the elements that a reader wants.

XML is read in one pass: a table says which elements are wanted (and which attribute of them), everything
else is skipped with all it contains, without being looked at. Contact persons are in no table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commun.algo.notices.types import NotANotice

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

# Deeper than any real form; a hostile payload stops here instead of exhausting the stack.
MAX_DEPTH: Final = 60
_MAX_NAMES: Final = 20_000


class Node:
    """An element: its text, one attribute, and its wanted children by local name, in order.

    Defaults live on the class, and a child that is alone of its name is kept without a list: a notice has
    hundreds of elements, and most of them are single leaves.
    """

    text: str = ""
    attr: str = ""
    kids: dict[str, Node | list[Node]] = {}  # shared by all leaves, never filled: see `add`

    def add(self, name: str, kid: Node) -> None:
        """Puts a child after those of the same name."""
        if not self.kids:
            self.kids = {}
        former = self.kids.get(name)
        if former is None:
            self.kids[name] = kid
        elif isinstance(former, list):
            former.append(kid)
        else:
            self.kids[name] = [former, kid]

    def all(self, *path: str) -> list[Node]:
        """Every descendant found by following the names, each level may repeat."""
        found = [self]
        for name in path:
            deeper: list[Node] = []
            for node in found:
                kid = node.kids.get(name)
                if kid is None:
                    continue
                if isinstance(kid, list):
                    deeper += kid
                else:
                    deeper.append(kid)
            found = deeper
        return found

    def first(self, *path: str) -> Node:
        """The first of `all`, an empty node when there is none."""
        node = self
        for name in path:
            kid = node.kids.get(name)
            if kid is None:
                return EMPTY
            if isinstance(kid, list):
                found = self.all(*path)
                return found[0] if found else EMPTY
            node = kid
        return node

    def say(self, *path: str) -> str:
        """Text of the first descendant with a text, "" otherwise."""
        node = self
        for name in path:
            kid = node.kids.get(name)
            if kid is None:
                return ""
            if isinstance(kid, list):
                return next((one.text for one in self.all(*path) if one.text), "")
            node = kid
        return node.text

    def texts(self, *path: str) -> list[str]:
        """Texts of all descendants, without the empty ones."""
        return [node.text for node in self.all(*path) if node.text]

    def children(self) -> Iterator[tuple[str, Node]]:
        """Names and children, those of the same name together."""
        for name, kid in self.kids.items():
            if isinstance(kid, list):
                yield from ((name, one) for one in kid)
            else:
                yield name, kid

    def everywhere(self, *names: str) -> Iterator[Node]:
        """Every descendant with one of these names, at any depth, in reading order."""
        for name, kid in self.children():
            if name in names:
                yield kid
            if kid.kids:
                yield from kid.everywhere(*names)

    def flag(self, *path: str) -> str:
        """Name of the first child: a form says `<NATURE><ATTRIBUTION/></NATURE>`; or the text itself."""
        node = self.first(*path)
        return next(iter(node.kids), "") or node.text


EMPTY: Final = Node()
# name -> attribute wanted ("" for none); an empty mapping wants every element.
Wanted = Mapping[str, str]


class _Entry(NamedTuple):
    """What the table says of a wanted element."""

    name: str
    attribute: str
    is_paragraphs: bool


class Table(dict[Any, _Entry | None]):
    """Qualified tag -> what to keep of it, None to skip it; learnt as tags are met, bounded.

    `paragraphs` are elements whose text has markup inside; `skipped` serves when everything else is wanted.
    """

    def __init__(
        self,
        wanted: Wanted,
        *,
        paragraphs: frozenset[str] = frozenset(),
        skipped: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self.wanted = wanted
        self.paragraphs = paragraphs
        self.skipped = skipped

    def __missing__(self, tag: Any) -> _Entry | None:
        if not isinstance(tag, str):
            return None
        name = tag.rpartition("}")[2] if tag[:1] == "{" else tag.rpartition(":")[2]
        keep = name in self.wanted if self.wanted else name not in self.skipped
        entry = _Entry(name, self.wanted.get(name, ""), name in self.paragraphs) if keep else None
        if len(self) < _MAX_NAMES:
            self[tag] = entry
        return entry


@cache
def _parser() -> XMLParser:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        collect_ids=False,
    )


def parse_xml(payload: bytes, unread: bytes = b"") -> _Element:
    """Root element, read without network, DTD or entity expansion. Raises NotANotice if it is not XML.

    `unread` names an element, present once, that no reader looks at: it is cut out of the bytes before
    parsing. When that leaves no good XML, the whole payload is parsed.
    """
    trimmed = _without(payload, unread) if unread else payload
    if trimmed is not payload:
        try:
            return _parsed(trimmed)
        except NotANotice:
            pass
    return _parsed(payload)


def _without(payload: bytes, name: bytes) -> bytes:
    """The payload without one section, when it stands plainly between two others."""
    start = payload.find(b"<" + name + b">")
    if start < 0:
        return payload
    end = payload.find(b"</" + name + b">", start) + len(name) + 3
    before, after = payload[max(0, start - 80) : start].rstrip(), payload[end : end + 80].lstrip()
    if not (before.endswith(b"_SECTION>") and after.startswith(b"<FORM_SECTION")):
        return payload
    # Only local names are read, and lxml is faster with names that have no namespace.
    declared = payload.find(b' xmlns="', 0, 1024)
    after_it = payload.find(b'"', declared + 8) + 1
    if declared < 0 or not 0 < after_it < start:
        declared = after_it = 0
    return payload[:declared] + payload[after_it:start] + payload[end:]


def _parsed(payload: bytes) -> _Element:
    from lxml import etree

    try:
        root = etree.fromstring(payload, _parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise NotANotice(f"the XML cannot be read: {error}") from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise NotANotice("the XML declares a DOCTYPE, which a notice never needs")
    return root


def from_xml(element: _Element, table: Table) -> Node:
    """The wanted part of an element and of what it contains."""
    node = Node()
    node.text = (element.text or "").strip()
    _fill(node, element, table, MAX_DEPTH)
    return node


def _fill(node: Node, element: _Element, table: Table, depth: int) -> None:
    kids: dict[str, Node | list[Node]] = {}
    for child in element:
        entry = table[child.tag]
        if entry is None:
            continue
        name, attribute, is_paragraphs = entry
        kid = Node()
        if attribute:
            kid.attr = child.get(attribute) or ""
        if is_paragraphs:
            kid.text = paragraph_text(child)
        else:
            text = child.text
            if text:
                kid.text = text.strip()
            if depth and len(child):
                _fill(kid, child, table, depth - 1)
        former = kids.get(name)
        if former is None:
            kids[name] = kid
        elif isinstance(former, list):
            former.append(kid)
        else:
            kids[name] = [former, kid]
    if kids:
        node.kids = kids


def paragraph_text(element: _Element) -> str:
    """Text of an element made of <P> paragraphs with markup inside (superscripts)."""
    text = element.text or ""
    if not len(element):
        return text
    if text.strip():
        return _inner_text(element)
    if len(element) == 1 and not len(element[0]):
        return element[0].text or ""
    return "\n".join([_inner_text(part) if len(part) else part.text or "" for part in element])


def _inner_text(element: _Element) -> str:
    return "".join([str(piece) for piece in element.itertext()])


def from_json(value: Any, table: Table, depth: int = 0) -> Node:
    """The same tree from JSON that transcribes XML: prefixed keys, "@attribute", "#text", lists."""
    if not isinstance(value, Mapping):
        return _leaf(plain(value))
    node = _leaf(plain(value.get("#text", "")))
    if depth >= MAX_DEPTH:
        return node
    for key, inner in value.items():
        if not isinstance(key, str) or key[:1] in ("@", "#"):
            continue
        entry = table[key]
        if entry is None:
            continue
        attribute = "@" + entry.attribute
        for one in _flat(inner):
            kid = from_json(one, table, depth + 1)
            if isinstance(one, Mapping) and attribute in one:
                kid.attr = plain(one[attribute])
            node.add(entry.name, kid)
    return node


def _leaf(text: str) -> Node:
    node = Node()
    node.text = text
    return node


def _flat(value: Any) -> Iterator[Any]:
    """A single value, or the items of (nested) lists: DECP files nest them up to four times."""
    if not isinstance(value, list):
        yield value
        return
    stack = [iter(value)]
    while stack and len(stack) < MAX_DEPTH:
        for item in stack[-1]:
            if isinstance(item, list):
                stack.append(iter(item))
                break
            yield item
        else:
            stack.pop()


def plain(value: Any) -> str:
    """Text of a JSON value; "" for null, true/false as words, objects and lists say nothing."""
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, (Mapping, list)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
