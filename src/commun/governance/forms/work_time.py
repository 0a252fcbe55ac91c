"""Checking hours and the page of a legal form; nothing is saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.governance.actions.work_time import TEXTS, Spent
from commun.governance.forms import DayInput
from commun.governance.models import LegalForm, WorkTime
from commun.ui.forms import ChoiceChips, CountedTextarea


class TimeForm(forms.Form):
    """Some time of one day."""

    nature = forms.ChoiceField(
        label=_("What was it?"),
        choices=WorkTime.Nature.choices,
        widget=ChoiceChips,
        initial=WorkTime.Nature.COOPERATION,
    )
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=0,
        max_value=24,
        max_digits=4,
        decimal_places=2,
        help_text=_("For example: 1.5 for an hour and a half."),
        localize=True,
    )
    on = forms.DateField(label=_("Which day?"), widget=DayInput, initial=clock.today)
    note = forms.CharField(label=_("What for?"), max_length=200, required=False)

    def spent(self) -> Spent:
        """What was written, in whole minutes."""
        data = self.cleaned_data
        return Spent(data["nature"], data["on"], round(data["hours"] * 60), data["note"])


class LegalFormForm(forms.Form):
    """The page of one legal form."""

    name = forms.CharField(label=_("Name"), max_length=120)
    source = forms.URLField(label=_("Where to read more"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, row: LegalForm, **options: Any) -> None:
        options["initial"] = {name: getattr(row, name) for name in ("name", "source", *TEXTS)}
        super().__init__(*args, **options)
        for name in TEXTS:
            label = LegalForm._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            self.fields[name] = forms.CharField(label=label, max_length=1000, widget=CountedTextarea(1000, {"rows": 3}))
