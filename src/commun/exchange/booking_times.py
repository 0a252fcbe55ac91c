"""When something is booked, as one says it: whole days without hours, hours of one day with the day once."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from commun.ui.dates import day, hour, moment

MIDNIGHT = dt.time()
_INSTANT = dt.timedelta(microseconds=1)


def times(first: dt.datetime, last: dt.datetime) -> str:
    """« mercredi 2 décembre, toute la journée », « du jeudi 3 au … », « vendredi 4 décembre, de 10 h 00 à 12 h 00 »."""
    start, end = timezone.localtime(first), timezone.localtime(last)
    is_to_the_end = end.time() == MIDNIGHT
    is_one_day = start.date() == (end - _INSTANT).date()
    if is_to_the_end and start.time() == MIDNIGHT:
        if is_one_day:
            return _("%(day)s, all day") % {"day": day(start)}
        return _("from %(from)s to %(to)s") % {"from": day(start), "to": until(last)}
    if is_one_day:
        to = _("midnight") if is_to_the_end else hour(end)
        return _("%(day)s, from %(from)s to %(to)s") % {"day": day(start), "from": hour(start), "to": to}
    return _("from %(from)s to %(to)s") % {"from": moment(start), "to": moment(end)}


def until(last: dt.datetime) -> str:
    """« mercredi 2 décembre » for what lasts to the end of that day, else the day and the hour."""
    end = timezone.localtime(last)
    return day(end - _INSTANT) if end.time() == MIDNIGHT else moment(end)
