"""What the room's first page tells: a year in three figures."""

from dataclasses import dataclass

from django.db.models import Sum

from commun.core import scope
from commun.governance.models import Membership
from commun.value.models import Distribution, Receipt
from commun.value.models.distributions import STANDING


@dataclass(frozen=True)
class Year:
    """Cents: what clients paid, what the cooperative kept of it, what was shared, of which to oneself."""

    year: int
    received: int
    kept: int
    shared: int
    mine: int


def year_of(member: Membership, year: int) -> Year:
    """The year's figures for the member's group. 2 queries."""
    with scope.use(member.space_id):
        came = Receipt.objects.filter(STANDING, on__year=year).aggregate(amount=Sum("amount"), kept=Sum("kept"))
        rows = Distribution.objects.filter(on__year=year)
        shared = list(rows.values_list("amount", f"result__now__{member.person.ref}"))
    mine = sum(own or 0 for _amount, own in shared)
    return Year(year, came["amount"] or 0, came["kept"] or 0, sum(amount for amount, _own in shared), mine)
