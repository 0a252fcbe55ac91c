"""What meetings keep of a person leaves with an export, and goes with an erasure."""

import pytest

from commun.core import scope
from commun.governance.actions import calendar_feeds, duties, meeting_data, minutes
from commun.governance.models import CalendarToken, MinuteLine, RotaPause
from tests.governance.meeting_world import first_of, opened
from tests.support.world import Group

pytestmark = pytest.mark.django_db


def test_everything_of_mine_is_in_the_export(group: Group) -> None:
    duties.answer_meeting(member=group.bob, meeting=first_of(group.alice), answer="coming")
    minutes.write_line(by=group.bob, meeting=opened(group.alice), text="Ce que j’ai dit")
    calendar_feeds.open_feed(person=group.bob.person)
    told = str(meeting_data.export(group.bob.person))
    assert "Ce que j’ai dit" in told
    assert "Séance du mois" in told
    assert "Ce que j’ai dit" not in str(meeting_data.export(group.alice.person))


def test_erasing_closes_the_calendars_and_leaves_the_minutes_to_the_group(group: Group) -> None:
    minutes.write_line(by=group.bob, meeting=opened(group.alice), text="On change de banque")
    duties.pause_rota(member=group.bob, months=3)
    calendar_feeds.open_feed(person=group.bob.person)
    calendar_feeds.open_feed(person=group.alice.person)
    meeting_data.erase(group.bob.person)
    assert list(CalendarToken.objects.values_list("person", flat=True)) == [group.alice.person.pk]
    with scope.use(group.space):
        assert not RotaPause.objects.exists()
        assert MinuteLine.objects.get().text == "On change de banque"
