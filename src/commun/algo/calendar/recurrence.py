"""Recurrence rules (RFC 5545, 3.3.10): read one, refuse a bad one, say it as data.

``FREQ=MONTHLY;BYDAY=3MO`` is "the third Monday of each month". The dates themselves are in ``expansion``.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace

DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_TEXT = 2_000
TIMES_A_DAY = 24

_NUMBER_LISTS = {
    # part: (field, lowest, highest, may count from the end)
    "BYMONTH": ("by_month", 1, 12, False),
    "BYWEEKNO": ("by_week_number", 1, 53, True),
    "BYYEARDAY": ("by_year_day", 1, 366, True),
    "BYMONTHDAY": ("by_month_day", 1, 31, True),
    "BYHOUR": ("by_hour", 0, 23, False),
    "BYMINUTE": ("by_minute", 0, 59, False),
    "BYSECOND": ("by_second", 0, 59, False),
    "BYSETPOS": ("by_set_position", 1, 366, True),
}
_PARTS = {*_NUMBER_LISTS, "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}


class RuleError(ValueError):
    """A rule we refuse; ``about`` is the part or the value at fault, for the sentence that says so."""

    def __init__(self, about: str = "") -> None:
        super().__init__(about)
        self.about = about


class Unreadable(RuleError):
    """Not a recurrence rule, or a part whose value or place makes no sense."""


class UnknownPart(RuleError):
    """A part that RFC 5545 does not have."""


class CountAndUntil(RuleError):
    """Both a number of times and a last day."""


class TooOften(RuleError):
    """More often than a group can meet: every hour, minute or second, or over 24 times a day."""


class NeverEnds(RuleError):
    """No end in the rule, and none given beside it."""


class TooMany(RuleError):
    """More dates than allowed; ``about`` is the number allowed."""


class TooFar(RuleError):
    """An end further away than allowed; ``about`` is the number of years allowed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as read. ``by_day`` holds (place, weekday): place 3 is the third, -1 the last, 0 every; Monday is 0.

    ``until`` is a day (included), a moment in UTC, or a local moment without zone.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: dt.date | dt.datetime | None = None
    by_month: tuple[int, ...] = ()
    by_week_number: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_set_position: tuple[int, ...] = ()
    week_start: int = 0

    @property
    def ends(self) -> bool:
        """Whether the rule itself says where it stops."""
        return self.count is not None or self.until is not None


def parse(text: str) -> Rule:
    """Read ``FREQ=…;…`` (a leading ``RRULE:`` is dropped, case does not matter).

    Raises Unreadable, UnknownPart, CountAndUntil or TooOften.
    """
    parts = _split(text)
    if parts["FREQ"] in {"HOURLY", "MINUTELY", "SECONDLY"}:
        raise TooOften(parts["FREQ"])
    if parts["FREQ"] not in {DAILY, WEEKLY, MONTHLY, YEARLY}:
        raise Unreadable(f"FREQ={parts['FREQ']}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise CountAndUntil
    rule = Rule(
        frequency=parts["FREQ"],
        interval=_number("INTERVAL", parts.get("INTERVAL", "1"), 1, 10**9),
        count=_number("COUNT", parts["COUNT"], 1, 10**18) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        by_day=_days(parts["BYDAY"]) if "BYDAY" in parts else (),
        week_start=_weekday("WKST", parts.get("WKST", "MO")),
    )
    lists = {
        field: _numbers(name, parts[name], lowest, highest, from_end)
        for name, (field, lowest, highest, from_end) in _NUMBER_LISTS.items()
        if name in parts
    }
    rule = replace(rule, **lists)  # type: ignore[arg-type]
    _check_places(rule)
    return rule


def _split(text: str) -> dict[str, str]:
    body = text.strip().upper().removeprefix("RRULE:")
    if not body or len(text) > LONGEST_TEXT:
        raise Unreadable(text[:40])
    parts: dict[str, str] = {}
    for item in body.removesuffix(";").split(";"):
        name, equals, value = item.partition("=")
        if not equals or not value or name in parts:
            raise Unreadable(item[:40])
        if name not in _PARTS:
            raise UnknownPart(name[:40])
        parts[name] = value
    if "FREQ" not in parts:
        raise Unreadable(body[:40])
    return parts


def _number(name: str, value: str, lowest: int, highest: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", value) or not lowest <= int(value) <= highest:
        raise Unreadable(f"{name}={value[:40]}")
    return int(value)


def _numbers(name: str, text: str, lowest: int, highest: int, from_end: bool) -> tuple[int, ...]:
    found = set()
    for item in text.split(","):
        number = _number(name, item, -highest if from_end else lowest, highest)
        if from_end and abs(number) < lowest:
            raise Unreadable(f"{name}={item[:40]}")
        found.add(number)
    return tuple(sorted(found))


def _weekday(name: str, value: str) -> int:
    if value not in WEEKDAYS:
        raise Unreadable(f"{name}={value[:40]}")
    return WEEKDAYS.index(value)


def _days(text: str) -> tuple[tuple[int, int], ...]:
    found = set()
    for item in text.split(","):
        place = _number("BYDAY", item[:-2], -53, 53) if item[:-2] else 0
        if item[:-2] and not place:
            raise Unreadable(f"BYDAY={item[:40]}")
        found.add((place, _weekday("BYDAY", item[-2:])))
    return tuple(sorted(found))


def _until(text: str) -> dt.date | dt.datetime:
    try:
        if re.fullmatch(r"[0-9]{8}", text):
            return dt.datetime.strptime(text, "%Y%m%d").date()
        if re.fullmatch(r"[0-9]{8}T[0-9]{6}Z?", text):
            moment = dt.datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")
            return moment.replace(tzinfo=dt.UTC) if text.endswith("Z") else moment
    except ValueError as error:
        raise Unreadable(f"UNTIL={text[:40]}") from error
    raise Unreadable(f"UNTIL={text[:40]}")


def _check_places(rule: Rule) -> None:
    """Parts that RFC 5545 forbids together (its table in 3.3.10)."""
    has_place = any(place for place, _ in rule.by_day)
    is_yearly = rule.frequency == YEARLY
    wrong = {
        "BYDAY": has_place and (rule.frequency in {DAILY, WEEKLY} or bool(rule.by_week_number)),
        "BYWEEKNO": bool(rule.by_week_number) and not is_yearly,
        "BYYEARDAY": bool(rule.by_year_day) and not is_yearly,
        "BYMONTHDAY": bool(rule.by_month_day) and rule.frequency == WEEKLY,
        "BYSETPOS": bool(rule.by_set_position) and not _narrows(rule),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise Unreadable(name)
    if max(1, len(rule.by_hour)) * max(1, len(rule.by_minute)) * max(1, len(rule.by_second)) > TIMES_A_DAY:
        raise TooOften("BYHOUR")


def _narrows(rule: Rule) -> bool:
    return any(getattr(rule, field) for field, *_ in _NUMBER_LISTS.values() if field != "by_set_position") or bool(
        rule.by_day
    )


def write(rule: Rule) -> str:
    """The rule as RFC 5545 text, parts in a fixed order: equal rules give equal texts."""
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={_until_text(rule.until)}")
    for name, (field, *_) in _NUMBER_LISTS.items():
        if values := getattr(rule, field):
            parts.append(f"{name}={','.join(map(str, values))}")
    if rule.by_day:
        days = ",".join(f"{place or ''}{WEEKDAYS[weekday]}" for place, weekday in rule.by_day)
        parts.append(f"BYDAY={days}")
    if rule.week_start:
        parts.append(f"WKST={WEEKDAYS[rule.week_start]}")
    return ";".join(parts)


def _until_text(until: dt.date | dt.datetime) -> str:
    if not isinstance(until, dt.datetime):
        return until.strftime("%Y%m%d")
    return until.strftime("%Y%m%dT%H%M%S") + ("Z" if until.tzinfo else "")
