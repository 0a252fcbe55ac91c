"""The turns of a digest."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.calendar import last_turn

PARIS = ZoneInfo("Europe/Paris")
ZONES = st.sampled_from(["Europe/Paris", "America/Guadeloupe", "Indian/Reunion", "Pacific/Noumea", "UTC"]).map(ZoneInfo)
MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=dt.UTC))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "rhythm", "expected"),
    [
        ("2026-11-17T07:00", "daily", "2026-11-17T07:00"),  # Tuesday, on the hour
        ("2026-11-17T06:59", "daily", "2026-11-16T07:00"),
        ("2026-11-22T12:00", "daily", "2026-11-20T07:00"),  # Sunday: Friday's
        ("2026-11-22T12:00", "weekly", "2026-11-16T07:00"),
        ("2026-11-23T06:59", "weekly", "2026-11-16T07:00"),
        ("2026-11-23T07:00", "weekly", "2026-11-23T07:00"),
    ],
)
def test_worked_examples(now: str, rhythm: str, expected: str) -> None:
    assert last_turn(at(now), rhythm=rhythm, hour=7, zone=PARIS) == at(expected)


def test_no_rhythm_has_no_turn() -> None:
    assert last_turn(at("2026-11-17T07:00"), rhythm="none", hour=7, zone=PARIS) is None


@pytest.mark.parametrize(("rhythm", "hour"), [("hourly", 7), ("daily", 24), ("daily", -1)])
def test_an_unknown_rhythm_or_hour_is_refused(rhythm: str, hour: int) -> None:
    with pytest.raises(ValueError, match=str(hour)):
        last_turn(at("2026-11-17T07:00"), rhythm=rhythm, hour=hour, zone=PARIS)


@given(MOMENTS, st.sampled_from(["daily", "weekly"]), st.integers(0, 23), ZONES)
def test_the_turn_is_past_recent_and_on_a_right_day(now: dt.datetime, rhythm: str, hour: int, zone: ZoneInfo) -> None:
    turn = last_turn(now, rhythm=rhythm, hour=hour, zone=zone)
    assert turn is not None
    assert turn <= now < turn + dt.timedelta(days=7 if rhythm == "weekly" else 3, hours=1)
    local = turn.astimezone(zone)
    assert local.weekday() == 0 if rhythm == "weekly" else local.weekday() <= 4
    assert last_turn(turn, rhythm=rhythm, hour=hour, zone=zone) == turn


@given(MOMENTS, st.integers(0, 23), ZONES)
def test_walking_through_time_meets_each_turn_once(now: dt.datetime, hour: int, zone: ZoneInfo) -> None:
    step = dt.timedelta(minutes=15)
    moments = [now + step * number for number in range(4 * 24 * 7)]
    turns = [last_turn(moment, rhythm="daily", hour=hour, zone=zone) for moment in moments]
    assert turns == sorted(turns, key=lambda turn: turn or now)
    assert 5 <= len(set(turns)) <= 6
