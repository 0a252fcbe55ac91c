"""Fields of this room: an amount and a percentage as people write them."""

import re
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from commun.algo.sharing.steps import WHOLE
from commun.core.errors import Refused
from commun.value import quantities
from commun.value.models import ContributionKind

_PERCENT = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")


class AmountField(forms.CharField):
    """An amount as people write it; whole cents out, 0 of nothing when it may be left out."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> Any:
        """« 1 250,00 € » is 125000."""
        text = super().clean(value)
        if not text:
            return 0
        try:
            return quantities.parse(text, ContributionKind.Measure.TURNOVER)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal


class RateField(forms.CharField):
    """A percentage as people write it; hundredths of a percent out."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "size": "6"}
        super().__init__(max_length=12, widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> Any:
        """« 2,5 % » is 250."""
        text = "".join(str(super().clean(value)).split()).removesuffix("%")
        if not _PERCENT.fullmatch(text):
            raise forms.ValidationError(_("Write a percentage, for example 5 or 2.5, with two decimals at most."))
        rate = int(Fraction(text.replace(",", ".")) * 100)
        if not 0 < rate <= WHOLE:
            raise forms.ValidationError(_("Write a percentage above 0 and of 100 at most."))
        return rate
