"""The one way in of a book: lines are checked by ``algo.ledger``, chained and written, all or none, under one lock.

A page never calls this: the actions that move value do (a distribution, a payment, an exchange of hours). The book's
row is the lock: lines of one book are written one writer at a time, those of other books beside.
"""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo import ledger
from commun.algo.ledger import Entry, Fault, Followed, Step
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.actions.places import hold
from commun.value import book_rows
from commun.value.book_rows import End, State
from commun.value.lines import written_at
from commun.value.models import Account, Book, Transfer, TransferWords


@dataclass(frozen=True)
class Wish:
    """A line to be written. ``on``: its day, today when nothing is said; ``words``: erasable, of ``person_id``.

    ``key``: the same for the same act, so that asking twice moves nothing more.
    """

    debit: Account
    credit: Account
    amount: int
    reason: str
    step: Step = Step.POSTED
    of: int = 0
    on: dt.date | None = None
    key: str = ""
    words: str = ""
    person_id: int | None = None


class LineRefused(Refused):
    """A line that cannot be: its ``fault``, and the sentence that people read, when somebody knows a better one."""

    def __init__(self, fault: Fault, sentence: str = "") -> None:
        super().__init__(sentence or _sentence(fault))
        self.fault = fault


@transaction.atomic
def open_book(*, space: Space, purpose: str, unit: str = Book.Unit.EURO) -> Book:
    """The group's book of this purpose; made at the first call."""
    with scope.use(space):
        found = Book.objects.filter(purpose=purpose).first()
        if found is None:
            hold(space)
            found = Book.objects.filter(purpose=purpose).first()
        if found is None:
            found = Book(space=space, purpose=purpose, unit=unit, opened_at=clock.now())
            found.seal = ledger.first_seal(found.ref, found.unit)
            found.save()
    return found


def account_of(
    book: Book,
    code: str,
    *,
    place: str,
    membership: int | None = None,
    floor: int | None = None,
    ceiling: int | None = None,
) -> Account:
    """The account of this code; made at the first call, with these limits."""
    made = {"place": place, "membership_id": membership, "floor": floor, "ceiling": ceiling}
    with scope.use(book.space_id):
        return Account.objects.get_or_create(space_id=book.space_id, book=book, code=code, defaults=made)[0]


@transaction.atomic
def write_lines(*, book: Book, wishes: Sequence[Wish]) -> list[Transfer]:
    """Write these lines at the end of the book, in order; all of them, or none.

    When their keys were written already the lines are given back as they are: the same request twice moves nothing.
    Raises LineRefused; Refused when a key was used for something else. Two queries for plain lines.
    """
    if not wishes:
        return []
    end, state = book_rows.read(book, wishes_accounts(wishes), [wish.key for wish in wishes if wish.key])
    with scope.use(book.space_id):
        if state.has_keys:
            return _written_already(book, wishes)
        writer = _Writer(book, end, state, _followed(book, wishes))
        made = [writer.write(wish) for wish in wishes]
        book_rows.insert(book, writer.end, made)
        _keep_words(made, wishes, writer.salts)
    book.count, book.seal = writer.end.count, writer.end.seal
    return made


def wishes_accounts(wishes: Sequence[Wish]) -> list[int]:
    """Ids of all accounts that these lines move."""
    return sorted({pk for wish in wishes for pk in (wish.debit.pk, wish.credit.pk)})


def _written_already(book: Book, wishes: Sequence[Wish]) -> list[Transfer]:
    """The lines that the keys of these wishes wrote, in the order of the wishes. Raises Refused when they differ."""
    keys = [wish.key for wish in wishes if wish.key]
    rows = Transfer.objects.filter(book=book, key__in=keys).select_related("debit", "credit")
    known = {row.key: row for row in rows}
    same = [
        row is not None
        and (row.debit_id, row.credit_id, row.amount, row.reason, row.step, row.of)
        == (wish.debit.pk, wish.credit.pk, wish.amount, wish.reason, wish.step, wish.of)
        for wish, row in ((wish, known.get(wish.key)) for wish in wishes)
    ]
    if len(keys) != len(wishes) or not all(same):
        raise Refused(_("This was sent twice, the second time with something else: nothing was moved again."))
    return [known[key] for key in keys]


def _followed(book: Book, wishes: Sequence[Wish]) -> dict[int, Followed]:
    numbers = {wish.of for wish in wishes if wish.of}
    if not numbers:
        return {}
    lines = Transfer.objects.filter(book=book, number__in=numbers).select_related("debit", "credit")
    over = set(Transfer.objects.filter(book=book, of__in=numbers).values_list("of", flat=True))
    return {
        line.number: Followed(
            line.number, Step(line.step), line.debit.code, line.credit.code, line.amount, line.number in over
        )
        for line in lines
    }


@dataclass
class _Writer:
    """The end of a book, line after line: checks each, then tells where it leads."""

    book: Book
    end: End
    state: State
    followed: dict[int, Followed]

    def __post_init__(self) -> None:
        self.at = clock.now()
        self.today = clock.today()
        self.salts: dict[int, str] = {}

    def write(self, wish: Wish) -> Transfer:
        """The next line, checked and sealed; not saved."""
        entry = self._entry(wish)
        followed = self.followed.get(wish.of)
        standings = self.state.standings
        fault = ledger.fault(
            entry, self.state.accounts, standings, followed=followed, closed_until=self.end.closed_until
        )
        if fault is not None:
            raise LineRefused(fault)
        standings.update(ledger.after(entry, standings, followed))
        if followed is not None:
            self.followed[wish.of] = replace(followed, is_over=True)
        self.end = replace(self.end, count=entry.number, seal=ledger.seal(entry, self.end.seal))
        return self._row(entry, wish)

    def _entry(self, wish: Wish) -> Entry:
        number = self.end.count + 1
        note = ""
        if wish.words:
            salt = self.salts[number] = secrets.token_hex(16)
            note = journal.word_digest(salt, wish.words)
        return Entry(
            number=number,
            at=written_at(self.at),
            on=(wish.on or self.today).isoformat(),
            step=wish.step,
            debit=wish.debit.code,
            credit=wish.credit.code,
            amount=wish.amount,
            reason=wish.reason,
            of=wish.of,
            key=wish.key,
            note=note,
        )

    def _row(self, entry: Entry, wish: Wish) -> Transfer:
        giving, getting = self.state.standings[entry.debit], self.state.standings[entry.credit]
        return Transfer(
            space_id=self.book.space_id,
            book=self.book,
            number=entry.number,
            at=self.at,
            on=dt.date.fromisoformat(entry.on),
            step=entry.step.value,
            debit=wish.debit,
            credit=wish.credit,
            amount=entry.amount,
            reason=entry.reason,
            of=entry.of,
            key=entry.key,
            note=entry.note,
            seal=self.end.seal,
            debit_balance=giving.balance,
            debit_leaving=giving.leaving,
            debit_coming=giving.coming,
            credit_balance=getting.balance,
            credit_leaving=getting.leaving,
            credit_coming=getting.coming,
        )


def _keep_words(made: Sequence[Transfer], wishes: Sequence[Wish], salts: Mapping[int, str]) -> None:
    rows = [
        TransferWords(
            space_id=line.space_id, transfer=line, salt=salts[line.number], text=wish.words, person_id=wish.person_id
        )
        for line, wish in zip(made, wishes, strict=True)
        if wish.words
    ]
    if rows:
        TransferWords.objects.bulk_create(rows)


def _sentence(fault: Fault) -> str:
    """What people read; a fault that no form can make has the last sentence."""
    told = {
        Fault.AMOUNT: _("Write an amount above zero, and that can be true."),
        Fault.SAME_ACCOUNT: _("From an account to itself, nothing moves: choose another one."),
        Fault.CLOSED_ACCOUNT: _("This account is closed: the person left, or the work is over."),
        Fault.FLOOR: _("There is not enough on this account: nothing was moved."),
        Fault.CEILING: _("The account that would receive is at its limit: nothing was moved."),
        Fault.PERIOD: _("This period is closed: date it after its last day."),
        Fault.ALREADY_FOLLOWED: _("This was settled already: look at the book."),
        Fault.TOO_MUCH: _("This is more than what was held: nothing was moved."),
    }
    return told.get(fault, _("This line cannot be written in the book: nothing was moved."))
