"""Checking the reason for which words are hidden; nothing is saved here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.ui.forms import CountedTextarea


class HideForm(forms.Form):
    """Why these words are hidden."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=1000,
        widget=CountedTextarea(1000, {"rows": 3}),
        help_text=_("Who wrote them reads this reason by mail; the group reads it on the page of hidden words."),
    )
