"""Trees as Markdown and back: headings, lists, quotes, tables, rules, bold, italic, struck words, links, line breaks.

What is written reads back as the same; a line's end inside a paragraph is a break, as people expect of a text area.
"""

import re
from collections.abc import Iterator, Sequence

from commun.core.writing.trees import MARKS, Node, joined, safe_link

SIGNS = {"bold": "**", "italic": "*", "strike": "~~"}
ORDER = ("link", "bold", "italic", "strike")
_ESCAPED = re.compile(r"[\\*~\[\]<>`|]|(?<!\w)_|_(?!\w)")
_LINE_START = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$|--)|>)|(\d{1,9})([.)])(?=\s|$)")
_HEADING = re.compile(r"(#{1,6})(?:\s+(.*?))?\s*$")
# Elsewhere, signs at the end of a title close it.
_CLOSING = re.compile(r"#(?=#*\Z)")
_RULE = re.compile(r"(?:-\s*){3,}$|(?:\*\s*){3,}$|(?:_\s*){3,}$")
_MARKER = re.compile(r"( {0,3})([-*+]|\d{1,9}[.)])(?:( +)(.*)|())$")
_UNESCAPED_BAR = re.compile(r"(?<!\\)\|")
_INLINE = re.compile(r"\\(?P<escaped>[^\w\s]|_)|(?P<sign>\*{1,2}|~~)|\[(?P<link>)")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\((?:<([^<>]*)>|([^()\s]*(?:\([^()\s]*\)[^()\s]*)*))\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
DEEPEST = 20


def markdown_of(tree: Node) -> str:
    """The whole tree."""
    return "\n\n".join(chunk for chunk in chunks(tree) if chunk) + ("\n" if tree.get("content") else "")


def chunks(tree: Node) -> list[str]:
    """Each block of the tree by itself; an empty one is an empty string."""
    found, before, is_other = [], "", False
    for node in tree.get("content", ()):
        is_list = node["type"] in ("bulletList", "orderedList")
        # Two lists in a row have signs of their own, or they would be one.
        is_other = is_list and node["type"] == before and not is_other
        before = node["type"]
        found.append("\n".join(_block(node, is_other=is_other)))
    return found


def _block(node: Node, *, is_other: bool = False) -> list[str]:
    name, content = node["type"], node.get("content", [])
    if name == "heading":
        words = _CLOSING.sub(r"\#", " ".join(_inline(content).split("  \n")))
        return ["#" * node["attrs"]["level"] + " " + words] if words.strip() else []
    if name == "horizontalRule":
        return ["---"]
    if name in ("bulletList", "orderedList"):
        return list(_list(node, is_other=is_other))
    if name == "blockquote":
        return [f"> {line}".rstrip() for line in _blocks(content)]
    if name == "table":
        return _table(content)
    if name in ("paragraph", "text"):
        return [_line(line) for line in _inline(content if name == "paragraph" else [node]).split("\n")]
    return _blocks(content)


def _blocks(nodes: Sequence[Node]) -> list[str]:
    lines: list[str] = []
    for chunk in chunks({"type": "doc", "content": list(nodes)}):
        if chunk:
            lines += [""] * bool(lines) + chunk.split("\n")
    return lines


def _list(node: Node, *, is_other: bool) -> Iterator[str]:
    number = int(node.get("attrs", {}).get("start", 1))
    for item in node.get("content", ()):
        sign = "*" if is_other else "-"
        if node["type"] == "orderedList":
            sign, number = f"{number}{')' if is_other else '.'}", number + 1
        lines = _item(item.get("content", [])) or [""]
        yield f"{sign} {lines[0]}".rstrip()
        for line in lines[1:]:
            yield (" " * (len(sign) + 1) + line).rstrip()


def _item(nodes: Sequence[Node]) -> list[str]:
    """A list right under its paragraph stands without a blank line."""
    lines: list[str] = []
    parts = chunks({"type": "doc", "content": list(nodes)})
    for node, chunk in zip(nodes, parts, strict=True):
        if chunk:
            is_close = node["type"] in ("bulletList", "orderedList") and len(parts) == 2 and len(lines) == 1
            lines += [""] * (bool(lines) and not is_close) + chunk.split("\n")
    return lines


def _table(rows: Sequence[Node]) -> list[str]:
    texts = [[_cell(cell) for cell in row.get("content", ())] for row in rows]
    width = max((len(row) for row in texts), default=0)
    if not width:
        return []
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in texts]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _cell(cell: Node) -> str:
    lines = [line for line in _leaves(cell) if line]
    return "<br>".join("<br>".join(line.split("  \n")) for line in lines)


def _leaves(node: Node) -> Iterator[str]:
    if node["type"] in ("paragraph", "heading"):
        yield _inline(node.get("content", []))
    else:
        for child in node.get("content", ()):
            yield from _leaves(child)


def _line(line: str) -> str:
    return (
        _LINE_START.sub(lambda found: f"{found[2]}\\{found[3]}" if found[2] else f"\\{found[1]}", line, count=1)
        if (_LINE_START.match(line))
        else line
    )


def _inline(nodes: Sequence[Node]) -> str:
    """Words with their signs, opened and closed in one order; spaces at the edge of a mark stand outside of it."""
    out, opened = "", [("", "")][:0]
    for node in nodes:
        if node["type"] == "hardBreak":
            out = out.rstrip(" ") + "  \n"
            continue
        if node["type"] != "text":
            continue
        marks = _marks(node)
        text = _ESCAPED.sub(lambda found: "\\" + found[0], str(node["text"]).replace("\n", " "))
        keep = 0
        while keep < min(len(opened), len(marks)) and opened[keep] == marks[keep]:
            keep += 1
        out = _closed(out, opened[keep:])
        opened = opened[:keep]
        lead = text[: len(text) - len(text.lstrip())] if marks else ""
        if text.strip() or not marks:
            out += lead + "".join(_opening(mark) for mark in marks[keep:]) + text[len(lead) :]
            opened = marks
        else:
            out += text
    return _closed(out, opened).strip()


def _marks(node: Node) -> list[tuple[str, str]]:
    found = {mark["type"]: str(mark.get("attrs", {}).get("href", "")) for mark in node.get("marks", ())}
    return [(name, found[name]) for name in ORDER if name in found]


def _opening(mark: tuple[str, str]) -> str:
    return "[" if mark[0] == "link" else SIGNS[mark[0]]


def _closed(out: str, marks: list[tuple[str, str]]) -> str:
    if not marks:
        return out
    bare = out.rstrip(" \n")
    for name, href in reversed(marks):
        bare += (
            f"](<{href}>)"
            if name == "link" and set(href) & set("() ")
            else f"]({href})"
            if name == "link"
            else SIGNS[name]
        )
    return bare + out[len(out.rstrip(" \n")) :]


# -- reading ------------------------------------------------------------------------------------------------------


_CLOSERS = {sign: re.compile(rf"[^\s\\]{re.escape(sign)}|\\[^\w\s]{re.escape(sign)}") for sign in SIGNS.values()}
BLANK_MOST = 20


def tree_of(text: str) -> Node:
    """The tree that a Markdown text makes; every text makes one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    return {"type": "doc", "content": _read_blocks(lines, 0)}


def _read_blocks(lines: list[str], depth: int) -> list[Node]:
    nodes: list[Node] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        node, at = _read_block(lines, at, depth)
        nodes.append(node)
    return nodes


def _read_block(lines: list[str], at: int, depth: int) -> tuple[Node, int]:
    line = lines[at].strip()
    heading = _HEADING.match(line)
    if heading:
        node: Node = {"type": "heading", "attrs": {"level": len(heading[1])}}
        return _with(node, read_inline(heading[2] or "")), at + 1
    if _RULE.match(line):
        return {"type": "horizontalRule"}, at + 1
    if line.startswith(">") and depth < DEEPEST:
        end = _while(lines, at, lambda each: each.lstrip().startswith(">"))
        inside = [each.lstrip()[1:].removeprefix(" ") for each in lines[at:end]]
        return {"type": "blockquote", "content": _read_blocks(inside, depth + 1) or [{"type": "paragraph"}]}, end
    if line.startswith("|"):
        end = _while(lines, at, lambda each: each.lstrip().startswith("|"))
        return _read_table(lines[at:end]), end
    if _MARKER.match(lines[at]) and depth < DEEPEST:
        return _read_list(lines, at, depth)
    end = at + 1
    while end < len(lines) and lines[end].strip() and (depth >= DEEPEST or not _starts(lines[end])):
        end += 1
    words = "\n".join(each.strip() for each in lines[at:end])
    return _with({"type": "paragraph"}, read_inline(words)), end


def _starts(line: str) -> bool:
    bare = line.strip()
    return bool(_HEADING.match(bare) or _RULE.match(bare) or bare[0] in ">|" or _MARKER.match(line))


def _while(lines: list[str], at: int, is_inside: "type[bool] | object") -> int:
    while at < len(lines) and is_inside(lines[at]):  # type: ignore[operator]
        at += 1
    return at


def _with(node: Node, content: list[Node]) -> Node:
    if content:
        node["content"] = content
    return node


def _sort(sign: str) -> str:
    return sign[-1] if sign[-1] in ".)" else sign


def _read_list(lines: list[str], at: int, depth: int) -> tuple[Node, int]:
    first = _MARKER.match(lines[at])
    assert first is not None
    sort = _sort(first[2])
    node: Node = {"type": "orderedList" if sort in ".)" else "bulletList", "content": []}
    if sort in ".)" and int(first[2][:-1]) != 1:
        node["attrs"] = {"start": int(first[2][:-1])}
    while at < len(lines):
        found = _MARKER.match(lines[at])
        if found is None or _sort(found[2]) != sort or _RULE.match(lines[at].strip()):
            break
        spaces = len(found[3] or " ")
        width = len(found[1]) + len(found[2]) + (spaces if spaces < 5 else 1)
        inside = [" " * (spaces - 1 if spaces >= 5 else 0) + (found[4] or "")]
        at += 1
        while at < len(lines) and _goes_on(lines, at, width, inside):
            inside.append(lines[at][width:] if not lines[at][:width].strip() else lines[at].lstrip())
            at += 1
        node["content"].append(
            {"type": "listItem", "content": _read_blocks(inside, depth + 1) or [{"type": "paragraph"}]}
        )
        while at < len(lines) - 1 and not lines[at].strip() and _MARKER.match(lines[at + 1]):
            at += 1
    return node, at


def _goes_on(lines: list[str], at: int, width: int, inside: list[str]) -> bool:
    """Whether a line is still inside the item: indented, blank before an indented one, or the end of a sentence."""
    line = lines[at]
    if line.strip():
        return not line[:width].strip() or (bool(inside[-1].strip()) and not _starts(line))
    after = next((each for each in lines[at + 1 : at + BLANK_MOST] if each.strip()), "")
    return bool(after) and not after[:width].strip()


def _read_table(lines: list[str]) -> Node:
    rows = [
        _UNESCAPED_BAR.split(line.strip().strip("|") if not line.strip().endswith("\\|") else line.strip()[1:])
        for line in lines
    ]
    if len(rows) > 1 and all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in rows[1]):
        del rows[1]
        heads = 1
    else:
        heads = 0
    width = max(len(row) for row in rows)
    content = []
    for number, row in enumerate(rows):
        kind = "tableHeader" if number < heads else "tableCell"
        cells = [{"type": kind, "content": _read_cell(cell)} for cell in row + [""] * (width - len(row))]
        content.append({"type": "tableRow", "content": cells})
    return {"type": "table", "content": content}


def _read_cell(cell: str) -> list[Node]:
    return [_with({"type": "paragraph"}, read_inline(part.strip())) for part in _BREAK.split(cell)]


def read_inline(text: str) -> list[Node]:
    """Words with their marks."""
    return joined(_read_inline(text, {}))


def _read_inline(text: str, around: dict[str, str]) -> Iterator[Node]:
    opened: dict[str, str] = dict(around)
    # Signs that nothing closes any more: looked for once, not from each of them.
    dead: set[str] = set()
    at = start = 0
    while True:
        found = _INLINE.search(text, at)
        if found is None:
            yield from _words(text[start:], opened)
            return
        before = dict(opened)
        step = _step(text, found, opened, dead)
        if step is None:
            at = found.start() + 1
            continue
        yield from _words(text[start : found.start()], before)
        end, inside = step
        yield from inside
        at = start = end
        if found["escaped"]:
            yield from _words(found["escaped"], opened)


def _step(text: str, found: re.Match[str], opened: dict[str, str], dead: set[str]) -> tuple[int, list[Node]] | None:
    """What a sign does: (where the words go on, nodes); None when it is only a sign. Changes ``opened``."""
    if found["escaped"]:
        return found.end(), []
    if found["sign"] is None:
        link = _LINK.match(text, found.start())
        href = safe_link(link[2] or link[3]) if link and "link" not in opened else ""
        if link is None or not href:
            return None
        return link.end(), list(_read_inline(link[1], {**opened, "link": href}))
    sign = found["sign"]
    if sign == "**" and "italic" in opened and ("bold" not in opened or text[found.end() : found.end() + 1] == "*"):
        sign = "*"
    end = found.start() + len(sign)
    name = next(name for name, each in SIGNS.items() if each == sign)
    before, after = text[found.start() - 1 : found.start()], text[end : end + 1]
    if name in opened and before and not before.isspace():
        del opened[name]
        return end, []
    if name not in opened and after and not after.isspace() and _closes(text, end, sign, dead):
        opened[name] = ""
        return end, []
    return None


def _closes(text: str, at: int, sign: str, dead: set[str]) -> bool:
    if sign not in dead and _CLOSERS[sign].search(text, at) is None:
        dead.add(sign)
    return sign not in dead


def _words(text: str, marks: dict[str, str]) -> Iterator[Node]:
    kept: list[Node] = []
    for name in sorted(marks):
        if name in MARKS:
            kept.append({"type": "link", "attrs": {"href": marks[name]}} if name == "link" else {"type": name})
    for number, line in enumerate(text.split("\n")):
        if number:
            yield {"type": "hardBreak"}
        if line:
            yield {"type": "text", "text": line, **({"marks": kept} if kept else {})}
