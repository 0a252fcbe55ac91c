"""Books as files that strangers read: our own export, hledger's journal, beancount's (V5).

Names of accounts are given by the caller; those of hledger and beancount are made of plain letters and digits.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from commun.algo.ledger.entries import MOVING, Entry

COLUMNS = ("number", "at", "on", "step", "debit", "credit", "amount", "reason", "of", "key", "note", "seal")


@dataclass(frozen=True)
class Unit:
    """How amounts are written: a code of capital letters, digits after the point."""

    code: str
    digits: int = 2

    def said(self, amount: int) -> str:
        """As ``-12.34 EUR``."""
        sign, (whole, part) = "-" if amount < 0 else "", divmod(abs(amount), 10**self.digits)
        decimals = f".{part:0{self.digits}}" if self.digits else ""
        return f"{sign}{whole}{decimals} {self.code}"


def rows(lines: Iterable[tuple[Entry, str]], *, book: str, unit: str) -> Iterator[str]:
    """Our own export, line after line, as the standalone verifier reads it: CSV, UTF-8, a title line, the columns."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")

    def written(row: Iterable[object]) -> str:
        out.seek(0)
        out.truncate()
        writer.writerow(row)
        return out.getvalue()

    yield written(("book", book, unit))
    yield written(COLUMNS)
    for entry, seal in lines:
        yield written([*(getattr(entry, name) for name in COLUMNS[:-1]), seal])


def hledger(lines: Iterable[tuple[Entry, str]], *, unit: Unit, names: Mapping[str, str]) -> Iterator[str]:
    """A journal that ``hledger check --strict`` accepts. What is held and let go moves nothing: it is not there."""
    # The point is asked for even where no digit follows.
    yield f"commodity 1000.{'0' * unit.digits} {unit.code}\n"
    yield from (f"account {name}\n" for name in sorted(names.values()))
    for entry, seal in lines:
        if entry.step in MOVING:
            yield f"\n{entry.on} * ({entry.number}) {entry.reason}  ; {seal[:16]}\n"
            yield f"    {names[entry.credit]}  {unit.said(entry.amount)}\n"
            yield f"    {names[entry.debit]}  {unit.said(-entry.amount)}\n"


def beancount(
    lines: Iterable[tuple[Entry, str]], *, unit: Unit, names: Mapping[str, str], opened_on: str
) -> Iterator[str]:
    """A ledger that ``bean-check`` accepts; names are beancount's (``Assets:...``, ``Equity:...``)."""
    yield f'option "operating_currency" "{unit.code}"\n'
    yield from (f"{opened_on} open {name} {unit.code}\n" for name in sorted(names.values()))
    for entry, seal in lines:
        if entry.step in MOVING:
            yield f'\n{entry.on} * "{entry.reason}" ^n{entry.number}\n  seal: "{seal[:16]}"\n'
            yield f"  {names[entry.credit]}  {unit.said(entry.amount)}\n"
            yield f"  {names[entry.debit]}  {unit.said(-entry.amount)}\n"
