"""Where accounts stand: read from the last line that touches them, which tells it; never kept anywhere else."""

import datetime as dt
from collections.abc import Iterable
from itertools import accumulate

from django.db import connection
from django.db.models import Q, Sum

from commun.algo.ledger import MOVING, Standing
from commun.core import scope
from commun.value.book_rows import LAST_LINE
from commun.value.models import Account, Book, Transfer

STANDINGS = f"""
SELECT account.id, last.balance, last.leaving, last.coming
FROM unnest(%(accounts)s::bigint[]) AS account (id) CROSS JOIN LATERAL ({LAST_LINE}) AS last
"""  # noqa: S608 - a piece of SQL written beside

# From a day on which the balance is known (``since``, ``start``), or from now, whichever is nearer.
HELD_ON = "SELECT value_held_on(%(account)s, %(since)s, %(start)s, %(day)s)"


def standings_of(accounts: Iterable[Account]) -> dict[str, Standing]:
    """By code, where each account stands now. One query."""
    codes = {account.pk: account.code for account in accounts}
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, {"accounts": list(codes)})
        found = {codes[pk]: Standing(*rest) for pk, *rest in cursor.fetchall()}
    return {code: found.get(code, Standing()) for code in codes.values()}


def balance_of(account: Account) -> int:
    """What it received less what it gave, in the smallest part of the unit. One query."""
    return standings_of([account])[account.code].balance


def balance_on(account: Account, day: dt.date) -> int:
    """What it held at the end of a day, by the days of the lines: from the last closing, then the lines since.

    Lines may be written long after their day, so that where the line of some number stands tells nothing of a day:
    they are summed, in an index, from the nearer end. Two queries.
    """
    with scope.use(account.space_id):
        closing = account.book.closings.filter(until__lte=day).order_by("-until").first()
    since, start = (closing.until, closing.balances.get(account.code, 0)) if closing else (dt.date.min, 0)
    with connection.cursor() as cursor:
        cursor.execute(HELD_ON, {"account": account.pk, "since": since, "start": start, "day": day})
        (held,) = cursor.fetchone() or (0,)
    return int(held)


def least_from(account: Account, day: dt.date) -> int:
    """The least that it held at the end of that day or of a later one. 3 queries."""
    with scope.use(account.space_id):
        later = Transfer.objects.filter(book=account.book_id, step__in=MOVING, on__gt=day)
        mine = later.filter(Q(credit=account) | Q(debit=account)).order_by("on").values_list("on")
        moved = list(
            mine.annotate(got=Sum("amount", filter=Q(credit=account)), gave=Sum("amount", filter=Q(debit=account)))
        )
    held = balance_on(account, day)
    return min(accumulate(((got or 0) - (gave or 0) for _on, got, gave in moved), initial=held))


def all_standings(book: Book) -> dict[str, Standing]:
    """Of every account of the book. Two queries."""
    with scope.use(book.space_id):
        return standings_of(list(Account.objects.filter(book=book)))
