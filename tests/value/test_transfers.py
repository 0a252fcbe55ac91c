"""The one way in of a book: balanced, bounded, chained, once; refused lines move nothing (V10-V12)."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction

from commun.algo.ledger import Fault, Standing, Step
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.value.actions.transfers import LineRefused, Wish, account_of, open_book, write_lines
from commun.value.models import Account, Book, Transfer, TransferWords
from commun.value.queries.standings import all_standings, balance_of, balance_on
from commun.value.queries.verification import BookFault, check_book
from tests.support.queries import at_most
from tests.support.world import Group, make_space
from tests.value.books import Kept, keep

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def kept(group: Group) -> Kept:
    return keep(group.space)


def refused(kept: Kept, *wishes: Wish) -> Fault:
    before = (all_standings(kept.book), kept.book.count)
    with pytest.raises(LineRefused) as error, transaction.atomic():
        write_lines(book=kept.book, wishes=wishes)
    assert (all_standings(kept.book), kept.book.count) == before
    assert check_book(kept.book) == []
    return error.value.fault


def test_a_line_moves_from_one_account_to_the_other_and_is_chained(kept: Kept) -> None:
    first = kept.move(kept.outside, kept.alice, 10_000)
    second = kept.move(kept.alice, kept.pot, 2_500)
    assert (first.number, second.number) == (1, 2)
    assert (balance_of(kept.alice), balance_of(kept.pot), balance_of(kept.outside)) == (7_500, 2_500, -10_000)
    assert sum(standing.balance for standing in all_standings(kept.book).values()) == 0
    assert kept.book.seal == second.seal != first.seal
    assert check_book(kept.book) == []


def test_limits_hold_and_a_refused_line_takes_the_others_with_it(kept: Kept) -> None:
    kept.move(kept.outside, kept.alice, 100)
    good = Wish(kept.outside, kept.bob, 50, "decision:d1")
    assert refused(kept, good, Wish(kept.alice, kept.pot, 101, "decision:d1")) == Fault.FLOOR
    assert refused(kept, good, Wish(kept.outside, kept.pot, 50_001, "decision:d1")) == Fault.CEILING
    # The second of two lines sees what the first moved.
    assert refused(kept, *[Wish(kept.alice, kept.bob, 60, "decision:d1")] * 2) == Fault.FLOOR
    kept.move(kept.alice, kept.pot, 100)


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_absurd_amounts_are_refused(kept: Kept, amount: int) -> None:
    assert refused(kept, Wish(kept.outside, kept.alice, amount, "decision:d1")) == Fault.AMOUNT


def test_to_oneself_without_a_reason_or_on_a_closed_account(kept: Kept) -> None:
    assert refused(kept, Wish(kept.alice, kept.alice, 1, "decision:d1")) == Fault.SAME_ACCOUNT
    assert refused(kept, Wish(kept.outside, kept.alice, 1, "")) == Fault.NO_REASON
    with scope.use(kept.book.space_id):
        Account.objects.filter(pk=kept.bob.pk).update(closed_on=clock.today())
    assert refused(kept, Wish(kept.outside, kept.bob, 1, "decision:d1")) == Fault.CLOSED_ACCOUNT


def test_an_account_of_another_book_is_not_known(kept: Kept) -> None:
    other = keep(make_space())
    assert refused(kept, Wish(kept.outside, other.alice, 5, "decision:d1")) == Fault.UNKNOWN_ACCOUNT


def test_the_same_request_twice_moves_nothing_more(kept: Kept) -> None:
    first = kept.move(kept.outside, kept.alice, 100, key="form 1")
    again = kept.move(kept.outside, kept.alice, 100, key="form 1")
    assert (again.pk, balance_of(kept.alice)) == (first.pk, 100)
    with pytest.raises(Refused, match="sent twice"):
        kept.move(kept.outside, kept.alice, 101, key="form 1")
    lines = [Wish(kept.outside, kept.alice, 100, "decision:d1", key=key) for key in ("form 1", "form 2")]
    with pytest.raises(Refused, match="sent twice"), transaction.atomic():
        write_lines(book=kept.book, wishes=lines)
    assert kept.move(kept.outside, kept.alice, 100, key="form 2").pk != first.pk
    assert balance_of(kept.alice) == 200


def test_what_is_held_is_posted_in_part_or_let_go(kept: Kept) -> None:
    kept.move(kept.outside, kept.alice, 100)
    held = kept.move(kept.alice, kept.bob, 80, step=Step.PENDING)
    assert all_standings(kept.book)["p.alice"] == Standing(100, leaving=80)
    assert refused(kept, Wish(kept.alice, kept.pot, 21, "decision:d1")) == Fault.FLOOR
    kept.move(kept.alice, kept.bob, 60, step=Step.POST, of=held.number)
    assert all_standings(kept.book)["p.alice"] == Standing(40)
    assert refused(kept, Wish(kept.alice, kept.bob, 80, "decision:d1", step=Step.VOID, of=held.number)) == (
        Fault.ALREADY_FOLLOWED
    )
    other = kept.move(kept.alice, kept.bob, 40, step=Step.PENDING)
    kept.move(kept.alice, kept.bob, 40, step=Step.VOID, of=other.number)
    assert all_standings(kept.book)["p.bob"] == Standing(60)


def test_a_mistake_is_corrected_by_a_line_the_other_way(kept: Kept) -> None:
    wrong = kept.move(kept.outside, kept.alice, 100)
    kept.move(kept.alice, kept.outside, 100, step=Step.REVERSE, of=wrong.number)
    assert balance_of(kept.alice) == 0
    wish = Wish(kept.alice, kept.outside, 100, "decision:d1", step=Step.REVERSE, of=wrong.number)
    assert refused(kept, wish) == Fault.ALREADY_FOLLOWED


def test_words_are_kept_apart_and_their_erasure_breaks_nothing(kept: Kept) -> None:
    line = kept.move(kept.outside, kept.alice, 5, words="Vente à Mme Durand", person_id=7)
    with scope.use(kept.book.space_id):
        assert line.words.text == "Vente à Mme Durand"
        TransferWords.objects.update(text="Autre chose")
        assert check_book(kept.book) == [BookFault(1, "words")]
        TransferWords.objects.all().delete()
    assert check_book(kept.book) == []


def test_a_closed_period_receives_nothing(kept: Kept) -> None:
    with scope.use(kept.book.space_id):
        Book.objects.filter(pk=kept.book.pk).update(closed_until=dt.date(2026, 10, 31))
    past = Wish(kept.outside, kept.alice, 1, "decision:d1", on=dt.date(2026, 10, 31))
    assert refused(kept, past) == Fault.PERIOD
    kept.move(kept.outside, kept.alice, 1, on=dt.date(2026, 11, 1))


def test_the_balance_of_a_past_day(kept: Kept) -> None:
    for day, amount in ((3, 100), (5, 20), (5, 3)):
        kept.move(kept.outside, kept.alice, amount, on=dt.date(2026, 11, day))
    kept.move(kept.alice, kept.pot, 10, on=dt.date(2026, 11, 4))
    told = [balance_on(kept.alice, dt.date(2026, 11, day)) for day in range(2, 7)]
    assert told == [0, 100, 90, 113, 113]


def test_the_application_cannot_change_a_line(kept: Kept) -> None:
    line = kept.move(kept.outside, kept.alice, 100)
    for statement in ("UPDATE value_transfer SET amount = 1", "DELETE FROM value_transfer"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    line.amount = 1
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        line.save()
    assert check_book(kept.book) == []


def test_writing_costs_the_same_for_one_line_and_for_twenty(kept: Kept) -> None:
    lines = [Wish(kept.outside, kept.alice, 1, "decision:d1")]
    with at_most(7):
        write_lines(book=kept.book, wishes=lines)
    with at_most(7):
        write_lines(book=kept.book, wishes=lines * 20)


def test_one_book_of_a_purpose_and_one_account_of_a_code(group: Group) -> None:
    book = open_book(space=group.space, purpose=Book.Purpose.MONEY)
    assert open_book(space=group.space, purpose=Book.Purpose.MONEY).pk == book.pk
    account = account_of(book, "pot", place=Account.Place.POT)
    assert account_of(book, "pot", place=Account.Place.POT, floor=3).pk == account.pk
    with scope.use(group.space):
        assert Transfer.objects.count() == 0
    assert check_book(book) == []
