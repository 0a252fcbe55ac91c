"""Two people press at once, two clocks run at once: one seat, one reminder, one renewal."""

import datetime as dt
from collections.abc import Callable

import pytest

from commun.core import clock, scope
from commun.core.models import Fact
from commun.governance import actions
from commun.governance.actions.places import self_of
from commun.governance.models import Mandate, Membership, Process, Vacancy
from tests.governance.role_worlds import give, make_decision, make_role
from tests.governance.test_at_once import TIMES, at_once
from tests.support.world import make_group, make_member, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


def test_one_seat_is_given_once() -> None:
    group = make_group()
    role, decision = make_role(group.alice), make_decision(group.alice)
    others = [make_member(group.space, make_person(f"Personne {number}")) for number in range(TIMES)]

    def give_to(member: Membership) -> Callable[[], object]:
        return lambda: actions.give_mandate(actor=self_of(group.alice), role=role, membership=member, decision=decision)

    assert at_once(*[give_to(one) for one in others]) == ["done", "refused", "refused"]
    with scope.use(group.space):
        assert Mandate.objects.count() == 1


def test_clocks_that_run_at_once_remind_and_renew_once() -> None:
    group = make_group()
    role = make_role(group.alice, filling="sortition")
    today = clock.today()
    give(role, group.bob, group.alice, ends_on=today + dt.timedelta(days=70))

    def on(days: int) -> Callable[[], object]:
        def run() -> None:
            moment = dt.datetime.combine(today + dt.timedelta(days=days), dt.time(9), clock.PARIS)
            with clock.stopped(moment):
                actions.expire_due()

        return run

    assert at_once(*[on(20)] * TIMES) == ["done"] * TIMES
    with scope.use(group.space):
        assert Fact.objects.filter(name="governance.term.reminded").count() == 1
    assert at_once(*[on(70)] * TIMES) == ["done"] * TIMES
    with scope.use(group.space):
        assert (Vacancy.objects.count(), Process.objects.count()) == (1, 1)
        assert Fact.objects.filter(name="governance.renewal.opened").count() == 1
        assert Fact.objects.filter(name="governance.mandate.expired").count() == 1
