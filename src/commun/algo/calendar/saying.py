"""A recurrence rule as data that a template can put into words; no sentence is written here."""

from dataclasses import dataclass

from commun.algo.calendar.recurrence import DAILY, MONTHLY, WEEKLY, YEARLY, Rule

EACH_DAY, EACH_WEEK, OTHER = "day", "week", "other"
MONTH_WEEKDAY, MONTH_DAY, YEAR_WEEKDAY, YEAR_DAY = "month_weekday", "month_day", "year_weekday", "year_day"


@dataclass(frozen=True, slots=True)
class Saying:
    """What a sentence needs.

    ``kind`` is one of the constants above; OTHER means that the rule is none of the simple ones and is shown as it is.
    ``places`` (3 third, -1 last) with ``weekdays`` (0 Monday); ``month_days`` (-1 last day); ``months`` (1 to 12).
    ``one_of`` means one single day among the weekdays: "the last working day", not "the last of each".
    """

    kind: str
    interval: int
    weekdays: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    one_of: bool = False


def say(rule: Rule, *, weekday: int, month_day: int, month: int) -> Saying:
    """What to say of ``rule``; the weekday, day and month of its start fill in what it leaves unsaid."""
    if rule.by_week_number or rule.by_year_day or rule.by_hour or rule.by_minute or rule.by_second:
        return Saying(OTHER, rule.interval)
    if rule.by_month_day and (rule.by_day or rule.by_set_position):
        return Saying(OTHER, rule.interval)
    if rule.frequency in {DAILY, WEEKLY}:
        return _short(rule, weekday)
    if rule.frequency == YEARLY and rule.by_day and not rule.by_month:
        return Saying(OTHER, rule.interval)
    return _long(rule, month_day, month)


def _short(rule: Rule, weekday: int) -> Saying:
    if rule.by_month or rule.by_set_position or rule.by_month_day:
        return Saying(OTHER, rule.interval)
    days = tuple(day for _, day in rule.by_day)
    if rule.frequency == WEEKLY:
        return Saying(EACH_WEEK, rule.interval, weekdays=days or (weekday,))
    return Saying(OTHER if days else EACH_DAY, rule.interval)


def _long(rule: Rule, month_day: int, month: int) -> Saying:
    is_yearly = rule.frequency == YEARLY
    if rule.frequency == MONTHLY and rule.by_month:
        return Saying(OTHER, rule.interval)
    months = (rule.by_month or (month,)) if is_yearly else ()
    if not rule.by_day:
        if is_yearly and rule.by_month_day and not rule.by_month:
            return Saying(OTHER, rule.interval)
        kind = YEAR_DAY if is_yearly else MONTH_DAY
        return Saying(kind, rule.interval, month_days=rule.by_month_day or (month_day,), months=months)
    kind = YEAR_WEEKDAY if is_yearly else MONTH_WEEKDAY
    weekdays = tuple(sorted({day for _, day in rule.by_day}))
    places = tuple(sorted({place for place, _ in rule.by_day}, key=lambda place: (place < 0, place)))
    if rule.by_set_position:
        is_plain = places == (0,) and len(months) <= 1
        positions = rule.by_set_position
        return Saying(kind, rule.interval, weekdays, positions, (), months, True) if is_plain else Saying(OTHER, 1)
    if len(rule.by_day) != len(weekdays) * len(places) or (0 in places and len(places) > 1):
        return Saying(OTHER, rule.interval)
    return Saying(kind, rule.interval, weekdays, () if places == (0,) else places, (), months)
