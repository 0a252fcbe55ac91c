"""The words of articles: their mark, how they are read from Markdown and written back. No database."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_NUMBERED = re.compile(
    r"^\s*(?:\*\*)?art(?:icle|\.)\s*(?:\d+|premier|1er|[ivxlc]+)\b\s*[.:–—-]*\s*(.*?)(?:\*\*)?\s*$", re.I
)
_NUMBER = re.compile(r"^(?:art(?:icle|\.)\s*)?(?:\d+|premier|1er)\s*[.:–—)-]+\s*", re.I)
_SCOPE = re.compile(r"^\s*(?:\*|_)*(?:portée|scope)\s*[\u00a0\u202f ]*:\s*(.*?)(?:\*|_)*\s*$", re.I)


@dataclass(frozen=True)
class ArticleWords:
    """What an article says: title, text, whom it speaks of, the acts it gates, when it is looked at again."""

    title: str
    body: str
    scope_of: str = ""
    gates: Sequence[str] = ()
    review_on: dt.date | None = None

    def as_dict(self) -> dict[str, Any]:
        """In plain values, as a proposal keeps them."""
        return {
            "title": self.title,
            "body": self.body,
            "scope": self.scope_of,
            "gates": list(self.gates),
            "review_on": self.review_on.isoformat() if self.review_on else None,
        }


def words_of(said: Mapping[str, Any]) -> ArticleWords:
    """The words out of plain values. Raises ValueError for a day that is not one."""
    day = said.get("review_on")
    return ArticleWords(
        title=" ".join(str(said.get("title", "")).split()),
        body=str(said.get("body", "")).replace("\r\n", "\n").strip(),
        scope_of=" ".join(str(said.get("scope", "")).split()),
        gates=sorted({str(name) for name in said.get("gates") or ()}),
        review_on=dt.date.fromisoformat(day) if day else None,
    )


def as_file(words: ArticleWords) -> str:
    """The checked file: what the fingerprint is taken of."""
    parts = [words.title, words.body, words.scope_of, json.dumps(list(words.gates), ensure_ascii=False)]
    return "\n\n".join(parts) + "\n"


def fingerprint(words: ArticleWords) -> str:
    """SHA-256 of the file, in hexadecimal."""
    return hashlib.sha256(as_file(words).encode()).hexdigest()


@dataclass(frozen=True)
class ReadText:
    """What a pasted text holds: its title, if it says one, and its articles in order."""

    title: str
    articles: Sequence[ArticleWords]


def read_markdown(text: str, preamble: str) -> ReadText:
    """A charter out of a pasted text: « ## Title » or « Article 3. Title » starts an article.

    ``preamble`` is the title given to what stands before the first article. A text without any heading is one article.
    """
    title, body = "", _Body("")
    articles: list[ArticleWords] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        heading, numbered = _HEADING.match(line), _NUMBERED.match(line)
        if heading and len(heading[1]) == 1 and not title and not articles and body.is_empty:
            title = heading[2]
        elif heading or numbered:
            articles += body.article(preamble)
            found = heading[2] if heading else (numbered[1] if numbered else "")
            body = _Body(_NUMBER.sub("", found).strip(" *") or found.strip(" *"))
        else:
            body.add(line)
    articles += body.article(preamble)
    return ReadText(title, articles)


class _Body:
    """The lines of one article as they are read."""

    def __init__(self, title: str) -> None:
        self.title, self.lines, self.scope_of = title, [""], ""

    @property
    def is_empty(self) -> bool:
        return not self.title and not any(line.strip() for line in self.lines)

    def add(self, line: str) -> None:
        scope = _SCOPE.match(line)
        if scope and not self.scope_of:
            self.scope_of = scope[1].strip()
        else:
            self.lines.append(line.rstrip())

    def article(self, preamble: str) -> list[ArticleWords]:
        if self.is_empty:
            return []
        body = "\n".join(self.lines).strip()
        return [ArticleWords(self.title or preamble, body, self.scope_of)]


def write_markdown(title: str, articles: Iterable[tuple[int, ArticleWords]], scope_label: str) -> str:
    """The text as Markdown; ``read_markdown`` gives the same articles back."""
    parts = [f"# {title}"]
    for number, words in articles:
        parts.append(f"## {number}. {words.title}")
        if words.scope_of:
            parts.append(f"{scope_label} : {words.scope_of}")
        if words.body:
            parts.append(words.body)
    return "\n\n".join(parts) + "\n"
