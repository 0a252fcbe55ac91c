"""What people write about a text."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core.writing import remarks, versions


class _Anchored(forms.Form):
    anchor_start = forms.CharField(required=False, max_length=remarks.LONGEST_ANCHOR, widget=forms.HiddenInput)
    anchor_end = forms.CharField(required=False, max_length=remarks.LONGEST_ANCHOR, widget=forms.HiddenInput)

    def passage(self) -> remarks.Passage:
        """The passage that it is about."""
        said: dict[str, Any] = self.cleaned_data
        return remarks.Passage(said["quote"], said["anchor_start"], said["anchor_end"])


class CommentForm(_Anchored):
    """A comment, on a passage or on the whole."""

    field_order = ["quote", "words"]
    quote = forms.CharField(
        label=_("Passage"),
        required=False,
        max_length=remarks.LONGEST_QUOTE,
        help_text=_("Leave it empty to speak of the whole text."),
    )
    words = forms.CharField(
        label=_("Your comment"), max_length=remarks.LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """An answer to a comment."""

    words = forms.CharField(
        label=_("Your answer"), max_length=remarks.LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 2})
    )


class SuggestionForm(_Anchored):
    """Other words for a passage."""

    field_order = ["quote", "proposal"]
    quote = forms.CharField(
        label=_("Words to replace"),
        max_length=remarks.LONGEST_PASSAGE,
        strip=False,
        help_text=_("As they stand in the text, inside one paragraph."),
    )
    proposal = forms.CharField(
        label=_("Words that you propose"),
        required=False,
        max_length=remarks.LONGEST_PASSAGE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Empty to take the passage away."),
    )


class VersionForm(forms.Form):
    """The name under which the text is kept as it is now."""

    name = forms.CharField(label=_("Name of the version"), max_length=versions.LONGEST_NAME)
