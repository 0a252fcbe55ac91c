"""The days of a statement, and a past day: both are asked in the address, so that nothing is written."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock
from commun.governance.forms import DayInput

OLDEST = dt.date(2000, 1, 1)


class PeriodForm(forms.Form):
    """From a day to another: this year until today when nothing is asked."""

    du = forms.DateField(label=gettext_lazy("From the"), widget=DayInput())
    au = forms.DateField(label=gettext_lazy("To the"), widget=DayInput())

    def __init__(self, asked: Any) -> None:
        today = clock.today()
        first = {"du": today.replace(month=1, day=1), "au": today}
        super().__init__(asked if {"du", "au"} & set(asked) else None, initial=first)

    def clean(self) -> dict[str, Any]:
        """The days in their order, and days that a book may hold."""
        found = super().clean() or {}
        start, until = found.get("du"), found.get("au")
        if start and until and start > until:
            self.add_error("au", _("The last day comes before the first one."))
        for name, one in (("du", start), ("au", until)):
            if one and not OLDEST <= one <= clock.today().replace(month=12, day=31):
                self.add_error(name, _("Choose a day between 2000 and the end of this year."))
        return found


class PastDayForm(forms.Form):
    """A day on which to look at a balance."""

    le = forms.DateField(label=gettext_lazy("Balance on the"), widget=DayInput())

    def clean_le(self) -> dt.date:
        """A day that a book may hold."""
        day: dt.date = self.cleaned_data["le"]
        if not OLDEST <= day <= clock.today():
            raise forms.ValidationError(_("Choose a day between 2000 and today."))
        return day
