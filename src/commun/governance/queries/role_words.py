"""A role card in words: the same lines on its page, in a decision's diff and in its history."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.governance.models import Role


def card_lines(card: Any) -> dict[str, str]:
    """What a card says, by label, without what it leaves empty. ``card``: a Role or the Card of an action."""
    lines = {
        _("Name"): card.name,
        _("Purpose"): card.purpose,
        _("Domain"): card.domain,
        _("Expectations"): "\n".join(card.expectations),
        _("Family"): str(Role.Family(card.family).label),
        _("Load"): load_words(card.minutes_per_month),
        _("How it is filled"): str(Role.Filling(card.filling).label),
        _("Seats"): str(card.seats),
        _("Term"): term_words(card.term_months),
        _("Renewals at most"): "" if card.renewals_max is None else str(card.renewals_max),
        _("Power"): str(Role.Power(card.power).label) if card.power else "",
    }
    return {label: text for label, text in lines.items() if text}


def hours_of(minutes: int) -> str:
    """« 2 », « 1,5 »: hours with at most one decimal, two under an hour, written as in French or in English."""
    from django.utils.formats import localize

    hours = round(minutes / 60, 1 if minutes >= 60 else 2)
    return str(localize(int(hours) if hours == int(hours) else hours))


def load_words(minutes: int | None) -> str:
    """« 3 h a month »."""
    return _("%(hours)s h a month") % {"hours": hours_of(minutes)} if minutes else ""


def term_words(months: int | None) -> str:
    """« 12 months », or without end."""
    if months is None:
        return _("without a term")
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
