"""French public holidays (Code du travail, article L3133-1), by computation: no list to keep up to date."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

_FIXED = (
    (1, 1, "Jour de l’An"),
    (5, 1, "Fête du Travail"),
    (5, 8, "Victoire 1945"),
    (7, 14, "Fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "Armistice 1918"),
    (12, 25, "Noël"),
)
# Days after Easter Sunday.
_AFTER_EASTER = ((1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte"))


def easter(year: int) -> dt.date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher's rule)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * rest) // 433
    month = (h + rest - 7 * m + 90) // 25
    return dt.date(year, month, (h + rest - 7 * m + 33 * month + 19) % 32)


@lru_cache(maxsize=64)
def of_year(year: int) -> dict[dt.date, str]:
    """Each day off of a year with its name; two on one day are both named."""
    named = [(dt.date(year, month, day), name) for month, day, name in _FIXED]
    sunday = easter(year)
    named += [(sunday + dt.timedelta(days=days), name) for days, name in _AFTER_EASTER]
    found: dict[dt.date, str] = {}
    for day, name in sorted(named):
        found[day] = f"{found[day]}, {name}" if day in found else name
    return found


def of_years(years: Iterable[int]) -> dict[dt.date, str]:
    """The days off of several years."""
    return {day: name for year in sorted(set(years)) for day, name in of_year(year).items()}


def name_of(day: dt.date) -> str:
    """The name of the day off, empty on any other day."""
    return of_year(day.year).get(day, "")
