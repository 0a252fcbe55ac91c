"""Reading a whole book again: rules, seals, where accounts stood after each line, words, the end of the chain (V12)."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from commun.algo import ledger
from commun.algo.ledger import Entry, Step
from commun.core import journal, scope
from commun.value.models import Account, Book, TransferWords

CHUNK = 5_000
# Balance, held to leave, held to come: of the account that gives, then of the one that receives.
Told = list[int]
# Moments and days are written by the server as seals tell them (``value.lines``): half the time of a reading.
LINES = """
SELECT number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'), to_char("on", 'YYYY-MM-DD'), step,
    debit_id, credit_id, amount, reason, "of", key, note, seal,
    debit_balance, debit_leaving, debit_coming, credit_balance, credit_leaving, credit_coming
FROM value_transfer WHERE space_id = %s AND book_id = %s ORDER BY number
"""


@dataclass(frozen=True)
class BookFault:
    """Something that does not hold: the number of the line (0: the book itself), and in one word what."""

    number: int
    fault: str


def lines_of(book: Book) -> Iterator[tuple[Entry, str, Told]]:
    """Every line of the book with its seal and where it says that its accounts stand, in order; read by chunks."""
    codes = dict(Account.objects.filter(book=book).values_list("pk", "code"))
    # A cursor of the server's: a million lines are never all here.
    with connection.chunked_cursor() as cursor:
        cursor.execute(LINES, [book.space_id, book.pk])
        while rows := cursor.fetchmany(CHUNK):
            for number, at, on, step, debit, credit, amount, reason, of, key, note, seal, *told in rows:
                source, target = codes.get(debit, ""), codes.get(credit, "")
                entry = Entry(number, at, on, Step(step), source, target, amount, reason, of, key, note)
                yield entry, seal, told


def check_book(book: Book, progress: Callable[[int], None] = lambda count: None) -> list[BookFault]:
    """All that does not hold in the book, in order; ``progress`` is told how many lines were read."""
    with scope.use(book.space_id):
        book = Book.objects.get(pk=book.pk)
        read = _Reading(book)
        with _no_collection():
            found = [BookFault(one.number, one.fault.value) for one in ledger.audit(read.memory, read.lines(progress))]
        found += read.apart
        if (read.memory.count, read.last) != (book.count, book.seal):
            found.append(BookFault(0, "head"))
        limits = ledger.over_limits(read.limits, read.memory.standings)
        found += [BookFault(0, f"{fault.value} {code}") for code, fault in sorted(limits.items())]
        found += [BookFault(number, "words") for number in _changed_words(book)]
    return found


@contextmanager
def _no_collection() -> Iterator[None]:
    """What was read is kept and makes no cycle: the collector would look at a million lines again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Reading:
    """The book made again in memory, beside what the rows say. Limits are those of today: they bound its end only."""

    def __init__(self, book: Book) -> None:
        self.book = book
        rows = list(Account.objects.filter(book=book))
        self.limits = {row.code: ledger.Account(row.floor, row.ceiling) for row in rows}
        self.memory = ledger.Book(book.ref, book.unit, {row.code: ledger.Account() for row in rows})
        self.last = self.memory.last_seal
        self.apart: list[BookFault] = []

    def lines(self, progress: Callable[[int], None]) -> Iterator[tuple[Entry, str]]:
        standings = self.memory.standings
        for entry, seal, told in lines_of(self.book):
            self.last = seal
            yield entry, seal
            # Back here, the line has been added: both accounts stand where it says.
            gave, got = standings[entry.debit], standings[entry.credit]
            if told != [gave.balance, gave.leaving, gave.coming, got.balance, got.leaving, got.coming]:
                self.apart.append(BookFault(entry.number, "standing"))
            if entry.number % CHUNK == 0:
                progress(entry.number)


def _changed_words(book: Book) -> list[int]:
    """Lines whose words are no longer those that were written; words that were erased are not there any more."""
    rows = TransferWords.objects.filter(transfer__book=book).values_list(
        "transfer__number", "transfer__note", "salt", "text"
    )
    return sorted(
        number
        for number, note, salt, text in rows.iterator(chunk_size=CHUNK)
        if journal.word_digest(salt, text) != note
    )
