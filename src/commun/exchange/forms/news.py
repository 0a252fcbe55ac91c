"""Checking a word of news."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.ui.forms import CountedTextarea


class NewsForm(forms.Form):
    """In one line, and more if one wants."""

    title = forms.CharField(label=_("In one line"), max_length=200)
    detail = forms.CharField(
        label=_("In a few words"), max_length=2000, required=False, widget=CountedTextarea(2000, {"rows": 3})
    )
