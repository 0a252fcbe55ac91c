"""From plain choices to a recurrence rule, and from the rule to dates and sentences. No database."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo import calendar
from commun.core.errors import Refused
from commun.governance import days_off

HORIZON_DAYS = 400
MOST_AHEAD = 60
MOST_DAYS_AHEAD = 731
LONGEST_MINUTES = 12 * 60
MONTH_WEEKDAY, MONTH_DAY, WEEKLY, YEARLY, OTHER = "month_weekday", "month_day", "weekly", "yearly", "other"


@dataclass(frozen=True)
class Pattern:
    """What a person chooses: which kind of rule, and its figures; Monday is 0, place -1 the last of the month."""

    kind: str
    interval: int = 1
    place: int = 1
    weekday: int = 0
    month_day: int = 1
    text: str = ""


def rule_of(pattern: Pattern) -> str:
    """The pattern as an RFC 5545 rule. Raises Refused with a sentence."""
    if not 1 <= pattern.interval <= 24:
        raise Refused(_("Choose an interval between 1 and 24."))
    day = f"{calendar.recurrence.WEEKDAYS[pattern.weekday % 7]}"
    step = f";INTERVAL={pattern.interval}" if pattern.interval > 1 else ""
    texts = {
        MONTH_WEEKDAY: f"FREQ=MONTHLY{step};BYDAY={pattern.place}{day}",
        MONTH_DAY: f"FREQ=MONTHLY{step};BYMONTHDAY={pattern.month_day}",
        WEEKLY: f"FREQ=WEEKLY{step};BYDAY={day}",
        YEARLY: f"FREQ=YEARLY{step}",
        OTHER: pattern.text,
    }
    if pattern.kind not in texts:
        raise Refused(_("Choose how the meetings come round."))
    return calendar.write(read_rule(texts[pattern.kind]))


def pattern_of(text: str) -> Pattern:
    """The choices that a rule comes from, for the form; OTHER when it is none of the simple ones."""
    rule = read_rule(text)
    saying = calendar.say(rule, weekday=0, month_day=1, month=1)
    if rule.ends or saying.one_of:
        return Pattern(OTHER, text=text)
    if saying.kind == "month_weekday" and len(saying.places) == len(saying.weekdays) == 1:
        return Pattern(MONTH_WEEKDAY, rule.interval, place=saying.places[0], weekday=saying.weekdays[0])
    if saying.kind == "month_day" and len(saying.month_days) == 1:
        return Pattern(MONTH_DAY, rule.interval, month_day=saying.month_days[0])
    if saying.kind == "week" and len(saying.weekdays) == 1:
        return Pattern(WEEKLY, rule.interval, weekday=saying.weekdays[0])
    if text == calendar.write(calendar.Rule("YEARLY", rule.interval)):
        return Pattern(YEARLY, rule.interval)
    return Pattern(OTHER, text=text)


def read_rule(text: str) -> calendar.Rule:
    """The rule of a text. Raises Refused with a sentence that says what is wrong."""
    try:
        return calendar.parse(text)
    except calendar.RuleError as error:
        raise Refused(sentence_of(error)) from error


def sentence_of(error: calendar.RuleError) -> str:
    """What is wrong with a rule, for the person who wrote it."""
    words = {"about": error.about}
    match error:
        case calendar.TooOften():
            return _("A group does not meet several times a day or every hour: choose days, weeks, months or years.")
        case calendar.NeverEnds():
            return _("This rule never ends: say until which day its dates are wanted.")
        case calendar.TooMany():
            return _("This rule gives more than %(about)s dates: choose fewer of them, or no end at all.") % words
        case calendar.TooFar():
            return _("This rule goes further than %(about)s years: choose a nearer end, or no end at all.") % words
        case calendar.CountAndUntil():
            return _("Choose either a number of times or a last day, not both.")
        case calendar.UnknownPart():
            return _("“%(about)s” is not part of a recurrence rule.") % words
        case _:
            return _("This recurrence rule cannot be read: “%(about)s”.") % words


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name. Raises Refused."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(_("“%(zone)s” is not a time zone we know.") % {"zone": name}) from error


def moment_of(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """A wall time as a moment. Raises Refused in the hour that spring skips."""
    found = calendar.at_wall(wall, zone)
    if found.warning == calendar.HOUR_SKIPPED:
        words = {"day": f"{wall:%d/%m/%Y}", "hour": f"{wall:%H:%M}", "after": f"{found.start:%H:%M}"}
        raise Refused(
            _("On %(day)s the clock jumps forward: %(hour)s does not exist. Choose %(after)s, or another hour.") % words
        )
    return found.start


def check_minutes(minutes: int) -> None:
    """Raises Refused on a meeting that ends before it starts, or never."""
    if minutes < 1:
        raise Refused(_("The meeting ends before it starts: choose an end after the start."))
    if minutes > LONGEST_MINUTES:
        raise Refused(_("A meeting lasts at most twelve hours."))


def check_day(day: dt.date, today: dt.date, *, may_be_past: bool = False) -> None:
    """Raises Refused on a day that is past, or further than a meeting is planned: a year mistyped."""
    if day < today and not may_be_past:
        raise Refused(_("This day is past: a meeting is planned for today or a day to come."))
    if day > today + dt.timedelta(days=MOST_DAYS_AHEAD):
        raise Refused(_("This day is more than two years ahead: look at the year again."))


@dataclass(frozen=True)
class Date:
    """One date of a rule: the local day that the rule gave, the moment, and what to know of it."""

    day: dt.date
    start: dt.datetime
    day_off: str = ""
    is_shifted: bool = False


def dates_of(
    text: str, starts_on: dt.date, starts_at: dt.time, zone: ZoneInfo, *, after: dt.date, most: int = MOST_AHEAD
) -> list[Date]:
    """The dates of a rule from ``after`` on, HORIZON_DAYS ahead and ``most`` at most. Raises Refused."""
    rule = read_rule(text)
    until = max(after, starts_on) + dt.timedelta(days=HORIZON_DAYS)
    try:
        found = calendar.expand(rule, dt.datetime.combine(starts_on, starts_at), zone, until=until)
    except calendar.RuleError as error:
        raise Refused(sentence_of(error)) from error
    coming = [one for one in found.occurrences if one.start.date() >= after][:most]
    return [
        Date(
            day=one.start.date(),
            start=one.start,
            day_off=days_off.name_of(one.start.date()),
            is_shifted=one.warning == calendar.HOUR_SKIPPED,
        )
        for one in coming
    ]


def said(text: str, starts_on: dt.date) -> str:
    """The rule in words: « le troisième lundi de chaque mois »; the rule itself when it is none of the simple ones."""
    pattern = pattern_of(text)
    words = {"weekday": _weekdays()[pattern.weekday % 7], "count": pattern.interval, "day": pattern.month_day}
    if pattern.kind == MONTH_WEEKDAY:
        words["place"] = _places().get(pattern.place, str(pattern.place))
        one, many = (
            _("the %(place)s %(weekday)s of every month"),
            _("the %(place)s %(weekday)s, every %(count)d months"),
        )
    elif pattern.kind == MONTH_DAY and pattern.month_day == -1:
        one, many = _("the last day of every month"), _("the last day, every %(count)d months")
    elif pattern.kind == MONTH_DAY:
        one, many = _("day %(day)d of every month"), _("day %(day)d, every %(count)d months")
    elif pattern.kind == WEEKLY:
        one, many = _("every week on %(weekday)s"), _("every %(count)d weeks on %(weekday)s")
    elif pattern.kind == YEARLY:
        words["day"] = f"{starts_on:%d/%m}"
        one, many = _("every year on %(day)s"), _("every %(count)d years on %(day)s")
    else:
        return text
    return (one if pattern.interval == 1 else many) % words


def _weekdays() -> list[str]:
    return [str(WEEKDAYS[number]).lower() for number in range(7)]


def _places() -> dict[int, str]:
    return {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}


def minutes_said(minutes: int) -> str:
    """« 1 h 30 », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
