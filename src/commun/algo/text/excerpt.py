"""What to show of a text that answers a query: a few words around the first that answer, which of them are marked."""

import re
from dataclasses import dataclass
from functools import lru_cache

from commun.algo.text.folding import mend, rejoin
from commun.algo.text.query import Query, parse_query  # noqa: F401 - for the example
from commun.algo.text.terms import positions

_CHUNK = re.compile(r"\S+")
BEFORE, WORDS = 8, 40


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of the text, as they are; marked when they answer."""

    text: str
    is_marked: bool = False


def excerpt(text: str, query: Query, words: int = WORDS, before: int = BEFORE) -> list[Piece]:
    """At most ``words`` words of the text, from a few before the first that answers; its start when none does.

    >>> [one.text for one in excerpt("Les élu·e·s du lieu", parse_query("élue")) if one.is_marked]
    ['élu·e·s']
    """
    text = rejoin(text)
    asked = _asked(query)
    first = next((at for at, chunk in enumerate(_CHUNK.finditer(text)) if _answers(chunk[0], asked)), 0)
    start = max(0, first - before)
    found: list[Piece] = [Piece("… ")] if start else []
    plain: list[str] = []
    for at, chunk in enumerate(_CHUNK.finditer(text)):
        if at < start:
            continue
        if at >= start + words:
            plain.append("…")
            break
        if _answers(chunk[0], asked):
            found += [Piece("".join(plain))] if plain else []
            found.append(Piece(chunk[0], is_marked=True))
            plain = [" "]
        else:
            plain += [chunk[0], " "]
    rest = "".join(plain).rstrip()
    return [*found, Piece(rest)] if rest else found


def marked(text: str, query: Query) -> list[Piece]:
    """The whole text (a title) with the words that answer."""
    return excerpt(text, query, words=len(text), before=len(text)) if text else []


def _asked(query: Query) -> frozenset[str]:
    return frozenset(term for group in query.groups for place in group for term in place)


def _answers(chunk: str, asked: frozenset[str]) -> bool:
    return not asked.isdisjoint(_terms(chunk))


@lru_cache(maxsize=1 << 16)
def _terms(chunk: str) -> frozenset[str]:
    return frozenset(term for terms in positions(mend(chunk)) for term in terms)
