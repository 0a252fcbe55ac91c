"""Lines of a book and statements of an account, as people read them: the last first, each with what it is tied to."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from commun.algo.ledger import MOVING, Step
from commun.core import scope
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.core.registries import Registry, Subject
from commun.value.models import Account, Book, Transfer
from commun.value.quantities import say_in
from commun.value.queries.standings import standings_of

SHOWN = 50
Called = Callable[[Space, Iterable[str]], Mapping[str, Subject]]
# « kind » of a reason, or place of an account: (space, references) -> what each is called, and where it is.
reasons: Registry[Called] = Registry()
places: Registry[Called] = Registry()


@dataclass(frozen=True)
class Line:
    """One line: from whom to whom, how much, why; ``change`` and ``balance`` of the account it is read from."""

    number: int
    on: dt.date
    step: str
    step_said: str
    source: str
    target: str
    amount: int
    reason: Subject
    words: str
    change: int = 0
    balance: int = 0
    unit: str = Book.Unit.EURO.value

    @property
    def amount_said(self) -> str:
        """In the unit of the book."""
        return say_in(self.unit, self.amount)

    @property
    def change_said(self) -> str:
        """In the unit of the book."""
        return say_in(self.unit, self.change)

    @property
    def balance_said(self) -> str:
        """In the unit of the book."""
        return say_in(self.unit, self.balance)


@dataclass(frozen=True)
class Lines:
    """Some lines, the last first; ``before``: the number under which to ask for the older ones, if any."""

    lines: list[Line]
    before: int | None


def book_of(space: Space, purpose: str) -> Book | None:
    """The book of this purpose, when the group has one. 1 query."""
    with scope.use(space):
        return Book.objects.select_related("space").filter(purpose=purpose).first()


def account_of_group(space: Space, pk: int) -> Account:
    """An account of one of the group's books, else NotFound. 1 query."""
    with scope.use(space):
        found = Account.objects.select_related("book__space", "membership__person").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def account_for(book: Book, pk: int) -> Account:
    """An account of the book, else NotFound. 1 query."""
    with scope.use(book.space_id):
        found = Account.objects.select_related("book__space", "membership__person").filter(book=book, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def accounts_of(book: Book) -> list[tuple[Account, str, int]]:
    """Every account of the book, its name, its balance: those of the house first, then works, then people by name."""
    with scope.use(book.space_id):
        rows = list(Account.objects.filter(book=book))
    names, standings = names_of_accounts(book, rows), standings_of(rows)
    order = [place for place in Account.Place.values if place != Account.Place.PERSON] + [Account.Place.PERSON.value]
    found = [(row, names[row.pk], standings[row.code].balance) for row in rows]
    return sorted(found, key=lambda one: (order.index(one[0].place), one[1].casefold()))


def names_of_accounts(book: Book, accounts: Iterable[Account]) -> dict[int, str]:
    """What people call each account, by its id. One query for each kind of place that has names."""
    rows = list(accounts)
    asked: dict[str, list[str]] = {}
    for row in rows:
        asked.setdefault(row.place, []).append(_reference(row))
    called = {place: ask(book.space, asked[place]) for place in asked if (ask := places.get(place))}
    return {
        row.pk: called[row.place][_reference(row)].title
        if _reference(row) in called.get(row.place, {})
        else _unnamed(row)
        for row in rows
    }


def _reference(account: Account) -> str:
    """« p.<reference> »: what comes after the point."""
    return account.code.partition(".")[2]


def _unnamed(account: Account) -> str:
    return _("somebody who left") if account.place == Account.Place.PERSON else str(account.get_place_display())


def lines_of_book(book: Book, before: int | None = None) -> Lines:
    """Fifty lines of the book, under a number. At most 8 queries."""
    with scope.use(book.space_id):
        rows = _under(Transfer.objects.filter(book=book), before).select_related("words")
        return _shown(book, list(rows), None)


def statement(account: Account, before: int | None = None) -> Lines:
    """Fifty lines of an account, under a number; two look-ups in an index, whatever its length. At most 10 queries."""
    with scope.use(account.space_id):
        sides = (_under(Transfer.objects.filter(**{side: account}), before) for side in ("debit", "credit"))
        numbers = sorted({number for side in sides for number in side.values_list("number", flat=True)})[-SHOWN - 1 :]
        rows = Transfer.objects.filter(book=account.book_id, number__in=numbers).select_related("words")
        return _shown(account.book, list(rows.order_by("-number")), account)


def _under(rows: QuerySet[Transfer], before: int | None) -> QuerySet[Transfer]:
    if before is not None:
        rows = rows.filter(number__lt=before)
    return rows.order_by("-number")[: SHOWN + 1]


def _shown(book: Book, rows: Sequence[Transfer], account: Account | None) -> Lines:
    told, kept = subjects_of(book.space, rows), rows[:SHOWN]
    accounts = Account.objects.filter(pk__in={pk for row in kept for pk in (row.debit_id, row.credit_id)})
    names = names_of_accounts(book, accounts)
    lines = [_line(row, names, told, account, book.unit) for row in kept]
    return Lines(lines, kept[-1].number if len(rows) > SHOWN else None)


def _line(
    row: Transfer, names: Mapping[int, str], told: Mapping[str, Subject], account: Account | None, unit: str
) -> Line:
    change = balance = 0
    if account is not None:
        is_debit = row.debit_id == account.pk
        change = 0 if row.step not in MOVING else -row.amount if is_debit else row.amount
        balance = row.debit_balance if is_debit else row.credit_balance
    return Line(
        number=row.number,
        on=row.on,
        step=row.step,
        step_said=str(row.get_step_display()),
        source=names[row.debit_id],
        target=names[row.credit_id],
        amount=row.amount,
        reason=told.get(row.reason, Subject("", "")),
        words=row.words.text if hasattr(row, "words") else "",
        change=change,
        balance=balance,
        unit=unit,
    )


def subjects_of(space: Space, rows: Iterable[Transfer]) -> dict[str, Subject]:
    """What the lines are tied to, by their reason. One query for each kind of reason."""
    asked: dict[str, set[str]] = {}
    for row in rows:
        kind, _colon, reference = row.reason.partition(":")
        asked.setdefault(kind, set()).add(reference)
    found: dict[str, Subject] = {}
    with scope.use(space):
        for kind, references in asked.items():
            ask = reasons.get(kind)
            called = ask(space, references) if ask else {}
            found |= {f"{kind}:{reference}": subject for reference, subject in called.items()}
    return found


def payment_of(account: Account, number: int) -> Transfer:
    """A payment written on this account, not taken back, else NotFound. 1 query."""
    with scope.use(account.space_id):
        found = _payments(account).select_related("book__space", "debit", "credit").filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def payments_that_stand(account: Account) -> set[int]:
    """Numbers of the last payments written on this account and not taken back. 1 query."""
    with scope.use(account.space_id):
        return set(_payments(account).order_by("-number").values_list("number", flat=True)[:SHOWN])


def _payments(account: Account) -> QuerySet[Transfer]:
    undone = Transfer.objects.filter(book=OuterRef("book"), of=OuterRef("number"))
    paid = Transfer.objects.filter(debit=account, step=Step.POSTED.value, reason__startswith="payment:")
    return paid.filter(~Exists(undone))
