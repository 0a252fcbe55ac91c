"""The search box: words, "phrases" and -refusals, as terms; and what PostgreSQL needs of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commun.algo.text.stopwords import LINKS
from commun.algo.text.terms import Alternatives, positions

_ASKED = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<phrase>[^"]*)"?|«(?P<quoted>[^»]*)»?|(?P<word>[^\s"«]+))')


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: every group (a run of places, in order and side by side) and none of the refusals."""

    groups: tuple[tuple[Alternatives, ...], ...]
    refused: tuple[tuple[Alternatives, ...], ...]

    def matches(self, text: str) -> bool:
        """Whether a text answers the query; a query without words is answered by everything."""
        places = positions(text)
        return all(_holds(places, group) for group in self.groups) and not any(
            _holds(places, group) for group in self.refused
        )

    def as_tsquery(self) -> str:
        """The query as PostgreSQL's `tsquery` literal, for a vector written by `as_tsvector`; '' if empty."""
        asked = [_run(group) for group in self.groups]
        return " & ".join(asked + [f"!{_run(group)}" for group in self.refused])


def parse_query(text: str) -> Query:
    """Read a search box. Quotes ask for words side by side, a leading minus refuses.

    >>> parse_query('coopératives -stage').as_tsquery()
    "'cooper' & !'stag'"
    >>> parse_query("acteur").matches("les acteur.rice.s du territoire")
    True
    """
    groups: list[tuple[Alternatives, ...]] = []
    refused: list[tuple[Alternatives, ...]] = []
    for asked in _ASKED.finditer(text):
        phrase = asked["phrase"] or asked["quoted"]
        run = tuple(positions(phrase or asked["word"] or ""))
        if not run:
            continue
        if asked["minus"]:
            refused.append(run)
        else:
            groups.extend([run] if phrase else [(place,) for place in run])
    return Query(groups=_without_links(groups), refused=tuple(refused))


# Of a word, in bytes; PostgreSQL takes 2,046.
LONGEST_TERM = 1000


def as_tsvector(parts: Iterable[tuple[str, str]]) -> str:
    """PostgreSQL's `tsvector` literal of weighted texts, e.g. [(title, "A"), (body, "C")].

    Positions go up to PostgreSQL's own limit (16,383); a weight is one of A, B, C, D.
    """
    places: dict[str, list[str]] = {}
    at = 0
    for text, weight in parts:
        for terms in positions(text):
            at += 1
            for term in terms:
                if len(term.encode()) > LONGEST_TERM:
                    # A pasted file or an endless link: nobody asks for it, and PostgreSQL refuses the whole text.
                    continue
                found = places.setdefault(term, [])
                if len(found) < 255:
                    found.append(f"{min(at, 16383)}{weight}")
        at += 1
    return " ".join(f"{_quoted(term)}:{','.join(found)}" for term, found in places.items())


def _without_links(groups: Sequence[tuple[Alternatives, ...]]) -> tuple[tuple[Alternatives, ...], ...]:
    """Links typed between words ("emploi de jardin") are not asked for, unless there is nothing else."""
    kept = tuple(group for group in groups if not (len(group) == 1 and set(group[0]) <= LINKS))
    return kept or tuple(groups)


def _holds(places: Sequence[Alternatives], group: Sequence[Alternatives]) -> bool:
    last = len(places) - len(group)
    return any(
        all(not set(asked).isdisjoint(places[start + step]) for step, asked in enumerate(group))
        for start in range(last + 1)
    )


def _run(group: Sequence[Alternatives]) -> str:
    parts = ["(" + " | ".join(map(_quoted, terms)) + ")" if len(terms) > 1 else _quoted(terms[0]) for terms in group]
    return parts[0] if len(parts) == 1 else "(" + " <-> ".join(parts) + ")"


def _quoted(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
