"""The dates of a rule: known lists, clock changes, limits, and independent libraries on rules drawn by lot."""

import datetime as dt
import re
import time
import warnings
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from commun.algo.calendar import (
    FOREIGN,
    HOUR_SKIPPED,
    HOUR_TWICE,
    OWN,
    Limits,
    NeverEnds,
    TooFar,
    TooMany,
    Unreadable,
    expand,
    parse,
)
from tests.algo.calendar.rules import any_rules, form_rules

PARIS = ZoneInfo("Europe/Paris")
THIRD_MONDAY = parse("FREQ=MONTHLY;BYDAY=3MO")
STARTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2029, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
ZONES = st.sampled_from(["Europe/Paris", "America/Guadeloupe", "Indian/Reunion", "America/Miquelon", "UTC"]).map(
    ZoneInfo
)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def lines(rule: str, start: str, until: str, zone: dt.tzinfo = PARIS) -> list[str]:
    found = expand(parse(rule), local(start), zone, until=dt.date.fromisoformat(until))
    return [moment.isoformat(timespec="minutes") for moment in found.starts]


def test_the_third_monday_until_2040() -> None:
    found = lines("FREQ=MONTHLY;BYDAY=3MO", "2026-11-16T10:00", "2040-12-31")
    assert (len(found), found[0], found[-1]) == (170, "2026-11-16T10:00+01:00", "2040-12-17T10:00+01:00")
    whole = lines("FREQ=MONTHLY;BYDAY=3MO", "2026-09-01T10:00", "2040-12-31")
    assert (len(whole), sum(line.endswith("10:00+02:00") for line in whole)) == (172, 100)
    assert sum(line.endswith("10:00+01:00") for line in whole) == 72


def test_the_year_measured_with_one_date_out() -> None:
    found = expand(
        THIRD_MONDAY,
        local("2026-12-21T10:00"),
        PARIS,
        until=dt.date(2027, 12, 31),
        without=[local("2027-08-16T10:00")],
    )
    assert [start.strftime("%Y-%m-%d") for start in found.starts] == [
        "2026-12-21", "2027-01-18", "2027-02-15", "2027-03-15", "2027-04-19", "2027-05-17", "2027-06-21",
        "2027-07-19", "2027-09-20", "2027-10-18", "2027-11-15", "2027-12-20",
    ]  # fmt: skip
    assert {start.astimezone(dt.UTC).hour for start in found.starts} == {8, 9}


@pytest.mark.parametrize(
    "exception",
    [dt.date(2027, 1, 18), local("2027-01-18T10:00"), dt.datetime(2027, 1, 18, 9, tzinfo=dt.UTC)],
)
def test_a_cancelled_date_is_a_day_a_local_moment_or_a_moment(exception: dt.date) -> None:
    found = expand(THIRD_MONDAY, local("2026-12-21T10:00"), PARIS, until=dt.date(2027, 2, 28), without=[exception])
    assert [start.month for start in found.starts] == [12, 2]


def test_the_hour_that_does_not_exist_in_march_comes_an_hour_later_and_says_so() -> None:
    found = expand(parse("FREQ=DAILY;COUNT=3"), local("2027-03-27T02:30"), PARIS)
    assert [(at.start.isoformat(timespec="minutes"), at.warning) for at in found.occurrences] == [
        ("2027-03-27T02:30+01:00", ""),
        ("2027-03-28T03:30+02:00", HOUR_SKIPPED),
        ("2027-03-29T02:30+02:00", ""),
    ]


def test_the_hour_that_october_has_twice_is_the_first_one_and_says_so() -> None:
    found = expand(parse("FREQ=DAILY;COUNT=3"), local("2027-10-30T02:30"), PARIS)
    assert [(at.start.isoformat(timespec="minutes"), at.warning) for at in found.occurrences] == [
        ("2027-10-30T02:30+02:00", ""),
        ("2027-10-31T02:30+02:00", HOUR_TWICE),
        ("2027-11-01T02:30+01:00", ""),
    ]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=MONTHLY;COUNT=3", "2027-01-31T10:00", ["01-31", "03-31", "05-31"]),  # never moved to the 28th
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2027-01-31T10:00", ["01-31", "02-28", "03-31"]),
        ("FREQ=MONTHLY;BYDAY=5MO;COUNT=2", "2027-01-01T10:00", ["03-29", "05-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", "2027-01-01T10:00", ["01-29", "02-26", "03-31"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=2", "2027-01-06T10:00", ["01-10", "01-24"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU;COUNT=2", "2027-01-06T10:00", ["01-17", "01-31"]),
        ("FREQ=YEARLY;BYWEEKNO=20;COUNT=1", "2027-01-04T10:00", ["05-17"]),  # the weekday is the start's
        (
            "FREQ=YEARLY;BYWEEKNO=1;BYDAY=TH;COUNT=2",
            "2026-01-01T10:00",
            ["01-01", "01-07"],
        ),  # 2026 starts on a Thursday
        # Each year on the 13th: in the month of the start. On a Friday the 13th: in any.
        ("FREQ=YEARLY;BYMONTHDAY=-1,13;COUNT=3", "2027-02-14T10:00", ["02-28", "02-13", "02-29"]),
        ("FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "2026-02-13T10:00", ["02-13", "03-13", "11-13"]),
        ("FREQ=DAILY;UNTIL=20270103", "2027-01-01T23:00", ["01-01", "01-02", "01-03"]),  # the whole last day
        ("FREQ=DAILY;UNTIL=20270103T220000Z", "2027-01-01T23:00", ["01-01", "01-02", "01-03"]),
        ("FREQ=DAILY;UNTIL=20270103T215959Z", "2027-01-01T23:00", ["01-01", "01-02"]),
        ("FREQ=DAILY;UNTIL=20270103T225959", "2027-01-01T23:00", ["01-01", "01-02"]),
    ],
)
def test_worked_examples(rule: str, start: str, expected: list[str]) -> None:
    assert [moment.strftime("%m-%d") for moment in expand(parse(rule), local(start), PARIS).starts] == expected


def test_a_leap_day_comes_every_four_years_only() -> None:
    found = expand(parse("FREQ=YEARLY;COUNT=4"), local("2028-02-29T10:00"), PARIS)
    assert [start.year for start in found.starts] == [2028, 2032, 2036, 2040]


def test_a_start_beside_the_rule_is_not_a_date_and_is_told() -> None:
    beside = expand(THIRD_MONDAY, local("2026-11-17T10:00"), PARIS, until=dt.date(2026, 12, 31))
    assert (beside.start_fits, beside.starts[0].day) == (False, 21)
    assert expand(THIRD_MONDAY, local("2026-11-16T10:00"), PARIS, until=dt.date(2026, 12, 31)).start_fits


def test_a_rule_without_end_needs_one() -> None:
    with pytest.raises(NeverEnds):
        expand(THIRD_MONDAY, local("2026-11-16T10:00"), PARIS)


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=1000000", "FREQ=DAILY;BYHOUR=8,12,18;UNTIL=20600101"])
def test_a_rule_of_too_many_dates_is_refused(rule: str) -> None:
    with pytest.raises(TooMany) as caught:
        expand(parse(rule), local("2026-11-16T10:00"), PARIS)
    assert caught.value.about == "10000"


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Martinique", "Pacific/Noumea"])
def test_an_end_at_either_end_of_time_is_one(zone: str) -> None:
    start, there = local("2026-11-16T10:00"), ZoneInfo(zone)
    for until in ("99991231T235959", "99990101T000000Z", "99991231T235959Z"):
        found = expand(parse(f"FREQ=YEARLY;UNTIL={until}"), start, there, limits=FOREIGN)
        assert (len(found.starts), found.is_cut) == (11, True)
        with pytest.raises(TooFar):
            expand(parse(f"FREQ=YEARLY;UNTIL={until}"), start, there)
    for until in ("00010101T000000", "00011231T235959Z"):
        assert expand(parse(f"FREQ=YEARLY;UNTIL={until}"), start, there).starts == ()


@pytest.mark.parametrize(
    ("rule", "until"), [("FREQ=YEARLY;UNTIL=21000101", None), ("FREQ=YEARLY", dt.date(2099, 1, 1))]
)
def test_an_end_too_far_away_is_refused(rule: str, until: dt.date | None) -> None:
    with pytest.raises(TooFar):
        expand(parse(rule), local("2026-11-16T10:00"), PARIS, until=until)


def test_a_foreign_rule_is_cut_at_a_thousand_dates_or_ten_years() -> None:
    daily = expand(parse("FREQ=DAILY"), local("2026-11-16T10:00"), PARIS, limits=FOREIGN)
    yearly = expand(parse("FREQ=YEARLY;COUNT=1000000"), local("2026-11-16T10:00"), PARIS, limits=FOREIGN)
    short = expand(parse("FREQ=DAILY;COUNT=1000"), local("2026-11-16T10:00"), PARIS, limits=FOREIGN)
    assert [(len(found.starts), found.is_cut) for found in (daily, yearly, short)] == [
        (1000, True),
        (11, True),
        (1000, False),
    ]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=999999999"],
)
def test_a_rule_with_no_date_does_not_search_for_ever(rule: str) -> None:
    start = time.process_time()
    for limits in (FOREIGN, OWN):
        assert (
            len(expand(parse(rule), local("2026-11-16T10:00"), PARIS, until=dt.date(2040, 1, 1), limits=limits).starts)
            <= 1
        )
    assert time.process_time() - start < 1


def test_a_rule_without_any_date_that_ends_is_merely_empty() -> None:
    found = expand(parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20300101"), local("2026-11-16T10:00"), PARIS)
    assert (found.starts, found.is_cut, found.start_fits) == ((), False, False)
    with pytest.raises(TooFar):
        expand(parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"), local("2026-11-16T10:00"), PARIS)


def test_an_old_series_reaches_today() -> None:
    since = dt.date(2026, 11, 16)
    birthday = expand(parse("FREQ=YEARLY"), local("1604-03-01T00:00"), PARIS, since=since, limits=FOREIGN)
    daily = expand(parse("FREQ=DAILY;BYHOUR=8,9"), local("1900-01-01T08:00"), PARIS, since=since, limits=FOREIGN)
    counted = expand(parse("FREQ=DAILY;COUNT=10"), local("2026-11-10T10:00"), PARIS, since=since, limits=FOREIGN)
    assert (birthday.starts[0].year, len(birthday.starts), birthday.is_cut) == (2027, 10, True)
    assert (daily.starts[0].date(), len(daily.starts), daily.is_cut) == (since, 1000, True)
    assert ([start.day for start in counted.starts], counted.is_cut) == ([16, 17, 18, 19], False)
    assert birthday.start_fits
    assert daily.start_fits


@settings(max_examples=60, deadline=None)
@given(any_rules(), STARTS, st.integers(0, 900))
def test_a_window_shows_the_same_dates(text: str, start: dt.datetime, later: int) -> None:
    rule, since, until = parse(text), start.date() + dt.timedelta(days=later), start.date() + dt.timedelta(days=1200)
    whole = expand(rule, start, dt.UTC, until=until)
    window = expand(rule, start, dt.UTC, since=since, until=until)
    assert list(window.starts) == [moment for moment in whole.starts if moment.date() >= since]
    assert window.start_fits == whole.start_fits == (whole.starts[:1] == (start.replace(tzinfo=dt.UTC),))


def test_counting_from_long_ago_does_not_last_for_ever() -> None:
    begin = time.process_time()
    old = parse("FREQ=DAILY;COUNT=999999999;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23")
    found = expand(old, local("1604-03-01T00:00"), PARIS, since=dt.date(2026, 11, 16), limits=FOREIGN)
    assert (found.starts, found.is_cut) == ((), True)
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("start", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-11-16T10:00+01:00"])
def test_a_start_at_the_ends_of_time_or_with_a_zone_is_refused(start: str) -> None:
    with pytest.raises(Unreadable):
        expand(parse("FREQ=YEARLY;BYWEEKNO=1"), local(start), PARIS, limits=FOREIGN)


# -- beside other people's work -------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(any_rules(), STARTS)
def test_dates_equal_those_of_an_independent_expander(text: str, start: dt.datetime) -> None:
    from dateutil.rrule import rrulestr

    # The first week counted from the end: theirs forgets its days that fall in the year before (RFC 5545 has them).
    assume(not re.search(r"BYWEEKNO=[^;]*-5[23]", text))
    last = dt.datetime(start.year + 8, 6, 15, 23, 59)
    rule = parse(text)
    # The other library wants the type of UNTIL to be that of its start: here without zone, at the end of its day.
    theirs = text.replace("UNTIL=20280315", "UNTIL=20280315T235959").replace("T120000Z", "T120000")
    # "Each year on the 13th": theirs reads the 13th of every month.
    theirs += f";BYMONTH={start.month}" if text.startswith("FREQ=YEARLY;BYMONTHDAY=") else ""
    expected = []
    for moment in rrulestr(theirs, dtstart=start):
        if moment > last or len(expected) == 400:
            break
        expected.append(moment)
    found = expand(rule, start, dt.UTC, until=last.date(), limits=Limits(400, 9, cuts=True))
    assert [moment.replace(tzinfo=None) for moment in found.starts] == expected


@settings(max_examples=60, deadline=None)
@example("FREQ=DAILY;INTERVAL=1;UNTIL=20280315", dt.datetime(2026, 1, 1), PARIS, set())
@given(form_rules(), STARTS, ZONES, st.sets(st.integers(0, 20), max_size=3))
def test_moments_equal_those_of_an_independent_calendar(
    text: str, start: dt.datetime, zone: ZoneInfo, dropped: set[int]
) -> None:
    """The two differ on a start beside its rule (RFC 5545 leaves it open): we begin at one that fits."""
    import icalendar
    import recurring_ical_events

    rule = parse(text)
    window = Limits(2_000, 6, cuts=True)
    first = expand(rule, start, zone, limits=window)
    if not first.starts or first.occurrences[0].warning:
        return
    begin = first.starts[0].replace(tzinfo=None)
    last = dt.date(begin.year + 3, 1, 1)
    whole = expand(rule, begin, zone, until=last, limits=window)
    without = [whole.starts[number] for number in dropped if number < len(whole.starts)]
    event = icalendar.Event()
    event.add("uid", "1")
    event.add("dtstart", begin.replace(tzinfo=zone))
    # The other library reads the end of a day without zone as that of Greenwich: here, the end of the day in the zone.
    until = dt.datetime(2028, 3, 15, 23, 59, 59, tzinfo=zone).astimezone(dt.UTC)
    event["rrule"] = icalendar.vRecur.from_ical(text.replace("UNTIL=20280315", f"UNTIL={until:%Y%m%dT%H%M%SZ}"))
    for moment in without:
        event.add("exdate", moment)
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    end = dt.datetime.combine(last, dt.time(23, 59, 59), zone)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = recurring_ical_events.of(calendar).between(begin.replace(tzinfo=zone), end)
    found = expand(rule, begin, zone, until=last, without=without, limits=window)
    expected = sorted(item["DTSTART"].dt.timestamp() for item in theirs)
    assert [moment.timestamp() for moment in found.starts] == expected
