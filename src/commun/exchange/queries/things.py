"""Shared things as their pages show them: who has them now, what is booked, a month of one."""

import datetime as dt
from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from commun.core import clock, scope
from commun.core.models import Space
from commun.exchange.models import Booking, SharedThing
from commun.exchange.thing_stock import least_taken, most_taken
from commun.ui import dates

DAY = dt.timedelta(days=1)
MONTHS_AHEAD = 26
RETURNS_SHOWN_FOR = dt.timedelta(days=60)
LENT_MOST = 100


@dataclass(frozen=True)
class ThingLine:
    """One thing of the list, who has it now, and how many are free now."""

    thing: SharedThing
    holders: Sequence[Booking]

    @property
    def free(self) -> int:
        """How many are there now."""
        return max(0, self.thing.stock - sum(one.quantity for one in self.holders))


@dataclass(frozen=True)
class Day:
    """One day of the calendar; ``free``: how many are free at its fullest moment; ``is_partly``: some are, at times."""

    on: dt.date
    is_of_the_month: bool
    free: int
    is_past: bool
    is_partly: bool


@dataclass(frozen=True)
class Month:
    """A month of a thing, by weeks from Monday; the first days of the months around it, when they may be seen."""

    first: dt.date
    weeks: Sequence[Sequence[Day]]
    before: dt.date | None
    after: dt.date | None


def things_of(space: Space) -> list[ThingLine]:
    """What is shared in the group, by name. 2 queries."""
    with scope.use(space):
        rows = list(SharedThing.objects.filter(withdrawn_at=None).select_related("space", "owner__person"))
        held: dict[int, list[Booking]] = {}
        for one in _current(Booking.objects.filter(starts_at__lte=clock.now())):
            held.setdefault(one.thing_id, []).append(one)
    return [ThingLine(row, held.get(row.pk, [])) for row in rows]


def bookings_of(thing: SharedThing) -> list[Booking]:
    """What is booked of it now or later, in order. 1 query."""
    with scope.use(thing.space_id):
        return _current(Booking.objects.filter(thing=thing))


def lent(thing: SharedThing) -> list[Booking]:
    """What was taken of it lately: not brought back first, then what was, the last first. 1 query."""
    since = clock.now() - RETURNS_SHOWN_FOR
    with scope.use(thing.space_id):
        rows = Booking.objects.filter(thing=thing, cancelled_at=None, starts_at__lt=clock.now(), ends_at__gt=since)
        found = list(rows.select_related("space", "thing__space", "by__person", "by__space")[:LENT_MOST])
    return sorted(found, key=lambda one: (one.returned_at is not None, -one.ends_at.timestamp()))


def line_of(thing: SharedThing, bookings: Sequence[Booking]) -> ThingLine:
    """Who has it now, among what is booked."""
    now = clock.now()
    return ThingLine(thing, [one for one in bookings if one.starts_at <= now])


def month_asked(written: str) -> dt.date:
    """The first day of the month « 2026-12 »; this month for anything else, or too far."""
    today = clock.today()
    try:
        first = dt.datetime.strptime(written, "%Y-%m").date()
    except ValueError:
        first = today
    months = (first.year - today.year) * 12 + first.month - today.month
    return first.replace(day=1) if 0 <= months <= MONTHS_AHEAD else today.replace(day=1)


def month_of(thing: SharedThing, first: dt.date, bookings: Sequence[Booking]) -> Month:
    """How many are free each day. No query."""
    taken = [(one.starts_at, one.ends_at, one.quantity) for one in bookings]
    today, now, zone = dates.today(), clock.now(), timezone.get_current_timezone()

    def day(on: dt.date) -> Day:
        start = dt.datetime.combine(on, dt.time(), zone)
        end = dt.datetime.combine(on + DAY, dt.time(), zone)
        free = max(0, thing.stock - most_taken(taken, start, end))
        # What is left of today, for today.
        is_partly = on >= today and not free and thing.stock > least_taken(taken, max(start, now), end)
        return Day(on, on.month == first.month, free, on < today, is_partly)

    weeks = [[day(on) for on in week] for week in Calendar().monthdatescalendar(first.year, first.month)]
    # Weeks that are over tell nothing any more.
    weeks = [week for week in weeks if not all(one.is_past for one in week)]
    after = (first + 31 * DAY).replace(day=1)
    before = (first - DAY).replace(day=1)
    return Month(
        first,
        weeks,
        before if month_asked(f"{before:%Y-%m}") == before else None,
        after if month_asked(f"{after:%Y-%m}") == after else None,
    )


def _current(rows: QuerySet[Booking]) -> list[Booking]:
    rows = rows.filter(cancelled_at=None, ends_at__gt=clock.now())
    return list(rows.select_related("space", "thing__space", "by__person", "by__space").order_by("starts_at", "pk"))
