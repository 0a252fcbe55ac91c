"""The dates of a recurrence rule, on the wall clock of a place.

Written on the standard library alone, so that the libraries our tests compare it with share nothing with it.
"""

import datetime as dt
import itertools
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from commun.algo.calendar.recurrence import (
    DAILY,
    MONTHLY,
    WEEKLY,
    YEARLY,
    NeverEnds,
    Rule,
    TooFar,
    TooMany,
    Unreadable,
)

# A rule with a number of times is counted from its start, however long ago: not further than this.
MOST_SCANNED = 20_000
HOUR_SKIPPED, HOUR_TWICE = "hour_skipped", "hour_twice"
Exceptions = Collection[dt.date | dt.datetime]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many dates and how many years after the start; past them, ``cuts`` stops quietly, else it is an error."""

    instances: int
    years: int
    cuts: bool


# A group's own rule reaches 2040 and further, and every day of it; a foreign calendar is read, but never trusted.
OWN = Limits(instances=10_000, years=50, cuts=False)
FOREIGN = Limits(instances=1_000, years=10, cuts=True)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One start, aware, in the zone asked; ``warning`` is empty, HOUR_SKIPPED or HOUR_TWICE."""

    start: dt.datetime
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Expansion:
    """The starts in order; ``is_cut`` when a limit stopped them; whether the given start is one of the rule's."""

    occurrences: tuple[Occurrence, ...]
    is_cut: bool
    start_fits: bool

    @property
    def starts(self) -> tuple[dt.datetime, ...]:
        return tuple(occurrence.start for occurrence in self.occurrences)


def expand(
    rule: Rule,
    start: dt.datetime,
    zone: dt.tzinfo,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    without: Exceptions = (),
    limits: Limits = OWN,
) -> Expansion:
    """Every start of ``rule`` from ``start`` (local wall time, without zone) to the day ``until`` included.

    With ``since``, only those from that day on, and the limits count from there: an old series reaches today. The
    wall time is kept across changes of clock. ``without`` holds cancelled dates: a day, a local moment or an aware
    one. A start that the rule does not produce is not added. Raises NeverEnds when nothing ends the rule and
    ``limits`` does not cut, TooMany and TooFar when it passes them, Unreadable on a start outside the years 1000
    to 9000 or with a zone of its own.
    """
    if start.tzinfo is not None or not 1000 <= start.year <= 9000:
        raise Unreadable(start.isoformat())
    if not rule.ends and until is None and not limits.cuts:
        raise NeverEnds
    if not limits.cuts and (rule.count or 0) > limits.instances:
        raise TooMany(str(limits.instances))
    first_day = max(start.date(), since or start.date())
    last_day = _last_day(first_day, until, limits)
    found: list[Occurrence] = []
    cancelled = _Cancelled(without, zone)
    end, counted = _BY_LAST_DAY, 0
    for number, wall in enumerate(_walls(rule, start, first_day, last_day)):
        occurrence = at_wall(wall, zone)
        end = _stopped_by(rule, occurrence.start, number, counted, zone, limits)
        if end:
            break
        counted += wall.date() >= first_day
        if wall.date() >= first_day and occurrence.start not in cancelled:
            found.append(occurrence)
    is_cut = end == _BY_NUMBER or (end == _BY_LAST_DAY and _goes_on(rule, last_day, until))
    if is_cut and not limits.cuts:
        raise TooMany(str(limits.instances)) if end == _BY_NUMBER else TooFar(str(limits.years))
    return Expansion(tuple(sorted(found, key=_moment)), is_cut, _fits(rule, start, zone))


_BY_LAST_DAY, _BY_RULE, _BY_NUMBER = "", "rule", "number"


def _stopped_by(rule: Rule, start: dt.datetime, number: int, counted: int, zone: dt.tzinfo, limits: Limits) -> str:
    if (rule.count is not None and number >= rule.count) or _is_past(start, rule.until, zone):
        return _BY_RULE
    return _BY_NUMBER if counted >= limits.instances or number >= MOST_SCANNED else ""


def _goes_on(rule: Rule, last_day: dt.date, until: dt.date | None) -> bool:
    """Whether the rule and the caller both wanted days after the last one looked at."""
    if until is not None and until <= last_day:
        return False
    ends = rule.until.date() if isinstance(rule.until, dt.datetime) else rule.until
    return ends is None or ends > last_day


def _moment(occurrence: Occurrence) -> float:
    return occurrence.start.timestamp()


def at_wall(wall: dt.datetime, zone: dt.tzinfo) -> Occurrence:
    """A wall time as a moment (RFC 5545, 3.3.5).

    In the hour that spring skips, the offset from before holds: 02:30 is shown as 03:30. In the hour that autumn
    has twice, it is the first one. The warning says which.
    """
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    shown = first.astimezone(dt.UTC).astimezone(zone)
    if shown.replace(tzinfo=None) != wall:
        return Occurrence(shown, HOUR_SKIPPED)
    return Occurrence(shown, HOUR_TWICE if first.utcoffset() != second.utcoffset() else "")


class _Cancelled:
    def __init__(self, without: Exceptions, zone: dt.tzinfo) -> None:
        self.days = {day for day in without if not isinstance(day, dt.datetime)}
        moments = [moment for moment in without if isinstance(moment, dt.datetime)]
        self.moments = {(moment if moment.tzinfo else at_wall(moment, zone).start).timestamp() for moment in moments}

    def __contains__(self, start: object) -> bool:
        return isinstance(start, dt.datetime) and (start.date() in self.days or start.timestamp() in self.moments)


def _last_day(first_day: dt.date, until: dt.date | None, limits: Limits) -> dt.date:
    """The last day looked at: no rule, however empty, is searched further."""
    year = min(first_day.year + limits.years, dt.MAXYEAR - 2)
    horizon = dt.date(year, first_day.month, min(first_day.day, monthrange(year, first_day.month)[1]))
    if until is not None and until > horizon and not limits.cuts:
        raise TooFar(str(limits.years))
    return horizon if until is None else min(until, horizon)


def _is_past(start: dt.datetime, until: dt.date | dt.datetime | None, zone: dt.tzinfo) -> bool:
    if until is None:
        return False
    if isinstance(until, dt.datetime):
        if not dt.MINYEAR < until.year < dt.MAXYEAR:
            # At either end of time no zone tells the hour: « for ever » is written 9999.
            return until.year < start.year
        return start > (until if until.tzinfo else at_wall(until, zone).start)
    return start.date() > until


# -- walls: local times without zone --------------------------------------------------------------------------


def _walls(rule: Rule, start: dt.datetime, first_day: dt.date, last_day: dt.date) -> Iterator[dt.datetime]:
    """The rule's wall times from its start; those before ``first_day`` only when they have to be counted."""
    full = _completed(rule, start)
    for period in _periods(full, start.date(), last_day):
        if rule.count is None and period[-1] < first_day:
            continue
        yield from (wall for wall in _chosen(full, start, period) if wall >= start and wall.date() <= last_day)


def _chosen(full: Rule, start: dt.datetime, period: list[dt.date]) -> list[dt.datetime]:
    times = _times(full, start)
    walls = [dt.datetime.combine(day, time) for day in _days_of(full, period) for time in times]
    return _at_positions(walls, full.by_set_position) if full.by_set_position else walls


def _fits(rule: Rule, start: dt.datetime, zone: dt.tzinfo) -> bool:
    full = _completed(rule, start)
    is_chosen = start in _chosen(full, start, next(_periods(full, start.date(), start.date())))
    return is_chosen and not _is_past(at_wall(start, zone).start, rule.until, zone)


def said_in_full(rule: Rule, start: dt.date) -> Rule:
    """The rule with the month that "each year on the 13th" leaves unsaid: the one of its start.

    libical and ical.js read it so, others read the 13th of every month: in full, all read the same.
    """
    others = rule.by_month or rule.by_week_number or rule.by_year_day or rule.by_day
    if rule.frequency == YEARLY and rule.by_month_day and not others:
        return replace(rule, by_month=(start.month,))
    return rule


def _completed(rule: Rule, start: dt.datetime) -> Rule:
    """What the rule leaves unsaid comes from the start (RFC 5545, 3.3.10)."""
    rule = said_in_full(rule, start)
    if rule.by_year_day or rule.by_month_day or rule.by_day:
        return rule
    if rule.frequency == WEEKLY or rule.by_week_number:
        return replace(rule, by_day=((0, start.weekday()),))
    if rule.frequency == MONTHLY:
        return replace(rule, by_month_day=(start.day,))
    if rule.frequency == YEARLY:
        return replace(rule, by_month=rule.by_month or (start.month,), by_month_day=(start.day,))
    return rule


def _times(rule: Rule, start: dt.datetime) -> list[dt.time]:
    hours = rule.by_hour or (start.hour,)
    minutes = rule.by_minute or (start.minute,)
    seconds = rule.by_second or (start.second,)
    return [dt.time(*clock) for clock in itertools.product(hours, minutes, seconds)]


def _at_positions(walls: list[dt.datetime], positions: tuple[int, ...]) -> list[dt.datetime]:
    chosen = {place - 1 if place > 0 else len(walls) + place for place in positions}
    return [wall for index, wall in enumerate(walls) if index in chosen]


# -- periods: the days among which one turn of the rule chooses -----------------------------------------------


def _periods(rule: Rule, start: dt.date, last_day: dt.date) -> Iterator[list[dt.date]]:
    """One list of days per turn (a day, a week, a month, a year), every ``interval`` turns, up to ``last_day``."""
    step = rule.interval
    if rule.frequency in {DAILY, WEEKLY}:
        width = 1 if rule.frequency == DAILY else 7
        first = start.toordinal() - (0 if width == 1 else (start.weekday() - rule.week_start) % 7)
        for ordinal in range(first, last_day.toordinal() + 1, step * width):
            yield [dt.date.fromordinal(ordinal + number) for number in range(width)]
    elif rule.frequency == MONTHLY:
        for month in range(start.year * 12 + start.month - 1, last_day.year * 12 + last_day.month, step):
            yield _month(month // 12, month % 12 + 1)
    else:
        for year in range(start.year, last_day.year + 1, step):
            yield list(itertools.chain.from_iterable(_month(year, month) for month in range(1, 13)))


def _month(year: int, month: int) -> list[dt.date]:
    return [dt.date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


def _days_of(rule: Rule, period: list[dt.date]) -> list[dt.date]:
    tests = _tests(rule)
    return [day for day in period if all(test(day) for test in tests)]


def _tests(rule: Rule) -> list[Callable[[dt.date], bool]]:
    tests: list[Callable[[dt.date], bool]] = []
    if rule.by_month:
        tests.append(lambda day: day.month in rule.by_month)
    if rule.by_month_day:
        tests.append(lambda day: _is_among(day.day, monthrange(day.year, day.month)[1], rule.by_month_day))
    if rule.by_year_day:
        tests.append(lambda day: _is_among(day.timetuple().tm_yday, _year_length(day), rule.by_year_day))
    if rule.by_week_number:
        tests.append(lambda day: _is_among(*_week_number(day, rule.week_start), rule.by_week_number))
    if rule.by_day:
        spans_year = rule.frequency == YEARLY and not rule.by_month
        tests.append(lambda day: _is_weekday(day, rule.by_day, spans_year))
    return tests


def _is_among(place: int, size: int, wanted: tuple[int, ...]) -> bool:
    """Whether ``place`` (from 1) is wanted, counted from the start or, as a negative, from the end of ``size``."""
    return place in wanted or place - size - 1 in wanted


def _is_weekday(day: dt.date, wanted: tuple[tuple[int, int], ...], spans_year: bool) -> bool:
    place, size = (
        (day.timetuple().tm_yday, _year_length(day))
        if spans_year
        else (
            day.day,
            monthrange(day.year, day.month)[1],
        )
    )
    places = {0, (place - 1) // 7 + 1, -((size - place) // 7 + 1)}
    return any(weekday == day.weekday() and nth in places for nth, weekday in wanted)


def _year_length(day: dt.date) -> int:
    return dt.date(day.year, 12, 31).timetuple().tm_yday


def _week_number(day: dt.date, week_start: int) -> tuple[int, int]:
    """The number of the day's week and the number of weeks of that week's year.

    Week 1 is the first with at least four days in the year (ISO 8601 when weeks start on Monday).
    """
    first = day - dt.timedelta(days=(day.weekday() - week_start) % 7)
    year = (first + dt.timedelta(days=3)).year
    return (first - _first_week(year, week_start)).days // 7 + 1, (
        _first_week(year + 1, week_start) - _first_week(year, week_start)
    ).days // 7


def _first_week(year: int, week_start: int) -> dt.date:
    fourth = dt.date(year, 1, 4)
    return fourth - dt.timedelta(days=(fourth.weekday() - week_start) % 7)
