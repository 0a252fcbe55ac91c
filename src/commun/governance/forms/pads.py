"""The pad that somebody brings to the minutes: pasted, or its file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core.errors import Refused
from commun.governance import pad_file


class PadForm(forms.Form):
    """A text or a file; the file wins when there are both."""

    text = forms.CharField(
        label=_("Text of the pad"), required=False, strip=False, widget=forms.Textarea({"rows": 12}),
        help_text=_("Copy everything in the pad, then paste it here."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or its file"), required=False, allow_empty_file=True,
        widget=forms.ClearableFileInput({"accept": ",".join(pad_file.KINDS)}),
        help_text=_("As Etherpad, Framapad or HedgeDoc export it: text, Markdown or HTML."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The text, from whichever was given."""
        values = super().clean() or {}
        uploaded = values.get("file")
        try:
            if uploaded:
                values["text"] = pad_file.text_of(uploaded.name, uploaded.read(pad_file.MOST_BYTES + 1))
            values["text"] = pad_file.checked(values.get("text", ""))
        except Refused as refused:
            if not self.errors:
                self.add_error("file" if uploaded else "text", str(refused.sentence))
        return values
