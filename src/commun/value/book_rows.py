"""The two statements that write lines of a book, in SQL: every movement of every group goes through here.

Django's own queries cost four times as much for one line (`./commun bench ledger`); everywhere else they are used.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from commun.algo.ledger import Account, Standing
from commun.value.models import Book, Transfer

HOLD = "SELECT FROM value_book WHERE space_id = %s AND id = %s FOR UPDATE"
HOLD_MONEY = "SELECT FROM value_book WHERE space_id = %s AND purpose = %s FOR SHARE"
# Where ``account`` stands: told by the last line that touches it, two look-ups in an index however long the book is.
LAST_LINE = """
    (SELECT number, debit_balance AS balance, debit_leaving AS leaving, debit_coming AS coming
     FROM value_transfer WHERE debit_id = account.id ORDER BY number DESC LIMIT 1)
    UNION ALL
    (SELECT number, credit_balance, credit_leaving, credit_coming
     FROM value_transfer WHERE credit_id = account.id ORDER BY number DESC LIMIT 1)
    ORDER BY number DESC LIMIT 1
"""
# Locks the book, then reads: a function reads anew after its lock is held, and the server plans it once for all.
READ = "SELECT * FROM value_read_book(%s, %s, %s, %s)"
COLUMNS = (
    "space_id", "book_id", "number", "at", "on", "step", "debit_id", "credit_id", "amount", "reason", "of", "key",
    "note", "seal", "debit_balance", "debit_leaving", "debit_coming", "credit_balance", "credit_leaving",
    "credit_coming",
)  # fmt: skip
NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
MOVE = "WITH moved AS (UPDATE value_book SET count = %s, seal = %s WHERE space_id = %s AND id = %s) "
INSERT = f"INSERT INTO value_transfer ({NAMES}) VALUES "  # noqa: S608 - names of columns, written above


@dataclass(frozen=True)
class End:
    """The end of a book: how many lines, the last seal, the last day of the last closed period (ISO, or nothing)."""

    count: int
    seal: str
    closed_until: str


@dataclass
class State:
    """Accounts of a book by their code, where they stand, and whether one of the keys asked for was used already."""

    accounts: dict[str, Account] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    has_keys: bool = False


def hold(book: Book) -> None:
    """Lock the book until the end of the transaction; what is read after this stays true."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [book.space_id, book.pk])


def hold_money(space_id: int) -> None:
    """Lock the group's book of money, if it has one: nobody closes its period until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_MONEY, [space_id, Book.Purpose.MONEY.value])


def read(book: Book, accounts: Sequence[int], keys: Sequence[str]) -> tuple[End, State]:
    """Lock the book; its end, and what the rules need to know of these accounts: those of the book."""
    end, found = End(0, "", ""), State()
    with connection.cursor() as cursor:
        cursor.execute(READ, [book.space_id, book.pk, list(accounts), list(keys)])
        for count, seal, until, known, code, floor, ceiling, is_closed, *stands in cursor.fetchall():
            end = End(count, seal, until.isoformat() if until else "")
            found.has_keys = known > 0
            if code is not None:
                found.accounts[code] = Account(floor, ceiling, is_closed)
                found.standings[code] = Standing(*(number or 0 for number in stands))
    return end, found


def insert(book: Book, end: End, rows: Sequence[Transfer]) -> None:
    """Write the lines and move the end of the book, in one statement; the rows learn their ids."""
    values = [getattr(row, name) for row in rows for name in COLUMNS]
    statement = MOVE + INSERT + ", ".join([ROW] * len(rows)) + " RETURNING number, id"
    with connection.cursor() as cursor:
        cursor.execute(statement, [end.count, end.seal, book.space_id, book.pk, *values])
        ids = dict(cursor.fetchall())
    for row in rows:
        row.pk = ids[row.number]
        row._state.adding = False
