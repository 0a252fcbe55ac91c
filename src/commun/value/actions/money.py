"""The group's book of money and its accounts, made when they are first needed."""

from collections.abc import Iterable

from commun.core import scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.value.actions.transfers import account_of, open_book
from commun.value.models import Account, Book, JointWork

PLACE = Account.Place


def book_of(space: Space) -> Book:
    """The book of money of the group."""
    return open_book(space=space, purpose=Book.Purpose.MONEY)


def outside(book: Book) -> Account:
    """Clients, banks, the world: free."""
    return account_of(book, "outside", place=PLACE.OUTSIDE)


def entity(book: Book) -> Account:
    """What the cooperative keeps."""
    return account_of(book, "entity", place=PLACE.ENTITY, floor=0)


def pot(book: Book) -> Account:
    """The common pot."""
    return account_of(book, "pot", place=PLACE.POT, floor=0)


def carried(book: Book) -> Account:
    """What is carried over to next year."""
    return account_of(book, "carry", place=PLACE.CARRY, floor=0)


def of_work(book: Book, work: JointWork) -> Account:
    """What a joint work holds before it is shared."""
    return account_of(book, f"w.{work.ref}", place=PLACE.WORK, floor=0)


def of_person(book: Book, member: Membership) -> Account:
    """What the group owes one of its people: never less than nothing."""
    return account_of(book, f"p.{member.person.ref}", place=PLACE.PERSON, membership=member.pk, floor=0)


def of_people(book: Book, members: Iterable[Membership]) -> dict[str, Account]:
    """What the group owes each of them, by their reference; made together where there is none yet. 1 to 4 queries.

    Who left before their part came in gets it all the same: their account opens again, and waits to be settled.
    """
    wanted = {f"p.{member.person.ref}": member for member in members}
    with scope.use(book.space_id):
        mine = Account.objects.filter(book=book, code__in=wanted)
        found = {row.code: row for row in mine}
        missing = wanted.keys() - found.keys()
        if missing:
            fresh = [
                Account(
                    space_id=book.space_id, book=book, code=code, place=PLACE.PERSON, membership=wanted[code], floor=0
                )
                for code in sorted(missing)
            ]
            Account.objects.bulk_create(fresh, ignore_conflicts=True)
            found = {row.code: row for row in mine.all()}
        if any(row.closed_on for row in found.values()):
            mine.exclude(closed_on=None).update(closed_on=None)
    return {member.person.ref: found[code] for code, member in wanted.items()}
