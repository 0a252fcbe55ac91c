"""The search over everything that a group has: what the registries find, the best first, by kind (D8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F
from django.utils.translation import gettext as _

from commun.algo.text import parse_query
from commun.core import registries, scope
from commun.core.registries import SearchHit
from commun.core.urls import here
from commun.governance.models import ArticleVersion, DecisionVersion, Membership

LONGEST = 200
HITS_MOST = 40


@dataclass(frozen=True)
class Found:
    """What answers, of one kind."""

    kind: str
    hits: Sequence[SearchHit]


def asked_words(text: str) -> str:
    """What was typed, shortened to what a search box needs; empty when there is no word to look for."""
    words = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    return words if parse_query(words).as_tsquery() else ""


def search(member: Membership, words: str) -> list[Found]:
    """What the member may read and that has all the words, kind by kind in the order of the rooms.

    Each room answers with a fixed number of queries; nothing when there is no word to look for.
    """
    asked = asked_words(words)
    if not asked:
        return []
    by_kind: dict[str, list[SearchHit]] = {}
    for source in registries.search:
        for hit in source(member, asked):
            by_kind.setdefault(str(hit.kind), []).append(hit)
    return [Found(kind, sorted(hits, key=lambda hit: -hit.rank)) for kind, hits in by_kind.items()]


def decisions(member: Membership, words: str) -> Iterator[SearchHit]:
    """Decisions whose text of today answers, the best first. 1 query."""
    asked = SearchQuery(parse_query(words).as_tsquery(), search_type="raw", config="simple")
    with scope.use(member.space_id):
        rows = DecisionVersion.objects.filter(number=F("decision__version"), search=asked)
        ranked = rows.annotate(rank=SearchRank(F("search"), asked)).order_by("-rank", "-decision__number")
        found = list(ranked.values_list("decision__ref", "decision__number", "title", "text", "rank")[:HITS_MOST])
    for ref, number, title, text, rank in found:
        said = _("Decision %(number)s: %(title)s") % {"number": number, "title": title}
        url = here(member.space.slug, "governance:decision", decision=ref)
        yield SearchHit(_("decision"), said, url, text[:200], 1 + float(rank))


def articles(member: Membership, words: str) -> Iterator[SearchHit]:
    """Articles in force whose words answer, in the order of their text. 1 query."""
    query = parse_query(words)
    with scope.use(member.space_id):
        rows = ArticleVersion.objects.filter(number=F("article__version"), is_withdrawn=False)
        found = list(rows.select_related("article__text").order_by("article__text", "article__number"))
    for row in [one for one in found if query.matches(f"{one.title} . {one.body} . {one.scope_of}")][:HITS_MOST]:
        names = {"text": row.article.text.title, "number": row.article.number, "title": row.title}
        said = _("%(text)s, article %(number)s (%(title)s)") % names
        url = here(member.space.slug, "governance:article", article=row.article.ref)
        yield SearchHit(_("article"), said, url, row.body[:200], 1.0)
