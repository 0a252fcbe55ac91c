"""An hour told in a zone that only the text itself describes is that hour, not the same figure here."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest

from commun.algo.calendar import cards, read_reply

REUNION = ZoneInfo("Indian/Reunion")
# As Outlook describes a zone: since 1601, two yearly rules.
OUTLOOK = """BEGIN:VTIMEZONE
TZID:(UTC-03:30) Terre\\, lointaine
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0230
TZOFFSETTO:-0330
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0330
TZOFFSETTO:-0230
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
# As older programs do: each change by its date; a rule that is over; one that cannot be read.
DATES = """BEGIN:VTIMEZONE
TZID:Chez nous
BEGIN:DAYLIGHT
DTSTART:20200329T020000
RDATE:20210328T020000,20220327T020000
TZOFFSETFROM:+0500
TZOFFSETTO:+0600
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20201025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20211030T210000Z
TZOFFSETFROM:+0600
TZOFFSETTO:+0500
END:STANDARD
BEGIN:STANDARD
DTSTART:20230101T000000
RRULE:FREQ=SOUVENT
TZOFFSETFROM:+0600
TZOFFSETTO:+013015
END:STANDARD
END:VTIMEZONE"""
FAR = '"(UTC-03:30) Terre, lointaine"'


def text(*lines: str, zones: str = OUTLOOK, method: str = "REQUEST") -> str:
    body = "\n".join(["BEGIN:VEVENT", "UID:1@exemple.test", *lines, "END:VEVENT"])
    return f"BEGIN:VCALENDAR\nMETHOD:{method}\n{zones}\n{body}\nEND:VCALENDAR\n"


def start_of(line: str, zones: str = OUTLOOK, home: dt.tzinfo = REUNION) -> str:
    (card,) = cards(text(line, zones=zones), home)
    assert isinstance(card.start, dt.datetime)
    return f"{card.start.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("20261201T213000", "2026-12-02 01:00:00"),
        ("20260701T213000", "2026-07-02 00:00:00"),
        ("20260308T015900", "2026-03-08 05:29:00"),
        ("20260308T030000", "2026-03-08 05:30:00"),
        ("20261101T015959", "2026-11-01 04:29:59"),
        ("20261101T020000", "2026-11-01 05:30:00"),
        # Before anything that it describes: what the first change found.
        ("15000101T000000", "1500-01-01 02:30:00"),
    ],
)
def test_two_yearly_rules_tell_the_hour(wall: str, utc: str) -> None:
    assert start_of(f"DTSTART;TZID={FAR}:{wall}") == utc


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("20200301T120000", "2020-03-01 07:00:00"),
        ("20210701T120000", "2021-07-01 06:00:00"),
        ("20211201T120000", "2021-12-01 07:00:00"),
        ("20221201T120000", "2022-12-01 06:00:00"),
        ("20260701T120000", "2026-07-01 10:29:45"),
    ],
)
def test_changes_told_by_their_dates_count_too(wall: str, utc: str) -> None:
    assert start_of(f"DTSTART;TZID=chez nous:{wall}", DATES) == utc


@pytest.mark.parametrize(
    ("line", "utc"),
    [
        ("DTSTART:20261201T090000", "2026-12-01 05:00:00"),
        ("DTSTART;TZID=Nulle/Part:20261201T090000", "2026-12-01 05:00:00"),
        ("DTSTART;TZID=Mauritius Standard Time:20261201T090000", "2026-12-01 05:00:00"),
        ("DTSTART;TZID=/exemple.test/Tzfile/America/Argentina/Ushuaia:20261201T090000", "2026-12-01 12:00:00"),
        ("DTSTART;TZID=/exemple.test/2026_1/America/Chicago:20261201T090000", "2026-12-01 15:00:00"),
        ("DTSTART:20261201T090000Z", "2026-12-01 09:00:00"),
        # Names that needed quotes.
        ("DTSTART;TZID=tzone://Microsoft/Utc:20261201T090000", "2026-12-01 09:00:00"),
        ("DTSTART;TZID=tzone://Nulle/Part:20261201T090000", "2026-12-01 05:00:00"),
        ("DTSTART;TZID=UTC+02:00:20261201T090000Z", "2026-12-01 09:00:00"),
    ],
)
def test_an_hour_without_a_zone_that_one_knows_is_one_of_the_group(line: str, utc: str) -> None:
    assert start_of(line) == utc


@pytest.mark.parametrize(
    "broken",
    [
        OUTLOOK.replace("TZOFFSETTO:-0330", "TZOFFSETTO:-9930").replace("TZOFFSETTO:-0230", "TZOFFSETTO:"),
        OUTLOOK.replace("DTSTART:16010101T020000", "DTSTART:16011301T020000"),
        OUTLOOK.replace("BEGIN:STANDARD", "").replace("BEGIN:DAYLIGHT", ""),
    ],
)
def test_a_zone_that_describes_nothing_is_the_one_of_the_group(broken: str) -> None:
    assert start_of(f"DTSTART;TZID={FAR}:20261201T090000", broken) == "2026-12-01 05:00:00"


def test_a_thousand_changes_cost_little() -> None:
    part = OUTLOOK.split("\n", 2)[2].replace("END:VTIMEZONE", "")
    many = OUTLOOK.replace("END:VTIMEZONE", part * 300 + "END:VTIMEZONE")
    assert start_of(f"DTSTART;TZID={FAR}:20261201T213000", many) == "2026-12-02 01:00:00"


def test_a_clock_that_changes_every_day_and_for_ever_costs_little() -> None:
    hours = ",".join(map(str, range(24)))
    rule = f"FREQ=DAILY;BYHOUR={hours};UNTIL=99991231T235959"
    mad = OUTLOOK.replace("FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11", rule)
    part = mad.split("\n", 2)[2].replace("END:VTIMEZONE", "")
    zones = mad.replace("END:V", part * 200 + "END:V")
    lines = [f"DTSTART;TZID={FAR}:20261201T090000", f"DTEND;TZID={FAR}:20261201T100000", "END:VEVENT", "BEGIN:VEVENT"]
    text_of_all = text(*lines * 5, zones=zones)
    begun = time.process_time()
    assert len(cards(text_of_all)) == 5
    assert time.process_time() - begun < 2


def test_a_described_name_with_a_colon_and_no_quotes_is_known() -> None:
    named = OUTLOOK.replace("(UTC-03:30) Terre\\, lointaine", "(UTC-03:30) Loin")
    assert start_of("DTSTART;TZID=(UTC-03:30) Loin:20261201T213000", named) == "2026-12-02 01:00:00"


def test_an_answer_names_its_date_in_such_a_zone() -> None:
    line = f"RECURRENCE-ID;TZID={FAR}:20261201T213000"
    (found,) = read_reply(text("ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@exemple.test", line, method="REPLY"))
    assert found.instance == dt.datetime(2026, 12, 2, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("DTSTART;TZID=Europe/Paris:20261201T090000", "PT1H30M", "2026-12-01 09:30:00"),
        ("DTSTART;TZID=Europe/Paris:20261024T090000", "P1DT1H", "2026-10-25 09:00:00"),
        ("DTSTART;TZID=Europe/Paris:20261024T230000", "PT6H", "2026-10-25 03:00:00"),
        ("DTSTART:20261201T090000Z", "+P1W", "2026-12-08 09:00:00"),
        ("DTSTART;VALUE=DATE:20261201", "P3D", "2026-12-04 00:00:00"),
        ("DTSTART;VALUE=DATE:20261201", "P1D", ""),
        ("DTSTART:20261201T090000Z", "P0D", ""),
        ("DTSTART:20261201T090000Z", "-PT1H", ""),
        ("DTSTART:20261201T090000Z", "P9999999W", ""),
    ],
)
def test_a_length_gives_the_end(start: str, length: str, end: str) -> None:
    (card,) = cards(text(start, f"DURATION:{length}"))
    found = card.end.astimezone(dt.UTC) if isinstance(card.end, dt.datetime) else card.end
    assert (f"{found:%Y-%m-%d %H:%M:%S}" if found else "") == end
