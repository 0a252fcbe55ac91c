"""Checking what people write about guests; nothing is saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.governance.actions.guests import Guest
from commun.governance.forms import DayInput
from commun.governance.models import Remark
from commun.ui.forms import ChoiceChips, CountedTextarea


class GuestForm(forms.Form):
    """Who is asked in, and until when."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    ends_on = forms.DateField(
        label=_("Until"), widget=DayInput(), help_text=_("After this day, they read nothing any more.")
    )

    def guest(self) -> Guest:
        """What was written."""
        return Guest(**self.cleaned_data)


class GuestWordForm(forms.Form):
    """A question or a reaction of a guest."""

    nature = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(one.value, one.label) for one in (Remark.Nature.QUESTION, Remark.Nature.REACTION)],
        widget=ChoiceChips,
        initial=Remark.Nature.REACTION,
    )
    text = forms.CharField(label=_("In your words"), max_length=4000, widget=CountedTextarea(4000, {"rows": 4}))

    def __init__(self, *arguments: Any, is_advice: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if is_advice:
            del self.fields["nature"]
            self.fields["text"].label = _("My advice")
