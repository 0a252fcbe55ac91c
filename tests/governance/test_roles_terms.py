"""What time does to mandates: one reminder each, vacancies that are never silent, one renewal (R3)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commun.core import clock, scope
from commun.core.models import Fact, OutgoingMail, Space
from commun.governance import actions, methods
from commun.governance.methods import Ending, Way
from commun.governance.models import Mandate, Process, Vacancy
from tests.governance.role_worlds import give, make_role
from tests.support.world import Group, make_group

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
START = dt.date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _an_election_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the election's own rules ask for: here one only looks at what the clock opens."""
    way = Way(explain="", clean=dict, ending=lambda process: Ending(methods.NOTED, {}), ends_by_clock=False)
    monkeypatch.setitem(methods.ways._items, "election", way)


@contextmanager
def on(day: dt.date) -> Iterator[None]:
    with clock.stopped(dt.datetime.combine(day, dt.time(9), clock.PARIS)):
        yield


def facts(space: Space, name: str) -> list[Fact]:
    with scope.use(space):
        return list(Fact.objects.filter(name=name).order_by("position"))


def test_each_reminder_is_sent_once_though_the_clock_runs_every_hour(group: Group) -> None:
    mandate = give(make_role(group.alice), group.bob, group.alice, ends_on=dt.date(2027, 2, 14))
    for day in (1, 29, 30, 31, 45, 60, 61, 82, 83, 84, 89, 90, 91):
        for _hour in range(2):
            with on(START + dt.timedelta(days=day)):
                actions.expire_due()
    told = facts(group.space, "governance.term.reminded")
    assert [fact.data["days"] for fact in told] == [60, 30, 7]
    assert {fact.rule for fact in told} == {"governance.term"}
    sent = OutgoingMail.objects.filter(key__startswith=f"governance.term:{mandate.ref}:")
    assert sorted(sent.values_list("key", flat=True)) == sorted(
        f"governance.term:{mandate.ref}:{when}" for when in ("60", "30", "7", "over")
    )
    assert len(facts(group.space, "governance.mandate.expired")) == 1


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(gaps=st.lists(st.integers(1, 45), min_size=1, max_size=14))
def test_whatever_days_the_clock_ran_each_reminder_comes_at_most_once(gaps: list[int]) -> None:
    world = make_group()
    end = START + dt.timedelta(days=120)
    give(make_role(world.alice), world.bob, world.alice, ends_on=end)
    day, ran = START, []
    for gap in gaps:
        day += dt.timedelta(days=gap)
        ran.append(day)
        with on(day):
            actions.remind_due()
    expected = [n for n in (60, 30, 7) if any(end - dt.timedelta(days=n) <= one < end for one in ran)]
    assert [fact.data["days"] for fact in facts(world.space, "governance.term.reminded")] == expected


def test_at_its_end_a_mandate_is_expired_and_the_seat_is_vacant(group: Group) -> None:
    mandate = give(make_role(group.alice), group.bob, group.alice, ends_on=dt.date(2027, 2, 14))
    with on(dt.date(2027, 2, 13)):
        assert actions.expire_due() == 0
    with on(dt.date(2027, 2, 20)):
        assert actions.expire_due() == 1
        assert actions.expire_due() == 0
    mandate.refresh_from_db()
    assert (mandate.state, mandate.ended_on) == ("expired", dt.date(2027, 2, 14))
    (fact,) = facts(group.space, "governance.mandate.expired")
    assert (fact.rule, fact.person_id) == ("governance.term", None)
    with scope.use(group.space):
        vacancy = Vacancy.objects.get()
    assert (vacancy.cause, vacancy.opened_on, vacancy.closed_on) == ("term", dt.date(2027, 2, 14), None)


def test_a_renewal_opens_by_itself_and_once(group: Group) -> None:
    role = make_role(group.alice)
    give(role, group.bob, group.alice, ends_on=dt.date(2027, 2, 14))
    for day in range(14, 20):
        with on(dt.date(2027, 2, day)):
            actions.expire_due()
    with scope.use(group.space):
        process = Process.objects.get()
        vacancy = Vacancy.objects.get()
    assert (process.role, process.method, process.state) == (role, "election", "open")
    assert vacancy.process == process
    (fact,) = facts(group.space, "governance.renewal.opened")
    assert fact.rule == "governance.renewal"
    assert facts(group.space, "governance.process.opened")[0].rule == "governance.renewal"


def test_two_seats_that_end_together_are_renewed_together(group: Group) -> None:
    role = make_role(group.alice, seats=2)
    for member in (group.alice, group.bob):
        give(role, member, group.alice, ends_on=dt.date(2027, 2, 14))
    with on(dt.date(2027, 2, 14)):
        assert actions.expire_due() == 2
        actions.expire_due()
    with scope.use(group.space):
        assert Process.objects.count() == 1
        assert Vacancy.objects.filter(process=Process.objects.get()).count() == 2


def test_a_role_that_is_declared_opens_no_process(group: Group) -> None:
    role = make_role(group.alice, "Café", filling="self", term_months=3)
    actions.declare_mandate(by=group.bob, role=role)
    with on(dt.date(2027, 2, 16)):
        actions.expire_due()
    with scope.use(group.space):
        assert not Process.objects.exists()
        assert Vacancy.objects.get().closed_on is None


def test_a_mandate_to_come_starts_on_its_day_and_leaves_no_vacancy(group: Group) -> None:
    role = make_role(group.alice)
    give(role, group.bob, group.alice, ends_on=dt.date(2027, 2, 14))
    later = give(role, group.alice, group.alice, starts_on=dt.date(2027, 2, 14))
    with on(dt.date(2027, 2, 14)):
        actions.expire_due()
    later.refresh_from_db()
    assert later.state == "in_force"
    with scope.use(group.space):
        assert Vacancy.objects.get().filled_by == later
        assert not Process.objects.exists()


def test_a_mandate_without_end_is_never_reminded_nor_ended(group: Group) -> None:
    give(make_role(group.alice, term_months=None), group.bob, group.alice)
    with on(dt.date(2040, 1, 1)):
        assert actions.expire_due() == 0
    assert facts(group.space, "governance.term.reminded") == []
    with scope.use(group.space):
        assert Mandate.objects.get().state == "in_force"


def test_a_seat_filled_meanwhile_opens_no_renewal(group: Group) -> None:
    role = make_role(group.alice)
    mandate = give(role, group.bob, group.alice)
    actions.end_mandate(by=group.bob, mandate=mandate)
    give(role, group.alice, group.alice)
    assert actions.open_renewals() == 0
    with scope.use(group.space):
        assert not Process.objects.exists()


def test_a_departure_opens_the_renewal_too(group: Group) -> None:
    give(make_role(group.alice), group.bob, group.alice)
    actions.leave(member=group.bob)
    assert actions.open_renewals() == 1
    assert actions.open_renewals() == 0
