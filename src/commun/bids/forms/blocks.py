"""Offering a block."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.blocks import LONGEST_TITLE, LONGEST_WORDS
from commun.bids.models import TextBlock


class BlockForm(forms.Form):
    """Its title, its words, under which licence."""

    title = forms.CharField(label=_("What is it called?"), max_length=LONGEST_TITLE)
    words = forms.CharField(
        label=_("The words to use again"),
        help_text=_("Take out what is only about this client: names, prices, places."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 14}),
    )
    licence = forms.ChoiceField(
        label=_("Under which licence?"), choices=TextBlock.Licence.choices, widget=forms.RadioSelect
    )
