"""Trees as HTML, safe by construction: known tags only, every word escaped; and HTML from elsewhere as a tree."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from commun.core.writing.trees import DEEPEST, Node, joined, safe_link, text_of

TAGS = {
    "paragraph": "p",
    "bulletList": "ul",
    "orderedList": "ol",
    "listItem": "li",
    "blockquote": "blockquote",
    "tableRow": "tr",
    "tableHeader": "th",
    "tableCell": "td",
}
MARK_TAGS = {"bold": "strong", "italic": "em", "strike": "s"}
READ = {
    "p": "paragraph", "ul": "bulletList", "ol": "orderedList", "li": "listItem", "blockquote": "blockquote",
    "table": "table", "tr": "tableRow", "th": "tableHeader", "td": "tableCell", "hr": "horizontalRule",
    "br": "hardBreak", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading",
}  # fmt: skip
READ_MARKS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
}
DROPPED = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "meta", "link", "object", "iframe", "svg"}
)
INSIDE = {"bulletList": "listItem", "orderedList": "listItem", "table": "tableRow"}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def html_of(tree: Node, *, top: int = 1) -> str:
    """HTML of the tree; the highest heading is ``h{top}``."""
    return "".join(_html(node, top) for node in tree.get("content", ()))


def _html(node: Node, top: int) -> str:
    name = node["type"]
    if name == "text":
        return _marked(node)
    if name in ("hardBreak", "horizontalRule"):
        return "<br>" if name == "hardBreak" else "<hr>"
    inside = "".join(_html(child, top) for child in node.get("content", ()))
    if name == "heading":
        level = min(node["attrs"]["level"] + top - 1, 6)
        return f"<h{level}>{inside}</h{level}>"
    if name == "table":
        return f"<table><tbody>{inside}</tbody></table>"
    if name not in TAGS:
        return inside
    numbers = "".join(f' {key}="{int(value)}"' for key, value in sorted(node.get("attrs", {}).items()))
    return f"<{TAGS[name]}{numbers}>{inside}</{TAGS[name]}>"


def _marked(node: Node) -> str:
    text = escape(node["text"])
    for mark in reversed(node.get("marks", ())):
        if mark["type"] == "link":
            text = f'<a href="{escape(mark["attrs"]["href"])}" rel="noopener noreferrer nofollow">{text}</a>'
        else:
            text = f"<{MARK_TAGS[mark['type']]}>{text}</{MARK_TAGS[mark['type']]}>"
    return text


def plain_of(tree: Node) -> str:
    """The words alone, a line for each paragraph."""
    return "\n".join(line for node in tree.get("content", ()) for line in _lines(node))


def _lines(node: Node) -> Iterator[str]:
    if node["type"] in ("paragraph", "heading"):
        yield text_of(node)
    elif node["type"] == "tableRow":
        yield "\t".join(" ".join(_lines(cell)) for cell in node.get("content", ()))
    else:
        for child in node.get("content", ()):
            yield from _lines(child)


def word_count(plain: str) -> int:
    """Words as people count them: what stands between spaces and holds a letter or a figure."""
    return sum(1 for word in plain.split() if any(sign.isalnum() for sign in word))


def tree_of(html: str) -> Node:
    """The tree that a page or a fragment makes: its words, titles, lists and tables; no style, no script."""
    import lxml.html

    if not html.strip():
        return {"type": "doc", "content": []}
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    root = lxml.html.document_fromstring(html.replace("\x00", ""), parser=parser)
    return {"type": "doc", "content": _blocks(list(_read(root, {}, 0)))}


def _read(element: Any, marks: dict[str, str], depth: int) -> Iterator[Node]:
    """The nodes inside an element, blocks and words mixed."""
    if element.text:
        yield from _words(element.text, marks)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in DROPPED:
            yield from _read_one(child, marks, depth + 1)
        if child.tail:
            yield from _words(child.tail, marks)


def _read_one(child: Any, marks: dict[str, str], depth: int) -> Iterator[Node]:
    name = READ.get(child.tag) if depth <= DEEPEST else None
    if name in ("hardBreak", "horizontalRule"):
        yield {"type": name}
    elif name is not None:
        yield _element(name, child, list(_read(child, marks, depth)))
    elif child.tag == "a" and safe_link(child.get("href")):
        yield from _read(child, {**marks, "link": safe_link(child.get("href"))}, depth)
    elif child.tag in READ_MARKS:
        yield from _read(child, {**marks, READ_MARKS[child.tag]: ""}, depth)
    elif child.tag in ("div", "section", "article"):
        yield {"type": "doc", "content": list(_read(child, marks, depth))}
    else:
        yield from _read(child, marks, depth)


def _element(name: str, child: Any, content: list[Node]) -> Node:
    node: Node = {"type": name}
    if name == "heading":
        node["attrs"] = {"level": int(child.tag[1])}
    if name in ("tableHeader", "tableCell"):
        spans = {key: child.get(key, "") for key in ("colspan", "rowspan")}
        spans = {
            key: int(text) for key, text in spans.items() if text.isascii() and text.isdigit() and 1 < int(text) < 100
        }
        node |= {"attrs": spans} if spans else {}
    if name in ("paragraph", "heading"):
        inside: list[Node] = []
        for each in content:
            inside += _flat(each)
        content = _trimmed(inside)
    elif name in INSIDE:
        content = _wrapped(content, INSIDE[name])
    elif name == "tableRow":
        content = [each for each in content if each["type"] in ("tableHeader", "tableCell")]
    else:
        content = _blocks(content) or [{"type": "paragraph"}]
    return {**node, "content": content} if content else node


def _flat(node: Node) -> list[Node]:
    if node["type"] in ("text", "hardBreak"):
        return [node]
    return [inner for child in node.get("content", ()) for inner in _flat(child)]


def _wrapped(nodes: Sequence[Node], name: str) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        if node["type"] == name:
            found.append(node)
        elif name == "listItem" and (node["type"] != "text" or node["text"].strip()):
            found.append({"type": name, "content": _blocks([node])})
    return found


def _blocks(nodes: Sequence[Node]) -> list[Node]:
    """Blocks only: words between them become paragraphs."""
    found: list[Node] = []
    loose: list[Node] = []
    for node in [*nodes, None]:
        if node is not None and node["type"] in ("text", "hardBreak"):
            loose.append(node)
            continue
        words = _trimmed(loose)
        found += [{"type": "paragraph", "content": words}] if words else []
        loose = []
        if node is None:
            break
        if node["type"] == "doc":
            found += _blocks(node.get("content", ()))
        elif node["type"] in ("listItem", "tableRow", "tableHeader", "tableCell"):
            found += (
                _blocks(node.get("content", ()))
                if node["type"] != "tableRow"
                else _blocks([inner for cell in node.get("content", ()) for inner in cell.get("content", ())])
            )
        else:
            found.append(node)
    return found


def _trimmed(nodes: Sequence[Node]) -> list[Node]:
    """Words as a browser shows them: runs of spaces are one, none at the edges."""
    found: list[Node] = []
    for node in joined(nodes):
        if node["type"] == "text":
            text = node["text"]
            ends = not found or found[-1]["type"] == "hardBreak" or found[-1]["text"].endswith(" ")
            text = text.lstrip(" ") if ends else text
            if text:
                found.append({**node, "text": text})
        else:
            found.append(node)
    while found and (found[-1]["type"] == "hardBreak" or not found[-1]["text"].rstrip(" ")):
        found.pop()
    if found:
        found[-1] = {**found[-1], "text": found[-1]["text"].rstrip(" ")}
    return found


def _words(text: str, marks: dict[str, str]) -> Iterator[Node]:
    kept: list[Node] = [
        {"type": name, "attrs": {"href": href}} if name == "link" else {"type": name}
        for name, href in sorted(marks.items())
    ]
    shown = _SPACES.sub(" ", text)
    if shown:
        yield {"type": "text", "text": shown, **({"marks": kept} if kept else {})}
