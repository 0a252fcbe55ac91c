"""Checking the sheet of a joint brand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.brands import BrandSheet
from commun.ui.forms import CountedTextarea


class BrandForm(forms.Form):
    """Name, offer, rules of use."""

    name = forms.CharField(label=_("Name"), max_length=120)
    offer = forms.CharField(
        label=_("What do you offer together?"), max_length=4000, widget=CountedTextarea(4000, {"rows": 5})
    )
    rules = forms.CharField(
        label=_("Rules of use"),
        max_length=4000,
        widget=CountedTextarea(4000, {"rows": 6}),
        help_text=_("Who may use the name and for what, what is owed to the others, how one leaves."),
    )

    def sheet(self) -> BrandSheet:
        """What was written."""
        return BrandSheet(**self.cleaned_data)
