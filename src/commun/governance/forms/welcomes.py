"""Checking what people write when somebody comes in; nothing is saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core.models import Space
from commun.governance.forms.decisions import awake
from commun.governance.models import Membership
from commun.ui.forms import CountedTextarea


class MessageForm(forms.Form):
    """A message about a request."""

    text = forms.CharField(label=_("My message"), max_length=2000, widget=CountedTextarea(2000, {"rows": 4}))


class WelcomerForm(forms.Form):
    """Who welcomes."""

    qui = forms.ModelChoiceField(label=_("Who welcomes them?"), queryset=Membership._base_manager.none())

    def __init__(self, *arguments: Any, space: Space, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["qui"].queryset = awake(space)  # type: ignore[attr-defined]
