"""Mutual credit between two groups, each of which decided how much it lets the other one owe it.

A gift is one line in each book, both or none: from the giver to the account of the other group, and there from the
account of the giver's group to the receiver. Books are held in the order of their ids, so that two gifts that cross
wait for one another and never block.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.ledger import Fault
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import states
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Decision, Membership
from commun.value import book_rows
from commun.value.actions.credit import (
    BETWEEN,
    Gift,
    account_in,
    counter_entry,
    keyed,
    moved,
    open_credit,
    tidy,
)
from commun.value.actions.credit_limits import MOST, Actor, put, tell
from commun.value.actions.transfers import LineRefused, Wish, account_of
from commun.value.journal import books, credit
from commun.value.models import Account, Book, CreditCode, CreditTrust, Transfer
from commun.value.quantities import say_in
from commun.value.queries.credit import neighbour_code, trust_in
from commun.value.queries.standings import balance_of

TRUSTED = "value.credit_trust"
NEIGHBOUR = Account.Place.NEIGHBOUR


@transaction.atomic
def propose_credit_trust(*, by: Membership, code: str, most: int, why: str = "") -> Decision:
    """Ask the group to let the group of this code owe it so much; 0 ends it. Raises Refused."""
    change = {"kind": TRUSTED, "book": code.strip(), "most": most}
    _book, other, _most = check_trust(by.space, change)
    return put(by, _("Exchange help with the group %(group)s") % {"group": other.space.name}, why, change)


def check_trust(space: Space, change: Mapping[str, Any]) -> tuple[Book, Book, int]:
    """Our book, theirs, how much they may owe us. Raises Refused."""
    mine, most = open_credit(space), change.get("most")
    other = _book_called(change.get("book"))
    if other is None or other.pk == mine.pk:
        raise Refused(_("No other group has this code: ask them for it, it is on the page of their mutual credit."))
    if other.unit != mine.unit:
        raise Refused(_("The other group does not count in the same unit: nothing can be exchanged."))
    if not isinstance(most, int) or not 0 <= most <= MOST[mine.unit]:
        words = {"most": say_in(mine.unit, MOST[mine.unit])}
        raise Refused(_("A limit is mandatory: from nothing to %(most)s.") % words)
    with scope.use(space):
        account = Account.objects.filter(book=mine, code=neighbour_code(other)).first()
    if account is not None and balance_of(account) < -most:
        words = {"group": other.space.name, "owed": say_in(mine.unit, -balance_of(account))}
        raise Refused(_("%(group)s owes us %(owed)s today: the limit cannot be below.") % words)
    return mine, other, most


def _book_called(code: Any) -> Book | None:
    with scope.everywhere("a group gave another one the code of its mutual credit"):
        rows = Book.objects.select_related("space").filter(purpose=Book.Purpose.CREDIT)
        return rows.filter(ref=code).first() if isinstance(code, str) else None


def apply_trust(decision: Decision, change: Mapping[str, Any], actor: Actor) -> None:
    """From now, the account of the other group goes down to that limit and no further."""
    book_rows.hold(open_credit(decision.space))
    mine, other, most = check_trust(decision.space, change)
    account = account_of(mine, neighbour_code(other), place=NEIGHBOUR, floor=-most)
    account.floor = -most
    account.save(update_fields=["floor"])
    with scope.use(decision.space):
        CreditTrust.objects.create(
            space=decision.space, book=mine, neighbour=other.space, most=most, decision=decision, on=clock.today()
        )
    tell(decision, actor, credit.TRUSTED, mine, {"neighbour": other.space_id})


@transaction.atomic
def become_reachable(*, by: Membership) -> CreditCode:
    """Get a code to give to people of groups that exchange with one's own; the same at the second press."""
    refuse_unless_awake(by, by.space_id)
    book = open_credit(by.space)
    with scope.use(by.space_id):
        row, is_new = CreditCode.objects.get_or_create(
            space_id=by.space_id, membership=by, defaults={"since": clock.today()}
        )
    if is_new:
        _tell(by, book, is_reachable=True)
    return row


@transaction.atomic
def stop_being_reachable(*, by: Membership) -> None:
    """The code leads to nobody any more."""
    with scope.use(by.space_id):
        count, _kinds = CreditCode.objects.filter(membership=by).delete()
    if count:
        _tell(by, open_credit(by.space), is_reachable=False)


def _tell(by: Membership, book: Book, *, is_reachable: bool) -> None:
    about, data = (books.BOOK, book.ref), {"is_reachable": is_reachable}
    journal.record(credit.REACHABLE, space=by.space, actor=self_of(by), about=about, data=data)


@dataclass(frozen=True)
class Door:
    """Two books that trust one another, and the accounts that each keeps of the other's group."""

    mine: Book
    theirs: Book
    them: Account
    us: Account


@transaction.atomic
def give_credit_outside(*, by: Membership, code: str, gift: Gift) -> Membership:
    """Send help's worth to somebody of another group, by the code that they gave; returns who. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    mine = open_credit(by.space)
    to = _reached(code)
    door = door_to(mine, to.space) if to is not None else None
    if to is None or door is None:
        raise Refused(_("Nobody can be reached by this code: ask the person for it again."))
    hold_in_order(mine, door.theirs)
    key, reference = keyed(BETWEEN, by, gift.token)
    here = Wish(
        account_in(mine, by),
        door.them,
        gift.amount,
        f"{BETWEEN}:{reference}",
        key=key,
        words=tidy(gift.words),
        person_id=by.person_id,
    )
    there = replace(here, debit=door.us, credit=account_in(door.theirs, to))
    _both(door, here, there)
    return to


def _reached(code: str) -> Membership | None:
    with scope.everywhere("who agreed to be reached from another group"):
        rows = CreditCode.objects.select_related("membership__person", "membership__space")
        found = rows.filter(code=code.strip().lower(), membership__state__in=states.INSIDE).first()
        return found.membership if found else None


def door_to(mine: Book, other: Space) -> Door | None:
    """The other group's book, once both groups decided and count in the same unit; None before. 5 queries."""
    trusts, is_trusted = trust_in(mine.space_id, other.pk), trust_in(other, mine.space_id)
    if trusts is None or is_trusted is None:
        return None
    with scope.use(mine.space_id, other):
        theirs = Book.objects.select_related("space").get(space=other, purpose=Book.Purpose.CREDIT)
        if theirs.unit != mine.unit:
            return None
        them = Account.objects.get(book=mine, code=neighbour_code(theirs))
        us = Account.objects.get(book=theirs, code=neighbour_code(mine))
    return Door(mine, theirs, them, us)


def hold_in_order(*held: Book) -> None:
    """Lock these books, always in the same order, until the end of the transaction."""
    for book in sorted(held, key=lambda one: one.pk):
        book_rows.hold(book)


def _both(door: Door, here: Wish, there: Wish) -> tuple[Transfer, Transfer]:
    """One line in each book; a limit of the other side is told without saying where anybody of it stands."""
    (mine,) = moved(door.mine, [here])
    try:
        (theirs,) = moved(door.theirs, [there])
    except LineRefused as refusal:
        if refusal.fault == Fault.FLOOR and there.debit.place == NEIGHBOUR:
            said = _("%(group)s lets our group owe it %(most)s at most, and this is reached. Nothing was moved.")
            words = {"group": door.theirs.space.name, "most": say_in(door.mine.unit, -(there.debit.floor or 0))}
            raise LineRefused(refusal.fault, said % words) from refusal
        if refusal.fault not in (Fault.FLOOR, Fault.CEILING):
            raise
        said = _("This would go past a limit of the other group. Nothing was moved.")
        raise LineRefused(refusal.fault, said) from refusal
    return mine, theirs


@transaction.atomic
def give_credit_back(*, by: Membership, line: Transfer) -> Transfer:
    """Undo a line by its counter-entry: who received gives all of it back, once. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    if line.credit.membership_id != by.pk:
        raise Refused(_("Only who received gives back."))
    if line.debit.membership is not None and line.debit.membership.state == states.LEFT:
        raise Refused(_("This person left: the group decides what becomes of their account."))
    if line.debit.place != NEIGHBOUR:
        return moved(line.book, [counter_entry(line)])[0]
    theirs = _book_called(line.debit.code.partition(".")[2])
    door = door_to(line.book, theirs.space) if theirs else None
    if door is None:
        raise Refused(_("This line cannot be written in the book: nothing was moved."))
    hold_in_order(line.book, door.theirs)
    with scope.use(door.theirs.space_id):
        rows = Transfer.objects.select_related("debit", "credit", "book__space")
        other = rows.get(book=door.theirs, reason=line.reason, step="posted")
    return _both(door, counter_entry(line), counter_entry(other))[0]


def withdraw_code(member: Membership) -> None:
    """Who leaves is reached no more."""
    with scope.use(member.space_id):
        CreditCode.objects.filter(membership=member).delete()
