"""The feed is read by independent calendars as it was meant."""

import datetime as dt
import shutil
import subprocess
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.calendar import Event, Feed, expand, parse, write_feed
from commun.algo.calendar.ical import escape, fold
from commun.algo.calendar.vtimezone import vtimezone

PARIS = ZoneInfo("Europe/Paris")
STAMP = dt.datetime(2026, 11, 16, 11, tzinfo=dt.UTC)
ZONES = [
    "Europe/Paris",
    "Indian/Reunion",
    "America/Guadeloupe",
    "Pacific/Noumea",
    "America/Miquelon",
    "Africa/Casablanca",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029") | st.just("\n"))


def at(text: str, zone: dt.tzinfo = PARIS) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def event(**changes: Any) -> Event:
    base = Event("r1@commun", at("2026-11-16T10:00"), at("2026-11-16T12:00"), "Réunion", STAMP, STAMP)
    return replace(base, **changes)


def written(*events: Event, name: str = "Démarches") -> bytes:
    return write_feed(Feed(name, events))


def occurrences(feed: bytes, first: dt.date, last: dt.date) -> list[Any]:
    import icalendar
    import recurring_ical_events

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sorted(
            recurring_ical_events.of(icalendar.Calendar.from_ical(feed)).between(first, last),
            key=lambda item: item["DTSTART"].dt.isoformat(),
        )


def series() -> tuple[Event, Event]:
    third_monday = event(rule=parse("FREQ=MONTHLY;BYDAY=3MO"), without=(at("2027-08-16T10:00"),), sequence=2)
    moved = event(
        start=at("2027-05-18T14:00"), end=at("2027-05-18T16:00"), instance_of=at("2027-05-17T10:00"), sequence=3
    )
    return third_monday, moved


def test_a_series_with_a_date_out_and_a_date_moved() -> None:
    found = occurrences(written(*series()), dt.date(2026, 12, 1), dt.date(2027, 12, 31))
    assert [item["DTSTART"].dt.strftime("%m-%d %H:%M%z") for item in found] == [
        "12-21 10:00+0100", "01-18 10:00+0100", "02-15 10:00+0100", "03-15 10:00+0100", "04-19 10:00+0200",
        "05-18 14:00+0200", "06-21 10:00+0200", "07-19 10:00+0200", "09-20 10:00+0200", "10-18 10:00+0200",
        "11-15 10:00+0100", "12-20 10:00+0100",
    ]  # fmt: skip


def test_a_calendar_without_any_date_is_a_calendar() -> None:
    import icalendar

    empty = icalendar.Calendar.from_ical(written())
    assert [one.name for one in empty.subcomponents] == ["VTIMEZONE"]
    assert occurrences(written(), dt.date(2026, 1, 1), dt.date(2027, 1, 1)) == []


def test_every_event_says_what_readers_need() -> None:
    import icalendar

    calendar = icalendar.Calendar.from_ical(
        written(event(status="CANCELLED", sequence=4, address="https://a.test/r/1"))
    )
    assert str(calendar["X-WR-CALNAME"]) == str(calendar["NAME"]) == "Démarches"
    assert calendar["REFRESH-INTERVAL"].to_ical() == calendar["X-PUBLISHED-TTL"].to_ical() == b"PT4H"
    (found,) = calendar.walk("VEVENT")
    assert (found["UID"], found["STATUS"], found["SEQUENCE"], found["URL"]) == (
        "r1@commun",
        "CANCELLED",
        4,
        "https://a.test/r/1",
    )
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == STAMP
    assert found["DTEND"].dt == at("2026-11-16T12:00")


@settings(max_examples=200)
@given(TEXTS, TEXTS)
def test_any_text_comes_back_as_it_was_and_no_line_is_long(title: str, place: str) -> None:
    import icalendar

    feed = written(event(title=title, place=place, description=title * 3))
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))
    assert b"\n" not in feed.replace(b"\r\n", b"")
    for line in feed.split(b"\r\n"):
        line.decode()  # no character is cut
    (found,) = icalendar.Calendar.from_ical(feed).walk("VEVENT")
    assert str(found["SUMMARY"]) == title
    assert str(found.get("LOCATION", "")) == place
    assert str(found.get("DESCRIPTION", "")) == title * 3


@given(st.text(), st.integers(0, 200))
def test_a_folded_line_unfolds_to_itself(text: str, padding: int) -> None:
    line = "x" * padding + escape(text)
    pieces = fold(line)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


def test_a_line_of_75_octets_is_not_folded_and_one_more_is() -> None:
    assert fold("é" * 37 + "x") == ["é" * 37 + "x"]
    assert fold("é" * 38) == ["é" * 37, " é"]


def test_a_text_cannot_slip_in_a_property() -> None:
    feed = written(event(title="a\r\nATTENDEE:mailto:x@y.test\rB:1\u2028C:2\x00\x85D"))
    assert b"\r\nATTENDEE" not in feed
    assert b"SUMMARY:a\\nATTENDEE:mailto:x@y.test\\nB:1C:2D\r\n" in feed


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_is_told_as_it_is(zone: str) -> None:
    """Read by icalendar from our VTIMEZONE alone, each month's offset is that of the zone itself."""
    import icalendar

    place = ZoneInfo(zone)
    feed = written(event(start=at("2026-11-16T10:00", place), end=at("2026-11-16T12:00", place)))
    (component,) = icalendar.Calendar.from_ical(feed.replace(zone.encode(), b"Ailleurs")).walk("VTIMEZONE")
    told = component.to_tz(lookup_tzid=False)
    moments = [dt.datetime(year, month, 15, 12) for year in range(2026, 2037) for month in range(1, 13)]
    assert [moment.replace(tzinfo=told).utcoffset() for moment in moments] == [
        moment.replace(tzinfo=place).utcoffset() for moment in moments
    ]


@pytest.mark.parametrize(("zone", "rules"), [("Europe/Paris", 2), ("America/Miquelon", 2), ("Indian/Reunion", 0)])
def test_a_zone_is_compact(zone: str, rules: int) -> None:
    lines = vtimezone(ZoneInfo(zone), 2026)
    assert sum(line.startswith("RRULE:") for line in lines) == rules
    assert len(lines) <= 17


def test_each_special_character_is_escaped() -> None:
    assert escape("a,b;c\\d\ne") == "a\\,b\\;c\\\\d\\ne"


def test_summer_is_daylight_time_and_zones_begin_before_the_first_event() -> None:
    later = event(start=at("2031-11-17T10:00"), end=at("2031-11-17T12:00"))
    lines = written(event(), later).decode().split("\r\n")
    assert lines[lines.index("BEGIN:DAYLIGHT") + 1] == "DTSTART:20250330T020000"
    assert lines[lines.index("BEGIN:STANDARD") + 1] == "DTSTART:20251026T030000"


def test_a_zone_that_changed_once_is_right_before_it_did() -> None:
    import icalendar

    place = ZoneInfo("Asia/Pyongyang")  # 8 h 30 from August 2015 to May 2018, else 9 h
    feed = written(event(start=at("2015-01-05T10:00", place), end=at("2015-01-05T12:00", place)))
    (component,) = icalendar.Calendar.from_ical(feed.replace(b"Asia/Pyongyang", b"Ailleurs")).walk("VTIMEZONE")
    told = component.to_tz(lookup_tzid=False)
    offsets = [dt.datetime(year, 2, 1, tzinfo=told).utcoffset() for year in (2015, 2016, 2019)]
    assert offsets == [dt.timedelta(hours=9), dt.timedelta(hours=8, minutes=30), dt.timedelta(hours=9)]


def test_paris_changes_on_the_last_sundays() -> None:
    lines = vtimezone(PARIS, 2026)
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in lines
    assert "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU" in lines
    assert "DTSTART:20250330T020000" in lines


def test_whole_days_and_utc_need_no_zone() -> None:
    day = event(start=dt.date(2027, 5, 17), end=dt.date(2027, 5, 18), rule=parse("FREQ=YEARLY;UNTIL=20290601T100000Z"))
    utc = event(start=at("2026-11-16T10:00", dt.UTC), end=at("2026-11-16T12:00", dt.UTC))
    feed = written(day, utc)
    assert b"VTIMEZONE" not in feed
    assert b"DTSTART;VALUE=DATE:20270517\r\n" in feed
    assert b"UNTIL=20290601\r\n" in feed
    assert b"DTSTART:20261116T100000Z\r\n" in feed


def test_the_month_of_a_yearly_day_is_written_for_those_who_would_read_every_month() -> None:
    assert b"RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=-1\r\n" in written(event(rule=parse("FREQ=YEARLY;BYMONTHDAY=-1")))
    assert b"RRULE:FREQ=MONTHLY;BYMONTHDAY=-1\r\n" in written(event(rule=parse("FREQ=MONTHLY;BYMONTHDAY=-1")))


def test_the_end_of_a_rule_is_a_moment_in_utc() -> None:
    feed = written(
        event(rule=parse("FREQ=DAILY;UNTIL=20261118")), event(rule=parse("FREQ=DAILY;UNTIL=20261118T100000"))
    )
    assert b"UNTIL=20261118T225959Z" in feed
    assert b"UNTIL=20261118T090000Z" in feed
    assert (
        len(
            occurrences(
                written(event(rule=parse("FREQ=DAILY;UNTIL=20261118"))), dt.date(2026, 11, 1), dt.date(2026, 12, 1)
            )
        )
        == 3
    )


def test_the_second_of_two_equal_hours_is_written_in_utc() -> None:
    second = at("2027-10-31T02:30").replace(fold=1)
    feed = written(event(start=second, end=at("2027-10-31T04:00")))
    assert b"DTSTART:20271031T013000Z\r\n" in feed


@pytest.mark.parametrize(
    "changes",
    [
        {"end": at("2026-11-16T09:00")},
        {"uid": " "},
        {"start": dt.datetime(2026, 11, 16, 10)},
        {"start": dt.date(2026, 11, 16)},
        {"status": "DRAFT"},
        {"sequence": -1},
        {"address": "https://a.test/\r\nATTENDEE:x"},
        {"instance_of": at("2026-11-16T10:00"), "rule": parse("FREQ=DAILY")},
    ],
)
def test_a_wrong_event_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        written(event(**changes))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(["FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=DAILY;INTERVAL=9"]))
def test_a_reader_finds_the_dates_that_we_count(zone: str, rule: str) -> None:
    place = ZoneInfo(zone)
    start = expand(parse(rule), dt.datetime(2026, 11, 16, 10), place, until=dt.date(2027, 2, 1)).starts[0]
    ours = expand(parse(rule), start.replace(tzinfo=None), place, until=dt.date(2028, 6, 1)).starts
    theirs = occurrences(
        written(event(start=start, end=start + dt.timedelta(hours=1), rule=parse(rule))),
        dt.date(2026, 11, 1),
        dt.date(2028, 6, 2),
    )
    assert [item["DTSTART"].dt.timestamp() for item in theirs] == [moment.timestamp() for moment in ours]


@pytest.mark.skipif(shutil.which("khal") is None, reason="Debian's khal is not installed")
def test_khal_lists_the_series_with_its_moved_date(tmp_path: Path) -> None:
    store = tmp_path / "calendars" / "group"
    store.mkdir(parents=True)
    (store / "r1.ics").write_bytes(written(*series()))
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[group]]\npath = {store}\n[locale]\nlocal_timezone = Europe/Paris\n"
        "default_timezone = Europe/Paris\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {tmp_path}/khal.db\n"
    )
    listed = subprocess.run(
        ["khal", "-c", str(config), "list", "--format", "{start} {title}", "--day-format", "", "2027-05-01", "150d"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    ).stdout
    assert [line for line in listed.splitlines() if "unio" in line] == [
        "2027-05-18 14:00 Réunion",
        "2027-06-21 10:00 Réunion",
        "2027-07-19 10:00 Réunion",
        "2027-09-20 10:00 Réunion",
    ]
