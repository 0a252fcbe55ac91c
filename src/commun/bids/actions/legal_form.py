"""Verbs of the legal side: the form chosen, the split of tasks and price."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.bids.actions.bids import MOST_CENTS
from commun.bids.actions.support import held_for_writing, tell
from commun.bids.journal import bids as facts
from commun.bids.models import Bid, ShareLine, TeamPart
from commun.bids.queries import legal_form
from commun.core import scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.models import Membership
from commun.tenders.models import Need

LONGEST_TASK, MOST_LINES, MOST_DAYS = 200, 200, Decimal(10_000)


@dataclass(frozen=True)
class ShareSheet:
    """A line of the split: the task, who does it (None: nobody yet), the need it answers, days, cents without tax."""

    task: str
    part: TeamPart | None = None
    need_ref: str = ""
    days: Decimal | None = None
    amount_cents: int = 0


@transaction.atomic
def choose_form(*, by: Membership, bid: Bid, form: str) -> Bid:
    """Choose the legal form among those that the operators of the team make possible. Raises Refused."""
    held = held_for_writing(by, bid)
    if form not in legal_form.form_of(held).possible:
        raise Refused(_("The operators of the team do not make this form possible."))
    if held.form != form:
        held.form = form
        held.save(update_fields=["form"])
        tell(by, facts.FORM_CHOSEN, held, form=form)
    return held


@transaction.atomic
def write_share_line(*, by: Membership, bid: Bid, sheet: ShareSheet, line: ShareLine | None = None) -> ShareLine:
    """Add a line to the split, or change one. Raises Refused."""
    held = held_for_writing(by, bid)
    with scope.use(held.space_id):
        rows = ShareLine.objects.select_for_update().filter(bid=held)
        row = rows.filter(pk=line.pk).first() if line is not None else None
        if line is not None and row is None:
            raise Refused(_("This line was removed meanwhile."))
        if row is None:
            if rows.count() >= MOST_LINES:
                raise Refused(_("The table has two hundred lines at most: group some of them."))
            row = ShareLine(space_id=held.space_id, bid=held, position=_next(held))
        _write(row, sheet)
        row.save()
    tell(by, facts.SPLIT, held, line=row.ref)
    return row


@transaction.atomic
def remove_share_line(*, by: Membership, line: ShareLine) -> None:
    """Take a line out of the split; taken out already: nothing happens. Raises Refused."""
    held = held_for_writing(by, line.bid)
    with scope.use(held.space_id):
        removed, _each = ShareLine.objects.filter(pk=line.pk).delete()
    if removed:
        tell(by, facts.SPLIT, held, line=line.ref)


@transaction.atomic
def start_split(*, by: Membership, bid: Bid) -> list[ShareLine]:
    """One line for each need that has none, in the hands of nobody yet. Raises Refused."""
    held = held_for_writing(by, bid)
    with scope.use(held.space_id):
        there = set(ShareLine.objects.filter(bid=held).values_list("need_ref", flat=True))
        needs = [need for need in legal_form.needs_of(held) if need.ref not in there]
        first = _next(held)
        rows = [
            ShareLine(
                space_id=held.space_id,
                bid=held,
                position=position,
                task=need.name[:LONGEST_TASK],
                need_ref=need.ref,
                days=None if need.half_days is None else Decimal(need.half_days) / 2,
            )
            for position, need in enumerate(needs[:MOST_LINES], start=first)
        ]
        made = ShareLine.objects.bulk_create(rows)
    if made:
        tell(by, facts.SPLIT, held)
    return made


def _next(bid: Bid) -> int:
    return int(ShareLine.objects.filter(bid=bid).aggregate(last=Max("position"))["last"] or 0) + 1


def _write(row: ShareLine, sheet: ShareSheet) -> None:
    row.task = one_line(sheet.task, LONGEST_TASK)
    if not row.task:
        raise Refused(_("Say what the task is."))
    if not 0 <= sheet.amount_cents <= MOST_CENTS:
        raise Refused(_("This amount is not possible."))
    if sheet.days is not None and not 0 <= sheet.days <= MOST_DAYS:
        raise Refused(_("This number of days is not possible."))
    part = sheet.part
    if part is not None and (part.bid_id != row.bid_id or part.state != TeamPart.State.JOINED):
        raise Refused(_("This person is not in the team."))
    known = Need.objects.filter(notice=row.bid.notice_id, ref=sheet.need_ref) if sheet.need_ref else None
    if known is not None and not known.exists():
        raise Refused(_("There is no such need."))
    row.part, row.need_ref, row.days, row.amount_cents = part, sheet.need_ref, sheet.days, sheet.amount_cents
