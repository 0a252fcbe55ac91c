"""Money that comes in: written once, in the book at once, taken back by another line."""

import datetime as dt

import pytest

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.value.actions import money, receipts
from commun.value.models import JointWork, Receipt
from commun.value.queries.sharings import money_of
from commun.value.queries.standings import all_standings
from commun.value.queries.verification import check_book
from tests.support.world import Group, make_member, make_person
from tests.value.works import receive, work_of

pytestmark = [pytest.mark.django_db, pytest.mark.english]


def balances(work: JointWork) -> dict[str, int]:
    book = money.book_of(work.space)
    assert check_book(book) == []
    return {code.split(".")[0]: each.balance for code, each in all_standings(book).items() if each.balance}


def test_what_comes_in_is_in_the_book_with_what_the_cooperative_keeps(group: Group) -> None:
    work = work_of(group)
    receive(work, group.alice, 10_000, kept=1_000)
    receive(work, group.bob, 500)
    assert balances(work) == {"outside": -10_500, "entity": 1_000, "w": 9_500}
    assert (money_of(work).gross, money_of(work).kept, money_of(work).waiting) == (10_500, 1_000, 9_500)


def test_the_same_form_twice_writes_once(group: Group) -> None:
    work = work_of(group)
    first = receive(work, group.alice, 700, kept=70, token="f1")
    assert receive(work, group.alice, 700, kept=70, token="f1").pk == first.pk
    with pytest.raises(Refused, match="sent twice"):
        receive(work, group.alice, 701, kept=70, token="f1")
    assert balances(work) == {"outside": -700, "entity": 70, "w": 630}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"amount": 0}, "above zero"),
        ({"amount": -5}, "above zero"),
        ({"amount": 10**11 + 1}, "above zero"),
        ({"kept": 101}, "cannot keep"),
        ({"kept": -1}, "cannot keep"),
        ({"on": dt.date(2099, 1, 1)}, "first one of the work"),
        ({"on": dt.date(2020, 1, 1)}, "first one of the work"),
        ({"label": "é" * 121}, "too long"),
    ],
)
def test_what_cannot_have_come_in(group: Group, wrong: dict[str, object], why: str) -> None:
    work = work_of(group)
    told = receipts.Received(**{"on": clock.today(), "amount": 100, **wrong})  # type: ignore[arg-type]
    with pytest.raises(Refused, match=why):
        receipts.write_receipt(by=group.alice, work=work, received=told)
    assert money_of(work).receipts == []


def test_who_neither_takes_part_nor_keeps_the_accounts_writes_nothing(group: Group) -> None:
    work = work_of(group)
    chloe = make_member(group.space, make_person("Chloé"))
    with pytest.raises(Refused, match="keep the accounts"):
        receive(work, chloe, 100)
    mine = receive(work, group.bob, 100)
    with pytest.raises(Refused, match="keep the accounts"):
        receipts.take_back_receipt(by=chloe, receipt=mine, why="Non")


def test_a_mistake_is_taken_back_once_with_its_reason(group: Group) -> None:
    work = work_of(group)
    wrong = receive(work, group.alice, 10_000, kept=1_000)
    with pytest.raises(Refused, match="Say why"):
        receipts.take_back_receipt(by=group.bob, receipt=wrong, why=" ")
    back = receipts.take_back_receipt(by=group.bob, receipt=wrong, why="Écrit deux fois")
    assert balances(work) == {}
    assert money_of(work).gross == 0
    for row in (wrong, back):
        with pytest.raises(Refused, match="already"):
            receipts.take_back_receipt(by=group.bob, receipt=row, why="Encore")
    with scope.use(group.space):
        assert Receipt.objects.count() == 2
