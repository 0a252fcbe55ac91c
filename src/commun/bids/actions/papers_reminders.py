"""What the clock says of papers. Each letter has its key: said once, however often this runs."""

import datetime as dt

from django.db import transaction

from commun.algo import validity
from commun.bids.models import Bid, BidFile, VaultPaper
from commun.bids.notifications import papers as letters
from commun.bids.queries.dossier import dossier_of
from commun.bids.queries.handed_in import untold
from commun.bids.queries.outcomes import askers
from commun.bids.queries.papers_news import last_day_of, newest_ending
from commun.core import clock, scope
from commun.core.models import KeptFile
from commun.governance import states
from commun.governance.models import Membership

MOST_READERS = 5
KEPT_AFTER_REMOVAL = dt.timedelta(days=90)


def remind() -> int:
    """Papers that reached 30 days, 7 days or their end; answers whose deadline is that near and lack some. Letters."""
    return _remind_of_papers() + _remind_of_bids()


def _remind_of_papers() -> int:
    with scope.everywhere("papers of all groups end on their own day"):
        rows = list(VaultPaper.objects.filter(removed_at=None).select_related("space", "entity", "added_by__person"))
        told = 0
        for row in newest_ending(rows):
            step = validity.step(last_day_of(row), clock.today())
            assert step is not None
            told += sum(letters.paper_ends(row, member, step) for member in _readers(row))
    return told


def _readers(row: VaultPaper) -> list[Membership]:
    """Who added it, while they are of the entity; else the members of the entity who came first."""
    members = Membership.objects.filter(
        space=row.space_id, state=states.MEMBER, person__legal_entity=row.entity_id
    ).select_related("person", "space")
    adder = members.filter(pk=row.added_by_id).first() if row.added_by_id is not None else None
    return [adder] if adder else list(members.order_by("pk")[:MOST_READERS])


def _remind_of_bids() -> int:
    with scope.everywhere("answers of all groups have their own deadline"):
        rows = Bid.objects.filter(stage__in=Bid.BEING_WRITTEN, notice__deadline_at__gt=clock.now())
        bids = list(rows.select_related("space", "notice"))
        told = 0
        for bid in bids:
            assert bid.notice.deadline_at is not None
            step = validity.step(bid.notice.deadline_at.astimezone(clock.PARIS).date(), clock.today())
            if step is not None:
                told += _remind_of_bid(bid, step)
    return told


def _remind_of_bid(bid: Bid, step: int) -> int:
    dossier = dossier_of(bid)
    if not any(one.blocking for one in dossier.entities):
        return 0
    with scope.use(bid.space_id):
        members = askers([bid])[bid.pk]
    return sum(letters.papers_lacking(bid, dossier, member, step) for member in members)


@transaction.atomic
def tell_handed_in() -> int:
    """What operators from outside handed in, to who leads or sends the answer, together. Letters."""
    with scope.everywhere("links of all groups hand in at any hour"):
        found = untold()
        readers = askers(found)
    return sum(letters.papers_handed_in(bid, lines, one) for bid, lines in found.items() for one in readers[bid.pk])


@transaction.atomic
def forget_removed() -> int:
    """Files of papers taken away three months ago leave the house; the sweep takes them off the disk. How many."""
    with scope.everywhere("what was taken away is forgotten in every group"):
        before = clock.now() - KEPT_AFTER_REMOVAL
        gone: list[int] = []
        for model in (VaultPaper, BidFile):
            rows = model.objects.filter(removed_at__lt=before)
            gone += list(rows.values_list("file_id", flat=True))
            rows.delete()
        KeptFile.objects.filter(pk__in=gone).delete()
    return len(gone)
