"""The HTML that pads export (Etherpad, HedgeDoc), as lines of text with the marks that ``lines`` reads."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SPACES = re.compile(r"\s+")
_HIDDEN = {"script", "style", "head", "title", "template"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th",
    "tr", "ul",
}  # fmt: skip
_MARKS = {"li": "- ", **{f"h{level}": f"{'#' * level} " for level in range(1, 7)}}


def text_of_html(page: str) -> str:
    """The words of a page, one line per block; scripts and styles left out. Empty for what holds no words.

    Raises ValueError for a page whose elements stand so deep in each other that words would be lost.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = document_fromstring(_DECLARATION.sub("", page), parser=parser)
    except etree.ParserError:
        return ""
    if any("depth" in error.message for error in parser.error_log):
        raise ValueError("elements stand too deep in each other")
    # HedgeDoc puts the text in #doc, beside a table of contents that says its headings again.
    chosen = next((node for node in root.iter() if node.get("id") == "doc"), root)
    return _lines_of(chosen)


def _lines_of(top: "_Element") -> str:
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(top, events=("start", "end"))
    for event, node in walk:
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start" and tag in _HIDDEN:
            walk.skip_subtree()
        elif event == "start":
            parts.append(_opening(node, tag))
            continue
        if event == "end":
            parts.append("\n" if tag in _BLOCKS else "")
            parts.append(_SPACES.sub(" ", node.tail or "") if node is not top else "")
    return "\n".join(line.strip() for line in "".join(parts).split("\n") if line.strip())


def _opening(node: "_Element", tag: str) -> str:
    """What stands where an element begins: its line, its mark, its first words."""
    words = node.text or ""
    if tag == "input" and node.get("type") == "checkbox":
        return "[x] " if node.get("checked") is not None else "[ ] "
    if tag != "pre":
        words = _SPACES.sub(" ", words)
    return ("\n" if tag in _BLOCKS else "") + _MARKS.get(tag, "") + words
