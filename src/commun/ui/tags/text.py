"""Filters for words, days and amounts, and the icon."""

import datetime as dt
import re
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import Urlizer, format_html
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language

from commun.core import sizes, urls
from commun.ui import dates, money, typography
from commun.ui.tags.support import component

register = template.Library()


@register.filter(is_safe=True)
def typo(text: Any) -> str:
    """French spaces, quotes and apostrophes; markup, addresses and figures are left alone.

    On a page in another language nothing is moved: one cannot tell the sentences of the page from French titles.
    """
    if not (get_language() or "fr").startswith("fr"):
        return "" if text is None else SafeString(text) if isinstance(text, SafeData) else str(text)
    if isinstance(text, SafeData):
        return typography.french_markup(str(text))
    return typography.french("" if text is None else str(text))


_LEADS = re.compile(r"(.+?)\s*:\s+(https?://[^\s<>\"]+)", re.DOTALL)


@register.filter
def leading(text: Any) -> str:
    """A sentence of a mail that ends on an address of ours, as words that lead there: nobody reads a signed address.

    Never another site's, which people may have written: words must not hide where they lead.
    """
    found = _LEADS.fullmatch(str(text))
    found = found if found and found[2].startswith(urls.absolute("/")) else None
    return format_html('<a href="{}">{}</a>', found[2], typo(found[1])) if found else typo(text)


class _Addresses(Urlizer):
    """Django (5.2) drops what follows a closing bracket: « (https://a.fr/). » lost its full stop."""

    def trim_punctuation(self, word: str) -> tuple[str, str, str]:
        lead, middle, _trail = super().trim_punctuation(word)
        return lead, middle, word[len(lead) + len(middle) :]


_addresses = _Addresses()


@register.filter(is_safe=True, needs_autoescape=True)
def urlize(text: Any, autoescape: bool = True) -> str:
    """Addresses as links, as Django's own filter of this name, every sign kept."""
    return mark_safe(_addresses(str(text), nofollow=True, autoescape=autoescape))


@register.filter
def day(value: dates.Moment | None) -> str:
    """« jeudi 10 décembre »."""
    return dates.day(value) if value else ""


@register.filter
def short_day(value: dates.Moment | None) -> str:
    """« 10 décembre », without the day of the week."""
    return dates.day(value, weekday=False) if value else ""


@register.filter
def moment(value: dates.Moment | None) -> str:
    """« jeudi 10 décembre, 12 h 00 »."""
    return dates.moment(value) if value else ""


@register.filter
def hour(value: dt.datetime | dt.time | None) -> str:
    """« 12 h 00 »."""
    return dates.hour(value) if value is not None else ""


@register.filter
def days_left(value: dates.Moment | None) -> str:
    """« 19 jours », « demain », « aujourd’hui », « terminé »."""
    return dates.days_left(value) if value else ""


@register.filter(name="money")
def money_filter(cents: int | None, shape: str = "precise") -> str:
    """« 1 234,50 € » from whole cents; ``|money:"round"`` leaves the cents out."""
    return "" if cents is None else money.euros(cents, precise=shape != "round")


@register.filter(name="size")
def size_filter(octets: int | None) -> str:
    """« 28,6 Mo » from a number of bytes."""
    return "" if octets is None else sizes.size(octets)


@register.filter
def number(value: int | None) -> str:
    """« 12 000 »."""
    return "" if value is None else typography.spaced(value)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A sign of the sprite; with ``label`` it speaks, without it is decoration."""
    return component("icon", sprite=static("ui/icons.svg"), name=name, label=label)
