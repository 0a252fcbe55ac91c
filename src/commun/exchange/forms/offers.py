"""Checking what people offer, look for and answer."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.exchange.actions.offers import OfferSheet
from commun.exchange.models import Offer
from commun.governance.forms import DayInput
from commun.ui.forms import ChoiceChips, CountedTextarea


class OfferForm(forms.Form):
    """What, of which nature, how much, where, until when."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Offer.Kind.choices, widget=ChoiceChips)
    nature = forms.ChoiceField(
        label=_("Nature"),
        choices=Offer.Nature.choices,
        widget=ChoiceChips,
        help_text=_("A lead is a useful address, a call, an occasion that somebody else may take."),
    )
    title = forms.CharField(label=_("In one line"), max_length=120, help_text=_("For example: a projector for a day."))
    words = forms.CharField(
        label=_("In a few words"),
        max_length=2000,
        required=False,
        widget=CountedTextarea(2000, {"rows": 4}),
        help_text=_("What for, on which conditions. Those in the group read it."),
    )
    quantity = forms.CharField(label=_("How much"), max_length=80, required=False)
    place = forms.CharField(label=_("Where"), max_length=80, required=False)
    until = forms.DateField(
        label=_("Until"), required=False, widget=DayInput(), help_text=_("Left empty: until you close it.")
    )
    # The same form sent twice writes once.
    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"token": str(uuid4()), **(initial or {})})

    def sheet(self) -> OfferSheet:
        """What was written."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "token"}
        return OfferSheet(**said)


class AnswerForm(forms.Form):
    """A word for the other, that may be left out."""

    said = forms.CharField(
        label=_("A word for them"),
        max_length=1000,
        required=False,
        widget=CountedTextarea(1000, {"rows": 3}),
        help_text=_("They alone read it, here and by mail. Say how to reach you."),
    )


class ReplyForm(forms.Form):
    """What is said back."""

    said = forms.CharField(
        label=_("Your answer"),
        max_length=1000,
        widget=CountedTextarea(1000, {"rows": 3}),
        help_text=_("They alone read it, here and by mail. Say how to reach you."),
    )
