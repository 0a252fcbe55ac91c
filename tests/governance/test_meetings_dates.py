"""F1: rules, dates, exceptions, the hour that does not exist, days off."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from commun.core import clock
from commun.core.errors import Refused
from commun.core.models import OutgoingMail
from commun.governance import days_off, meeting_dates
from commun.governance.actions import meeting_reminders, meeting_series, meetings
from commun.governance.meeting_dates import Pattern
from commun.governance.models import Meeting
from commun.governance.queries import meetings as queries
from tests.governance.meeting_world import THIRD_MONDAY, again, first_of, make_series, meetings_of
from tests.support.world import Group, make_member, make_person

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def test_the_third_monday_comes_at_ten_local_time_all_year(group: Group) -> None:
    series = make_series(group.alice, starts_at=dt.time(10), starts_on=dt.date(2026, 11, 17))
    days = [meeting.starts_at.astimezone(PARIS) for meeting in meetings_of(series)]
    told = ["2026-12-21", "2027-01-18", "2027-02-15", "2027-03-15", "2027-04-19", "2027-05-17", "2027-06-21"]
    assert [f"{day:%Y-%m-%d}" for day in days[:7]] == told
    assert {day.hour for day in days} == {10}
    assert {meeting.starts_at.astimezone(dt.UTC).hour for meeting in meetings_of(series)} == {8, 9}


@pytest.mark.parametrize(
    ("pattern", "rule", "words"),
    [
        (Pattern("month_weekday", place=3), "FREQ=MONTHLY;BYDAY=3MO", "the third monday of every month"),
        (Pattern("month_weekday", place=-1, weekday=4), "FREQ=MONTHLY;BYDAY=-1FR", "the last friday of every month"),
        (Pattern("month_day", month_day=15), "FREQ=MONTHLY;BYMONTHDAY=15", "day 15 of every month"),
        (
            Pattern("month_day", 2, month_day=-1),
            "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1",
            "the last day, every 2 months",
        ),
        (Pattern("weekly", weekday=2), "FREQ=WEEKLY;BYDAY=WE", "every week on wednesday"),
        (Pattern("weekly", weekday=2, interval=2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "every 2 weeks on wednesday"),
        (Pattern("yearly"), "FREQ=YEARLY", "every year on 16/11"),
    ],
)  # fmt: skip
def test_plain_choices_make_the_rule_and_come_back(pattern: Pattern, rule: str, words: str) -> None:
    assert meeting_dates.rule_of(pattern) == rule
    assert meeting_dates.pattern_of(rule) == pattern
    with translation.override("en"):
        assert meeting_dates.said(rule, dt.date(2026, 11, 16)) == words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=SECONDLY", "several times a day"),
        ("FREQ=DAILY;COUNT=1000000", "more than 10000 dates"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "gives no date"),
        ("tous les lundis", "cannot be read"),
        ("FREQ=MONTHLY;BYWISH=3", "not part of a recurrence rule"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", "not both"),
    ],
)
def test_a_bad_rule_has_its_sentence(group: Group, rule: str, words: str) -> None:
    with translation.override("en"), pytest.raises(Refused, match=words):
        make_series(group.alice, rule=rule)


@pytest.mark.parametrize("end", ["COUNT=3", "UNTIL=20260401T000000Z"])
def test_a_rule_whose_dates_are_all_past_is_refused_and_a_series_that_came_to_its_end_is_stopped(
    group: Group, end: str
) -> None:
    rule = f"FREQ=MONTHLY;BYDAY=1MO;{end}"
    with translation.override("en"), pytest.raises(Refused, match="gives no date"):
        make_series(group.alice, rule=rule, starts_on=dt.date(2026, 1, 5))
    with clock.stopped(dt.datetime(2026, 1, 2, 9, tzinfo=dt.UTC)):
        series = make_series(group.alice, rule=rule, starts_on=dt.date(2026, 1, 5))
        assert len(meetings_of(series)) == 3
    meeting_series.end_series(by=group.alice, series=series)
    assert series.meetings.model._base_manager.filter(series=series, state="cancelled").count() == 0


def test_a_rule_without_end_is_written_a_year_ahead_and_goes_on_by_itself(group: Group) -> None:
    series = make_series(group.alice, rule="FREQ=WEEKLY;BYDAY=MO")
    before = len(meetings_of(series))
    assert 50 <= before <= 60
    with clock.stopped(clock.now() + dt.timedelta(days=60)):
        assert meeting_series.write_all_dates() > 0
        assert meeting_series.write_all_dates() == 0


def test_a_meeting_that_ends_before_it_starts_is_refused(group: Group) -> None:
    with pytest.raises(Refused):
        make_series(group.alice, minutes=-30)
    with pytest.raises(Refused):
        make_series(group.alice, minutes=0)


def test_the_hour_that_does_not_exist_is_refused(group: Group) -> None:
    with pytest.raises(Refused, match="02:30"):
        make_series(group.alice, starts_on=dt.date(2027, 3, 28), starts_at=dt.time(2, 30))
    plan = meetings.MeetingPlan(title="Nuit", day=dt.date(2027, 3, 28), at=dt.time(2, 30), minutes=30)
    with pytest.raises(Refused, match="03:30"):
        meetings.plan_meeting(by=group.alice, plan=plan)


def test_a_meeting_is_planned_from_today_to_two_years_ahead(group: Group) -> None:
    today = dt.date(2026, 11, 16)
    for day in (today, dt.date(2028, 11, 15)):
        plan = meetings.MeetingPlan(title="Séance", day=day, at=dt.time(9), minutes=60)
        meeting = meetings.plan_meeting(by=group.alice, plan=plan)
    for day in (dt.date(2020, 1, 1), dt.date(2026, 11, 15), dt.date(2028, 11, 20), dt.date(9999, 12, 31)):
        plan = meetings.MeetingPlan(title="Séance", day=day, at=dt.time(9), minutes=60)
        with pytest.raises(Refused):
            meetings.plan_meeting(by=group.alice, plan=plan)
        with pytest.raises(Refused):
            meetings.move_meeting(by=group.alice, meeting=meeting, day=day, at=dt.time(9))
    with pytest.raises(Refused):
        make_series(group.alice, starts_on=dt.date(9999, 12, 31))


def test_a_later_date_in_that_hour_is_shown_shifted(group: Group) -> None:
    dates = meeting_dates.dates_of(
        "FREQ=DAILY", dt.date(2027, 3, 27), dt.time(2, 30), PARIS, after=dt.date(2027, 3, 27)
    )
    assert [date.is_shifted for date in dates[:3]] == [False, True, False]
    assert dates[1].start.astimezone(PARIS).hour == 3


def test_one_meeting_is_moved_without_moving_the_others(group: Group) -> None:
    meeting, following = meetings_of(make_series(group.alice))[:2]
    row = meetings.move_meeting(
        by=group.alice, meeting=meeting, day=dt.date(2026, 11, 24), at=dt.time(9), reason="Salle prise"
    )
    assert row.starts_at.astimezone(PARIS) == dt.datetime(2026, 11, 24, 9, tzinfo=PARIS)
    assert (row.occurrence, row.sequence) == (dt.date(2026, 11, 16), 1)
    assert again(following).sequence == 0
    assert meeting_series.write_dates(row.series) == []


def test_awake_members_are_told_that_a_date_moves_or_goes(group: Group) -> None:
    make_member(group.space, make_person("Dora Blanc"), "dormant")
    moved, gone = meetings_of(make_series(group.alice))[1:3]
    meetings.move_meeting(by=group.alice, meeting=moved, day=dt.date(2026, 12, 22), at=dt.time(9))
    meetings.cancel_meeting(by=group.alice, meeting=gone, reason="La salle est prise")
    for kind in ("moved", "cancelled"):
        told = OutgoingMail.objects.filter(key__startswith=f"governance.meeting-{kind}:")
        assert {mail.to for mail in told} == {group.alice.person.email, group.bob.person.email}
    assert all("La salle est prise" in mail.text for mail in told)


def test_a_cancelled_date_does_not_come_back(group: Group) -> None:
    series = make_series(group.alice)
    meeting = meetings_of(series)[1]
    meetings.cancel_meeting(by=group.alice, meeting=meeting, reason="Congés")
    assert meeting_series.write_dates(series) == []
    assert again(meeting).state == Meeting.State.CANCELLED
    assert again(meeting).sequence == 1


def test_a_new_rule_moves_what_is_to_come_and_keeps_each_identity(group: Group) -> None:
    series = make_series(group.alice)
    before = {meeting.ref: meeting for meeting in meetings_of(series)}
    plan = meeting_series.SeriesPlan(
        title="Séance du mois", rule="FREQ=MONTHLY;BYDAY=1TU", starts_on=dt.date(2026, 12, 1), starts_at=dt.time(18),
        minutes=90,
    )  # fmt: skip
    meeting_series.change_series(by=group.alice, series=series, plan=plan)
    after = [meeting for meeting in meetings_of(series) if meeting.state == Meeting.State.PLANNED]
    assert [f"{one.starts_at.astimezone(PARIS):%d/%m %H:%M}" for one in after[:2]] == ["01/12 18:00", "05/01 18:00"]
    assert after[0].ref in before
    assert after[0].sequence == before[after[0].ref].sequence + 1


def test_a_cancelled_day_stays_free_when_the_hour_changes(group: Group) -> None:
    series = make_series(group.alice)
    meetings.cancel_meeting(by=group.alice, meeting=meetings_of(series)[1])
    plan = meeting_series.SeriesPlan(
        title="Séance du mois", rule=THIRD_MONDAY, starts_on=series.starts_on, starts_at=dt.time(15), minutes=120
    )
    meeting_series.change_series(by=group.alice, series=series, plan=plan)
    held = [one for one in meetings_of(series) if one.state == Meeting.State.PLANNED]
    assert dt.date(2026, 12, 21) not in {one.occurrence for one in held}
    assert {one.starts_at.astimezone(PARIS).hour for one in held} == {15}


def test_a_new_title_leaves_the_dates(group: Group) -> None:
    series = make_series(group.alice)
    before = [meeting.starts_at for meeting in meetings_of(series)]
    plan = meeting_series.SeriesPlan(
        title="Autre nom", rule=THIRD_MONDAY, starts_on=series.starts_on, starts_at=series.starts_at, minutes=120
    )
    meeting_series.change_series(by=group.alice, series=series, plan=plan)
    assert [meeting.starts_at for meeting in meetings_of(series)] == before
    assert {meeting.title for meeting in meetings_of(series)} == {"Autre nom"}


def test_days_off_agree_with_an_independent_library() -> None:
    holidays = pytest.importorskip("holidays")
    for year in range(2024, 2051):
        assert set(days_off.of_year(year)) == set(holidays.country_holidays("FR", years=year)), year


def test_a_day_off_is_asked_about_sixty_days_before_never_skipped(group: Group) -> None:
    series = make_series(group.alice)
    whit_monday = next(meeting for meeting in meetings_of(series) if meeting.occurrence == dt.date(2027, 5, 17))
    assert whit_monday.state == Meeting.State.PLANNED
    with clock.stopped(dt.datetime(2027, 3, 17, 9, tzinfo=PARIS)):
        assert queries.home_of(group.space, group.alice).settle == []
    with clock.stopped(dt.datetime(2027, 3, 19, 9, tzinfo=PARIS)):
        settle = queries.home_of(group.space, group.alice).settle
        assert [(meeting.pk, name) for meeting, name in settle] == [(whit_monday.pk, "Lundi de Pentecôte")]
        meetings.keep_date(by=group.alice, meeting=whit_monday)
        assert queries.home_of(group.space, group.alice).settle == []


def test_a_group_without_meeting_within_its_weeks_is_told(group: Group) -> None:
    assert queries.home_of(group.space, group.alice).alert_weeks == 6
    first_of(group.alice)
    assert queries.home_of(group.space, group.alice).alert_weeks is None


def test_those_who_facilitate_are_asked_once_about_a_day_off(group: Group) -> None:
    make_series(group.alice)
    assert meeting_reminders.ask_about_days_off() == 0
    with clock.stopped(dt.datetime(2027, 3, 19, 9, tzinfo=PARIS)):
        assert meeting_reminders.ask_about_days_off() == 1
        assert meeting_reminders.ask_about_days_off() == 0
    mail = OutgoingMail.objects.get(key__startswith="governance.day-off:")
    assert mail.to == group.alice.person.email
    assert "Lundi de Pentecôte" in mail.text


def test_a_group_that_no_longer_meets_is_told_once_a_month(group: Group) -> None:
    assert meeting_reminders.tell_who_no_longer_meets() == 0
    series = make_series(group.alice)
    assert meeting_reminders.tell_who_no_longer_meets() == 0
    meeting_series.end_series(by=group.alice, series=series)
    assert meeting_reminders.tell_who_no_longer_meets() == 1
    assert meeting_reminders.tell_who_no_longer_meets() == 0


def test_a_convivial_moment_is_no_working_meeting(group: Group) -> None:
    first_of(group.alice, kind="convivial", title="Repas partagé")
    assert queries.next_meeting(group.space) is None
    assert queries.home_of(group.space, group.alice).alert_weeks == 6


def test_a_plain_member_does_not_change_the_dates(group: Group) -> None:
    with pytest.raises(Refused):
        make_series(group.bob)


def test_ending_a_series_cancels_what_is_to_come(group: Group) -> None:
    series = make_series(group.alice)
    meeting_series.end_series(by=group.alice, series=series, reason="On se voit autrement")
    assert {meeting.state for meeting in meetings_of(series)} == {Meeting.State.CANCELLED}
    assert meeting_series.write_all_dates() == 0
