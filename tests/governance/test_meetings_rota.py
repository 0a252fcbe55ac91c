"""F3, F7, R32: whose turn it is, with the reason; declining, exchanging, pausing; what attendance changes."""

import datetime as dt

import pytest
from django.test import Client

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact, FactWords, OutgoingMail
from commun.governance.actions import duties, meetings
from commun.governance.actions.memberships import leave
from commun.governance.models import Duty, Meeting, Membership
from commun.governance.queries import meetings as queries
from commun.governance.queries import rota
from tests.governance.meeting_world import again, first_of, make_series, meetings_of, people
from tests.support.world import Group

pytestmark = pytest.mark.django_db
TASK = "facilitator"


def duty_of(meeting: Meeting, task: str = TASK) -> Duty:
    return next(duty for duty in queries.duties_of(meeting) if duty.task == task)


def held(by: Membership, meeting: Meeting, facilitator: Membership) -> None:
    """The meeting took place with this facilitator."""
    with clock.stopped(meeting.starts_at):
        duties.assign_duty(by=facilitator, meeting=meeting, task=TASK, to=facilitator, reason="Pour l’exemple")
        meetings.open_meeting(by=by, meeting=again(meeting))
        meetings.close_meeting(by=by, meeting=again(meeting))


def test_the_rota_asks_two_people_with_the_reason_and_by_mail(group: Group) -> None:
    meeting = first_of(group.alice)
    made = duties.propose_duties(meeting=meeting)
    assert {duty.task for duty in made} == {"facilitator", "scribe"}
    assert len({duty.membership_id for duty in made}) == 2
    assert all(rota.why_said(duty) for duty in made)
    assert duties.propose_duties(meeting=meeting) == []
    assert OutgoingMail.objects.filter(key__startswith="governance.duty:").count() == 2


def test_each_reason_of_the_rota_has_its_sentence(group: Group) -> None:
    duty = Duty(membership=group.alice, why={"among": 4, "drawn_from": 2})
    said = set()
    for code in ("only_one", "fewest_turns", "longest_ago", "drawn", "swapped", "again", "chosen"):
        duty.why["code"] = code
        said.add(rota.why_said(duty))
    assert len(said - {""}) == 7


def test_the_least_served_is_asked_and_never_the_same_twice_running(group: Group) -> None:
    people(group.alice, 2)
    rows = meetings_of(make_series(group.alice))
    held(group.alice, rows[0], group.alice)
    chosen = duty_of(rows[1])
    assert chosen.membership_id != group.alice.pk
    held(group.alice, rows[1], group.bob)
    assert duty_of(rows[2]).membership_id not in {group.alice.pk, group.bob.pk}


def test_at_the_close_the_next_meeting_has_its_people_asked(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    held(group.alice, rows[0], group.alice)
    assert {duty.state for duty in queries.duties_of(rows[1])} == {"proposed"}


def test_whoever_declines_is_replaced_at_once_until_nobody_is_left(group: Group) -> None:
    meeting = first_of(group.alice)
    first = duties.assign_duty(by=group.alice, meeting=meeting, task=TASK, to=group.alice)
    second = duties.decline_duty(member=group.alice, duty=first)
    assert second is not None
    assert second.membership == group.bob
    assert duties.decline_duty(member=group.bob, duty=second) is None
    assert queries.duties_of(meeting) == []


def test_a_duty_is_answered_by_its_person_only(group: Group) -> None:
    duty = duties.assign_duty(by=group.alice, meeting=first_of(group.alice), task=TASK, to=group.bob)
    with pytest.raises(Refused):
        duties.accept_duty(member=group.alice, duty=duty)
    assert duties.accept_duty(member=group.bob, duty=duty).state == "accepted"


def test_the_same_person_twice_running_needs_a_reason_and_the_journal_keeps_it(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    held(group.alice, rows[0], group.alice)
    with clock.stopped(rows[0].ends_at):
        with pytest.raises(Refused):
            duties.assign_duty(by=group.alice, meeting=rows[1], task=TASK, to=group.alice)
        duties.assign_duty(by=group.alice, meeting=rows[1], task=TASK, to=group.alice, reason="Bob est en congé")
    with scope.use(group.space):
        fact = Fact.objects.filter(name="governance.duty.assigned").latest("position")
        assert fact.data["again"] is True
        assert FactWords.objects.get(fact=fact).text == "Bob est en congé"


def test_not_me_before_three_months(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    asked = duties.assign_duty(by=group.alice, meeting=rows[1], task=TASK, to=group.bob)
    pause = duties.pause_rota(member=group.bob, months=3)
    assert pause is not None
    assert pause.until == dt.date(2027, 2, 16)
    asked.refresh_from_db()
    assert asked.state == "declined"
    assert rota.who_is_next(rows[2], "scribe").person == str(group.alice.pk)
    with clock.stopped(dt.datetime(2027, 2, 17, tzinfo=dt.UTC)):
        late = next(meeting for meeting in rows if meeting.occurrence == dt.date(2027, 3, 15))
        assert dict(rota.who_is_next(late, "scribe").passed_over).get(str(group.bob.pk)) is None
    assert duties.pause_rota(member=group.bob, months=0) is None
    with pytest.raises(Refused):
        duties.pause_rota(member=group.bob, months=99)


def test_saying_that_one_does_not_come_gives_the_duty_back(group: Group) -> None:
    meeting = first_of(group.alice)
    duties.assign_duty(by=group.bob, meeting=meeting, task=TASK, to=group.bob)
    duties.answer_meeting(member=group.bob, meeting=meeting, answer="absent")
    assert duty_of(meeting).membership == group.alice


def test_whoever_said_they_do_not_come_is_not_asked(group: Group) -> None:
    meeting = first_of(group.alice)
    duties.answer_meeting(member=group.bob, meeting=meeting, answer="absent")
    assert [duty.membership for duty in duties.propose_duties(meeting=meeting)] == [group.alice]


def test_two_people_exchange_their_turns(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    mine = duties.assign_duty(by=group.alice, meeting=rows[0], task=TASK, to=group.alice)
    theirs = duties.assign_duty(by=group.bob, meeting=rows[1], task=TASK, to=group.bob)
    duties.swap_duty(member=group.alice, duty=mine, other=theirs)
    assert (duty_of(rows[0]).membership, duty_of(rows[0]).state) == (group.bob, "proposed")
    assert (duty_of(rows[1]).membership, duty_of(rows[1]).state) == (group.alice, "accepted")
    assert OutgoingMail.objects.get(key=f"governance.duty:{duty_of(rows[0]).pk}").to == group.bob.person.email


def test_a_turn_is_exchanged_for_the_same_task_and_with_nobody_on_a_break(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    mine = duties.assign_duty(by=group.alice, meeting=rows[0], task=TASK, to=group.alice)
    writing = duties.assign_duty(by=group.bob, meeting=rows[1], task="scribe", to=group.bob)
    with pytest.raises(Refused):
        duties.swap_duty(member=group.alice, duty=mine, other=writing)
    # Said yes before the break, for a day after it: nobody is put back on a day of the break.
    after = duties.assign_duty(by=group.bob, meeting=rows[6], task=TASK, to=group.bob)
    duties.pause_rota(member=group.bob, months=3)
    with pytest.raises(Refused):
        duties.swap_duty(member=group.alice, duty=mine, other=after)
    assert duty_of(rows[0]).membership == group.alice


def test_a_first_timer_is_paired_with_somebody_who_knows(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    held(group.alice, rows[0], group.alice)
    duty = duty_of(rows[1])
    assert (duty.membership, duty.pair) == (group.bob, group.alice)
    assert duty.why["is_first"] is True


def test_correcting_attendance_changes_who_is_next(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    held(group.alice, rows[0], group.alice)
    assert [turn.person for turn in rota.turns_served(group.space)] == [str(group.alice.pk)]
    duties.note_presence(by=group.alice, meeting=again(rows[0]), membership=group.alice, presence="excused")
    assert rota.turns_served(group.space) == []


def test_a_convivial_moment_asks_nobody(group: Group) -> None:
    assert duties.propose_duties(meeting=first_of(group.alice, kind="convivial")) == []


def test_dormant_people_are_not_asked(group: Group) -> None:
    Membership._base_manager.filter(pk=group.bob.pk).update(state="dormant")
    assert rota.who_is_next(first_of(group.alice), TASK).person == str(group.alice.pk)


def test_whoever_leaves_gives_the_turn_back(group: Group) -> None:
    meeting = first_of(group.alice)
    duties.assign_duty(by=group.bob, meeting=meeting, task=TASK, to=group.bob)
    leave(member=group.bob, reason="")
    assert queries.duties_of(meeting) == []


def test_every_morning_the_coming_meetings_get_their_people(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    assert duties.propose_all() == 2
    assert duties.propose_all() == 0
    assert queries.duties_of(rows[1]) == []


def test_the_mail_answers_in_one_click_and_reading_it_changes_nothing(group: Group) -> None:
    meeting = first_of(group.alice)
    duty = duties.assign_duty(by=group.alice, meeting=meeting, task=TASK, to=group.bob)
    mail = OutgoingMail.objects.get(key=f"governance.duty:{duty.pk}")
    no, yes, _way_out = (word.split("/m/")[1] for word in mail.text.split() if "/m/" in word)
    client = Client()
    for _time in range(2):
        assert client.get(f"/m/{yes}").status_code == 200
    assert duty_of(meeting).state == "proposed"
    assert client.post(f"/m/{yes}").status_code == 200
    assert duty_of(meeting).state == "accepted"
    assert client.post(f"/m/{no}").status_code == 200
    assert duty_of(meeting).membership == group.alice
    # Pressed twice: it says so.
    assert client.post(f"/m/{no}").status_code == 409
