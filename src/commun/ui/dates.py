"""Days and hours as one says them, in the language of the page and the time zone of the reader."""

import datetime as dt

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, ngettext

from commun.core import clock
from commun.ui.typography import NO_BREAK

Moment = dt.datetime | dt.date
SOON_DAYS = 7


def local(value: Moment) -> Moment:
    """An aware moment in the reader's time zone; days and naive moments unchanged."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day_of(value: Moment) -> dt.date:
    """The calendar day of ``value`` for the reader."""
    value = local(value)
    return value.date() if isinstance(value, dt.datetime) else value


def today() -> dt.date:
    """The reader's present day."""
    return timezone.localtime(clock.now()).date()


def day(value: Moment, *, weekday: bool = True, year: bool | None = None) -> str:
    """« jeudi 10 décembre »; the year is added when it is not the present one (or as ``year`` says)."""
    date = day_of(value)
    with_year = date.year != today().year if year is None else year
    if _is_french():
        number = "1er" if date.day == 1 else str(date.day)
        words = [formats.date_format(date, "l").lower()] if weekday else []
        words.append(f"{number}{NO_BREAK}{formats.date_format(date, 'F')}")
        return " ".join([*words, str(date.year)] if with_year else words)
    layout = ("l " if weekday else "") + "j F" + (" Y" if with_year else "")
    return formats.date_format(date, layout)


def hour(value: dt.datetime | dt.time) -> str:
    """« 12 h 00 » in French, « 12:00 » otherwise."""
    at = timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value
    return f"{at.hour}{NO_BREAK}h{NO_BREAK}{at.minute:02}" if _is_french() else f"{at.hour}:{at.minute:02}"


def moment(value: Moment, *, weekday: bool = True) -> str:
    """« jeudi 10 décembre, 12 h 00 »; a day without hour is only the day."""
    said = day(value, weekday=weekday)
    return f"{said}, {hour(value)}" if isinstance(value, dt.datetime) else said


def days_until(value: Moment) -> int:
    """Calendar days from today to ``value``: 0 today, negative once past."""
    return (day_of(value) - today()).days


def is_past(value: Moment) -> bool:
    """A moment that is over; a day without hour lasts until its end."""
    if isinstance(value, dt.datetime):
        moment_ = value if timezone.is_aware(value) else timezone.make_aware(value)
        return moment_ < clock.now()
    return value < today()


def days_left(value: Moment) -> str:
    """« 19 jours », « demain », « aujourd’hui », « terminé »."""
    if is_past(value):
        return gettext("over")
    days = days_until(value)
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def days_left_short(value: Moment) -> str:
    """« 19 j » for the figure of a card; words when there is no figure."""
    if is_past(value):
        return gettext("Over")
    days = days_until(value)
    return gettext("today") if days == 0 else gettext("%(days)s d") % {"days": days}


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")
