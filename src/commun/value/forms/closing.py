"""Checking what was paid to somebody, and the last day of a period."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.governance.forms import DayInput
from commun.value.forms.works import EuroField


class PaidForm(forms.Form):
    """What the cooperative paid."""

    amount = EuroField(label=_("Amount paid"))
    on = forms.DateField(label=_("Paid on"), widget=DayInput())
    words = forms.CharField(label=_("How?"), max_length=120, required=False, help_text=_("Salary, internal invoice …"))
    token = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": clock.today(), "token": str(uuid4())})


class UntilForm(forms.Form):
    """The last day of a period."""

    until = forms.DateField(label=_("Last day of the period"), widget=DayInput())
