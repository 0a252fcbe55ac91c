"""Asking the search: rights are a condition of every query here, never a filter after it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.search import SearchQueryField
from django.db import connection, transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat

from commun.algo.text import LINKS, Query, fold, parse_query, slips
from commun.core import clock, scope
from commun.core.search.sources import keys
from commun.core.search.tables import SearchDocument, SearchWord

LONGEST: Final = 400
MOST_GROUPS: Final = 16
# The best are looked for among the newest that answer: a word that half of the messages have costs no more than a rare
# one. All of them are counted.
RANKED: Final = 1000
PER_PAGE: Final = 20
_LETTERS = re.compile(r"[^\W\d_]{4,30}")
_PLAIN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
WORDS_CUT: Final = 4


@dataclass(frozen=True)
class Reader:
    """Somebody who asks: the keys that they hold today and the groups that they are in."""

    keys: tuple[str, ...]
    spaces: tuple[int, ...]


@dataclass(frozen=True)
class Asked:
    """What was typed, shortened to what a search box needs, and what PostgreSQL looks for; empty: nothing to find."""

    text: str
    query: Query
    words: str

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class Tally:
    """How many documents of one source in one group answer."""

    space_id: int
    source: str
    count: int


def reader_of(person: Any, spaces: Sequence[int]) -> Reader:
    """The person as a reader; ``spaces``: the groups that they are in today. One query for each room that has keys."""
    return Reader(tuple(sorted({key for give in keys for key in give(person)})), tuple(spaces))


def asked_of(text: str) -> Asked:
    """What was typed. Refusals alone (« -travaux ») look for nothing."""
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    query = parse_query(text)
    query = Query(query.groups[:MOST_GROUPS], query.refused[:MOST_GROUPS])
    return Asked(text, query, query.as_tsquery() if query.groups else "")


@contextmanager
def words_first() -> Iterator[None]:
    """Inside the block the index of the words is read first, even for a word that nearly all pages have.

    PostgreSQL does not count what opening the words of each page costs: left alone, it reads them all.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        yield


def readable(reader: Reader) -> "QuerySet[SearchDocument]":
    """Everything that this reader may find: the groups they are in, and one of their keys."""
    with scope.everywhere("the groups are the condition below"):
        rows = SearchDocument.objects.all()
    if not reader.spaces or not reader.keys:
        return rows.none()
    # « + 0 »: by the index of groups, PostgreSQL would open the words of every page of them to find those that answer.
    place = ExpressionWrapper(F("space_id") + 0, output_field=BigIntegerField())
    return rows.annotate(place=place).filter(place__in=reader.spaces, readers__overlap=list(reader.keys))


def answering(reader: Reader, words: str) -> "QuerySet[SearchDocument]":
    """What this reader may find that has these words (PostgreSQL's form of them)."""
    return readable(reader).filter(_Answers(F("search"), _words(words)))


# The groups with « + 0 », as in ``readable``. Words and texts lie apart: up to « newest » only short rows are read.
_ANSWER: Final = """
    WITH mine AS MATERIALIZED (
        SELECT id, space_id, source, at FROM core_searchdocument
        WHERE search @@ %(words)s::tsquery AND space_id + 0 = ANY(%(spaces)s) AND readers && %(keys)s::varchar[]
    ),
    newest AS (
        SELECT id, at FROM mine
        WHERE (%(source)s = '' OR source = %(source)s) AND (%(space)s = 0 OR space_id = %(space)s)
        ORDER BY at DESC, id DESC LIMIT %(ranked)s
    ),
    best AS (
        SELECT id, row_number() OVER (ORDER BY score DESC, at DESC, id DESC) AS place
        FROM (SELECT id, newest.at, {score} AS score FROM newest {join}) AS scored
    )
    SELECT space_id, source, count(*), NULL::bigint FROM mine GROUP BY space_id, source
    UNION ALL
    SELECT NULL, NULL, place, id FROM best WHERE place > %(offset)s AND place <= %(offset)s + %(size)s
"""
# The rank of the words (a title counts most), less for what is far from today, before or after: a fifth each year.
_SCORE: Final = """
    ts_rank(document.search, %(words)s::tsquery, 1)
    / (1 + abs(extract(epoch FROM %(now)s - newest.at)) * 0.2 / 31557600)
"""
_BEST: Final = _ANSWER.format(score=_SCORE, join="JOIN core_searchdocument AS document USING (id)")
_NEWEST: Final = _ANSWER.format(score="0", join="")


def answers(
    reader: Reader, asked: Asked, *, source: str = "", space: int = 0, newest: bool = False, offset: int = 0
) -> tuple[list[Tally], list[SearchDocument]]:
    """How many answer, by group and by source; and a page of those of one source or group, or of all.

    The best first, the newest before; or the newest first. 2 queries.
    """
    if not asked or not reader.spaces or not reader.keys:
        return [], []
    values: dict[str, Any] = {
        "words": asked.words, "spaces": list(reader.spaces), "keys": list(reader.keys), "source": source,
        "space": space, "ranked": RANKED, "now": clock.now(), "offset": offset, "size": PER_PAGE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST if newest else _BEST, values)
        rows = cursor.fetchall()
    tallies = [Tally(*row[:3]) for row in rows if row[3] is None]
    places = {row[3]: row[2] for row in rows if row[3] is not None}
    found = readable(reader).filter(pk__in=places).defer("search", "readers", "digest") if places else []
    return tallies, sorted(found, key=lambda row: places[row.pk])


def _words(words: str) -> Any:
    return Cast(Value(words), SearchQueryField())


class _Answers(Func):
    """The vector has the words."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


NAMES_MOST: Final = 5
# What shares some letters is compared slip by slip.
NAMES_NEAR, NAMES_READ = 0.15, 200


def names_like(reader: Reader, asked: Asked) -> list[SearchDocument]:
    """People whose name is within a slip or two of what was typed, the nearest first. 1 query."""
    words = [word for word in fold(asked.text).split() if word.isalpha() and len(word) > 2]
    if not words or len(words) > 4:
        return []
    near = Func(Value(" ".join(words)), F("name_key"), function="word_similarity", output_field=FloatField())
    rows = readable(reader).exclude(name_key="").annotate(near=near).filter(near__gte=NAMES_NEAR)
    found = rows.order_by("-near", "title", "pk").defer("search", "readers", "digest", "body")[:NAMES_READ]
    scored = [(_far(words, row.name_key.split()), row) for row in found]
    nearest = sorted((one for one in scored if one[0] is not None), key=lambda one: one[0] or 0)
    once: dict[str, SearchDocument] = {}
    for _distance, row in nearest:
        once.setdefault(row.name_key, row)
    return list(once.values())[:NAMES_MOST]


def _far(words: Sequence[str], name: Sequence[str]) -> int | None:
    """Slips between the words and the nearest parts of a name; None when it is another name."""
    total = 0
    for word in words:
        allowed = allowed_slips(word)
        best = min((slips(word, part, allowed) for part in name), default=allowed + 1)
        if best > allowed:
            return None
        total += best
    return total


def allowed_slips(word: str) -> int:
    """One slip in a short word, two in a long one."""
    return 1 if len(word) < 6 else 2


UNKNOWN_MOST, CANDIDATES, LOOKED_AT, LISTED = 3, 6, 5, 500


def meant(reader: Reader, asked: Asked) -> str:
    """What was perhaps meant, when nothing answers: the same words, those that nobody wrote replaced; or nothing.

    Each word that is proposed is copied from a page that this reader may read now: a word that only stands in what they
    cannot read is not proposed. A few queries for each word that nobody wrote.
    """
    if otherwise := _written_otherwise(reader, asked.text.split()):
        return otherwise
    replaced: dict[str, str] = {}
    unknown = [word for word in _spoken(asked.text) if not _is_written(reader, word)]
    for word in unknown[:UNKNOWN_MOST]:
        other = _nearest(reader, word)
        if other:
            replaced[word] = other
    text = asked.text
    for word, other in replaced.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other.replace("\\", ""), text)
    proposal = asked_of(text)
    is_better = text != asked.text and proposal.words and answering(reader, proposal.words).exists()
    return text if is_better else ""


def _written_otherwise(reader: Reader, words: list[str]) -> str:
    """The same words as somebody wrote them: two in one (« vidéo projecteur »), one in two (« weekend »); or nothing.

    A query when nobody did, one for each way of writing at most.
    """
    if len(words) > WORDS_CUT or not all(_PLAIN.fullmatch(word) for word in words):
        return ""
    places = range(len(words))
    ways = [[*words[:at], "".join(words[at : at + 2]), *words[at + 2 :]] for at in places[:-1]]
    ways += [[*words[:at], words[at].replace("-", ""), *words[at + 1 :]] for at in places if "-" in words[at]]
    ways += [[*words[:at], cut, *words[at + 1 :]] for at in places for cut in _cuts(words[at])]
    asked = [(text, query) for text in map(" ".join, ways) if (query := asked_of(text).words)]
    if not asked or not answering(reader, " | ".join(f"({query})" for _text, query in asked)).exists():
        return ""
    return next((text for text, query in asked if answering(reader, query).exists()), "")


def _cuts(word: str) -> list[str]:
    """A word in two that stand side by side, wherever it may be cut; links (le, de...) are no half of a word."""
    halves = [(word[:at], word[at:]) for at in range(2, len(word) - 1)] if "-" not in word else []
    return [f'"{one} {other}"' for one, other in halves if not {fold(one), fold(other)} & LINKS]


def _spoken(text: str) -> list[str]:
    """The words as they were typed; what is refused, an address or a host name is not a word to correct."""
    chunks = [chunk for chunk in text.split() if not chunk.startswith(("-", "−", "–")) and "@" not in chunk]
    found = [word for chunk in chunks if "." not in chunk.strip(".") for word in _LETTERS.findall(chunk)]
    return list(dict.fromkeys(found))


def _is_written(reader: Reader, word: str) -> bool:
    asked = asked_of(word)
    return not asked or answering(reader, asked.words).exists()


def _nearest(reader: Reader, word: str) -> str:
    """A word like this one, as some page that the reader may read has it. At most 13 queries."""
    plain = fold(word)
    likeness = Func(F("word"), Value(plain), function="similarity", output_field=FloatField())
    with scope.use(*reader.spaces):
        near = SearchWord.objects.filter(word__trigram_similar=plain).annotate(near=likeness)
        listed = near.order_by("-near", "word").values_list("word", flat=True)[:50]
        allowed = allowed_slips(plain)
        candidates = [one for one in dict.fromkeys(listed) if slips(plain, one, allowed) <= allowed]
    candidates.sort(key=lambda one: slips(plain, one, allowed))
    for candidate in candidates[:CANDIDATES]:
        found = _as_written(reader, candidate)
        if found:
            return found
    return ""


def _as_written(reader: Reader, word: str) -> str:
    """The word with its accents, from a page that the reader may read; empty when there is none. 2 queries."""
    rows = answering(reader, asked_of(word).words).order_by("-at", "-pk")
    # All forms of a root answer: a form that few wrote is looked for by its letters, among the newest.
    newest = readable(reader).filter(pk__in=rows.values("pk")[:LISTED])
    having = newest.annotate(plain=_Plain(Concat("title", Value(" "), "body", output_field=TextField()))).filter(
        plain__contains=word
    )
    for few in (rows, having.order_by("-at", "-pk")):
        for title, body in few.values_list("title", "body")[:LOOKED_AT]:
            for one in _LETTERS.findall(f"{title} {body}"):
                if fold(one) == word:
                    return str(one).lower()
    return ""


class _Plain(Func):
    """Small letters without accents."""

    template = "translate(lower(%(expressions)s), 'àâäéèêëîïôöùûüçÿñ', 'aaaeeeeiioouuucyn')"
    output_field = TextField()
