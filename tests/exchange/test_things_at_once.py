"""Two people who take the last one at the same moment: one has it, the other is told no."""

import pytest

from commun.core import scope
from commun.core.errors import Refused
from commun.exchange.actions.things import ThingSheet, book_thing, change_thing
from commun.exchange.models import Booking
from tests.exchange.test_things import share, wish
from tests.support.threads import both
from tests.support.world import Group

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock, pytest.mark.english]


@pytest.mark.parametrize("stock", [1, 5])
def test_the_last_one_goes_to_one_of_two(group: Group, stock: int) -> None:
    thing = share(group.alice, stock=stock)
    asked = wish(1, 3, stock // 2 + 1)
    assert both(lambda: book_thing(by=group.bob, thing=thing, wish=asked)) == ["done", "refused"]
    with scope.use(group.space):
        assert Booking.objects.count() == 1


def test_of_what_became_the_only_one_the_database_lends_it_once(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    thing = share(group.alice, stock=2)
    book_thing(by=group.alice, thing=thing, wish=wish(1, 3))
    thing = change_thing(by=group.alice, thing=thing, sheet=ThingSheet("Scie", stock=1))
    monkeypatch.setattr("commun.exchange.actions.things.to_come", lambda thing: [])
    with pytest.raises(Refused):
        book_thing(by=group.bob, thing=thing, wish=wish(2, 4))


def test_even_without_any_lock_the_database_lends_a_single_thing_once(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = share(group.alice)
    asked = wish(1, 3)
    monkeypatch.setattr("commun.exchange.actions.things.to_come", lambda thing: [])
    assert both(lambda: book_thing(by=group.bob, thing=thing, wish=asked)) == ["done", "refused"]
    with scope.use(group.space):
        assert Booking.objects.count() == 1
