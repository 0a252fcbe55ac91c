"""Past awards like a notice: same buyer, same trade, similar words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, FloatField, Q, Value, When

from commun.algo.text import stems
from commun.tenders.models import Notice, PastAward

WORDS: Final = 12
# The CPV group: what two contracts of one trade share.
GROUP: Final = 3
SAME_BUYER: Final = 0.5
SAME_GROUP: Final = 0.3


@dataclass(frozen=True)
class SimilarAward:
    """A past award and why it is here; amounts in cents."""

    award: PastAward
    is_same_buyer: bool
    is_same_trade: bool

    @property
    def supplier_names(self) -> list[str]:
        """Who won, by name when the source gives one, else by number."""
        return [one.get("name") or one.get("siret") or "" for one in self.award.suppliers]


def similar_awards(notice: Notice, most: int = 6) -> Sequence[SimilarAward]:
    """Awards like ``notice``, the most alike first. One query."""
    words = list(dict.fromkeys(stems(notice.title)))[:WORDS]
    groups = tuple(
        sorted({code[:GROUP] for code in [*notice.cpv, *notice.cpv_estimated] if code[2:3] not in {"", "0"}})
    )
    if not words:
        return []
    asked = SearchQuery(" | ".join(_quoted(word) for word in words), search_type="raw", config="simple")
    buyer = Q(buyer_siret=notice.buyer_siret) if notice.buyer_siret else Q(buyer=notice.buyer, buyer__gt="")
    trade = Q(pk__in=[])
    for group in groups:
        trade |= Q(cpv__startswith=group)
    score = (
        SearchRank(F("search"), asked, normalization=Value(1)) + _bonus(buyer, SAME_BUYER) + _bonus(trade, SAME_GROUP)
    )
    # Similar words are needed: the same buyer's other trades say nothing of this one.
    found = PastAward.objects.filter(Q(search=asked) & (buyer | trade | Q(search=_both(words)))).annotate(score=score)
    rows = (
        found.exclude(notice=notice)
        .defer("search")
        .order_by("-score", F("awarded_on").desc(nulls_last=True), "-pk")[:most]
    )
    return [
        SimilarAward(
            award=row,
            is_same_buyer=row.buyer_siret == notice.buyer_siret if notice.buyer_siret else row.buyer == notice.buyer,
            is_same_trade=bool(groups) and row.cpv.startswith(groups),
        )
        for row in rows
    ]


def _bonus(condition: Q, value: float) -> Case:
    return Case(When(condition, then=Value(value)), default=Value(0.0), output_field=FloatField())


def _both(words: Sequence[str]) -> SearchQuery:
    """Two neighbouring words of the title at least, where neither buyer nor trade is shared."""
    pairs = [f"({_quoted(left)} & {_quoted(right)})" for left, right in zip(words, words[1:], strict=False)]
    return SearchQuery(" | ".join(pairs or [_quoted(words[0])]), search_type="raw", config="simple")


def _quoted(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
