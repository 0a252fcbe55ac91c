"""Asking the search: rights are a condition of every query here, never a filter after it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Count, F, FloatField, Func, QuerySet, Value
from django.db.models.functions import Cast

from commun.algo.text import Query, fold, parse_query, slips
from commun.core import clock, scope
from commun.core.search.sources import keys
from commun.core.search.tables import SearchDocument, SearchWord

LONGEST: Final = 400
MOST_GROUPS: Final = 16
# The best are looked for among the newest that answer: a word that half of the messages have costs no more than a rare
# one. All of them are counted.
RANKED: Final = 2000
PER_PAGE: Final = 20
_YEAR: Final = 31_557_600
_LETTERS = re.compile(r"[^\W\d_]{4,30}")


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


def readable(reader: Reader) -> "QuerySet[SearchDocument]":
    """Everything that this reader may find: the groups they are in, and one of their keys."""
    if not reader.spaces or not reader.keys:
        with scope.everywhere("nobody reads nothing"):
            return SearchDocument.objects.none()
    with scope.use(*reader.spaces):
        return SearchDocument.objects.filter(readers__overlap=list(reader.keys))


def answering(reader: Reader, words: str) -> "QuerySet[SearchDocument]":
    """What this reader may find that has these words (PostgreSQL's form of them)."""
    return readable(reader).filter(_Answers(F("search"), _words(words)))


def counts(reader: Reader, asked: Asked) -> list[Tally]:
    """How many answer, by group and by source. 1 query."""
    rows = answering(reader, asked.words).values_list("space_id", "source").annotate(Count("pk")).order_by()
    return [Tally(*row) for row in rows]


def page(
    reader: Reader, asked: Asked, *, source: str = "", space: int | None = None, newest: bool = False, offset: int = 0
) -> list[SearchDocument]:
    """Some of what answers, the best first (then the newest), or the newest first. 1 query."""
    found = answering(reader, asked.words)
    if source:
        found = found.filter(source=source)
    if space is not None:
        found = found.filter(space=space)
    if newest:
        rows = found.order_by("-at", "-pk")
    else:
        last = found.order_by("-at", "-pk").values("pk")[:RANKED]
        rows = readable(reader).filter(pk__in=last).annotate(score=_score(asked)).order_by("-score", "-at", "-pk")
    return list(rows.defer("search", "readers", "digest")[offset : offset + PER_PAGE])


def _score(asked: Asked) -> Any:
    """The rank of the words (a title counts most), less for what is far from today, before or after."""
    rank = Func(F("search"), _words(asked.words), Value(1), function="ts_rank", output_field=FloatField())
    age = Func(
        Value(clock.now()),
        F("at"),
        template="(1 + abs(extract(epoch from %(expressions)s)) * 0.2 / " + str(_YEAR) + ")",
        arg_joiner=" - ",
        output_field=FloatField(),
    )
    return Func(rank, age, template="(%(expressions)s)", arg_joiner=" / ", output_field=FloatField())


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


UNKNOWN_MOST, CANDIDATES, LOOKED_AT = 3, 6, 5


def meant(reader: Reader, asked: Asked) -> str:
    """What was perhaps meant, when nothing answers: the same words, those that nobody wrote replaced; or nothing.

    Each word that is proposed is copied from a page that this reader may read now: a word that only stands in what they
    cannot read is not proposed. A few queries for each word that nobody wrote.
    """
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


def _spoken(text: str) -> list[str]:
    """The words as they were typed; what is refused, an address or a host name is not a word to correct."""
    chunks = [chunk for chunk in text.split() if not chunk.startswith(("-", "−", "–")) and "@" not in chunk]
    found = [word for chunk in chunks if "." not in chunk.strip(".") for word in _LETTERS.findall(chunk)]
    return list(dict.fromkeys(found))


def _is_written(reader: Reader, word: str) -> bool:
    asked = asked_of(word)
    return not asked or answering(reader, asked.words).exists()


def _nearest(reader: Reader, word: str) -> str:
    """A word like this one, as some page that the reader may read has it. At most 7 queries."""
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
    """The word with its accents, from a page that the reader may read; empty when there is none. 1 query."""
    rows = answering(reader, asked_of(word).words).order_by("-at", "-pk").values_list("title", "body")
    for title, body in rows[:LOOKED_AT]:
        for one in _LETTERS.findall(f"{title} {body}"):
            if fold(one) == word:
                return str(one).lower()
    return ""
