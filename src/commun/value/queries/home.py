"""What the room's first page tells: a year in three figures."""

from dataclasses import dataclass

from django.db.models import Sum

from commun.core import scope
from commun.core.models import Space
from commun.value.models import Distribution, Receipt


@dataclass(frozen=True)
class Year:
    """Cents: what clients paid, what the cooperative kept of it, what was shared."""

    year: int
    received: int
    kept: int
    shared: int


def year_of(space: Space, year: int) -> Year:
    """The year's figures for the group. 2 queries."""
    with scope.use(space):
        came = Receipt.objects.filter(on__year=year, takes_back=None, taken_back=None).aggregate(
            amount=Sum("amount"), kept=Sum("kept")
        )
        shared = Distribution.objects.filter(on__year=year).aggregate(amount=Sum("amount"))
    return Year(year, came["amount"] or 0, came["kept"] or 0, shared["amount"] or 0)
