"""Checking the compost plan and the debrief."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.project_ends import QUESTIONS, CompostSheet
from commun.bids.models import CompostItem
from commun.ui.forms import ChoiceChips, CountedTextarea

SIGNED, UNSIGNED = "signed", "unsigned"


class CompostForm(forms.Form):
    """One thing and what becomes of it."""

    title = forms.CharField(label=_("What is it?"), max_length=200)
    nature = forms.ChoiceField(label=_("It is"), choices=CompostItem.Nature.choices, widget=ChoiceChips())
    source = forms.CharField(
        label=_("Where is it?"), max_length=300, required=False, help_text=_("An address, a folder, a shelf.")
    )
    fate = forms.ChoiceField(
        label=_("What becomes of it at the end?"),
        choices=CompostItem.Fate.choices,
        required=False,
        widget=ChoiceChips(),
        help_text=_("What is offered or destroyed needs the word of everybody in the team."),
    )
    licence = forms.ChoiceField(
        label=_("Under which licence?"),
        choices=CompostItem.Licence.choices,
        required=False,
        help_text=_("For what is offered as a commons."),
    )

    def __init__(self, *args: Any, kept_source: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        # What the house knows the place of is not written by hand.
        self.kept_source = kept_source
        if kept_source:
            del self.fields["source"]

    def clean(self) -> dict[str, Any]:
        """A commons has its licence."""
        data = super().clean() or self.cleaned_data
        if data.get("fate") == CompostItem.Fate.COMMONS and not data.get("licence"):
            self.add_error("licence", gettext("What is offered as a commons has a licence: choose it."))
        return data

    def sheet(self) -> CompostSheet:
        """What was written."""
        return CompostSheet(**({"source": self.kept_source} | self.cleaned_data))


def _question(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, required=False, widget=CountedTextarea(2000, {"rows": 3}))


class DebriefForm(forms.Form):
    """What one takes from the project."""

    went_well = _question(_("What went well?"))
    was_hard = _question(_("What was hard?"))
    to_keep = _question(_("What should we keep?"))
    to_change = _question(_("What should we change?"))
    name = forms.ChoiceField(
        label=_("With your name?"),
        choices=[(SIGNED, _("with my name")), (UNSIGNED, _("without my name"))],
        widget=ChoiceChips(),
        help_text=_("Without it, nothing leads from these words to you; in a small team your way of writing may."),
    )

    def answers(self) -> dict[str, str]:
        """By question."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}
