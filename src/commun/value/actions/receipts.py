"""Money that comes in for a joint work: written, taken back when it was a mistake; in the book at once."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from commun.algo.ledger import Step
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line, short_enough
from commun.governance.actions.places import self_of
from commun.governance.models import Membership
from commun.value import book_rows
from commun.value.actions import money
from commun.value.actions.transfers import Wish, write_lines
from commun.value.journal import works as facts
from commun.value.models import Distribution, JointWork, Receipt, Transfer
from commun.value.models.distributions import STANDING
from commun.value.policies import works as policies

LARGEST = 10**11
LONGEST_LABEL = 120


@dataclass(frozen=True)
class Received:
    """Cents without tax, and of them what the cooperative keeps. ``token``: the same for the same form."""

    on: dt.date
    amount: int
    kept: int = 0
    label: str = ""
    token: str = ""


@transaction.atomic
def write_receipt(*, by: Membership, work: JointWork, received: Received) -> Receipt:
    """Write money down. The same token twice writes once. Raises Refused."""
    _check(by, work, received)
    book = money.book_of(work.space)
    key = f"receipt:{received.token}" if received.token else ""
    with scope.use(work.space_id):
        journal.hold(work.space)
        book_rows.hold(book)
        done = Transfer.objects.filter(book=book, key=key).first() if key else None
        if done is not None:
            return _same(work, received, done)
        row = Receipt.objects.create(
            space_id=work.space_id,
            work=work,
            on=received.on,
            amount=received.amount,
            kept=received.kept,
            label=one_line(received.label, LONGEST_LABEL),
            written_by=by,
            written_at=clock.now(),
        )
    outside, mine = money.outside(book), money.of_work(book, work)
    reason = f"receipt:{row.ref}"
    wishes = [Wish(outside, mine, row.amount, reason, on=row.on, key=key)]
    if row.kept:
        keeps = f"{key}:kept" if key else ""
        wishes.append(Wish(mine, money.entity(book), row.kept, reason, on=row.on, key=keeps))
    write_lines(book=book, wishes=wishes)
    _tell(by, facts.RECEIVED, work, row)
    return row


@transaction.atomic
def take_back_receipt(*, by: Membership, receipt: Receipt, why: str) -> Receipt:
    """Undo a receipt by another one; what was shared already cannot be undone so. Raises Refused."""
    work = receipt.work
    if not policies.can_write_money(by, work):
        raise Refused(_("Those who take part, or who keep the accounts, write what comes in."))
    why = one_line(why)
    if not why:
        raise Refused(_("Say why in a few words: the others will read it."))
    book = money.book_of(work.space)
    with scope.use(work.space_id):
        journal.hold(work.space)
        book_rows.hold(book)
        if receipt.takes_back_id or Receipt.objects.filter(takes_back=receipt).exists():
            raise Refused(_("This was taken back already."))
        if received_so_far(work) - (receipt.amount - receipt.kept) < shared_so_far(work):
            raise Refused(_("This money was shared already: write the difference with the next receipt instead."))
        row = Receipt.objects.create(
            space_id=work.space_id,
            work=work,
            on=clock.today(),
            amount=receipt.amount,
            kept=receipt.kept,
            label=short_enough(why, LONGEST_LABEL),
            takes_back=receipt,
            written_by=by,
            written_at=clock.now(),
        )
        lines = Transfer.objects.filter(book=book, reason=f"receipt:{receipt.ref}").select_related("debit", "credit")
        wishes = [
            Wish(line.credit, line.debit, line.amount, f"receipt:{row.ref}", step=Step.REVERSE, of=line.number)
            for line in lines.order_by("-number")
        ]
    write_lines(book=book, wishes=wishes)
    _tell(by, facts.TAKEN_BACK, work, row)
    return row


def received_so_far(work: JointWork) -> int:
    """Cents received for the work, less what the cooperative kept and what was taken back. One query, in scope."""
    kept = Receipt.objects.filter(STANDING, work=work)
    sums = kept.aggregate(amount=Sum("amount"), kept=Sum("kept"))
    return int((sums["amount"] or 0) - (sums["kept"] or 0))


def shared_so_far(work: JointWork) -> int:
    """Cents of it that were shared. One query, in scope."""
    return int(Distribution.objects.filter(work=work).aggregate(sum=Sum("amount"))["sum"] or 0)


def _check(by: Membership, work: JointWork, received: Received) -> None:
    if not policies.can_write_money(by, work):
        raise Refused(_("Those who take part, or who keep the accounts, write what comes in."))
    if not 0 < received.amount <= LARGEST:
        raise Refused(_("Write an amount above zero, and that can be true."))
    if not 0 <= received.kept <= received.amount:
        raise Refused(_("The cooperative cannot keep more than what came in, nor less than nothing."))
    if not work.started_on <= received.on <= clock.today():
        raise Refused(_("Choose a day from the first one of the work to today."))


def _same(work: JointWork, received: Received, done: Transfer) -> Receipt:
    """The receipt that this form wrote already. Raises Refused when it says something else now."""
    row = Receipt.objects.get(ref=done.reason.partition(":")[2])
    if (row.work_id, row.on, row.amount, row.kept) != (work.pk, received.on, received.amount, received.kept):
        raise Refused(_("This was sent twice, the second time with something else: nothing was moved again."))
    return row


def _tell(by: Membership, fact: str, work: JointWork, row: Receipt) -> None:
    journal.record(fact, space=work.space, actor=self_of(by), about=(facts.WORK, work.ref), data={"receipt": row.ref})
