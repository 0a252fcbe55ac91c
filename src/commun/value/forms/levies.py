"""Checking what the cooperative keeps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.governance.forms import DayInput
from commun.people.models import LegalEntity
from commun.ui.forms import ChoiceChips
from commun.value.forms.works import EuroField
from commun.value.models import LevyRule


class LevyForm(forms.Form):
    """The rule of a legal entity."""

    entity = forms.ModelChoiceField(LegalEntity.objects.order_by("name"), label=_("Who invoices?"))
    base = forms.ChoiceField(
        label=_("It keeps a share of:"), choices=LevyRule.Base.choices, widget=ChoiceChips, initial="turnover"
    )
    rate = forms.DecimalField(
        label=_("Rate, in percent"), min_value=0, max_value=100, decimal_places=2, localize=True, required=False
    )
    internal_rate = forms.DecimalField(
        label=_("Rate of invoices between its members, in percent"),
        min_value=0, max_value=100, decimal_places=2, localize=True, required=False,
        help_text=_("Often nothing, so that joint work does not pay twice."),
    )  # fmt: skip
    monthly = EuroField(label=_("Fixed part, each month"), required=False)
    is_exempt = forms.BooleanField(label=_("Exempted: it keeps nothing for now"), required=False)
    since = forms.DateField(label=_("Since"), widget=DayInput())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"since": clock.today()})

    def clean_rate(self) -> int:
        """Hundredths of a percent."""
        return int((self.cleaned_data["rate"] or 0) * 100)

    def clean_internal_rate(self) -> int:
        """Hundredths of a percent."""
        return int((self.cleaned_data["internal_rate"] or 0) * 100)
