"""Who shows and who learns: skills offered and looked for, brought together by what they speak of (R19)."""

from collections.abc import Sequence
from dataclasses import dataclass

from commun.core import scope
from commun.exchange.models import Offer
from commun.exchange.offer_matches import likeness
from commun.exchange.queries.offers import current, reasons_of, side_of
from commun.governance import states
from commun.governance.models import Membership

READ_MOST, PAIRS_MOST = 200, 50


@dataclass(frozen=True)
class Pair:
    """Somebody shows what somebody else would learn, and why one may think so."""

    shows: Offer
    learns: Offer
    reasons: Sequence[str]


@dataclass(frozen=True)
class Learning:
    """Pairs, then what nobody answers yet on one side and on the other; the last written first."""

    pairs: Sequence[Pair]
    shown: Sequence[Offer]
    wanted: Sequence[Offer]


def learning_of(member: Membership) -> Learning:
    """What is shown and learnt in the member's group today. 1 query."""
    with scope.use(member.space_id):
        rows = Offer.objects.filter(current(), nature=Offer.Nature.SKILL, by__state__in=states.INSIDE)
        found = list(rows.select_related("space", "by__person", "by__space")[: 2 * READ_MOST])
    wanted = [row for row in found if row.is_need][:READ_MOST]
    shown = [row for row in found if not row.is_need][:READ_MOST]
    pairs: list[Pair] = []
    for learns in wanted:
        sought = set(learns.stems)
        for shows in shown:
            # Stems are compared first: it costs nothing, and most have none in common.
            if shows.by_id != learns.by_id and sought.intersection(shows.stems) and len(pairs) < PAIRS_MOST:
                shared = likeness(side_of(learns), side_of(shows))
                # That both are skills goes without saying here.
                said = reasons_of(shared, shows, says_nature=False)
                pairs += [Pair(shows, learns, said)] if shared.is_enough else []
    paired = {row.pk for pair in pairs for row in (pair.shows, pair.learns)}
    return Learning(
        pairs,
        [row for row in shown if row.pk not in paired],
        [row for row in wanted if row.pk not in paired],
    )
