"""Reading a whole book again: rules, seals, where accounts stood after each line, words, the end of the chain (V12)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from commun.algo import ledger
from commun.algo.ledger import Entry, Standing
from commun.core import journal, scope
from commun.value.lines import entry_of
from commun.value.models import Account, Book, Transfer, TransferWords

CHUNK = 5_000


@dataclass(frozen=True)
class BookFault:
    """Something that does not hold: the number of the line (0: the book itself), and in one word what."""

    number: int
    fault: str


def lines_of(book: Book) -> Iterator[tuple[Transfer, Entry]]:
    """Every row of the book with its line, in order, by chunks: memory does not grow with the book."""
    codes = dict(Account.objects.filter(book=book).values_list("pk", "code"))
    rows = Transfer.objects.filter(book=book).order_by("number")
    for row in rows.iterator(chunk_size=CHUNK):
        yield row, entry_of(row, codes.get(row.debit_id, ""), codes.get(row.credit_id, ""))


def check_book(book: Book, progress: Callable[[int], None] = lambda count: None) -> list[BookFault]:
    """All that does not hold in the book, in order; ``progress`` is told how many lines were read."""
    with scope.use(book.space_id):
        book = Book.objects.get(pk=book.pk)
        read = _Reading(book)
        found = [BookFault(one.number, one.fault.value) for one in ledger.audit(read.memory, read.lines(progress))]
        found += read.apart
        if (read.memory.count, read.last) != (book.count, book.seal):
            found.append(BookFault(0, "head"))
        limits = ledger.over_limits(read.memory.accounts, read.memory.standings)
        found += [BookFault(0, f"{fault.value} {code}") for code, fault in sorted(limits.items())]
        found += [BookFault(number, "words") for number in _changed_words(book)]
    return found


class _Reading:
    """The book made again in memory, beside what the rows say."""

    def __init__(self, book: Book) -> None:
        self.book = book
        accounts = {row.code: ledger.Account(row.floor, row.ceiling) for row in Account.objects.filter(book=book)}
        self.memory = ledger.Book(book.ref, book.unit, accounts)
        self.last = self.memory.last_seal
        self.apart: list[BookFault] = []

    def lines(self, progress: Callable[[int], None]) -> Iterator[tuple[Entry, str]]:
        for row, entry in lines_of(self.book):
            self.last = row.seal
            yield entry, row.seal
            # Back here, the line has been added: both accounts stand where it says.
            now = self.memory.standings
            if (now.get(entry.debit), now.get(entry.credit)) != _told(row):
                self.apart.append(BookFault(row.number, "standing"))
            if row.number % CHUNK == 0:
                progress(row.number)


def _told(row: Transfer) -> tuple[Standing, Standing]:
    return (
        Standing(row.debit_balance, row.debit_leaving, row.debit_coming),
        Standing(row.credit_balance, row.credit_leaving, row.credit_coming),
    )


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
