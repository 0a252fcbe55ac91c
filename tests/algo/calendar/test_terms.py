"""Terms end on the right day, and each reminder goes once however the clock ran."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.calendar import add_months, has_ended, reminders_due, review_dates, term_end

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-01-31", 2, "2027-03-31"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-11-16", 12, "2027-11-16"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-12-01", 0, "2026-12-01"),
    ],
)
def test_months_are_counted_from_the_first_day(day: str, months: int, expected: str) -> None:
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


@given(DAYS, st.integers(0, 120), st.integers(0, 120))
def test_more_months_never_end_sooner(day: dt.date, some: int, more: int) -> None:
    assert add_months(day, some) <= add_months(day, some + more)
    assert (add_months(day, some).year * 12 + add_months(day, some).month) - (day.year * 12 + day.month) == some


def test_a_second_term_ends_where_two_terms_from_the_start_do() -> None:
    start = dt.date(2027, 1, 31)
    assert [term_end(start, 1, terms) for terms in (1, 2, 3)] == [
        dt.date(2027, 2, 28),
        dt.date(2027, 3, 31),
        dt.date(2027, 4, 30),
    ]


@pytest.mark.parametrize(("months", "terms"), [(0, 1), (-1, 1), (1, 0), (1201, 1)])
def test_an_absurd_term_is_refused(months: int, terms: int) -> None:
    with pytest.raises(ValueError):
        term_end(dt.date(2027, 1, 31), months, terms)


def test_a_term_holds_until_the_day_before_its_end() -> None:
    end = dt.date(2027, 11, 16)
    assert not has_ended(end, dt.date(2027, 11, 15))
    assert has_ended(end, end)
    assert not has_ended(None, end)


@given(DAYS, st.integers(1, 36), st.lists(st.integers(1, 45), max_size=60))
def test_each_reminder_goes_once_whatever_days_the_clock_ran(start: dt.date, months: int, steps: list[int]) -> None:
    end = term_end(start, months)
    today, sent, runs = start, [], []
    for step in steps:
        runs.append(today)
        due = reminders_due(start, end, today, sent)
        assert all(today < end and reminder.on <= today for reminder in due)
        sent += [reminder.days for reminder in due]
        today += dt.timedelta(days=step)
    assert len(sent) == len(set(sent))
    last_run = max((run for run in runs if run < end), default=start)
    wanted = [days for days in (60, 30, 7) if start < end - dt.timedelta(days=days) <= last_run]
    assert sorted(sent, reverse=True) == wanted


def test_the_clock_run_each_day_reminds_on_the_days_told() -> None:
    start, end, sent = dt.date(2026, 11, 16), dt.date(2027, 11, 16), {}
    for number in range(400):
        today = start + dt.timedelta(days=number)
        sent |= {reminder.days: today for reminder in reminders_due(start, end, today, sent)}
    assert sent == {60: dt.date(2027, 9, 17), 30: dt.date(2027, 10, 17), 7: dt.date(2027, 11, 9)}


def test_a_term_without_end_reminds_nobody() -> None:
    assert reminders_due(dt.date(2026, 1, 1), None, dt.date(2027, 1, 1), []) == []


def test_reviews_come_every_so_many_months_and_stop_before_the_end() -> None:
    assert review_dates(dt.date(2026, 8, 31), 6, dt.date(2028, 2, 29)) == [dt.date(2027, 2, 28), dt.date(2027, 8, 31)]
    with pytest.raises(ValueError, match="0"):
        review_dates(dt.date(2026, 8, 31), 0, dt.date(2028, 2, 29))
