"""Days off in France, with French labels: public holidays by territory, school holidays by zone.

A thin wrapper of the package ``holidays``, imported only when asked. What a group does with a day off is its own
matter.
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

# Territories with holidays of their own; "" is the rest of the country.
TERRITORIES = ("", "57", "6AE", "971", "972", "973", "974", "976", "BL", "MF", "NC", "PF", "PM", "TF", "WF")
SCHOOL_ZONES = ("A", "B", "C")
# School holidays are decreed a few years ahead only: later ones are what the package foretells.
FIRST_YEAR, LAST_YEAR = 1950, 2100


def public_holidays(years: Iterable[int], territory: str = "") -> dict[dt.date, str]:
    """Each public holiday of ``years`` with its French label. Raises ValueError on another territory or year."""
    if territory not in TERRITORIES:
        raise ValueError(territory)
    return _gathered(years, "public", territory)


def school_holidays(years: Iterable[int], zone: str) -> dict[dt.date, str]:
    """Each day of school holidays of ``years`` in zone A, B or C, with its label. ValueError on another zone."""
    if zone not in SCHOOL_ZONES:
        raise ValueError(zone)
    return _gathered(years, "school", f"Zone {zone}")


def _gathered(years: Iterable[int], category: str, place: str) -> dict[dt.date, str]:
    found: dict[dt.date, str] = {}
    for year in sorted(set(years)):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(year)
        found |= dict(_year(year, category, place))
    return found


@lru_cache(maxsize=512)
def _year(year: int, category: str, place: str) -> tuple[tuple[dt.date, str], ...]:
    import holidays

    days = holidays.country_holidays("FR", years=year, subdiv=place or None, categories=(category,), language="fr")
    return tuple(sorted(days.items()))
