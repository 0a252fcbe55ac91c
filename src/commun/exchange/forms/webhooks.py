"""Checking where a group calls, and what it tells."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.exchange.models import Webhook
from commun.exchange.queries.feed import ROOMS
from commun.ui.forms import ChoiceChips, ManyChoiceChips


class WebhookForm(forms.Form):
    """The address, its audience and the rooms."""

    url = forms.CharField(
        label=_("Address of the other program"),
        max_length=500,
        help_text=_("It starts with https:// and was given to you by the other program."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    audience = forms.ChoiceField(
        label=_("What it is told"),
        choices=Webhook.Audience.choices,
        widget=ChoiceChips,
        help_text=_("What is told leaves the group: say so to its members first."),
    )
    rooms = forms.MultipleChoiceField(
        label=_("Of which rooms"),
        choices=ROOMS.items,
        required=False,
        widget=ManyChoiceChips,
        help_text=_("None chosen: all of them."),
    )
