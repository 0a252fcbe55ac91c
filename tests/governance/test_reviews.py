"""Reviews: a day that experiments must have; on that day a real process opens, once, and is in the agenda (S5)."""

import datetime as dt
from collections.abc import Iterator

import pytest

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import actions, methods
from commun.governance.actions import reviews
from commun.governance.journal import decisions as facts
from commun.governance.models import AgendaItem, Decision, Membership, Process
from tests.governance import decisions_world as made
from tests.governance import world as doors
from tests.governance.test_reminders import plan

DAY = dt.timedelta(days=1)


@pytest.fixture
def bob(db: None) -> Membership:
    return doors.member(doors.found())


@pytest.fixture(autouse=True)
def _consent() -> Iterator[None]:
    """A way of deciding by consent, whatever the room's own does."""
    before = methods.ways.get("consent")
    methods.ways.add(
        "consent", methods.Way("", dict, lambda process: methods.Ending("adopted", {}), ends_by_clock=False)
    )
    yield
    if before is not None:
        methods.ways.add("consent", before)


def reviewed(by: Membership) -> list[Process]:
    with scope.use(by.space):
        return list(Process.objects.select_related("decision"))


def test_a_review_opens_on_its_day_once_and_is_in_the_agenda(bob: Membership) -> None:
    plan(bob, 60)
    decision = made.engaged(
        bob, is_experiment=True, review_on=clock.today() + 30 * DAY, due_on=clock.today() + 90 * DAY
    )
    with made.later(29):
        assert reviews.open_due() == 0
    with made.later(30):
        assert [reviews.open_due(), reviews.open_due()] == [1, 0]
    with made.later(31):
        assert reviews.open_due() == 0
    (process,) = reviewed(bob)
    review = process.decision
    assert review is not None
    assert (process.method, process.state, review.state, review.origin) == (
        "consent",
        "open",
        "proposed",
        f"decision:{decision.ref}",
    )
    with scope.use(bob.space):
        assert review.versions.get().change == {"kind": "decision.review", "decision": decision.ref, "answer": "keep"}
        assert AgendaItem.objects.get().about == f"governance.decision:{review.ref}"
    fact = made.told(bob, facts.REVIEW_OPENED)[0]
    assert (fact.actor, fact.rule, fact.data["process"]) == ("rule", "governance.review", process.ref)


def test_what_is_no_longer_in_force_is_not_reviewed(bob: Membership) -> None:
    decision = made.engaged(bob, review_on=clock.today() + DAY)
    actions.let_go(by=bob, decision=decision, reason="Non.")
    with made.later(2):
        assert reviews.open_due() == 0


def test_the_review_is_led_by_somebody_awake(bob: Membership) -> None:
    made.engaged(bob, review_on=clock.today() + DAY)
    actions.rest(member=bob)
    with made.later(2):
        assert reviews.open_due() == 1
    assert reviewed(bob)[0].opened_by_id != bob.pk


def test_a_day_of_review_is_chosen_by_who_carries_it(bob: Membership) -> None:
    decision = made.engaged(bob)
    row = actions.set_review(by=bob, decision=decision, review_on=clock.today() + DAY)
    assert row.review_on == clock.today() + DAY
    assert actions.set_review(by=bob, decision=decision, review_on=None).review_on is None
    with pytest.raises(Refused):
        actions.set_review(by=bob, decision=decision, review_on=clock.today())
    for wrong in (made.heard(bob), made.let_go(bob)):
        with pytest.raises(Refused):
            actions.set_review(by=bob, decision=wrong, review_on=clock.today() + DAY)


def test_an_experiment_keeps_its_day_of_review(bob: Membership) -> None:
    decision = made.engaged(bob, is_experiment=True, review_on=clock.today() + DAY)
    with pytest.raises(Refused):
        actions.set_review(by=bob, decision=decision, review_on=None)
    assert isinstance(decision, Decision)
