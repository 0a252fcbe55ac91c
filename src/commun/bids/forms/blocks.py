"""Offering a block."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.blocks import LONGEST_TITLE
from commun.bids.authors import OnePassage
from commun.bids.models import TextBlock

LONGEST_SHOWN = 400


class BlockForm(forms.Form):
    """Its title, its paragraphs, under which licence."""

    title = forms.CharField(label=_("What is it called?"), max_length=LONGEST_TITLE)
    chosen = forms.MultipleChoiceField(
        label=_("The paragraphs to use again"),
        help_text=_("Leave out what is only about this client: names, prices, places. In brackets, who wrote them."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a paragraph at least.")},
    )
    licence = forms.ChoiceField(
        label=_("Under which licence?"), choices=TextBlock.Licence.choices, widget=forms.RadioSelect
    )

    def __init__(self, passages: Sequence[OnePassage], names: Mapping[int, str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.MultipleChoiceField, self.fields["chosen"])
        field.choices = [(one.key, _told(one, names)) for one in passages]
        field.initial = [one.key for one in passages]


def _told(passage: OnePassage, names: Mapping[int, str]) -> str:
    """Its words, cut when they are many, and who wrote them."""
    words = Truncator(" ".join(passage.plain.split())).chars(LONGEST_SHOWN)
    people = ", ".join(names[person] for person in passage.authors)
    return f"{words} ({people})"
