"""Statements for a period: of one account line after line, of the whole group account after account.

By the days of the lines, not by their numbers: what was written late stands where it belongs. The mark tells up to
which line of the book it was read, so that the same statement asked again later, when the book went on, is the same.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from django.db.models import Q, QuerySet, Sum

from commun.algo.ledger import MOVING, first_seal
from commun.core import scope
from commun.value.models import Account, Book, Transfer
from commun.value.queries.closing import held_on
from commun.value.queries.standings import balance_on
from commun.value.queries.statements import accounts_of, names_of_accounts, subjects_of

# A paper of more is cut in parts: each is made while one waits, in a second.
LINES_A_PART = 1_000


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    start: dt.date
    until: dt.date

    @property
    def eve(self) -> dt.date:
        """The day before it begins."""
        return self.start - dt.timedelta(days=1)


@dataclass(frozen=True)
class Mark:
    """The last line of the book that is dated in time: its number, its seal, when it was written."""

    number: int
    seal: str
    at: dt.datetime


@dataclass(frozen=True)
class Moved:
    """One line of an account: what for, with whom, what came or went, where the account stands after it."""

    number: int
    on: dt.date
    reason: str
    words: str
    other: str
    got: int
    gave: int
    balance: int


@dataclass(frozen=True)
class AccountStatement:
    """Of one account. ``part`` of ``parts``: ``opening`` and ``closing`` are those of the part."""

    account: Account
    name: str
    period: Period
    mark: Mark
    opening: int
    lines: list[Moved]
    count: int
    part: int = 1
    parts: int = 1

    @property
    def got(self) -> int:
        """All that came in."""
        return sum(line.got for line in self.lines)

    @property
    def gave(self) -> int:
        """All that went out."""
        return sum(line.gave for line in self.lines)

    @property
    def closing(self) -> int:
        """Where the account stands after the last line."""
        return self.opening + self.got - self.gave


@dataclass(frozen=True)
class AccountRow:
    """One account in the statement of the group."""

    account: Account
    name: str
    opening: int
    got: int
    gave: int

    @property
    def closing(self) -> int:
        """Where it stands on the last day."""
        return self.opening + self.got - self.gave


@dataclass(frozen=True)
class GroupStatement:
    """Of every account; what came in is what went out, and all of them sum to nothing."""

    book: Book
    period: Period
    mark: Mark
    rows: list[AccountRow] = field(default_factory=list)

    @property
    def totals(self) -> tuple[int, int, int, int]:
        """Opening, in, out, closing."""
        return (
            sum(row.opening for row in self.rows),
            sum(row.got for row in self.rows),
            sum(row.gave for row in self.rows),
            sum(row.closing for row in self.rows),
        )


def mark_of(book: Book, until: dt.date) -> Mark:
    """Up to where the book tells what happened until a day. 1 query."""
    with scope.use(book.space_id):
        last = Transfer.objects.filter(book=book, on__lte=until).order_by("-number").first()
    return Mark(last.number, last.seal, last.at) if last else Mark(0, first_seal(book.ref, book.unit), book.opened_at)


def statement_of(account: Account, period: Period, part: int | None = None) -> AccountStatement:
    """Its lines that move something, in the order of days: all of them, or one part. At most 14 queries."""
    first = (part - 1) * LINES_A_PART if part else 0
    with scope.use(account.space_id):
        rows = _touching(account, period).order_by("on", "number")
        before = list(rows.values_list("debit_id", "amount")[:first])
        name = names_of_accounts(account.book, [account])[account.pk]
        kept = list(rows.select_related("words")[first : first + LINES_A_PART if part else None])
    opening = balance_on(account, period.eve) + sum(_change(account, *one) for one in before)
    count = count_of(account, period)
    return AccountStatement(
        account=account,
        name=name,
        period=period,
        mark=mark_of(account.book, period.until),
        opening=opening,
        lines=list(_lines(account, kept, opening)),
        count=count,
        part=part or 1,
        parts=parts_of(count) if part else 1,
    )


def parts_of(count: int) -> int:
    """How many papers so many lines make."""
    return max(1, -(-count // LINES_A_PART))


def count_of(account: Account, period: Period) -> int:
    """How many lines a statement would have. 1 query."""
    with scope.use(account.space_id):
        return _touching(account, period).count()


def _touching(account: Account, period: Period) -> QuerySet[Transfer]:
    return _moving(account.book, period).filter(Q(debit=account) | Q(credit=account))


def _moving(book: Book, period: Period) -> QuerySet[Transfer]:
    return Transfer.objects.filter(book=book, step__in=MOVING, on__gte=period.start, on__lte=period.until)


def _change(account: Account, debit: int, amount: int) -> int:
    return -amount if debit == account.pk else amount


def _lines(account: Account, rows: Sequence[Transfer], opening: int) -> Iterator[Moved]:
    space = account.book.space
    with scope.use(space):
        others = Account.objects.filter(pk__in={pk for row in rows for pk in (row.debit_id, row.credit_id)})
        names = names_of_accounts(account.book, others)
    told = subjects_of(space, rows)
    changes = [_change(account, row.debit_id, row.amount) for row in rows]
    stands = list(accumulate(changes, initial=opening))[1:]
    for row, change, stand in zip(rows, changes, stands, strict=True):
        subject = told.get(row.reason)
        yield Moved(
            number=row.number,
            on=row.on,
            reason=subject.title if subject else "",
            words=row.words.text if hasattr(row, "words") else "",
            other=names[row.credit_id if change < 0 else row.debit_id],
            got=max(change, 0),
            gave=max(-change, 0),
            balance=stand,
        )


def statement_of_group(book: Book, period: Period) -> GroupStatement:
    """Every account that moved or held something. At most 16 queries."""
    opening = held_on(book, period.eve)
    moved: dict[str, dict[int, int]] = {}
    with scope.use(book.space_id):
        for side in ("credit", "debit"):
            rows = _moving(book, period).order_by().values_list(side).annotate(sum=Sum("amount"))
            moved[side] = {account: int(cents) for account, cents in rows}
    with scope.use(book.space_id):
        accounts = accounts_of(book)
    found = [
        AccountRow(
            account,
            name,
            opening.get(account.code, 0),
            moved["credit"].get(account.pk, 0),
            moved["debit"].get(account.pk, 0),
        )
        for account, name, _balance in accounts
    ]
    rows_told = [row for row in found if row.opening or row.got or row.gave]
    return GroupStatement(book, period, mark_of(book, period.until), rows_told)
