"""A long book for the benchmarks: lines made in memory, chained, and poured into the table as fast as it takes them."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

PEOPLE = 20
FIRST_DAY, DAYS = dt.date(2023, 1, 2), 1_300
# One line in so many is dated some days before its neighbours: written late.
LATE = 20


def pour(slug: str, count: int) -> tuple[Any, Any, Any]:
    """A group, its book of ``count`` lines and the account that they all touch; one person, who is in the group.

    Gives (book, account, person). To be called in a transaction that is rolled back.
    """
    from django.db import connection

    from commun.core import clock, dbrole, scope
    from commun.core.models import Space
    from commun.governance.models import Collective, Membership
    from commun.people.models import Person
    from commun.value.actions.transfers import account_of, open_book
    from commun.value.book_rows import NAMES
    from commun.value.models import Account, Book

    now = clock.now()
    space = Space.objects.create(slug=slug, name="Banc de mesure", kind="collective", created_at=now)
    Collective.objects.create(space=space)
    people = Person.objects.bulk_create(
        Person(email=f"{slug}-{n}@exemple.test", name=f"Personne {n}", sort_key=f"personne {n}", joined_at=now)
        for n in range(PEOPLE)
    )
    Membership._base_manager.bulk_create(
        Membership(space=space, person=person, state="member", since=clock.today()) for person in people
    )
    book = open_book(space=space, purpose=Book.Purpose.MONEY)
    pot = account_of(book, "pot", place=Account.Place.POT)
    others = [account_of(book, f"p.{person.ref}", place=Account.Place.PERSON) for person in people]
    with dbrole.as_owner(), connection.cursor() as cursor:
        # Foreign keys are checked at the end of the transaction, which never comes.
        with cursor.copy(f"COPY value_transfer ({NAMES}) FROM STDIN") as copy:
            for line in _lines(book, pot, others, count):
                copy.write(line)
        cursor.execute("ANALYZE value_transfer")
    with scope.use(space):
        Book.objects.filter(pk=book.pk).update(count=book.count, seal=book.seal)
    return book, pot, people[0]


def _lines(book: Any, pot: Any, others: list[Any], count: int) -> Iterator[str]:
    """Rows as COPY reads them; the book learns its end."""
    from commun.algo.ledger import Entry, Step, seal
    from commun.value.lines import written_at

    draws, at = random.Random(count), written_at(book.opened_at)
    stands: dict[int, int] = {}
    for number in range(1, count + 1):
        gives, gets = (pot, draws.choice(others)) if number % 3 else (draws.choice(others), pot)
        amount = draws.randint(1, 99_999)
        late = draws.randint(1, 40) if number % LATE == 0 else 0
        on = (FIRST_DAY + dt.timedelta(days=number * DAYS // count - late)).isoformat()
        entry = Entry(number, at, on, Step.POSTED, gives.code, gets.code, amount, "decision:d1", 0, f"banc:{number}")
        book.count, book.seal = number, seal(entry, book.seal)
        stands[gives.pk] = stands.get(gives.pk, 0) - amount
        stands[gets.pk] = stands.get(gets.pk, 0) + amount
        yield (
            f"{book.space_id}\t{book.pk}\t{number}\t{at}\t{on}\tposted\t{gives.pk}\t{gets.pk}\t{amount}\tdecision:d1\t0"
            f"\tbanc:{number}\t\t{book.seal}\t{stands[gives.pk]}\t0\t0\t{stands[gets.pk]}\t0\t0\n"
        )
