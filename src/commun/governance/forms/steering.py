"""Checking an indicator; nothing is saved here."""

from django import forms
from django.utils.translation import gettext_lazy as _


class IndicatorForm(forms.Form):
    """Something to look at."""

    name = forms.CharField(
        label=_("What shall we look at?"),
        max_length=120,
        help_text=_("For example: do new members speak? how many replies did we write together?"),
    )
    why = forms.CharField(label=_("Why does it matter to us?"), max_length=300, required=False)
