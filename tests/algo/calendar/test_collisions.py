"""Meetings on days off are told by the local day, and only when there is still time to choose."""

import datetime as dt
from zoneinfo import ZoneInfo

from commun.algo.calendar import collisions, to_settle

REUNION = ZoneInfo("Indian/Reunion")


def test_the_local_day_counts_not_the_one_in_utc() -> None:
    start = dt.datetime(2027, 7, 15, 1, tzinfo=REUNION)  # still the 14th in UTC
    assert collisions([start], {"public": {dt.date(2027, 7, 14): "Fête nationale"}}) == []
    assert collisions([start], {"public": {dt.date(2027, 7, 15): "Pont"}})[0].labels == {"public": "Pont"}


def test_each_calendar_that_is_met_gives_its_label() -> None:
    day = dt.datetime(2027, 2, 15, 10, tzinfo=REUNION)
    (met,) = collisions([day], {"A": {day.date(): "Hiver"}, "B": {}, "C": {day.date(): "Hiver"}})
    assert (met.day, dict(met.labels)) == (dt.date(2027, 2, 15), {"A": "Hiver", "C": "Hiver"})


def test_the_group_is_asked_sixty_days_before_and_not_after() -> None:
    day = dt.datetime(2027, 5, 17, 10, tzinfo=REUNION)
    met = collisions([day], {"public": {day.date(): "Lundi de Pentecôte"}})
    asked = [ago for ago in range(-2, 70) if to_settle(met, day.date() - dt.timedelta(days=ago))]
    assert asked == list(range(61))
