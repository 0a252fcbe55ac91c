"""The end of things in the book: paying people their part, closing a period, settling somebody who left (V13, V16)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.ledger import Step
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line, short_enough
from commun.governance import policies as group
from commun.governance import states
from commun.governance.actions import decisions
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Decision, Membership
from commun.ui.dates import day
from commun.ui.money import euros
from commun.value import book_rows, policies
from commun.value.actions import money
from commun.value.actions.transfers import Wish, write_lines
from commun.value.journal import books as facts
from commun.value.models import Account, Book, Closing, Transfer
from commun.value.queries.closing import year_end
from commun.value.queries.standings import balance_of, least_from

CARRY_OVER, SETTLEMENT = "value.carry_over", "value.settlement"
LONGEST_NOTE = 120
PAYMENT = "payment:"


@dataclass(frozen=True)
class Paid:
    """What the cooperative paid somebody, in cents, on which day. ``token``: the same for the same form."""

    amount: int
    on: dt.date
    words: str = ""
    token: str = ""


@transaction.atomic
def pay_out(*, by: Membership, account: Account, paid: Paid) -> Transfer:
    """Write down that somebody was paid what the group owed them; nobody writes their own. Raises Refused."""
    if not may_pay_out(by):
        raise Refused(_("Those who keep the accounts write down what was paid."))
    if account.membership_id == by.pk:
        raise Refused(_("Nobody writes down their own payment: ask somebody else who keeps the accounts."))
    if account.place != Account.Place.PERSON:
        raise Refused(_("Only people are paid their part."))
    if paid.on > clock.today():
        raise Refused(_("This day is still to come: write it once it is paid."))
    key = f"{PAYMENT}{paid.token}" if paid.token else ""
    journal.hold(account.book.space)
    if not _is_written(account.book, key):
        _refuse_unless_owed(account, paid)
    wish = Wish(
        account,
        money.outside(account.book),
        paid.amount,
        f"{PAYMENT}{account.code}",
        on=paid.on,
        key=key,
        words=one_line(paid.words, LONGEST_NOTE),
        person_id=by.person_id,
    )
    (line,) = write_lines(book=account.book, wishes=[wish])
    _tell(by, facts.PAID_OUT, account.book, {"account": account.code, "line": line.number})
    return line


def _is_written(book: Book, key: str) -> bool:
    """Once the book is held: this form wrote its line already."""
    book_rows.hold(book)
    with scope.use(book.space_id):
        return bool(key) and Transfer.objects.filter(book=book, key=key).exists()


def _refuse_unless_owed(account: Account, paid: Paid) -> None:
    """The past is not rewritten: on that day, and ever since, the group owed at least this. Raises Refused."""
    if paid.on < clock.today() and (owed := max(0, least_from(account, paid.on))) < paid.amount:
        said = _("On %(day)s the group owed them %(owed)s: a payment is dated after what it pays.")
        raise Refused(said % {"day": day(paid.on, year=True), "owed": euros(owed)})


@transaction.atomic
def take_back_payment(*, by: Membership, line: Transfer, why: str) -> Transfer:
    """Undo a payment written by mistake, by a line the other way; nobody undoes their own. Raises Refused."""
    account = line.debit
    if not may_pay_out(by):
        raise Refused(_("Those who keep the accounts write down what was paid."))
    if account.membership_id == by.pk:
        raise Refused(_("Nobody writes down their own payment: ask somebody else who keeps the accounts."))
    if not line.reason.startswith(PAYMENT):
        raise Refused(_("Only a payment is taken back here."))
    why = one_line(why)
    if not why:
        raise Refused(_("Say why in a few words: the others will read it."))
    journal.hold(line.book.space)
    wish = Wish(
        line.credit,
        account,
        line.amount,
        line.reason,
        step=Step.REVERSE,
        of=line.number,
        words=short_enough(why, LONGEST_NOTE),
        person_id=by.person_id,
    )
    (back,) = write_lines(book=line.book, wishes=[wish])
    _tell(by, facts.PAYMENT_TAKEN_BACK, line.book, {"account": account.code, "line": back.number, "of": line.number})
    return back


def may_pay_out(by: Membership) -> bool:
    """Those who keep the accounts, and those who facilitate when it is about the one who keeps them."""
    return policies.keeps_accounts(by) or group.has_role(by)


@transaction.atomic
def close_period(*, by: Membership, book: Book, until: dt.date) -> Closing:
    """Nothing is dated until that day any more; what is still held goes over by decision only. Raises Refused."""
    if not policies.keeps_accounts(by):
        raise Refused(_("Those who keep the accounts close a period."))
    journal.hold(book.space)
    book_rows.hold(book)
    with scope.use(book.space_id):
        held = Book.objects.select_related("space").get(pk=book.pk)
        if until >= clock.today():
            raise Refused(_("A period is closed once it is over: choose a day that is past."))
        if held.closed_until is not None and until <= held.closed_until:
            raise Refused(_("This period is closed already."))
        found = year_end(held, until)
        if found.held and found.carried_over is None:
            said = _("The group still holds something on %(day)s: share it, pay it, or decide to let it go over.")
            raise Refused(said % {"day": day(until, year=True)})
        closing = Closing.objects.create(
            space_id=held.space_id,
            book=held,
            until=until,
            number=held.count,
            seal=held.seal,
            balances=found.balances,
            decision=found.carried_over.decision if found.carried_over else None,
            closed_by=by,
            closed_at=clock.now(),
        )
        Book.objects.filter(pk=held.pk).update(closed_until=until)
    _tell(by, facts.CLOSED, held, {"until": until.isoformat()})
    return closing


@transaction.atomic
def propose_carry_over(*, by: Membership, book: Book, until: dt.date) -> Decision:
    """Ask the group to let what it holds go over into the next period. Raises Refused."""
    if until >= clock.today():
        raise Refused(_("What goes over is known once the period is over: choose a day that is past."))
    title = _("Let what our accounts hold on %(day)s go over into the next period") % {"day": day(until, year=True)}
    return _propose(by, book.space, title, {"kind": CARRY_OVER, "until": until.isoformat()})


@transaction.atomic
def propose_settlement(*, by: Membership, account: Account) -> Decision:
    """Ask the group to move what somebody who left is still owed into the common pot. Raises Refused."""
    if account.membership is None or account.membership.state != states.LEFT:
        raise Refused(_("This is decided for somebody who left."))
    title = _("Settle the account of %(person)s, who left") % {"person": account.membership.name}
    return _propose(by, account.book.space, title, {"kind": SETTLEMENT, "account": account.pk})


def _propose(by: Membership, space: Space, title: str, change: dict[str, Any]) -> Decision:
    refuse_unless_awake(by, space.pk)
    draft = decisions.Draft(
        title=short_enough(title, 200), subject=_("Sharing"), concerned=_("The whole group"), change=change
    )
    return decisions.propose(by=by, decision=decisions.voice(by=by, draft=draft))


@transaction.atomic
def close_account(*, by: Membership, account: Account) -> Account:
    """Close the account of somebody who left, once it holds nothing. Raises Refused."""
    if not policies.keeps_accounts(by):
        raise Refused(_("Those who keep the accounts close one."))
    if account.membership is None or account.membership.state != states.LEFT:
        raise Refused(_("An account is closed when its person has left."))
    journal.hold(account.book.space)
    book_rows.hold(account.book)
    if balance_of(account):
        if account.book.purpose == Book.Purpose.CREDIT:
            raise Refused(_("This account does not stand at zero: decide together what becomes of it."))
        raise Refused(_("The group still owes them something: pay it, or decide what becomes of it."))
    _close(account)
    _tell(by, facts.ACCOUNT_CLOSED, account.book, {"account": account.code})
    return account


def _close(account: Account) -> None:
    account.closed_on = clock.today()
    account.save(update_fields=["closed_on"])


def settle_by(decision: Decision, account: Account, actor: journal.Person | journal.Rule) -> None:
    """Inside the adopting transaction: what is owed goes to the pot, and the account is closed."""
    book_rows.hold(account.book)
    owed = balance_of(account)
    if owed:
        wish = Wish(account, money.pot(account.book), owed, f"decision:{decision.ref}")
        write_lines(book=account.book, wishes=[wish])
    _close(account)
    data = {"account": account.code, "decision": decision.ref}
    journal.record(
        facts.SETTLED, space=account.book.space, actor=actor, about=(facts.BOOK, account.book.ref), data=data
    )


def _tell(by: Membership, fact: str, book: Book, data: dict[str, Any]) -> None:
    journal.record(fact, space=by.space, actor=self_of(by), about=(facts.BOOK, book.ref), data=data)
