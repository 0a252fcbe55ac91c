"""Reminders under a stopped clock: exactly one of each step, courteous, silent once it is done (S2, S4, R63)."""

import datetime as dt
from collections.abc import Iterator

import pytest

from commun.core import clock, journal, scope
from commun.core.models import OutgoingMail
from commun.governance import actions
from commun.governance.actions import reminders
from commun.governance.journal import decisions as facts
from commun.governance.models import AgendaItem, Meeting, Membership
from tests.governance import decisions_world as made
from tests.governance import world as doors

DAY = dt.timedelta(days=1)


@pytest.fixture
def alice(db: None) -> Membership:
    return doors.found()


@pytest.fixture
def bob(alice: Membership) -> Membership:
    return doors.member(alice)


@pytest.fixture
def meeting(alice: Membership) -> Meeting:
    return plan(alice, 60)


def plan(by: Membership, days: int) -> Meeting:
    start = clock.now() + days * DAY
    with scope.use(by.space):
        return Meeting.objects.create(
            space=by.space,
            title="Réunion",
            kind="working",
            starts_at=start,
            ends_at=start + dt.timedelta(hours=2),
            changed_at=clock.now(),
        )


def each_day(days: int) -> Iterator[int]:
    """Every day from today, the clock stopped at that day's morning."""
    for passed in range(days + 1):
        with made.later(passed, hour=7):
            yield passed


def live(days: int, until: int = -1, do: object = None) -> list[int]:
    """Run the job twice each day; the days on which it said something. ``do`` happens on day ``until``."""
    spoke = []
    for passed in each_day(days):
        if passed == until and callable(do):
            do()
        if reminders.remind_all():
            spoke.append(passed)
        assert reminders.remind_all() == 0
    return spoke


def steps(member: Membership) -> list[str]:
    return [fact.data["step"] for fact in made.told(member, facts.REMINDED)]


def letters(start: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith=start))


@pytest.mark.usefixtures("meeting")
def test_a_thing_to_do_goes_from_its_owner_to_the_digest_to_the_agenda_once_each(
    alice: Membership, bob: Membership
) -> None:
    action = actions.add_action(by=alice, title="Relire la charte", owner=bob, due_on=clock.today() + 3 * DAY)
    assert live(40) == [3, 10, 17]
    assert steps(bob) == ["person", "digest", "agenda"]
    (letter,) = letters("governance.due:")
    assert letter.to == bob.person.email
    with scope.use(bob.space):
        (point,) = AgendaItem.objects.all()
    assert (point.title, point.part, point.about, point.owner) == (
        "Relire la charte",
        "actions",
        f"governance.action:{action.ref}",
        None,
    )
    assert journal.verify(alice.space) == []


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize(("day", "said"), [(3, []), (4, ["person"]), (10, ["person"]), (11, ["person", "digest"])])
def test_reminders_stop_when_it_is_done(alice: Membership, bob: Membership, day: int, said: list[str]) -> None:
    action = actions.add_action(by=alice, title="Relire", owner=bob, due_on=clock.today() + 3 * DAY)
    live(40, day, lambda: actions.finish_action(by=bob, action=action))
    assert steps(bob) == said


@pytest.mark.usefixtures("told_ten_times")
def test_the_letter_blames_nobody_and_says_that_it_comes_once(alice: Membership, bob: Membership) -> None:
    actions.add_action(by=alice, title="Relire", owner=bob, due_on=clock.today())
    reminders.remind_all()
    (letter,) = letters("governance.due:")
    text = letter.text.casefold()
    assert not [word for word in ("late", "overdue", "retard", "failed", "!") if word in text]


def test_what_belongs_to_a_role_reminds_its_holders_of_today(alice: Membership, bob: Membership) -> None:
    role = made.role(alice)
    made.hold(role, bob)
    made.hold(role, alice, ends_on=clock.today() - DAY, starts_on=clock.today() - 9 * DAY)
    actions.add_action(by=alice, title="Comptes", owner_role=role, due_on=clock.today())
    reminders.remind_all()
    assert [letter.to for letter in letters("governance.due:")] == [bob.person.email]


@pytest.mark.usefixtures("meeting")
def test_what_nobody_took_goes_to_the_group_without_a_scapegoat(alice: Membership) -> None:
    actions.add_action(by=alice, title="Relire", due_on=clock.today())
    assert live(30) == [7, 14]
    assert steps(alice) == ["digest", "agenda"]
    assert letters("governance.due:") == []


def test_what_waits_for_something_else_is_left_in_peace(alice: Membership, bob: Membership) -> None:
    first = actions.add_action(by=alice, title="D’abord", due_on=clock.today() + 90 * DAY)
    actions.add_action(by=bob, title="Ensuite", owner=bob, due_on=clock.today(), blocked_by=first)
    assert live(5) == []
    actions.finish_action(by=alice, action=first)
    assert reminders.remind_all() == 1


def test_without_a_meeting_the_agenda_waits_for_one(alice: Membership, bob: Membership) -> None:
    actions.add_action(by=alice, title="Relire", owner=bob, due_on=clock.today())
    assert live(30, 25, lambda: plan(alice, 60)) == [0, 7, 25]


def test_a_group_may_do_without_reminders(alice: Membership, bob: Membership) -> None:
    actions.add_action(by=alice, title="Relire", owner=bob, due_on=clock.today())
    made.adopted(bob)
    actions.set_reminding(by=alice, is_reminding=False)
    assert live(20) == []
    actions.set_reminding(by=alice, is_reminding=True)
    assert reminders.remind_all() == 1


@pytest.mark.usefixtures("meeting")
def test_adopted_and_carried_by_nobody_is_told_to_those_who_facilitate_at_seven_days(
    alice: Membership, bob: Membership
) -> None:
    made.adopted(bob)
    assert live(40) == [7, 14, 21]
    assert [letter.to for letter in letters("governance.") if "unengaged" in letter.key] == [alice.person.email]


def test_what_is_engaged_before_seven_days_is_not_spoken_of(bob: Membership) -> None:
    decision = made.adopted(bob)
    due = clock.today() + 90 * DAY

    def engage() -> None:
        actions.engage(by=bob, decision=decision, carrier=bob, first_step="Oui", due_on=due)

    assert live(30, 7, engage) == []


def test_a_decision_handed_back_starts_its_week_anew(alice: Membership, bob: Membership) -> None:
    decision = made.engaged(bob, due_on=clock.today() + 90 * DAY)
    assert live(30, 20, lambda: actions.hand_back_decision(by=bob, decision=decision)) == [27]


def test_what_its_adoption_already_did_asks_for_no_carrier(bob: Membership) -> None:
    former = made.engaged(bob, due_on=clock.today() + 300 * DAY)
    made.adopted(bob, "Autrement", change={"kind": "decision.replace", "decision": former.ref})
    assert live(30) == []


def test_the_carrier_is_asked_what_became_of_it_once_nothing_is_left_to_do(bob: Membership) -> None:
    decision = made.engaged(bob, due_on=clock.today())
    with scope.use(bob.space):
        step = decision.actions.get()
    reminders.remind_all()
    assert ([len(letters("governance.due:")), len(letters("governance.conclude:"))]) == [1, 0]
    actions.finish_action(by=bob, action=step)
    reminders.remind_all()
    assert len(letters("governance.conclude:")) == 1
    actions.finish(by=bob, decision=decision, state="done", outcome="")
    assert live(30) == []


@pytest.mark.usefixtures("meeting")
def test_not_now_comes_back_on_its_day(bob: Membership) -> None:
    decision = made.heard(bob)
    actions.postpone(by=bob, decision=decision, again_on=clock.today() + 5 * DAY)
    assert live(20) == [5, 6]
    assert [letter.to for letter in letters("governance.again:")] == [bob.person.email]
    with scope.use(bob.space):
        assert AgendaItem.objects.get().about == f"governance.decision:{decision.ref}"


def test_groups_are_reminded_each_of_their_own(alice: Membership) -> None:
    other = doors.found("Un autre groupe")
    for by in (alice, other):
        actions.add_action(by=by, title="Relire", owner=by, due_on=clock.today())
    assert reminders.remind_all() == 2
    assert len(steps(alice)) == len(steps(other)) == 1


@pytest.mark.usefixtures("told_ten_times")
def test_whoever_is_written_as_carrier_by_another_is_told(alice: Membership, bob: Membership) -> None:
    decision = made.adopted(alice)
    actions.engage(by=alice, decision=decision, carrier=bob, first_step="Appeler", due_on=clock.today())
    assert [letter.to for letter in letters("governance.carry:")] == [bob.person.email]
