"""The end of a meeting, and of a series: what will be done is read first, and everybody is told once."""

from dataclasses import fields, replace

import pytest
from django.utils import translation

from commun.core.errors import Refused
from commun.core.models import OutgoingMail
from commun.governance.actions import agenda, duties, meeting_series, meetings, minutes
from commun.governance.models import Meeting
from commun.ui.dates import day
from tests.governance.meeting_world import again, first_of, french, make_series, meetings_of, opened
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def alice(group: Group, client: GateClient) -> GateClient:
    client.force_login(group.alice.person)
    return client


def _close(meeting: Meeting) -> str:
    return f"/g/{meeting.space.slug}/seances/{meeting.ref}/fermer/"


def test_what_was_noted_and_who_is_mailed_is_read_before_the_close(group: Group, alice: GateClient) -> None:
    meeting = opened(group.alice)
    agenda.add_point(by=group.bob, meeting=meeting, point=agenda.Point(title="Le local"))
    for nature in ("note", "decision", "action"):
        minutes.write_and_grow(by=group.bob, meeting=meeting, text="Une presse", nature=nature)
    shown = alice.get(_close(meeting)).content.decode()
    mailed = french(
        "%(count)s person will receive the minutes by mail", "%(count)s people will receive the minutes by mail", 2
    )
    written = french("%(count)s line of minutes", "%(count)s lines of minutes", 3)
    words = (written, "<li>1 d", "1 action", "Le local", mailed, "Bob Durand")
    assert [word for word in words if word not in shown] == []
    assert again(meeting).state == Meeting.State.OPEN
    alice.post(_close(meeting))
    assert again(meeting).state == Meeting.State.CLOSED
    assert alice.get(_close(meeting)).status_code == 302


def test_a_meeting_where_nothing_was_noted_says_so(group: Group, alice: GateClient) -> None:
    nothing = (
        "Nothing was noted: the minutes would leave empty. After the close, "
        "only those who led the meeting may still add lines."
    )
    shown = alice.get(_close(opened(group.alice))).content.decode()
    assert french(nothing) in shown


def test_the_page_of_the_close_is_for_those_who_run_the_meeting(group: Group, client: GateClient) -> None:
    meeting = first_of(group.alice)
    duties.assign_duty(by=group.alice, meeting=meeting, task="facilitator", to=group.alice)
    meetings.open_meeting(by=group.alice, meeting=meeting)
    client.force_login(group.bob.person)
    assert client.get(_close(meeting)).status_code == 404


@pytest.mark.usefixtures("told_ten_times")
def test_the_end_of_a_series_is_mailed_once_with_the_dates_that_fall(group: Group) -> None:
    group.bob.mails = "concerns"
    group.bob.save()
    make_member(group.space, make_person("Zoé"), mails="decisions")
    series = make_series(group.alice)
    with translation.override("fr"):
        days = [day(one.starts_at, year=True) for one in meetings_of(series)]
    plan = meeting_series.SeriesPlan(
        **{one.name: getattr(series, one.name) for one in fields(meeting_series.SeriesPlan)}
    )
    meeting_series.change_series(by=group.alice, series=series, plan=replace(plan, place="Ailleurs"))
    changed = OutgoingMail.objects.filter(key__startswith="governance.series-changed:")
    assert {one.to for one in changed} == {group.alice.person.email, group.bob.person.email}
    meeting_series.end_series(by=group.alice, series=series, reason="On se voit autrement")
    with pytest.raises(Refused):
        meeting_series.end_series(by=group.alice, series=series)
    letters = OutgoingMail.objects.filter(key__startswith="governance.series-ended:").order_by("pk")
    # Dates that one wrote down are no longer true: also for who has chosen, since, only what concerns them.
    assert {one.to for one in letters} == {group.alice.person.email, group.bob.person.email}
    letter = letters.get(to=group.alice.person.email)
    said = (days[0], days[11], "On se voit autrement", f" {len(days) - 12} date")
    assert [words for words in said if words not in letter.text] == []
    assert days[12] not in letter.text
