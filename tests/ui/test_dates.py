"""Days, hours and amounts as one says them. The clock stands on Monday 16 November 2026, noon in Paris."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from commun.ui import dates, money
from commun.ui.typography import NARROW, NO_BREAK

UTC = dt.UTC
N = NO_BREAK


@pytest.fixture(autouse=True)
def _french() -> object:
    with translation.override("fr"):
        yield


def at(month: int, day: int, hour: int = 11, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=UTC)


def test_a_moment_is_said_in_paris_time() -> None:
    assert dates.moment(at(12, 10)) == f"jeudi 10{N}décembre, 12{N}h{N}00"


def test_a_moment_is_said_in_the_readers_time() -> None:
    with timezone.override("America/Cayenne"):
        assert dates.moment(at(12, 10, 1)) == f"mercredi 9{N}décembre, 22{N}h{N}00"


def test_the_first_of_a_month_is_ordinal() -> None:
    assert dates.day(dt.date(2026, 12, 1)) == f"mardi 1er{N}décembre"


def test_another_year_is_told() -> None:
    assert dates.day(dt.date(2027, 1, 4)) == f"lundi 4{N}janvier 2027"
    assert dates.day(dt.date(2026, 1, 5), weekday=False) == f"5{N}janvier"


def test_english_days_are_english() -> None:
    with translation.override("en"):
        assert dates.moment(at(12, 10)) == "Thursday 10 December, 12:00"


def test_days_left_count_calendar_days_of_the_reader() -> None:
    assert dates.days_until(at(11, 16, 22)) == 0
    assert dates.days_until(at(11, 16, 23)) == 1  # already Tuesday in Paris
    assert dates.days_until(dt.date(2026, 12, 5)) == 19


def test_what_is_over_is_over_at_its_minute_but_a_day_lasts_to_its_end() -> None:
    assert dates.is_past(at(11, 16, 10))
    assert not dates.is_past(at(11, 16, 12))
    assert not dates.is_past(dt.date(2026, 11, 16))
    assert dates.is_past(dt.date(2026, 11, 15))


def test_days_left_in_english_words() -> None:
    with translation.override("en"):
        assert dates.days_left(at(11, 15)) == "over"
        assert dates.days_left(at(11, 16, 20)) == "today"
        assert dates.days_left(at(11, 17)) == "tomorrow"
        assert dates.days_left(at(12, 5)) == "19 days"
        assert dates.days_left_short(at(12, 5)) == "19 d"


@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        (123450, f"1{NARROW}234,50{N}€"),
        (1200000, f"12{NARROW}000{N}€"),
        (5, f"0,05{N}€"),
        (-123450, f"−1{NARROW}234,50{N}€"),
        (0, f"0{N}€"),
    ],
)
def test_amounts_are_french(cents: int, expected: str) -> None:
    assert money.euros(cents) == expected


def test_rounded_amounts_have_no_cents() -> None:
    assert money.euros(123450, precise=False) == f"1{NARROW}235{N}€"


def test_english_amounts_are_english() -> None:
    with translation.override("en"):
        assert money.euros(-123450) == "−€1,234.50"
