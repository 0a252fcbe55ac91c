"""A group with a mutual credit in hours, opened by decision, and people who give."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import actions as governance
from commun.governance.models import Decision, Membership
from commun.value import actions
from commun.value.actions.credit import Gift
from commun.value.actions.credit_limits import Terms
from commun.value.models import Account, Book, Transfer
from commun.value.queries.credit import credit_of
from commun.value.queries.standings import balance_of
from tests.support.world import Group, make_member, make_person

HOUR = 60
TEN_HOURS = Terms(below=10 * HOUR, above=20 * HOUR, cents=3_000)


def adopt(by: Membership, decision: Decision) -> Decision:
    """The group says yes."""
    return governance.adopt(decision=decision, actor=journal.Person(by.person_id))


def open_for(by: Membership, terms: Terms = TEN_HOURS, unit: str = Book.Unit.MINUTE) -> Book:
    """Ten hours below zero, twenty above, one hour said to be worth thirty euros."""
    adopt(by, actions.propose_credit(by=by, unit=unit, terms=terms))
    return book_in(by.space)


def book_in(space: Space) -> Book:
    found = credit_of(space)
    assert found is not None
    return found


def give(by: Membership, to: Membership, hours: float, **other: str) -> Transfer:
    """So many hours."""
    return actions.give_credit(by=by, to=to, gift=Gift(int(hours * HOUR), **other))


def account(member: Membership) -> Account:
    with scope.use(member.space_id):
        rows = Account.objects.select_related("book__space", "membership__person", "membership__space")
        return rows.get(book__purpose=Book.Purpose.CREDIT, code=f"p.{member.person.ref}")


def hours(member: Membership) -> float:
    """Where somebody stands, in hours."""
    return balance_of(account(member)) / HOUR


def third(group: Group, name: str = "Denis Roy") -> Membership:
    return make_member(group.space, make_person(name))


def plain(text: object) -> str:
    """With spaces of one sort."""
    return str(text).replace("\xa0", " ").replace("\u202f", " ")


@contextmanager
def says(said: str) -> Iterator[None]:
    """It is refused, with this in the sentence."""
    with pytest.raises(Refused) as error:
        yield
    assert re.search(said, plain(error.value.sentence)), (said, plain(error.value.sentence))
