"""Days off: the package gives them in French, territory by territory; meetings that meet them are told."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from commun.algo.calendar import collisions, expand, parse
from commun.core.holidays_fr import TERRITORIES, public_holidays, school_holidays

PARIS = ZoneInfo("Europe/Paris")


def test_the_third_monday_meets_eight_public_holidays_until_2040() -> None:
    rule = parse("FREQ=MONTHLY;BYDAY=3MO")
    starts = expand(rule, dt.datetime(2026, 1, 1, 10), PARIS, until=dt.date(2040, 12, 31)).starts
    met = collisions(starts, {"public": public_holidays(range(2026, 2041))})
    assert {collision.day.isoformat(): collision.labels["public"] for collision in met} == {
        "2027-05-17": "Lundi de Pentecôte",
        "2028-04-17": "Lundi de Pâques",
        "2029-05-21": "Lundi de Pentecôte",
        "2032-05-17": "Lundi de Pentecôte",
        "2033-04-18": "Lundi de Pâques",
        "2033-08-15": "Assomption",
        "2039-08-15": "Assomption",
        "2040-05-21": "Lundi de Pentecôte",
    }


@pytest.mark.parametrize(
    ("territory", "day", "label"),
    [
        ("", "2027-07-14", "Fête nationale"),
        ("57", "2027-03-26", "Vendredi saint"),
        ("6AE", "2027-12-26", "Saint-Étienne"),
        ("974", "2027-12-20", "Abolition de l'esclavage"),
        ("971", "2027-05-27", "Abolition de l'esclavage"),
    ],
)
def test_each_territory_has_its_days(territory: str, day: str, label: str) -> None:
    assert public_holidays([2027], territory)[dt.date.fromisoformat(day)] == label


def test_good_friday_is_a_day_off_in_the_east_only() -> None:
    assert dt.date(2027, 3, 26) not in public_holidays([2027])


def test_school_holidays_differ_by_zone() -> None:
    zones = {zone: school_holidays([2027], zone) for zone in "ABC"}
    assert len(zones["B"]) == 130
    assert dt.date(2027, 2, 15) in zones["A"]
    assert dt.date(2027, 2, 10) not in zones["B"]
    assert dt.date(2027, 2, 10) in zones["C"]


def test_every_territory_answers_and_another_is_refused() -> None:
    assert all(len(public_holidays([2030], territory)) >= 11 for territory in TERRITORIES)
    for years, place in (([2027], "75"), ([9999], "")):
        with pytest.raises(ValueError):
            public_holidays(years, place)
    with pytest.raises(ValueError, match="D"):
        school_holidays([2027], "D")
