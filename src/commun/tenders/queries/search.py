"""The search box over all notices, in French: accents, plurals and inclusive spellings do not matter.

Every notice that answers is counted; the order is computed over the newest two thousand of them, so that a word
that half of the notices have (« marché ») costs no more than a rare one.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from commun.algo.text import parse_query
from commun.core import clock
from commun.tenders.models import Notice
from commun.tenders.querysets import ANSWERABLE

RANKED: Final = 2000
LONGEST: Final = 400


@dataclass(frozen=True)
class SearchFilters:
    """What is asked besides words; empty values filter nothing."""

    is_open: bool = False
    departements: tuple[str, ...] = ()
    since: dt.date | None = None


@dataclass(frozen=True)
class Results:
    """One page of answers, best first, and how many there are in all."""

    notices: Sequence[Notice]
    total: int


def search_notices(text: str, filters: SearchFilters | None = None, *, limit: int = 20, offset: int = 0) -> Results:
    """Notices that have all the words asked; nothing when there is no word to look for. Two queries."""
    asked = asked_words(text)
    if not asked:
        return Results([], 0)
    conditions, values = _conditions(filters or SearchFilters())
    statement = f"""
        WITH asked AS (SELECT %s::tsquery AS words),
        found AS MATERIALIZED (
            SELECT id, published_on FROM tenders_notice, asked WHERE search @@ words {conditions}
        ),
        newest AS (SELECT id FROM found ORDER BY published_on DESC, id DESC LIMIT {RANKED})
        SELECT id, (SELECT count(*) FROM found)
        FROM newest JOIN tenders_notice AS notice USING (id), asked
        ORDER BY ts_rank(notice.search, words, 1) DESC, notice.published_on DESC, id DESC
        LIMIT %s OFFSET %s
    """  # noqa: S608 - the conditions are fixed texts of this module
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked, *values, limit, offset])
        rows = cursor.fetchall()
    ids = [row[0] for row in rows]
    notices = Notice.objects.defer("search", "description").in_bulk(ids)
    return Results([notices[pk] for pk in ids if pk in notices], rows[0][1] if rows else 0)


def asked_words(text: str) -> str:
    """PostgreSQL's form of what was typed, '' when there is no word to look for; never refused by PostgreSQL."""
    return parse_query(text.replace("\x00", " ")[:LONGEST]).as_tsquery()


def _conditions(filters: SearchFilters) -> tuple[str, list[Any]]:
    """SQL of the filters, the same rule as NoticeQuerySet.open_at, and its values."""
    texts: list[str] = []
    values: list[Any] = []
    if filters.is_open:
        now = clock.now()
        midnight = now.astimezone(clock.PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
        texts.append("AND state = ANY(%s) AND (deadline_at IS NULL OR deadline_at > %s")
        texts.append("OR (deadline_doubt <> '' AND deadline_at >= %s))")
        values += [list(ANSWERABLE), now, midnight]
    if filters.departements:
        texts.append("AND departements && %s::varchar[]")
        values.append(list(filters.departements))
    if filters.since is not None:
        texts.append("AND published_on >= %s")
        values.append(filters.since)
    return " ".join(texts), values
