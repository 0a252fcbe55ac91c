"""Mutual credit between people of a group: what somebody received help for, they send; the book's limits decide.

Zero-sum: what one account loses another gains, nothing is created. The debtor always acts: nobody takes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.ledger import Fault, Step
from commun.core import scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.governance import states
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership
from commun.people.models import new_ref
from commun.value import book_rows
from commun.value.actions.transfers import LineRefused, Wish, account_of, write_lines
from commun.value.models import Account, Book, Transfer
from commun.value.quantities import say_in
from commun.value.queries.credit import credit_of, limits_of
from commun.value.queries.standings import balance_of
from commun.value.queries.statements import names_of_accounts

LONGEST_WORDS = 200
GIFT, REQUEST, BETWEEN, BACK = "gift", "request", "between", "back"


@dataclass(frozen=True)
class Gift:
    """What somebody sends for help received, in the smallest part of the unit. ``token``: the same for a same form."""

    amount: int
    words: str = ""
    token: str = ""


@transaction.atomic
def give_credit(*, by: Membership, to: Membership, gift: Gift) -> Transfer:
    """Send what somebody's help was worth. The same form twice moves once. Raises Refused, which moves nothing."""
    refuse_unless_awake(by, by.space_id)
    book = open_credit(by.space)
    book_rows.hold(book)
    receiver = receiver_in(book, to, by)
    key, reference = keyed(GIFT, by, gift.token)
    wish = Wish(
        account_in(book, by),
        account_in(book, receiver),
        gift.amount,
        f"{GIFT}:{reference}",
        key=key,
        words=tidy(gift.words),
        person_id=by.person_id,
    )
    return moved(book, [wish])[0]


def counter_entry(line: Transfer) -> Wish:
    """The line the other way."""
    return Wish(
        line.credit, line.debit, line.amount, f"{BACK}:{line.number}", step=Step.REVERSE, of=line.number,
        key=f"{BACK}:{line.number}",
    )  # fmt: skip


def open_credit(space: Space) -> Book:
    """The group's book of mutual credit. Raises Refused when the group has not opened one."""
    book = credit_of(space)
    if book is None:
        raise Refused(_("The group has no mutual credit: it opens one by decision."))
    return book


def receiver_in(book: Book, to: Membership, by: Membership) -> Membership:
    """The member as they are now. Raises Refused for oneself, for somebody who left, or who never was in the group."""
    with scope.use(book.space_id):
        found = Membership.objects.select_related("person", "space").filter(pk=to.pk).first()
    if found is None:
        raise Refused(_("This person is not in the group."))
    if found.pk == by.pk:
        raise Refused(_("This is yourself: choose somebody else."))
    if found.state not in states.INSIDE:
        raise Refused(_("This person is no longer in the group: nothing was moved."))
    return found


def account_in(book: Book, member: Membership) -> Account:
    """The member's account, with the limits that the group decided; open again when they came back.

    The book is held: a decision that changes the limits waits, or was applied before.
    """
    limit = limits_of(book).of(member.pk)
    floor, ceiling = -limit.below, limit.above
    account = account_of(
        book, f"p.{member.person.ref}", place=Account.Place.PERSON, membership=member.pk, floor=floor, ceiling=ceiling
    )
    has_changed = (account.floor, account.ceiling) != (floor, ceiling)
    if account.closed_on is not None or (has_changed and floor <= balance_of(account) <= ceiling):
        account.closed_on, account.floor, account.ceiling = None, floor, ceiling
        account.save(update_fields=["closed_on", "floor", "ceiling"])
    return account


def moved(book: Book, wishes: Sequence[Wish]) -> list[Transfer]:
    """Write the lines; a limit that stops one is told in the unit of the book."""
    try:
        # Apart, so that the sentence can be read from the book when a line is refused.
        with transaction.atomic():
            return write_lines(book=book, wishes=wishes)
    except LineRefused as refusal:
        if refusal.fault not in (Fault.FLOOR, Fault.CEILING):
            raise
        (wish,) = wishes
        raise LineRefused(refusal.fault, _limit_words(book, wish, refusal.fault)) from refusal


def _limit_words(book: Book, wish: Wish, fault: Fault) -> str:
    account = wish.debit if fault == Fault.FLOOR else wish.credit
    balance = balance_of(account)
    limit = (account.floor if fault == Fault.FLOOR else account.ceiling) or 0
    room = balance - limit if fault == Fault.FLOOR else limit - balance
    words = {
        "name": names_of_accounts(book, [account])[account.pk],
        "balance": say_in(book.unit, balance),
        "limit": say_in(book.unit, limit),
        "room": say_in(book.unit, max(0, room)),
    }
    if fault == Fault.FLOOR:
        said = _("%(name)s: %(balance)s, and the limit is %(limit)s: %(room)s at most can be given. Nothing was moved.")
    else:
        said = _(
            "%(name)s: %(balance)s, and the limit is %(limit)s: %(room)s at most can be received. Nothing was moved."
        )
    return said % words


def keyed(kind: str, by: Membership, token: str) -> tuple[str, str]:
    """The key of a form of this member, and the reference of what it does: the same for the same form."""
    if not token:
        return "", new_ref()
    digest = hashlib.sha256(f"{kind}:{by.pk}:{token}".encode()).hexdigest()[:24]
    return f"{kind}:{digest}", digest


def tidy(words: str) -> str:
    """One line, not too long. Raises Refused."""
    return one_line(words, LONGEST_WORDS)
