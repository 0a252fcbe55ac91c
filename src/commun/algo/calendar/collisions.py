"""Meetings that fall on a day off: told to the group ahead of time, never skipped by themselves."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NOTICE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Collision:
    """One start and the days off that its local day meets, by calendar: ``{"public": "Lundi de Pentecôte"}``."""

    start: dt.datetime
    labels: Mapping[str, str]

    @property
    def day(self) -> dt.date:
        return self.start.date()


def collisions(starts: Iterable[dt.datetime], calendars: Mapping[str, Mapping[dt.date, str]]) -> list[Collision]:
    """The starts whose own local day is in one of ``calendars`` (name: {day: label}), in the order given."""
    found = []
    for start in starts:
        labels = {name: days[start.date()] for name, days in calendars.items() if start.date() in days}
        if labels:
            found.append(Collision(start, labels))
    return found


def to_settle(met: Iterable[Collision], today: dt.date, notice: int = NOTICE_DAYS) -> list[Collision]:
    """Those at most ``notice`` days away and not past: the group is asked to move, keep or cancel them."""
    return [collision for collision in met if 0 <= (collision.day - today).days <= notice]
