"""Mutual credit as decisions made it: the book, its unit, the limits that hold, the groups it trusts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from commun.algo.exact import half_up
from commun.core import scope
from commun.core.models import Space
from commun.value import quantities
from commun.value.models import Book, CreditLimit, CreditTrust
from commun.value.queries.statements import book_of


def credit_of(space: Space) -> Book | None:
    """The book of mutual credit, when the group opened one. 1 query."""
    return book_of(space, Book.Purpose.CREDIT)


def worth(unit: str, amount: int, cents: int) -> int:
    """What an amount is said to be worth, in cents, when one hour or one point is worth ``cents``."""
    return half_up(Fraction(amount * cents, quantities.PARTS[quantities.OF_BOOK[unit]]))


@dataclass(frozen=True)
class Limits:
    """What decisions say: for everybody, and for those whom a later one concerns, by their membership.

    ``cents``: what one hour, or one point, is said to be worth.
    """

    everybody: CreditLimit
    own: Mapping[int, CreditLimit]
    cents: int

    def of(self, membership: int | None) -> CreditLimit:
        """The last limit that concerns this member."""
        return self.own.get(membership or 0, self.everybody)


def limits_of(book: Book) -> Limits:
    """The limits that hold today; a decision for everybody ends those that were for one. 1 query."""
    with scope.use(book.space_id):
        return read_limits(CreditLimit.objects.filter(book=book).order_by("pk"))


def read_limits(rows: Iterable[CreditLimit]) -> Limits:
    """From decisions in their order, the first of which opened the book."""
    first, *others = rows
    found = Limits(first, {}, first.cents or 0)
    for row in others:
        if row.membership_id is not None:
            found = Limits(found.everybody, {**found.own, row.membership_id: row}, found.cents)
        else:
            found = Limits(row, {}, found.cents if row.cents is None else row.cents)
    return found


def trusts_of(space: Space | int) -> dict[int, CreditTrust]:
    """How much this group lets each other one owe it, by the other's space: the last decision of each. 1 query."""
    with scope.use(space):
        rows = CreditTrust.objects.select_related("neighbour", "book").order_by("pk")
        return {row.neighbour_id: row for row in rows}


def trust_in(space: Space | int, neighbour: int) -> CreditTrust | None:
    """The last decision of this group about that one. 1 query."""
    with scope.use(space):
        return CreditTrust.objects.filter(neighbour=neighbour).order_by("-pk").first()


def neighbour_code(other: Book) -> str:
    """The code of another group's account: the reference of its book, never a name."""
    return f"n.{other.ref}"
