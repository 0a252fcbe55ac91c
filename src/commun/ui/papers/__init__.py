"""The printer of the house: words, tables and steps set by typst, as a PDF that a screen reader reads (ADR 22).

The same paper printed twice gives the same bytes: its date comes with it, fonts come with typst, nothing is read from
the machine nor from the network.
"""

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

TEMPLATE = Path(__file__).with_name("paper.typ")
STANDARD = "ua-1"
LONGEST_WORD, PIECE = 24, 12
# What changes the look of the sign before it, or turns the letters after it around.
_UNSEEN = re.compile("[\ufe0e\ufe0f\u20e3\u202a-\u202e\u2066-\u2069\U0001f3fb-\U0001f3ff]")
_LONG = re.compile(rf"\S{{{LONGEST_WORD},}}")
_NOT_DRAWN = re.compile(r'the text `"((?:\\u\{[0-9a-f]+\}|[^"`\\]|\\.)+)"` could not be displayed')
# What stands for a sign that no font has: a picture, a letter.
_NAMES = {"fr": ("pictogramme", "signe"), "en": ("pictogram", "sign")}
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    kind: ClassVar = "text"
    text: str


@dataclass(frozen=True)
class Heading:
    """The title of a part."""

    kind: ClassVar = "heading"
    text: str


@dataclass(frozen=True)
class Code:
    """Signs to copy: a fingerprint."""

    kind: ClassVar = "code"
    text: str


@dataclass(frozen=True)
class Facts:
    """Names with what they are worth."""

    kind: ClassVar = "facts"
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Steps:
    """Numbered sentences, each with a note that may be empty."""

    kind: ClassVar = "steps"
    items: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """``share`` of the width that is left (0: as wide as its words); figures stand at the end."""

    head: str
    share: int = 0
    is_figure: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under heads that come back on each page; ``foot``: totals, or nothing."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    foot: Sequence[str] = ()


@dataclass(frozen=True)
class Paper:
    """A paper. ``at``: the moment it tells, aware, written in the file; ``foot``: what, when, which seal."""

    title: str
    over: str
    author: str
    about: str
    foot: str
    seal: str
    at: dt.datetime
    parts: Sequence[Text | Heading | Code | Facts | Steps | Table] = field(default_factory=list)


def printed(paper: Paper) -> bytes:
    """The PDF, in the language of the page: tagged PDF/UA-1. About 0.01 s, and 1 s for a thousand lines."""
    import typst

    told = _tidy(_told(paper))
    try:
        return _set(told, paper.at, [STANDARD])
    except typst.TypstError as error:
        told = named(told, not_drawn(error.diagnostic), told["language"])
    try:
        return _set(told, paper.at, [STANDARD])
    except typst.TypstError:
        # Letters that no font draws even so: a paper with holes is better than none. It has its tags.
        return _set(told, paper.at, [])


def _set(told: Any, at: dt.datetime, standards: list[Any]) -> bytes:
    import typst

    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, ignore_system_fonts=True)
    inputs = {"paper": json.dumps(told, ensure_ascii=False)}
    found = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=int(at.timestamp()))
    if not isinstance(found, bytes):
        raise TypeError("typst gave pages instead of a file")
    return found


def _told(paper: Paper) -> dict[str, Any]:
    """As the template reads it."""
    return {
        "language": (get_language() or "fr")[:2],
        "title": paper.title,
        "over": paper.over,
        "author": paper.author,
        "about": paper.about,
        "foot": paper.foot,
        "seal": paper.seal,
        "words": {"page": _("page {page} of {pages}")},
        "parts": [_part(part) for part in paper.parts],
    }


def _part(part: Text | Heading | Code | Facts | Steps | Table) -> dict[str, Any]:
    if isinstance(part, Table):
        return {
            "kind": "table",
            "heads": [column.head for column in part.columns],
            "widths": [column.share for column in part.columns],
            "ends": [column.is_figure for column in part.columns],
            "rows": [list(row) for row in part.rows],
            "foot": list(part.foot),
        }
    return {"kind": part.kind, **vars(part)}


def _tidy(told: Any) -> Any:
    """Every string on one line, without what is not seen, long words breakable."""
    if isinstance(told, str):
        return breakable(told)
    if isinstance(told, dict):
        return {name: _tidy(value) for name, value in told.items()}
    return [_tidy(value) for value in told] if isinstance(told, list | tuple) else told


def seen(text: str) -> str:
    """The text on one line, without what is not seen nor what turns letters around."""
    if text.isascii() and text.isprintable():
        return text
    kept = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in kept)


def breakable(text: str) -> str:
    """The text as it is seen; a word wider than its column goes on under itself, not over its neighbour."""
    return _LONG.sub(_broken, seen(text))


def _broken(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][at : at + PIECE] for at in range(0, len(word[0]), PIECE))


def not_drawn(diagnostic: str) -> set[str]:
    """Signs that no font has, as typst names them; never a letter of our alphabets, whatever stands on it."""
    texts = (_ESCAPE.sub(lambda found: chr(int(found[1], 16)), found) for found in _NOT_DRAWN.findall(diagnostic))
    return {
        sign for text in texts for sign in text if ord(sign) > 0xFF and unicodedata.category(sign) not in ("Ll", "Lu")
    }


def named(told: Any, signs: set[str], language: str) -> Any:
    """Every string with a word in brackets for each of these signs, in the language of the paper."""
    if isinstance(told, str):
        return "".join(_name(sign, language) if sign in signs else sign for sign in told)
    if isinstance(told, dict):
        return {name: named(value, signs, language) for name, value in told.items()}
    return [named(value, signs, language) for value in told] if isinstance(told, list) else told


def _name(sign: str, language: str) -> str:
    """« [pictogramme] » for an emoji or a symbol, « [signe U+65E5] » for a letter; a joiner has no name."""
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    picture, letter = _NAMES.get(language, _NAMES["en"])
    # Emoji younger than our tables have no category yet.
    return f"[{picture}]" if category.startswith("S") or category == "Cn" else f"[{letter} U+{ord(sign):04X}]"
