"""The statement of an account of 100,000 lines: its first page, what it held on any past day, a year of it as a paper.

Budgets: the page 100 ms at the median, query and rendering; a balance 50 ms at the worst of twenty days, before the
first line and after the last among them; beside each, the bare time of the database for the same question; a paper of
a thousand lines 1.5 s at the median, query and printing. Rows are written in a transaction that is rolled back.
"""

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

FULL, REDUCED = 100_000, 20_000
PAGE_MS, BALANCE_MS, PAPER_MS = 100, 50, 1_500
BARE_PAGE = """
(SELECT number FROM value_transfer WHERE debit_id = %(account)s ORDER BY number DESC LIMIT 51)
UNION ALL (SELECT number FROM value_transfer WHERE credit_id = %(account)s ORDER BY number DESC LIMIT 51)
"""
BARE_BALANCE = """
SELECT (SELECT coalesce(sum(amount), 0) FROM value_transfer WHERE credit_id = %(account)s AND "on" <= %(day)s)
    - (SELECT coalesce(sum(amount), 0) FROM value_transfer WHERE debit_id = %(account)s AND "on" <= %(day)s)
"""


def main(full: bool) -> int:
    """Print the figures; 1 when one is over its budget."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, transaction

    from commun.core import dbrole

    settings.ALLOWED_HOSTS = ["*"]
    from benchmarks.long_book import pour

    # What earlier benchmarks rolled back is still in the pages of the table.
    with dbrole.as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) value_transfer")
    with transaction.atomic():
        count = FULL if full else REDUCED
        start = time.perf_counter()
        _book, account, person = pour(f"releve-{time.time_ns()}", count)
        print(f"{count} lines chained and written in {time.perf_counter() - start:.1f} s")
        over = _page(account, person) + _balances(account) + _paper(account, person)
        transaction.set_rollback(True)
    return int(over > 0)


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _told(what: str, found: float, budget: float, bare: float) -> bool:
    print(f"{what}: {found:.1f} ms (budget {budget}), bare SQL {bare:.1f} ms{'  OVER' if found > budget else ''}")
    return found > budget


def _page(account: Any, person: Any) -> int:
    """The first page, then one in the middle of the book."""
    from django.db import connection
    from django.test import Client

    from commun.core.urls import here

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    path = here(account.book.space.slug, "value:account", account=account.pk)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE_PAGE, {"account": account.pk})
            cursor.fetchall()

    over = 0
    for name, query in (("first page", ""), ("a page in the middle", f"?avant={account.book.count // 2}")):
        if client.get(path + query).status_code != 200:
            raise RuntimeError("the statement cannot be read")
        times = [_timed(lambda query=query: client.get(path + query)) for _visit in range(9)]
        over += _told(
            f"{name}, median", statistics.median(times), PAGE_MS, statistics.median(_timed(bare) for _ in times)
        )
    return over


def _paper(account: Any, person: Any) -> int:
    """The first thousand lines of a year, as one takes them."""
    from django.test import Client

    from commun.core.urls import here

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    path = here(account.book.space.slug, "value:statement-pdf", account=account.pk) + "?du=2024-01-01&au=2024-12-31"
    if not client.get(path).content.startswith(b"%PDF"):
        raise RuntimeError("the paper cannot be read")
    found = statistics.median(_timed(lambda: client.get(path)) for _visit in range(3))
    print(
        f"a paper of a year, its first part: {found:.0f} ms (budget {PAPER_MS}){'  OVER' if found > PAPER_MS else ''}"
    )
    return int(found > PAPER_MS)


def _balances(account: Any) -> int:
    """Twenty days, each compared with the sum that the database makes."""
    from benchmarks.long_book import DAYS, FIRST_DAY
    from django.db import connection

    from commun.value.queries.standings import balance_on

    draws = random.Random(20)
    edges = [FIRST_DAY - dt.timedelta(days=400), FIRST_DAY + dt.timedelta(days=DAYS + 400)]
    days = edges + [FIRST_DAY + dt.timedelta(days=draws.randrange(DAYS)) for _rank in range(18)]
    times, bare = [], []
    for day in days:
        asked = {"account": account.pk, "day": day}
        with connection.cursor() as cursor:
            times.append(statistics.median(_timed(lambda day=day: balance_on(account, day)) for _again in range(3)))
            ask = partial(cursor.execute, BARE_BALANCE, asked)
            bare.append(statistics.median(_timed(ask) for _again in range(3)))
            if int(cursor.fetchone()[0]) != balance_on(account, day):
                raise RuntimeError(f"two balances on {day}")
    return _told("balance on a past day, worst of twenty", max(times), BALANCE_MS, max(bare))
