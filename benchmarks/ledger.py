"""Transfers written by several clients at once, each chained in its book, beside a peer and the bare limit.

Budgets (2 cores): 1,000 chained transfers a second over 200 books with 8 clients, and more than django-hordak writes
with as many clients in the same run (full size only; when the referees' environment is here); every book holds
afterwards. Then 100 clients at once on one book: its sum is exactly nothing and no limit is broken. The bare limit: the
same rows inserted without check nor chain.
"""

import contextlib
import multiprocessing
import os
import sys
import time
from typing import Any

BUDGET = 1_000
FULL, REDUCED = (200, 8, 12.0), (40, 4, 3.0)
PEOPLE = 4
CROWD, LEAST = 100, -500


def main(full: bool) -> int:
    """Print transfers a second; 1 under the budget or when a book does not hold."""
    import django

    django.setup()
    books, clients, seconds = FULL if full else REDUCED
    made = _prepare(books)
    print(f"{books} books, {clients} clients, {seconds:.0f} s")
    chained = _together(_write, made, clients, seconds)
    print(f"chained, checked, bounded: {chained:.0f} transfers/s")
    bare = _together(_insert, made, clients, seconds / 3)
    print(f"bare rows, neither checked nor chained: {bare:.0f} rows/s")
    faults = _verified(made)
    print(f"books that do not hold: {faults}")
    crowded = _crowd(seconds / 3)
    peer = _peer(clients, seconds / 3) if full else 0.0
    return int(bool(faults + crowded) or (full and chained < max(BUDGET, peer)))


def _crowd(seconds: float) -> int:
    """A hundred clients on one book whose people may owe 500 cents; how much is wrong with it afterwards."""
    from commun.core import scope
    from commun.value.models import Account, Book
    from commun.value.queries.standings import all_standings

    # Without the outside nobody gets rich: limits are met all the time.
    made = [(book, people) for book, (_outside, *people) in _prepare(1)]
    with scope.everywhere("the benchmark"):
        Account.objects.filter(book=made[0][0], place=Account.Place.PERSON).update(floor=LEAST)
    done = _together(_write, made, CROWD, seconds)
    with scope.everywhere("the benchmark"):
        standings = all_standings(Book.objects.get(pk=made[0][0]))
    people = [each.balance for code, each in standings.items() if code.startswith("p.")]
    total = sum(each.balance for each in standings.values())
    print(f"{CROWD} clients on one book: {done:.0f} transfers/s, sum {total}, lowest {min(people)} (limit {LEAST})")
    return _verified(made) + int(total != 0) + int(min(people) < LEAST)


def _peer(clients: int, seconds: float) -> float:
    """What django-hordak writes on the same server, a second; 0 when it is not here."""
    from tests.value import hordak_referee

    interpreter = hordak_referee.python()
    if interpreter is None:
        print(hordak_referee.NOT_HERE)
        return 0.0
    found = hordak_referee.per_second(interpreter, _server(), 200, clients, seconds)
    print(f"django-hordak, 200 accounts, {clients} clients: {found:.0f} transfers/s")
    return found


def _server() -> str:
    """The server of this run, as a URL whose account may make a database."""
    from urllib.parse import quote

    from django.db import connection

    base = connection.settings_dict
    account = ":".join(quote(str(word), safe="") for word in (base["USER"], base["PASSWORD"]) if word)
    place = f"host={quote(str(base['HOST']), safe='')}&port={base['PORT'] or 5432}"
    return f"postgresql://{account}{'@' if account else ''}/{base['NAME']}?{place}"


def _prepare(count: int) -> list[tuple[int, list[int]]]:
    """So many groups, each with its book, four people and the outside: (book, accounts)."""
    from commun.core import clock
    from commun.core.models import Space
    from commun.value.actions.transfers import account_of, open_book
    from commun.value.models import Account, Book

    made = []
    stamp = time.time_ns()
    for rank in range(count):
        slug = f"banc-{stamp}-{rank}"
        space = Space.objects.create(slug=slug, name=slug, kind="collective", created_at=clock.now())
        book = open_book(space=space, purpose=Book.Purpose.MONEY)
        outside = account_of(book, "outside", place=Account.Place.OUTSIDE)
        people = [
            account_of(book, f"p.{number}", place=Account.Place.PERSON, floor=-(10**9)) for number in range(PEOPLE)
        ]
        made.append((book.pk, [outside.pk, *(row.pk for row in people)]))
    return made


def _together(work: Any, made: list[tuple[int, list[int]]], clients: int, seconds: float) -> float:
    """All clients at once, each in a process of its own; the sum of what they did, a second."""
    from django.db import connection

    # A child that inherits an open connection would close it for everybody.
    connection.close()
    children = multiprocessing.get_context("fork")
    told: Any = children.Queue()

    def one(rank: int) -> None:
        told.put(work(made, rank, seconds))

    started = [children.Process(target=one, args=(rank,)) for rank in range(clients)]
    for child in started:
        child.start()
    counts = [told.get() for _child in started]
    for child in started:
        child.join()
    return sum(counts) / seconds


def _write(made: list[tuple[int, list[int]]], rank: int, seconds: float) -> int:
    """Plain transfers between people, in books taken at random, until the time is over."""
    import random

    import django

    django.setup()
    from commun.core import scope
    from commun.value.actions.transfers import LineRefused, Wish, write_lines
    from commun.value.models import Account, Book

    with scope.everywhere("the benchmark"):
        books = Book.objects.in_bulk([book for book, _accounts in made])
        accounts = Account.objects.in_bulk([one for _book, listed in made for one in listed])
    draws, count, tries, end = random.Random(rank), 0, 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        tries += 1
        book, listed = draws.choice(made)
        debit, credit = draws.sample(listed, 2)
        wish = Wish(
            accounts[debit], accounts[credit], draws.randint(1, 400), "decision:d1", key=f"{rank}.{tries}.{end}"
        )
        with contextlib.suppress(LineRefused):
            write_lines(book=books[book], wishes=[wish])
            count += 1
    return count


def _insert(made: list[tuple[int, list[int]]], rank: int, seconds: float) -> int:
    """As many rows of the same shape as the base takes, in a table without check, lock nor chain."""
    import django

    django.setup()
    from django.db import connection

    count = 0
    columns = "number bigint, at timestamptz, debit bigint, credit bigint, amount bigint, reason text"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE bare ({columns})")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bare VALUES (%s, now(), %s, %s, %s, %s)", [count, 1, 2, 3, "decision:d1"])
        count += 1
    return count


def _verified(made: list[tuple[int, list[int]]]) -> int:
    from commun.core import scope
    from commun.value.models import Book
    from commun.value.queries.verification import check_book

    with scope.everywhere("the benchmark"):
        books = list(Book.objects.filter(pk__in=[book for book, _accounts in made]).select_related("space"))
    return sum(bool(check_book(book)) for book in books)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commun.config.settings")
    sys.exit(main("--full" in sys.argv))
