"""Many writers at once on a real PostgreSQL: sums stay nothing, limits hold, no line is lost or written twice (V10)."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection, transaction

from commun.core import scope
from commun.value import book_rows
from commun.value.actions import sharings
from commun.value.actions.transfers import LineRefused
from commun.value.models import Book, Transfer
from commun.value.queries.standings import all_standings, balance_of
from commun.value.queries.verification import check_book
from tests.support import world
from tests.value.adopted import adopt_key
from tests.value.books import Kept, keep
from tests.value.works import receive, work_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]
THREADS = 8


def at_once(acts: Iterable[Callable[[], Any]]) -> tuple[int, int, list[Exception]]:
    """Do all with THREADS connections: how many went through, were refused, and what else happened."""
    done: list[bool] = []
    others: list[Exception] = []
    lock, todo = threading.Lock(), iter(list(acts))

    def work() -> None:
        try:
            while True:
                with lock:
                    act = next(todo, None)
                if act is None:
                    return
                try:
                    act()
                    done.append(True)
                except LineRefused:
                    done.append(False)
                except Exception as error:  # noqa: BLE001 - told to the test
                    others.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return done.count(True), done.count(False), others


@pytest.fixture
def kept() -> Kept:
    made = keep(world.make_group().space)
    made.move(made.outside, made.alice, 1_000)
    return made


def spend(kept: Kept, amount: int, key: str = "") -> Callable[[], Transfer]:
    """Alice gives to Bob; each act reads the book for itself, as each request does."""
    fresh = Kept(Book._base_manager.get(pk=kept.book.pk), kept.outside, kept.alice, kept.bob, kept.pot)
    return lambda: fresh.move(fresh.alice, fresh.bob, amount, key=key)


def test_a_hundred_transfers_at_once_spend_what_there_is_and_no_more(kept: Kept) -> None:
    """1,000 cents, a hundred who would take 30 each: 33 can."""
    assert at_once(spend(kept, 30) for _number in range(100)) == (33, 67, [])
    assert (balance_of(kept.alice), balance_of(kept.bob)) == (10, 990)
    assert sum(each.balance for each in all_standings(kept.book).values()) == 0
    assert check_book(kept.book) == []


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two writers read the book together, and neither waits for the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('value_read_book'::regproc)")
        without = cursor.fetchone()[0].replace("FOR UPDATE", "").replace("public.value_read", "pg_temp.value_read")
    gate = threading.Barrier(2, timeout=30)
    read = book_rows.read

    def read_together(*arguments: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(without)
        found = read(*arguments)
        gate.wait()
        return found

    monkeypatch.setattr(book_rows, "READ", book_rows.READ.replace("value_read_book", "pg_temp.value_read_book"))
    monkeypatch.setattr(book_rows, "read", read_together)
    monkeypatch.setattr(book_rows, "hold", lambda book: None)


def test_without_the_lock_the_race_is_there(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, when nobody waits: lines collide, or more is spent than there was."""
    without_the_lock(monkeypatch)
    went, refused, others = at_once([spend(kept, 600), spend(kept, 600)])
    assert refused == 0
    assert went == 1
    assert "transfer_number_once" in str(others[0])


def test_the_same_request_sent_by_all_at_once_is_written_once(kept: Kept) -> None:
    went, refused, others = at_once(spend(kept, 100, key="form") for _number in range(40))
    assert (went, refused, others) == (40, 0, [])
    assert balance_of(kept.bob) == 100
    with scope.use(kept.book.space_id):
        assert Transfer.objects.filter(key="form").count() == 1


def test_other_books_do_not_wait(kept: Kept) -> None:
    """Somebody holds the book of one group; the other group writes."""
    other = keep(world.make_group().space)
    with transaction.atomic():
        book_rows.hold(kept.book)
        assert at_once([lambda: other.move(other.outside, other.alice, 5)]) == (1, 0, [])


def test_one_press_by_two_people_shares_once() -> None:
    group = world.make_group()
    adopt_key(group, [{"kind": "equal", "rate": 10_000}])
    work = work_of(group)
    receive(work, group.alice, 10_000)
    seen = sharings.prepared_for(work).fingerprint
    acts = [lambda by=by: sharings.share_out(by=by, work=work, seen=seen) for by in (group.alice, group.bob) * 4]
    went, _refused, others = at_once(acts)
    assert went == 1
    assert {type(error).__name__ for error in others} == {"Refused"}
