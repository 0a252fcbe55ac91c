"""The periods of the page that shows value whole: the months or quarters of a year, or the last years."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import DateField, F
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncMonth, TruncQuarter, TruncYear
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commun.core import clock

MONTH, QUARTER, YEAR = "mois", "trimestre", "annee"
YEARS_SHOWN, FIRST_YEAR = 5, 2000


@dataclass(frozen=True)
class Period:
    """From a day to another, both in it; ``label``: how people say it."""

    first: dt.date
    last: dt.date
    label: str


@dataclass(frozen=True)
class Asked:
    """Which year, cut how."""

    year: int
    step: str

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Asked":
        """From the address: ``annee`` (2026), ``par`` (mois, trimestre, annee). Nonsense is this year by quarters."""
        this, year = clock.today().year, parameters.get("annee", "")
        known = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else this
        step = parameters.get("par", "")
        return cls(known if FIRST_YEAR <= known <= this else this, step if step in (MONTH, YEAR) else QUARTER)

    @property
    def periods(self) -> list[Period]:
        """Those that began already, the first first."""
        if self.step == YEAR:
            found = [_period(year, 1, 12) for year in range(self.year - YEARS_SHOWN + 1, self.year + 1)]
        else:
            size = 1 if self.step == MONTH else 3
            found = [_period(self.year, month, size) for month in range(1, 13, size)]
        return [one for one in found if one.first <= clock.today()]

    def trunc(self) -> Combinable:
        """The first day of the period of a line, in SQL."""
        cut = {MONTH: TruncMonth, QUARTER: TruncQuarter, YEAR: TruncYear}[self.step]
        return cut(F("on"), output_field=DateField())


def _period(year: int, month: int, size: int) -> Period:
    first = dt.date(year, month, 1)
    after = dt.date(year + (month + size > 12), (month + size - 1) % 12 + 1, 1)
    return Period(first, after - dt.timedelta(days=1), _label(first, size))


def _label(first: dt.date, size: int) -> str:
    if size == 12:
        return str(first.year)
    if size == 3:
        return _("Q%(quarter)s") % {"quarter": (first.month + 2) // 3}
    return date_format(first, "M")
