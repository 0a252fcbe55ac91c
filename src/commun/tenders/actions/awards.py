"""Past awards: what similar work went to whom, for how much. From award notices and from DECP files."""

import hashlib
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from commun.algo.notices.types import ParsedAward, ParsedNotice
from commun.algo.text import as_tsvector
from commun.tenders.actions.incoming import Incoming, Tally
from commun.tenders.actions.threads import Face, shifted
from commun.tenders.models import Notice, PastAward

# Sources that tell awards only: they never open a thread.
AWARD_SOURCES: Final = frozenset({"decp", "ocds"})
BIGGEST: Final = 2**62


def is_award_only(parsed: ParsedNotice) -> bool:
    """An award told apart from any notice."""
    return parsed.source in AWARD_SOURCES and parsed.form == "result"


def record_awards(*, items: Sequence[Incoming]) -> Tally:
    """Keep the awards of DECP records, each once, whatever the number of files that repeat it."""
    tally = Tally()
    rows: dict[str, PastAward] = {}
    for item in items:
        parsed = shifted(item.parsed, item.shift_days)
        for award in parsed.awards:
            row = _row(
                award, parsed.title, parsed.buyer_name, parsed.buyer_siret or "", parsed.cpv, parsed.departements
            )
            row.key = _digest(parsed.source, parsed.source_id, award.lot_number)
            rows[row.key] = row
    with transaction.atomic():
        known = set(PastAward.objects.filter(key__in=rows).values_list("key", flat=True))
        fresh = [row for key, row in rows.items() if key not in known]
        PastAward.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    tally.awards += len(fresh)
    tally.unchanged += len(items) - len(fresh) if len(items) > len(fresh) else 0
    return tally


def award_rows(notice: Notice, face: Face) -> list[PastAward]:
    """The awards that a thread tells."""
    titles = {lot.number: lot.title for lot in face.lots}
    cpvs = {lot.number: lot.cpv for lot in face.lots}
    rows: list[PastAward] = []
    for position, award in enumerate(face.awards):
        title = award.title or titles.get(award.lot_number, "") or face.title
        cpv = cpvs.get(award.lot_number) or face.cpv
        row = _row(award, title, face.buyer, face.buyer_siret, cpv, face.departements)
        row.notice = notice
        row.key = _digest("notice", notice.ref, award.lot_number, str(position))
        rows.append(row)
    return rows


def _row(
    award: ParsedAward, title: str, buyer: str, siret: str, cpv: tuple[str, ...], departements: tuple[str, ...]
) -> PastAward:
    title = award.title or title
    amount = award.amount_cents if award.currency in {"", "EUR"} else None
    return PastAward(
        title=title,
        lot_number=award.lot_number[:20],
        buyer=buyer[:300],
        buyer_siret=siret[:14],
        cpv=next((code for code in cpv if len(code) == 8), ""),
        awarded_on=award.concluded_on,
        amount_cents=amount if amount is None or amount < BIGGEST else None,
        offers_count=award.offers_count,
        is_group=award.is_group,
        suppliers=[{"name": one.name, "siret": one.siret, "town": one.town} for one in award.suppliers],
        departement=next((code for code in departements if len(code) <= 3), ""),
        search=as_tsvector([(title[:5000], "A"), (buyer[:300], "B")]),
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
