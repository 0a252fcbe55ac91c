"""What the buyer asks of the answer as the group wrote it, and what the answer lacks of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.bids.models import Bid, TeamPart
from commun.core import clock, scope
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Reference
from commun.tenders.models import BuyerTerm
from commun.tenders.queries.terms import term_words, terms_of
from commun.ui.money import euros

MOST_SHOWN = 12
MOST_READ = 400


@dataclass(frozen=True)
class Shown:
    """A past work that somebody of the team may show."""

    title: str
    client: str
    year: int | None
    name: str


@dataclass(frozen=True)
class AskedLine:
    """A term in words, of which lot, and what the answer lacks of it; ``works``: what could be shown."""

    words: str
    lot: str = ""
    lack: str = ""
    said: str = ""
    works: tuple[Shown, ...] = ()


def asked_of(bid: Bid, *, whole_group: bool = False, terms: Sequence[BuyerTerm] | None = None) -> list[AskedLine]:
    """Ceilings, then references, of the lots answered. 1 query, 2 when references are asked.

    ``whole_group``: the works of all members count, not only those of the team (who is still being chosen);
    ``terms``: those of the answer, when they are read already.
    """
    with scope.use(bid.space_id):
        rows = terms_of(bid.notice, bid.lots) if terms is None else terms
        asks_works = any(row.kind == BuyerTerm.Kind.REFERENCES for row in rows)
        works = _works(bid, whole_group=whole_group) if asks_works else []
    ceilings = [row for row in rows if row.kind == BuyerTerm.Kind.CEILING]
    lines = [AskedLine(term_words(row), row.lot_number, _over(bid, row, ceilings)) for row in ceilings]
    return lines + [_references(row, works) for row in rows if row.kind == BuyerTerm.Kind.REFERENCES]


def lacks_of(bid: Bid) -> list[str]:
    """What is told before freezing. 1 or 2 queries."""
    return list(dict.fromkeys(line.lack for line in asked_of(bid) if line.lack))


def _over(bid: Bid, row: BuyerTerm, ceilings: Sequence[BuyerTerm]) -> str:
    """The price is over the ceiling of the whole, or of this lot when it alone is answered, or of all lots together.

    A ceiling with tax is at least as much without: a price over it without tax is over it anyway.
    """
    most = row.cents or 0
    if row.lot_number:
        own = [one for one in ceilings if one.lot_number in bid.lots]
        if len(own) < max(len(bid.lots), 1) or row is not own[0]:
            return ""
        most = sum(one.cents or 0 for one in own)
    if bid.price_cents is None or bid.price_cents <= most:
        return ""
    said = {"price": euros(bid.price_cents), "most": euros(most)}
    return _("The price without tax, %(price)s, is over what the buyer accepts: %(most)s.") % said


def _works(bid: Bid, *, whole_group: bool) -> list[Shown]:
    """Past works of the people of the team (or of the group), the last first."""
    if whole_group:
        people = Membership.objects.filter(space=bid.space_id, state=states.MEMBER).values("person")
        rows = Reference.objects.filter(person__in=people)
    else:
        joined = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED)
        rows = Reference.objects.filter(person__in=joined.values("membership__person")) | Reference.objects.filter(
            person__in=joined.values("person")
        )
    told = rows.order_by(F("year").desc(nulls_last=True), "pk").values_list("title", "client", "year", "person__name")
    return [Shown(*row) for row in told[:MOST_READ]]


def is_shown(row: BuyerTerm, year: int | None) -> bool:
    """A past work of that year counts for these references."""
    since = clock.today().year - row.years if row.years else None
    return since is None or (year is not None and year >= since)


def _references(row: BuyerTerm, works: Sequence[Shown]) -> AskedLine:
    fit = [one for one in works if is_shown(row, one.year)]
    lack = ""
    if not fit:
        lack = _("Works to show: no profile of the team tells one of these years.")
    elif row.count and len(fit) < row.count:
        figures = {"count": len(fit), "asked": row.count}
        lack = _("Works to show: %(asked)s asked, %(count)s told in the profiles of the team.") % figures
    said = ngettext("%(count)s work to choose from.", "%(count)s works to choose from.", len(fit)) % {"count": len(fit)}
    return AskedLine(term_words(row), row.lot_number, lack, "" if lack else said, tuple(fit[:MOST_SHOWN]))
