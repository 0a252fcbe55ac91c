"""Quantities as people write and read them: whole hundredths of a day, minutes, points, cents.

``parse`` takes « 2,5 », « 2.5 », « ½ j », « 1 h 30 », « 1 250,00 € »; ``say`` gives back « 2,5 jours », « 1 h 30 »,
« 1 250,00 € ». A text that may mean two numbers (« 1.250 ») is refused rather than guessed.
"""

import re
from fractions import Fraction

from django.utils.formats import localize
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from commun.algo.exact import half_up
from commun.core.errors import Refused
from commun.ui.money import euros
from commun.ui.typography import NO_BREAK
from commun.value.models import Book, ContributionKind

Measure = ContributionKind.Measure

# What one unit is made of, and the most that one contribution may say: a month of days, of long days; ten million.
PARTS = {Measure.DAYS: 100, Measure.HOURS: 60, Measure.POINTS: 1, Measure.TURNOVER: 100, Measure.EXPENSES: 100}
MOST = {
    Measure.DAYS: 31 * 100,
    Measure.HOURS: 310 * 60,
    Measure.POINTS: 10_000,
    Measure.TURNOVER: 10**9,
    Measure.EXPENSES: 10**9,
}
# What a book of each unit counts in.
OF_BOOK = {
    Book.Unit.EURO.value: Measure.TURNOVER,
    Book.Unit.MINUTE.value: Measure.HOURS,
    Book.Unit.POINT.value: Measure.POINTS,
}
LONGEST = 30
_UNITS = {
    Measure.DAYS: r"(?:j|jrs?|jours?|d|days?)",
    Measure.HOURS: r"(?:h|heures?|hours?)",
    Measure.POINTS: r"(?:pts?|points?)",
    Measure.TURNOVER: r"(?:€|eur|euros?)",
    Measure.EXPENSES: r"(?:€|eur|euros?)",
}
_PARTS_OF_ONE = {"½": "0.5", "¼": "0.25", "¾": "0.75", "1/2": "0.5", "1/4": "0.25", "3/4": "0.75"}
_CLOCK = re.compile(r"([0-9]{1,3})(?:h|:|heures?|hours?)([0-5]?[0-9])(?:m|mn|min|minutes?)?")
_MINUTES = re.compile(r"([0-9]{1,5})(?:m|mn|min|minutes?)")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")
_GROUPED = {mark: re.compile(rf"[0-9]{{1,3}}(?:\{mark}[0-9]{{3}})+") for mark in ".,"}


def parse(text: str, measure: str, *, decimal: str = "", most: int | None = None) -> int:
    """The quantity that ``text`` says, in the smallest part of the measure, above zero and believable.

    ``decimal``: « , » or « . » when it is known which one marks decimals (a file); the other then groups thousands.
    ``most``: the most that can be meant, when it is not one contribution. Raises Refused with a sentence for the person
    who wrote it.
    """
    kind = Measure(measure)
    number = _number(_tidy(text), kind, decimal)
    parts = number if number is None else half_up(number * PARTS[kind])
    if parts is None or number is None:
        raise Refused(_not_a_number(kind))
    if kind in (Measure.DAYS, Measure.POINTS) and parts != number * PARTS[kind]:
        raise Refused(_("Points are whole.") if kind == Measure.POINTS else _not_a_number(kind))
    check(parts, kind, most)
    return parts


def check(quantity: int, measure: str, most: int | None = None) -> None:
    """Raises Refused for a quantity that one contribution cannot have."""
    if quantity <= 0:
        raise Refused(_("Write a quantity above zero. To take something back, correct the line where it is written."))
    limit = MOST[Measure(measure)] if most is None else most
    if quantity > limit:
        said = _("This is too much: %(most)s at most.")
        if most is None:
            said = _("This is too much for one line: %(most)s at most. Write several if it is true.")
        raise Refused(said % {"most": say(limit, measure)})


def marks_of(text: str) -> set[str]:
    """Which sign marks the decimals in this number: « , », « . », both when it may be either, none when it has none."""
    digits = re.sub(r"[^0-9.,]", "", _tidy(text))
    found = [sign for sign in digits if sign in ".,"]
    if not found:
        return set()
    if len(set(found)) == 2:
        return {found[-1]}
    if len(found) > 1:
        return {"," if found[0] == "." else "."}
    return {".", ","} if _GROUPED[found[0]].fullmatch(digits) else {found[0]}


def say(quantity: int, measure: str) -> str:
    """« 2,5 jours », « 1 h 30 », « 12 points », « 1 250,00 € »; a negative one has its sign."""
    sign, size = ("−" if quantity < 0 else ""), abs(quantity)
    kind = Measure(measure)
    if kind in (Measure.TURNOVER, Measure.EXPENSES):
        return euros(quantity)
    if kind == Measure.HOURS:
        return sign + _hours(size)
    if kind == Measure.POINTS:
        return sign + ngettext("%(number)s point", "%(number)s points", size) % {"number": localize(size)}
    days = localize(size // 100 if size % 100 == 0 else (size // 10 / 10 if size % 10 == 0 else size / 100))
    count = 1 if size == 100 or (size < 200 and (get_language() or "fr").startswith("fr")) else 2
    return sign + ngettext("%(number)s day", "%(number)s days", count) % {"number": days}


def say_in(unit: str, amount: int) -> str:
    """An amount in the unit of a book: « 1 h 30 », « 0 h », « 12 points », « 1 250,00 € »."""
    if unit == Book.Unit.MINUTE and not amount:
        return f"0{NO_BREAK}h"
    return say(amount, OF_BOOK[unit])


def written(quantity: int, measure: str, *, decimal: str = ",") -> str:
    """The number alone, as a field or a sheet holds it: « 2,5 », « 1,50 » for an hour and a half, « 1250,00 »."""
    kind = Measure(measure)
    sign, size = ("-" if quantity < 0 else ""), abs(quantity)
    if kind == Measure.POINTS:
        return f"{sign}{size}"
    hundredths = half_up(Fraction(size * 100, PARTS[kind]))
    whole, rest = divmod(hundredths, 100)
    if rest == 0 and kind in (Measure.DAYS, Measure.HOURS):
        return f"{sign}{whole}"
    return f"{sign}{whole}{decimal}{rest:02}"


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NO_BREAK}min"
    return f"{localize(hours)}{NO_BREAK}h" + (f"{NO_BREAK}{rest:02}" if rest else "")


def _tidy(text: str) -> str:
    """Small letters, no spaces of any sort, a fraction as its decimals."""
    kept = text.strip()
    for sign, decimals in _PARTS_OF_ONE.items():
        if kept.startswith(sign):
            kept = decimals + kept[len(sign) :]
    return "".join(kept.casefold().split()).replace("−", "-")


def _number(text: str, measure: Measure, decimal: str) -> Fraction | None:
    """In units of the measure; None when it is not a number."""
    if len(text) > LONGEST:
        return None
    if measure == Measure.HOURS:
        clock = _CLOCK.fullmatch(text)
        if clock:
            return int(clock[1]) + Fraction(int(clock[2]), 60)
        minutes = _MINUTES.fullmatch(text)
        if minutes:
            return Fraction(int(minutes[1]), 60)
    unit = _UNITS[measure]
    bare = re.sub(rf"^{unit}(?=[0-9-])|{unit}$", "", text)
    negative, bare = bare.startswith("-"), bare.removeprefix("-").removeprefix("+")
    found = _plain(bare, decimal)
    return -found if found is not None and negative else found


def _plain(text: str, decimal: str) -> Fraction | None:
    """Digits, with decimals after the last mark; thousands may be grouped by the other one."""
    if decimal:
        text = text.replace("," if decimal == "." else ".", "")
    elif len(marks_of(text)) == 2:
        raise Refused(_("“%(text)s” can be read in two ways: write it with two decimals at most.") % {"text": text})
    else:
        text = _ungrouped(text)
    if not _PLAIN.fullmatch(text):
        return None
    return Fraction(text.replace(",", "."))


def _ungrouped(text: str) -> str:
    """« 1.250,50 » is « 1250,50 »; « 1.250.000 » is « 1250000 »; what is grouped otherwise stays as it is."""
    last = max(text.rfind("."), text.rfind(","))
    for mark, other in ((".", ","), (",", ".")):
        if _GROUPED[mark].fullmatch(text):
            return text.replace(mark, "")
        if text.count(other) == 1 and text[last] == other and _GROUPED[mark].fullmatch(text[:last]):
            return text[:last].replace(mark, "") + text[last:]
    return text


def _not_a_number(measure: Measure) -> str:
    told = {
        Measure.DAYS: _("Write a number of days, for example 1 or 0.5, with two decimals at most."),
        Measure.HOURS: _("Write a length of time, for example 2 h, 1 h 30, 45 min or 1.5."),
        Measure.POINTS: _("Write a whole number of points, for example 3."),
        Measure.TURNOVER: _("Write an amount in euros, for example 1250 or 1250.50."),
        Measure.EXPENSES: _("Write an amount in euros, for example 1250 or 1250.50."),
    }
    return told[measure]
