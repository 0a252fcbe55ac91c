"""French words made comparable: folding, stems, inclusive spellings, search terms, alphabetical order.

Standard library only. What others use:

- `stems(text)`: stems that carry meaning, for matching; `is_vague(text)`: none of them says a trade;
- `search_terms(text)`: terms of the search index and of queries (`positions` keeps places);
- `parse_query(text)`: a search box with "phrases" and -refusals; `.matches(text)`, `.as_tsquery()`;
- `excerpt(text, query)`: a few words around the first that answers, marked; `slips(one, other)`: letters mistyped;
- `as_tsvector([(title, "A"), (body, "C")])`: what to store in a `tsvector` column;
- `fold(text)`: lower case without accents; `mend(text)`: typography only; `sort_key(text)`: French order;
- `LostAccents(words).repair(text)`: put back letters lost as U+FFFD.
"""

from commun.algo.text.excerpt import Piece, excerpt, marked
from commun.algo.text.folding import fold, mend, sort_key
from commun.algo.text.query import Query, as_tsvector, parse_query
from commun.algo.text.repair import LostAccents
from commun.algo.text.slips import slips
from commun.algo.text.stemmer import stem
from commun.algo.text.stopwords import COMMON, LINKS
from commun.algo.text.terms import is_vague, positions, search_terms, stems, term_of

__all__ = [
    "COMMON",
    "LINKS",
    "LostAccents",
    "Piece",
    "Query",
    "as_tsvector",
    "excerpt",
    "fold",
    "is_vague",
    "marked",
    "mend",
    "parse_query",
    "positions",
    "search_terms",
    "slips",
    "sort_key",
    "stem",
    "stems",
    "term_of",
]
