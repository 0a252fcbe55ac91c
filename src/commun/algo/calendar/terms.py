"""Terms of mandates: when one ends, who is told and when, and the dates to look at it again.

The clock only says; it never renews nor removes. An end is the first day on which the mandate no longer holds.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass

REMINDER_DAYS = (60, 30, 7)
LONGEST_MONTHS = 1_200


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: its name is the number of days before the end, ``on`` the day it was due."""

    days: int
    on: dt.date


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last day of a shorter month: 31 January + 1 is 28 or 29 February.

    Always counted from the first day: 31 January + 2 is 31 March, not 28. Raises ValueError outside 0 to 1,200.
    """
    if not 0 <= months <= LONGEST_MONTHS:
        raise ValueError(months)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def term_end(start: dt.date, months: int, terms: int = 1) -> dt.date:
    """The first day after ``terms`` terms of ``months`` months each. Raises ValueError under one of either."""
    if months < 1 or terms < 1:
        raise ValueError((months, terms))
    return add_months(start, months * terms)


def has_ended(end: dt.date | None, today: dt.date) -> bool:
    """Whether the term is over; a term without end never is."""
    return end is not None and today >= end


def reminders_due(
    start: dt.date,
    end: dt.date | None,
    today: dt.date,
    sent: Collection[int],
    days: tuple[int, ...] = REMINDER_DAYS,
) -> list[Reminder]:
    """The reminders to send now, furthest from the end first; the caller records them as ``sent`` by their number.

    A reminder missed while the clock stood still is still due until the end. One that would fall on the first day
    or before it is never sent (a term of a month has no reminder at 60 days). After the end there is none: the
    vacancy itself speaks.
    """
    if end is None or has_ended(end, today):
        return []
    planned = [Reminder(number, end - dt.timedelta(days=number)) for number in sorted(set(days), reverse=True)]
    return [plan for plan in planned if start < plan.on <= today and plan.days not in sent]


def review_dates(start: dt.date, every: int, until: dt.date) -> list[dt.date]:
    """The days, ``every`` months after ``start``, before ``until`` (not included). ValueError if ``every`` < 1."""
    if every < 1:
        raise ValueError(every)
    found: list[dt.date] = []
    while (day := add_months(start, every * (len(found) + 1))) < until:
        found.append(day)
    return found
