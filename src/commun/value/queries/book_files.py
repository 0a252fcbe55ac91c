"""The book as files: our own export for the verifier, hledger's journal, beancount's."""

import re
from collections.abc import Iterator

from django.db.models import Min

from commun.algo.ledger import Entry
from commun.algo.ledger.export import Unit, beancount, hledger, rows
from commun.algo.text import fold
from commun.core import scope
from commun.value.models import Account, Book, Transfer
from commun.value.queries.statements import names_of_accounts
from commun.value.queries.verification import lines_of

UNITS = {
    Book.Unit.EURO.value: Unit("EUR", 2),
    Book.Unit.MINUTE.value: Unit("MIN", 0),
    Book.Unit.POINT.value: Unit("PTS", 0),
}


def sealed_lines(book: Book) -> Iterator[tuple[Entry, str]]:
    """Every line with its seal, from the first."""
    with scope.use(book.space_id):
        for entry, seal, _told in lines_of(book):
            yield entry, seal


def own_export(book: Book) -> Iterator[str]:
    """What the standalone verifier reads."""
    return rows(sealed_lines(book), book=book.ref, unit=book.unit)


def hledger_journal(book: Book) -> Iterator[str]:
    """What hledger reads."""
    names = {row.code: f"{row.place}:{_plain(name)}" for row, name in _named(book)}
    return hledger(sealed_lines(book), unit=UNITS[book.unit], names=names)


def beancount_ledger(book: Book) -> Iterator[str]:
    """What beancount reads."""
    names = {row.code: f"Equity:{row.place.capitalize()}:{_plain(name).title()}" for row, name in _named(book)}
    with scope.use(book.space_id):
        first = Transfer.objects.filter(book=book).aggregate(day=Min("on"))["day"] or book.opened_at.date()
    return beancount(sealed_lines(book), unit=UNITS[book.unit], names=names, opened_on=first.isoformat())


def _named(book: Book) -> list[tuple[Account, str]]:
    """Accounts with a name of their own: two people of the same name keep apart by the end of their code."""
    with scope.use(book.space_id):
        accounts = list(Account.objects.filter(book=book))
    names = names_of_accounts(book, accounts)
    return [
        (row, f"{names[row.pk]} {row.code.rpartition('.')[2][-4:]}" if "." in row.code else row.code)
        for row in accounts
    ]


def _plain(name: str) -> str:
    """Letters and digits without accents, joined by hyphens: what both programs accept in a name."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "x"
