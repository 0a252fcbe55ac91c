"""What held on a day is rebuilt from the journal, and equals what was true on that day (S6)."""

import contextlib
import datetime as dt

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import actions
from commun.governance import follow_through as steps
from commun.governance.models import Decision, Membership
from commun.governance.queries.decisions_in_force import in_force_on, lives_of, states_on
from tests.governance import decisions_world as made
from tests.governance import world as doors
from tests.support import queries

# What may happen to one of three decisions, on one of the days: the doors refuse what makes no sense.
VERBS = ("heard", "propose", "adopt", "adopt_for_two_days", "engage", "done", "partly", "let_go", "again", "replace")
STORY = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(VERBS), st.integers(0, 2)), min_size=8, max_size=30)


def _act(by: Membership, rows: list[Decision], verb: str, rank: int) -> None:
    row, today = made.again(rows[rank]), clock.today()
    doings = {
        "heard": lambda: rows.append(made.heard(by)),
        "propose": lambda: actions.propose(by=by, decision=row),
        "adopt": lambda: actions.adopt(decision=row, actor=journal.Person(by.person_id)),
        "adopt_for_two_days": lambda: actions.adopt(
            decision=row, actor=journal.Person(by.person_id), ends_on=today + dt.timedelta(days=2)
        ),
        "engage": lambda: actions.engage(by=by, decision=row, carrier=by, first_step="Oui", due_on=today),
        "done": lambda: actions.finish(by=by, decision=row, state="done", outcome=""),
        "partly": lambda: actions.finish(by=by, decision=row, state="partly", outcome="À moitié."),
        "let_go": lambda: actions.let_go(by=by, decision=row, reason="Non."),
        "again": lambda: actions.voice_again(by=by, decision=row),
        "replace": lambda: actions.replace(by=by, decision=row, by_decision=rows[(rank + 1) % 3]),
    }
    with contextlib.suppress(Refused):
        doings[verb]()


def _true_now(space: Space) -> tuple[dict[str, str], frozenset[str]]:
    with scope.use(space):
        rows = list(Decision.objects.all())
    held = {
        row.ref for row in rows if row.state in steps.IN_FORCE and (row.ends_on is None or row.ends_on >= clock.today())
    }
    return {row.ref: row.state for row in rows}, frozenset(held)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    # Shrinking this one takes minutes; the first failing story is short enough to read.
    phases=(Phase.explicit, Phase.generate),
)
@given(story=STORY)
def test_any_day_rebuilt_from_the_journal_is_what_it_was(db: None, story: list[tuple[int, str, int]]) -> None:
    with transaction.atomic():
        by = doors.found()
        rows = [made.heard(by), made.proposed(by), made.adopted(by)]
        start, true = clock.now(), {}
        day = 0
        for passed, verb, rank in story:
            for _one in range(passed):
                with clock.stopped(start + dt.timedelta(days=day)):
                    true[clock.today()] = _true_now(by.space)
                day += 1
            with clock.stopped(start + dt.timedelta(days=day)):
                _act(by, rows, verb, rank)
        with clock.stopped(start + dt.timedelta(days=day)):
            true[clock.today()] = _true_now(by.space)
        for when, (states, held) in true.items():
            assert states_on(by.space, when) == states
            assert in_force_on(by.space, when) == held
        transaction.set_rollback(True)


def test_the_evening_belongs_to_the_day_of_paris(db: None) -> None:
    by = doors.found()
    evening = dt.datetime(2026, 11, 20, 22, 59, tzinfo=dt.UTC)
    with clock.stopped(evening):
        late = made.adopted(by)
    with clock.stopped(evening + dt.timedelta(minutes=1)):
        next_day = made.adopted(by)
    assert in_force_on(by.space, dt.date(2026, 11, 19)) == frozenset()
    assert in_force_on(by.space, dt.date(2026, 11, 20)) == {late.ref}
    assert in_force_on(by.space, dt.date(2026, 11, 21)) == {late.ref, next_day.ref}


def test_rebuilding_costs_the_same_for_many(db: None) -> None:
    by = doors.found()
    queries.assert_flat(
        lambda count: [made.adopted(by) for _one in range(count)],
        lambda: (in_force_on(by.space, clock.today()), lives_of(by.space)),
        small=1,
        large=4,
    )


def test_lives_keep_the_first_day_of_each_state(db: None) -> None:
    by = doors.found()
    row = made.let_go(by)
    with made.later(3):
        actions.voice_again(by=by, decision=row)
    (life,) = lives_of(by.space)
    assert life.first == dict.fromkeys(("heard", "proposed", "adopted", "engaged", "let_go"), clock.today())
    assert (life.state, life.carries_itself) == ("heard", False)
    assert life.has_reason is False
    made.let_go(by)
    assert {one.state: one.has_reason for one in lives_of(by.space)} == {"heard": False, "let_go": True}
