"""What operators from outside handed in by their links and nobody was told of yet."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from commun.bids.models import Bid, EntitySheet, TeamPart, VaultPaper
from commun.core import clock
from commun.core.models import OutgoingMail

KIND: Final = "bids.handed_in"
# What comes within half an hour is told together; two hours are long enough to wait for the last of it.
REST, LONGEST_REST = dt.timedelta(minutes=30), dt.timedelta(hours=2)
SINCE: Final = dt.timedelta(days=3)


@dataclass
class HandedIn:
    """By one operator: kinds of papers in their order, whether its sheet or its declarations changed, and when."""

    part: TeamPart
    kinds: list[str] = field(default_factory=list)
    has_sheet: bool = False
    times: list[dt.datetime] = field(default_factory=list)


def untold() -> dict[Bid, list[HandedIn]]:
    """By answer that runs, what its readers are to be told of now. 4 queries, in scope."""
    since = clock.now() - SINCE
    papers = VaultPaper.objects.filter(given_by__isnull=False, removed_at=None, added_at__gt=since)
    sheets = EntitySheet.objects.filter(changed_from__isnull=False, changed_at__gt=since)
    parts = TeamPart.objects.filter(state=TeamPart.State.JOINED).select_related(
        "bid__space", "bid__notice", "person", "entity"
    )
    rows = list(papers.order_by("added_at", "pk"))
    written = list(sheets)
    ids = {row.given_by_id or 0 for row in rows} | {row.changed_from_id or 0 for row in written}
    by_id = {part.pk: HandedIn(part) for part in parts.filter(pk__in=ids) if part.bid.is_alive} if ids else {}
    told = _told({one.part.bid.ref: one.part.bid for one in by_id.values()}.values())
    for row in rows:
        one = by_id.get(row.given_by_id or 0)
        if one is not None and row.added_at > told.get(one.part.bid_id, since):
            one.times.append(row.added_at)
            if row.kind not in one.kinds:
                one.kinds.append(row.kind)
    for sheet in written:
        one = by_id.get(sheet.changed_from_id or 0)
        if one is not None and sheet.changed_at > told.get(one.part.bid_id, since):
            one.times.append(sheet.changed_at)
            one.has_sheet = True
    return _ripe((one for one in by_id.values() if one.times), told)


def _told(bids: Iterable[Bid]) -> dict[int, dt.datetime]:
    """When the last letter of each answer was written. 1 query."""
    by_ref = {bid.ref: bid.pk for bid in bids}
    mails = OutgoingMail.objects.filter(key__startswith=f"{KIND}:", created_at__gt=clock.now() - SINCE)
    found: dict[int, dt.datetime] = {}
    for key, at in mails.order_by("created_at").values_list("key", "created_at"):
        pk = by_ref.get(key.split(":")[1])
        if pk is not None:
            found[pk] = at
    return found


def _ripe(lines: Iterable[HandedIn], told: dict[int, dt.datetime]) -> dict[Bid, list[HandedIn]]:
    """One letter a day and an answer; none while papers still come in one after the other."""
    by_bid: dict[Bid, list[HandedIn]] = {}
    for one in lines:
        by_bid.setdefault(one.part.bid, []).append(one)
    now, today = clock.now(), clock.today()
    found = {}
    for bid, those in by_bid.items():
        times = [at for one in those for at in one.times]
        last = told.get(bid.pk)
        is_told_today = last is not None and last.astimezone(clock.PARIS).date() == today
        if not is_told_today and (now - max(times) >= REST or now - min(times) >= LONGEST_REST):
            found[bid] = sorted(those, key=lambda one: one.part.name.casefold())
    return found
