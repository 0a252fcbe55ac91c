"""What must hold in the mutual credit of a group beyond its book: limits, requests, and the mirror of each other group.

Read every night with the rest (queries/invariants.py).
"""

from collections.abc import Iterator

from django.db.models import Sum

from commun.core import scope
from commun.governance import states
from commun.value.models import Account, Book, CreditRequest, CreditTrust, Transfer
from commun.value.queries.credit import limits_of, neighbour_code
from commun.value.queries.standings import standings_of


def credit_faults(book: Book) -> Iterator[tuple[str, str]]:
    """(which, in one word why): a limit that nobody decided, a request that moved otherwise, two books that differ."""
    with scope.use(book.space_id):
        accounts = list(Account.objects.filter(book=book).select_related("membership"))
        yield from _limits(book, accounts)
        yield from _requests(book)
    yield from _mirrors(book, accounts)


def _limits(book: Book, accounts: list[Account]) -> Iterator[tuple[str, str]]:
    """A limit is that of the last decision, but for who came back with more than it allows."""
    limits, standings = limits_of(book), standings_of(accounts)
    trusts = {f"n.{ref}": most for ref, most in _trusts(book)}
    for account in accounts:
        if account.place == Account.Place.NEIGHBOUR:
            if (account.floor, account.ceiling) != (-trusts.get(account.code, -1), None):
                yield account.code, "limits"
        elif account.membership is not None and account.membership.state in states.INSIDE and not account.closed_on:
            limit = limits.of(account.membership_id)
            fits = -limit.below <= standings[account.code].balance <= limit.above
            if fits and (account.floor, account.ceiling) != (-limit.below, limit.above):
                yield account.code, "limits"


def _trusts(book: Book) -> list[tuple[str, int]]:
    found = {row.neighbour_id: row.most for row in CreditTrust.objects.filter(book=book).order_by("pk")}
    with scope.everywhere("books of the groups that this one trusts"):
        rows = Book.objects.filter(purpose=Book.Purpose.CREDIT, space__in=list(found))
        return [(row.ref, found[row.space_id]) for row in rows]


def _requests(book: Book) -> Iterator[tuple[str, str]]:
    """What was accepted moved once; what was not moved nothing."""
    rows = Transfer.objects.filter(book=book, reason__startswith="request:").order_by()
    moved = {reason: int(total) for reason, total in rows.values_list("reason").annotate(sum=Sum("amount"))}
    for row in CreditRequest.objects.filter(book=book):
        owed = row.amount if row.state == CreditRequest.State.ACCEPTED else 0
        if moved.pop(f"request:{row.ref}", 0) != owed:
            yield row.ref, "lines"
    for reason in sorted(moved):
        yield reason, "tied to nothing"


def _mirrors(book: Book, accounts: list[Account]) -> Iterator[tuple[str, str]]:
    """What this book says of another group, that group's book says of this one, the other way."""
    mine = [account for account in accounts if account.place == Account.Place.NEIGHBOUR]
    with scope.everywhere("the other side of exchanges between two groups"):
        places = Account.objects.filter(code=neighbour_code(book), place=Account.Place.NEIGHBOUR)
        theirs = {f"n.{row.book.ref}": row for row in places.select_related("book")}
        others = {code: standings_of([row])[row.code].balance for code, row in theirs.items()}
    standings = standings_of(mine)
    for account in mine:
        if standings[account.code].balance != -others.get(account.code, 0):
            yield account.code, "mirror"
