"""A recurrence rule is read strictly, written back the same, and said as data."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.calendar import (
    CountAndUntil,
    Rule,
    RuleError,
    Saying,
    TooOften,
    UnknownPart,
    Unreadable,
    parse,
    say,
    write,
)
from tests.algo.calendar.rules import any_rules


@pytest.mark.parametrize(
    ("text", "error", "about"),
    [
        ("", Unreadable, ""),
        ("le troisième lundi", Unreadable, "LE TROISIÈME LUNDI"),
        ("BYDAY=MO", Unreadable, "BYDAY=MO"),
        ("FREQ=FORTNIGHTLY", Unreadable, "FREQ=FORTNIGHTLY"),
        ("FREQ=DAILY;FREQ=WEEKLY", Unreadable, "FREQ=WEEKLY"),
        ("FREQ=DAILY;INTERVAL=0", Unreadable, "INTERVAL=0"),
        ("FREQ=DAILY;COUNT=-1", Unreadable, "COUNT=-1"),
        ("FREQ=DAILY;COUNT=١", Unreadable, "COUNT=١"),
        ("FREQ=MONTHLY;BYDAY=0MO", Unreadable, "BYDAY=0MO"),
        ("FREQ=MONTHLY;BYDAY=3LU", Unreadable, "BYDAY=LU"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", Unreadable, "BYMONTHDAY=32"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", Unreadable, "BYMONTHDAY=0"),
        ("FREQ=WEEKLY;BYDAY=3MO", Unreadable, "BYDAY"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", Unreadable, "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYWEEKNO=3", Unreadable, "BYWEEKNO"),
        ("FREQ=MONTHLY;BYSETPOS=1", Unreadable, "BYSETPOS"),
        ("FREQ=DAILY;UNTIL=20261332", Unreadable, "UNTIL=20261332"),
        ("FREQ=DAILY;UNTIL=demain", Unreadable, "UNTIL=DEMAIN"),
        ("FREQ=DAILY;" + "BYMONTH=1," * 1000, Unreadable, ("FREQ=DAILY;" + "BYMONTH=1," * 1000)[:40]),
        ("FREQ=DAILY;RSCALE=HEBREW", UnknownPart, "RSCALE"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", CountAndUntil, ""),
        ("FREQ=HOURLY", TooOften, "HOURLY"),
        ("FREQ=SECONDLY;COUNT=1000000", TooOften, "SECONDLY"),
        ("FREQ=DAILY;BYHOUR=8,9,10,11,12;BYMINUTE=0,10,20,30,40", TooOften, "BYHOUR"),
    ],
)
def test_a_bad_rule_says_what_is_wrong(text: str, error: type[RuleError], about: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert (type(caught.value), caught.value.about) == (error, about)


@given(st.text() | st.text("FREQ=DAILYBYSETPOS;,0123456789-MOTUWETHFRSASU"))
def test_any_text_is_a_rule_or_a_typed_error(text: str) -> None:
    try:
        parse(text)
    except RuleError:
        return


@given(any_rules())
def test_a_rule_reads_back_as_it_was_written(text: str) -> None:
    rule = parse(text)
    assert parse(write(rule)) == rule
    assert parse("rrule:" + text.lower() + ";") == rule


def test_an_end_is_a_day_a_local_moment_or_one_in_utc() -> None:
    assert parse("FREQ=DAILY;UNTIL=20270102").until == dt.date(2027, 1, 2)
    assert parse("FREQ=DAILY;UNTIL=20270102T101112").until == dt.datetime(2027, 1, 2, 10, 11, 12)
    assert parse("FREQ=DAILY;UNTIL=20270102T101112Z").until == dt.datetime(2027, 1, 2, 10, 11, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=3", Saying("day", 3)),
        ("FREQ=WEEKLY", Saying("week", 1, weekdays=(0,))),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", Saying("week", 2, weekdays=(1, 3))),
        ("FREQ=MONTHLY", Saying("month_day", 1, month_days=(16,))),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", Saying("month_day", 1, month_days=(-1,))),
        ("FREQ=MONTHLY;BYDAY=3MO", Saying("month_weekday", 1, weekdays=(0,), places=(3,))),
        ("FREQ=MONTHLY;BYDAY=-1FR,1FR", Saying("month_weekday", 1, weekdays=(4,), places=(1, -1))),
        ("FREQ=MONTHLY;BYDAY=1MO,3TU", Saying("other", 1)),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            Saying("month_weekday", 1, weekdays=(0, 1, 2, 3, 4), places=(-1,), one_of=True),
        ),
        ("FREQ=YEARLY", Saying("year_day", 1, month_days=(16,), months=(11,))),
        ("FREQ=YEARLY;BYMONTH=6;BYDAY=2SA", Saying("year_weekday", 1, weekdays=(5,), places=(2,), months=(6,))),
        ("FREQ=YEARLY;BYDAY=20MO", Saying("other", 1)),
        ("FREQ=YEARLY;BYMONTHDAY=13", Saying("other", 1)),
        ("FREQ=DAILY;BYMONTH=1", Saying("other", 1)),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", Saying("other", 1)),
        ("FREQ=DAILY;BYHOUR=9,14", Saying("other", 1)),
    ],
)
def test_a_rule_is_said_as_data(text: str, expected: Saying) -> None:
    assert say(parse(text), weekday=0, month_day=16, month=11) == expected


def test_twenty_four_times_a_day_is_the_most() -> None:
    assert len(parse("FREQ=DAILY;BYHOUR=6,7,8,9,10,11,12,13;BYMINUTE=0,20,40").by_hour) == 8


def test_a_rule_that_ends_knows_it() -> None:
    assert [parse(text).ends for text in ("FREQ=DAILY", "FREQ=DAILY;COUNT=2", "FREQ=DAILY;UNTIL=20270101")] == [
        False,
        True,
        True,
    ]
    assert Rule("DAILY") == parse("FREQ=DAILY")
