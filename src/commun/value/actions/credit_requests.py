"""Asking that help given be written: nothing moves before the other says yes, and then once."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.ledger.rules import LARGEST
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Membership
from commun.value import book_rows
from commun.value.actions.credit import REQUEST, Gift, account_in, keyed, moved, open_credit, receiver_in, tidy
from commun.value.actions.transfers import Wish
from commun.value.journal import books, credit
from commun.value.models import CreditRequest

State = CreditRequest.State


@transaction.atomic
def ask_credit(*, by: Membership, of: Membership, gift: Gift) -> CreditRequest:
    """Ask somebody whom one helped to send it. The same form twice asks once. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    book = open_credit(by.space)
    journal.hold(by.space)
    book_rows.hold(book)
    other = receiver_in(book, of, by)
    if not 0 < gift.amount <= LARGEST:
        raise Refused(_("Write an amount above zero, and that can be true."))
    key, _reference = keyed(REQUEST, by, gift.token)
    with scope.use(by.space_id):
        done = CreditRequest.objects.filter(key=key).first() if key else None
        if done is not None:
            if (done.asked_of_id, done.amount) != (other.pk, gift.amount):
                raise Refused(_("This was sent twice, the second time with something else: nothing was asked again."))
            return done
        row = CreditRequest.objects.create(
            space_id=by.space_id, book=book, asked_by=by, asked_of=other, amount=gift.amount, words=tidy(gift.words),
            made_at=clock.now(), key=key,
        )  # fmt: skip
    _tell(by, credit.ASKED, row)
    return row


@transaction.atomic
def accept_credit(*, by: Membership, request: CreditRequest) -> CreditRequest:
    """Say yes: it moves at once, and once only. Raises Refused, and then nothing moves."""
    row = _held(by, request)
    if row.asked_of_id != by.pk:
        raise Refused(_("The person who was asked answers."))
    if row.state == State.ACCEPTED:
        return row
    _refuse_unless_waiting(row)
    asker = receiver_in(row.book, row.asked_by, by)
    wish = Wish(
        account_in(row.book, by),
        account_in(row.book, asker),
        row.amount,
        f"{REQUEST}:{row.ref}",
        key=f"{REQUEST}:{row.ref}",
        words=row.words,
        person_id=asker.person_id,
    )
    moved(row.book, [wish])
    return _answered(row, State.ACCEPTED, by)


@transaction.atomic
def refuse_credit(*, by: Membership, request: CreditRequest) -> CreditRequest:
    """Say no: nothing moves. Raises Refused."""
    row = _held(by, request)
    if row.asked_of_id != by.pk:
        raise Refused(_("The person who was asked answers."))
    _refuse_unless_waiting(row)
    return _answered(row, State.REFUSED, by)


@transaction.atomic
def withdraw_credit(*, by: Membership, request: CreditRequest) -> CreditRequest:
    """Take back what one asked. Raises Refused."""
    row = _held(by, request)
    if row.asked_by_id != by.pk:
        raise Refused(_("Who asked takes it back."))
    _refuse_unless_waiting(row)
    return _answered(row, State.WITHDRAWN, by)


def withdraw_all(member: Membership) -> None:
    """What waits from or for somebody who leaves is let go, inside the departure."""
    journal.hold(member.space)
    with scope.use(member.space_id):
        mine = CreditRequest.objects.select_related("asked_by__person", "space").filter(state=State.WAITING)
        for row in [*mine.filter(asked_by=member), *mine.filter(asked_of=member)]:
            _answered(row, State.WITHDRAWN, member)


def _held(by: Membership, request: CreditRequest) -> CreditRequest:
    """The request as it is now, with its book held until the end of the transaction."""
    refuse_unless_awake(by, request.space_id)
    journal.hold(request.space)
    book_rows.hold(request.book)
    with scope.use(request.space_id):
        rows = CreditRequest.objects.select_related("book__space", "space", "asked_by", "asked_of")
        return rows.get(pk=request.pk)


def _refuse_unless_waiting(row: CreditRequest) -> None:
    told = {
        State.ACCEPTED.value: _("This request was accepted already: it moved once."),
        State.REFUSED.value: _("This request was refused: it must be asked again."),
        State.WITHDRAWN.value: _("This request was withdrawn: it must be asked again."),
    }
    if row.state in told:
        raise Refused(told[row.state])


def _answered(row: CreditRequest, state: str, by: Membership) -> CreditRequest:
    row.state, row.answered_at = state, clock.now()
    row.save(update_fields=["state", "answered_at"])
    _tell(by, credit.ANSWERED, row)
    return row


def _tell(by: Membership, fact: str, row: CreditRequest) -> None:
    data = {"request": row.ref, "state": row.state}
    journal.record(fact, space=row.space, actor=self_of(by), about=(books.BOOK, row.book.ref), data=data)
