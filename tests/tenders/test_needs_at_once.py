"""Two members write the needs of one notice at once on a real PostgreSQL: nothing is lost, nothing stands twice."""

import threading
from contextlib import suppress

import pytest

from commun.core import scope
from commun.core.errors import NotFound
from commun.core.models import Fact
from commun.tenders.actions import needs, terms
from commun.tenders.models import Intention, Need
from tests.support.threads import both
from tests.support.world import make_group
from tests.tenders.worlds import make_open_notice, say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


def test_of_two_who_write_one_need_at_once_the_second_is_told_to_read_the_first() -> None:
    group, notice = make_group(), make_open_notice(lots=1)
    with scope.use(group.space):
        need = needs.add_need(member=group.alice, notice=notice, label="Ateliers")
    seen = need.stamp
    labels = iter(["D’Alice", "De Bob"])
    people = iter([group.alice, group.bob])

    def write() -> None:
        with scope.use(group.space):
            needs.change_need(member=next(people), notice=notice, key=need.ref, label=next(labels), seen=seen)

    assert both(write) == ["done", "refused"]
    with scope.use(group.space):
        assert Need.objects.get(pk=need.pk).label in {"D’Alice", "De Bob"}


def test_two_who_add_the_same_need_or_remove_the_last_two_at_once_leave_one() -> None:
    group, notice = make_group(), make_open_notice()

    def add() -> None:
        with scope.use(group.space):
            needs.add_need(member=group.alice, notice=notice, label="Ateliers")

    assert both(add) == ["done", "refused"]
    with scope.use(group.space):
        refs = iter([need.ref for need in Need.objects.all()])
        assert Need.objects.count() == 2

    def remove() -> None:
        ref = next(refs)
        with scope.use(group.space):
            needs.remove_need(member=group.alice, notice=notice, ref=ref)

    assert both(remove) == ["done", "refused"]
    with scope.use(group.space):
        assert Need.objects.count() == 1


def test_a_need_about_which_somebody_speaks_at_that_moment_is_not_removed() -> None:
    group, notice = make_group(), make_open_notice()
    with scope.use(group.space):
        need = needs.add_need(member=group.alice, notice=notice, label="Ateliers")
    turn = threading.Lock()
    acts = iter(["say", "remove"])

    def act() -> None:
        with turn:
            which = next(acts)
        if which == "say":
            say(group.bob, notice, need=need.ref)
        else:
            with scope.use(group.space):
                needs.remove_need(member=group.alice, notice=notice, ref=need.ref)

    # Whoever comes second hears why it cannot be.
    assert both(act) == ["done", "refused"]
    with scope.use(group.space):
        assert Intention.objects.count() == Need.objects.filter(pk=need.pk).count()


def test_two_who_remove_what_the_buyer_asks_at_once_are_told_once() -> None:
    group, notice = make_group(), make_open_notice()
    with scope.use(group.space):
        row = terms.add_term(member=group.alice, notice=notice, sheet=terms.TermSheet("ceiling", cents=100))

    def remove() -> None:
        with scope.use(group.space), suppress(NotFound):
            terms.remove_term(member=group.alice, notice=notice, ref=row.ref)

    assert both(remove) == ["done", "done"]
    with scope.use(group.space):
        assert Fact.objects.filter(name="tenders.term.removed").count() == 1
