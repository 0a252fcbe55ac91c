"""The group's book of money and its accounts, made when they are first needed."""

from commun.core import scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.value.actions.transfers import account_of, open_book
from commun.value.models import Account, Book, JointWork

PLACE = Account.Place


def book_of(space: Space) -> Book:
    """The book of money of the group."""
    return open_book(space=space, purpose=Book.Purpose.MONEY)


def hold_book(book: Book) -> None:
    """One writer at a time, until the end of the transaction: what is read after this stays true."""
    with scope.use(book.space_id):
        Book.objects.select_for_update().get(pk=book.pk)


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
