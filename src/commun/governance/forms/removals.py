"""Checking what people write when somebody is asked to go; nothing is saved here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.governance.models import Membership
from commun.ui.forms import CountedTextarea


class RemovalForm(forms.Form):
    """Who, and why."""

    person = forms.ModelChoiceField(label=_("Who?"), queryset=Membership._base_manager.none())
    reason = forms.CharField(
        label=_("Why?"),
        max_length=2000,
        widget=CountedTextarea(2000, {"rows": 5}),
        help_text=_("Facts, and what was tried. The person reads it at once, the voters when it is put to the vote."),
    )

    def __init__(self, *args: Any, people: Sequence[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        found = Membership._base_manager.filter(pk__in=[one.pk for one in people]).select_related("person")
        self.fields["person"].queryset = found  # type: ignore[attr-defined]


class DefenceForm(forms.Form):
    """The words of the person concerned."""

    words = forms.CharField(
        label=_("My words"), max_length=4000, required=False, widget=CountedTextarea(4000, {"rows": 10})
    )
