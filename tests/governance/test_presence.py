"""« Who was in on day D? » read from the journal equals what was true on day D."""

import contextlib
import datetime as dt
import zoneinfo
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import actions
from commun.governance.models import Membership
from commun.governance.queries.presence import who_was_in
from commun.people.models import Person
from tests.governance import world as doors
from tests.support import world
from tests.support.queries import at_most

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
# The nights when the clock changes are among the days drawn.
START = dt.date(2026, 3, 20)
MOVES = ["join", "rest", "come_back", "leave", "remove", "apply", "accept", "announce", "clock", "send_back"]
STEPS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 23), st.integers(0, 59), st.sampled_from(MOVES), st.integers(0, 2)),
    max_size=14,
)


def _attempt(host: Membership, person: Person, move: str) -> None:
    row = Membership._base_manager.select_related("space", "person").filter(space=host.space, person=person).first()
    doing: dict[str, Any] = {
        "join": lambda: doors.bring_in(host, person),
        "apply": lambda: actions.apply_to_join(space=host.space, person=person),
        "clock": actions.execute_departures,
    }
    if row is not None:
        doing |= {
            "rest": lambda: actions.rest(member=row),
            "come_back": lambda: actions.come_back(member=row),
            "leave": lambda: actions.leave(member=row),
            "remove": lambda: actions.move_member(by=host, membership=row, to="left", reason="Décision du groupe."),
            "accept": lambda: actions.move_member(by=host, membership=row, to="member"),
            "announce": lambda: actions.announce_departure(member=row, on=clock.today() + dt.timedelta(days=3)),
            "send_back": lambda: actions.move_member(by=host, membership=row, to="visitor"),
        }
    if move in doing:
        with contextlib.suppress(Refused):
            doing[move]()


def _inside(host: Membership) -> set[tuple[int, str]]:
    with scope.use(host.space):
        rows = Membership.objects.filter(state__in=["member", "dormant"])
        return {(row.pk, row.state) for row in rows}


@pytest.mark.real_clock
@pytest.mark.django_db(transaction=False)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
@example([(1, 9, 0, "join", 0), (3, 9, 0, "leave", 0), (3, 10, 0, "join", 1), (5, 23, 50, "join", 0)])
def test_who_was_in_on_a_day_is_what_was_true_on_that_day(
    db: None, steps: list[tuple[int, int, int, str, int]]
) -> None:
    steps = sorted(steps)
    with clock.stopped(dt.datetime.combine(START, dt.time(0, 0), PARIS)):
        host = doors.found()
        group = actions.edit_presentation(by=host, presentation=actions.Presentation(is_public=True))
        people = [world.make_person(name) for name in ("Bob", "Chloé", "Driss")]
    assert group.is_public
    snapshots: dict[dt.date, set[tuple[int, str]]] = {}
    for offset in range(42):
        day = START + dt.timedelta(days=offset)
        for _offset, hour, minute, move, who in [step for step in steps if step[0] == offset]:
            with clock.stopped(dt.datetime.combine(day, dt.time(hour, minute), PARIS)):
                _attempt(host, people[who], move)
        snapshots[day] = _inside(host)
    for day, was_true in snapshots.items():
        told = {(presence.membership.pk, presence.state) for presence in who_was_in(host.space, day)}
        assert told == was_true, day
    assert who_was_in(host.space, START - dt.timedelta(days=1)) == []


def test_a_move_late_in_the_evening_belongs_to_that_day_in_paris(db: None) -> None:
    with clock.stopped(dt.datetime(2026, 7, 1, 8, tzinfo=PARIS)):
        host = doors.found()
    with clock.stopped(dt.datetime(2026, 7, 2, 23, 30, tzinfo=PARIS)):
        doors.member(host, "Bob")
    with clock.stopped(dt.datetime(2026, 7, 3, 0, 30, tzinfo=PARIS)):
        doors.member(host, "Driss")
    names = [presence.membership.name for presence in who_was_in(host.space, dt.date(2026, 7, 2))]
    assert names == ["Alice Martin", "Bob"]


def test_another_group_is_never_told(db: None) -> None:
    host, other = doors.found(), doors.found("Autre")
    doors.member(other, "Driss")
    assert [presence.membership.pk for presence in who_was_in(host.space, clock.today())] == [host.pk]


def test_the_answer_costs_two_queries_whatever_the_size(db: None) -> None:
    host = doors.found()
    for number in range(12):
        doors.member(host, f"Personne {number}")
    with at_most(2):
        assert len(who_was_in(host.space, clock.today())) == 13


def test_a_pseudonym_is_not_filed_under_the_name_it_hides(db: None) -> None:
    host = doors.found()
    bob = doors.member(host, "Bob Durand")
    doors.member(host, "Chloé")
    yesterday = clock.today()
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        actions.leave(member=bob, shown_as="Une voisine")
    assert [one.membership.name for one in who_was_in(host.space, yesterday)] == [
        "Alice Martin",
        "Chloé",
        "Une voisine",
    ]
