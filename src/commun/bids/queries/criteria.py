"""The buyer's criteria for the lots of an answer, from the last version of the notice that says any."""

import zlib

from commun.algo.notices.criteria import Criterion, criteria_in
from commun.algo.notices.words import short_number
from commun.algo.text import fold
from commun.bids.models import Bid
from commun.tenders.actions.incoming import unpack
from commun.tenders.models import NoticeVersion

FEW_VERSIONS = 5


def criteria_of(bid: Bid) -> list[Criterion]:
    """Each criterion once, the heaviest first where weights are said. 1 query."""
    versions = NoticeVersion.objects.filter(notice=bid.notice_id).order_by("-published_on", "-pk")
    for payload in versions.values_list("payload", flat=True)[:FEW_VERSIONS]:
        found = [one for one in _read(bytes(payload)) if _is_for(one, bid)]
        if found:
            return _once(found)
    return []


def _read(stored: bytes) -> tuple[Criterion, ...]:
    try:
        return criteria_in(unpack(stored))
    except zlib.error:
        return ()


def _is_for(criterion: Criterion, bid: Bid) -> bool:
    if not bid.lots or not criterion.lot:
        return True
    return criterion.lot in bid.lots or short_number(criterion.lot) in {short_number(lot) for lot in bid.lots}


def _once(found: list[Criterion]) -> list[Criterion]:
    kept = {fold(one.name): one for one in reversed(found)}
    rows = sorted(kept.values(), key=found.index)
    return sorted(rows, key=lambda one: -(one.weight or 0))
