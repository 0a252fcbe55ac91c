"""Texts as a PDF that a screen reader reads (PDF/UA-1), set by typst as the other papers (ADR 22)."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from commun.core.writing.trees import Node
from commun.ui import papers
from commun.ui.papers.texts import Texts, blocks, grid, marks_of

TEMPLATE = Path(__file__).with_name("text.typ")
_SIGNS = {"bold": "b", "italic": "i", "strike": "s"}


def printed_pdf(texts: Texts) -> bytes:
    """The PDF; a word in brackets stands for a sign that no font draws."""
    import typst

    told = {
        "title": papers.seen(texts.title),
        "author": papers.seen(texts.author),
        "language": texts.language,
        "page": _("page {page} of {pages}"),
        "blocks": [_block(node) for node in blocks(texts)],
    }
    try:
        return _set(told, texts, [papers.STANDARD])
    except typst.TypstError as error:
        told = papers.named(told, papers.not_drawn(error.diagnostic), texts.language)
    try:
        return _set(told, texts, [papers.STANDARD])
    except typst.TypstError:
        # Letters that no font draws even so: a paper with holes is better than none. It has its tags.
        return _set(told, texts, [])


def _set(told: Any, texts: Texts, standards: list[Any]) -> bytes:
    import typst

    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, ignore_system_fonts=True)
    inputs = {"texts": json.dumps(told, ensure_ascii=False)}
    found = compiler.compile(
        format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=int(texts.at.timestamp())
    )
    if not isinstance(found, bytes):
        raise TypeError("typst gave pages instead of a file")
    return found


def _block(node: Node) -> dict[str, Any]:
    name, content = node["type"], node.get("content", [])
    if name == "heading":
        return {"kind": "heading", "level": node["attrs"]["level"], "words": _words(content)}
    if name == "paragraph":
        return {"kind": "paragraph", "words": _words(content)}
    if name == "table":
        return _table(node)
    if name in ("bulletList", "orderedList"):
        items = [[_block(child) for child in item.get("content", ())] for item in content]
        return {"kind": name, "start": int(node.get("attrs", {}).get("start", 1)), "items": items}
    return {"kind": name, "blocks": [_block(child) for child in content]}


def _table(node: Node) -> dict[str, Any]:
    rows = grid(node)
    heads = 1 if rows and all(cell.is_head for cell in rows[0] if not cell.is_covered) else 0
    cells = [
        [
            {
                "columns": cell.columns,
                "rows": min(cell.rows, len(rows) - number) if number >= heads else 1,
                "is_head": cell.is_head,
                "blocks": [_block(child) for child in cell.node.get("content", ())],
            }
            for cell in row
            if not cell.is_covered
        ]
        for number, row in enumerate(rows)
    ]
    width = max((len(row) for row in rows), default=0)
    return {"kind": "table", "width": width, "heads": heads, "rows": cells}


def _words(content: list[Node]) -> list[dict[str, str]]:
    found = []
    for node in content:
        if node["type"] == "hardBreak":
            found.append({"text": "\n", "marks": "", "link": ""})
        elif node["type"] == "text":
            marks = marks_of(node)
            letters = "".join(letter for name, letter in _SIGNS.items() if name in marks)
            found.append({"text": papers.breakable(node["text"]), "marks": letters, "link": marks.get("link", "")})
    return found
