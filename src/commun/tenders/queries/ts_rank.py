"""PostgreSQL's own ranking, the baseline against which the matching is measured. Nothing else uses it."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import connection, transaction

from commun.algo.text import fold

# Accents are folded before the French stems, as unaccent before french_stem does.
_CREATE: Final = """
    CREATE TEMPORARY TABLE measured (key text, words tsvector) ON COMMIT DROP
"""
_FILL: Final = """
    INSERT INTO measured SELECT key, to_tsvector('french', body)
    FROM unnest(%s::text[], %s::text[]) AS given (key, body)
"""
_RANK: Final = """
    WITH asked AS (
        SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS words
        FROM unnest(to_tsvector('french', %s))
    )
    SELECT key, ts_rank(measured.words, asked.words, 1) AS score
    FROM measured, asked WHERE measured.words @@ asked.words ORDER BY score DESC, key LIMIT %s
"""


def ts_rank(
    documents: Sequence[tuple[str, str]], queries: Sequence[tuple[str, str]], top: int
) -> Mapping[str, Sequence[tuple[str, float]]]:
    """{query key: [(document key, score), ...]}, best first: any word counts, normalisation 1."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CREATE)
        keys, bodies = zip(*documents, strict=True) if documents else ((), ())
        cursor.execute(_FILL, [list(keys), [fold(body) for body in bodies]])
        cursor.execute("CREATE INDEX ON measured USING gin (words)")
        cursor.execute("ANALYZE measured")
        found: dict[str, list[tuple[str, float]]] = {}
        for key, text in queries:
            cursor.execute(_RANK, [fold(text), top])
            found[key] = [(str(name), float(score)) for name, score in cursor.fetchall()]
        cursor.execute("DROP TABLE measured")
    return found
