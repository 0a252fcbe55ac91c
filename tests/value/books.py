"""A group with a book, and accounts to move value between."""

from dataclasses import dataclass

from commun.core.models import Space
from commun.value.actions.transfers import Wish, account_of, open_book, write_lines
from commun.value.models import Account, Book, Transfer


@dataclass
class Kept:
    """A book and four of its accounts: outside is free, the others stay at zero or above, the pot under 500 euros."""

    book: Book
    outside: Account
    alice: Account
    bob: Account
    pot: Account

    def move(self, debit: Account, credit: Account, amount: int, **other: object) -> Transfer:
        """One line, tied to a decision."""
        wish = Wish(debit, credit, amount, **{"reason": "decision:d1", **other})  # type: ignore[arg-type]
        return write_lines(book=self.book, wishes=[wish])[0]


def keep(space: Space, purpose: str = Book.Purpose.MONEY) -> Kept:
    """The book of the group, with its accounts."""
    book = open_book(space=space, purpose=purpose)
    place = Account.Place
    return Kept(
        book,
        account_of(book, "outside", place=place.OUTSIDE),
        account_of(book, "p.alice", place=place.PERSON, floor=0),
        account_of(book, "p.bob", place=place.PERSON, floor=0),
        account_of(book, "pot", place=place.POT, floor=0, ceiling=50_000),
    )
