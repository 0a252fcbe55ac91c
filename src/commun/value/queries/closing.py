"""What the accounts of a book hold at the end of a day, and what a year end still asks."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Sum

from commun.algo.ledger import MOVING
from commun.core import clock, scope
from commun.value.models import Account, Book, CarryOver, Closing, Transfer
from commun.value.queries.statements import names_of_accounts


def held_on(book: Book, on: dt.date) -> dict[str, int]:
    """By code, what each account holds by the days of the lines; accounts that hold nothing are left out. 4 queries."""
    with scope.use(book.space_id):
        last = Closing.objects.filter(book=book, until__lte=on).order_by("-until").first()
        found: Counter[str] = Counter(last.balances if last else {})
        rows = Transfer.objects.filter(book=book, step__in=MOVING, on__lte=on).order_by()
        if last is not None:
            rows = rows.filter(on__gt=last.until)
        for side, sign in (("credit", 1), ("debit", -1)):
            for code, cents in rows.values_list(f"{side}__code").annotate(sum=Sum("amount")):
                found[code] += sign * int(cents)
    return {code: cents for code, cents in sorted(found.items()) if cents}


@dataclass(frozen=True)
class YearEnd:
    """What is still held on a day: (account, name, cents), without outside and what the cooperative keeps.

    ``balances``: of every account, by its code.
    """

    until: dt.date
    balances: dict[str, int]
    held: list[tuple[Account, str, int]]
    carried_over: CarryOver | None
    closing: Closing | None

    @property
    def can_close(self) -> bool:
        """Nothing is held, or a decision lets it go over; not closed yet, and over."""
        return self.closing is None and self.until < clock.today() and (not self.held or self.carried_over is not None)


def year_end(book: Book, until: dt.date) -> YearEnd:
    """For the page of a year end. 9 queries at most."""
    balances = held_on(book, until)
    with scope.use(book.space_id):
        mine = Account.objects.filter(book=book, code__in=balances)
        accounts = list(mine.exclude(place__in=[Account.Place.OUTSIDE, Account.Place.ENTITY]))
        carried = CarryOver.objects.filter(book=book, until=until).select_related("decision").order_by("-pk").first()
        closing = (
            Closing.objects.filter(book=book, until__gte=until).select_related("decision").order_by("until").first()
        )
    names = names_of_accounts(book, accounts)
    return YearEnd(until, balances, [(row, names[row.pk], balances[row.code]) for row in accounts], carried, closing)
