"""How Django's forms are drawn here: every form accessible by default, choices as chips where asked."""

from typing import Any

from django import forms
from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from commun.ui.tags.support import component


class AccessibleRenderer(TemplatesSetting):
    """FORM_RENDERER of the house."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/components/field.html"


class ChoiceChips(forms.RadioSelect):
    """One choice among a few, drawn as pills."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "c-choices", **(attrs or {})}, choices)


class ManyChoiceChips(forms.CheckboxSelectMultiple):
    """Several choices among a few, drawn as pills."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "c-choices", **(attrs or {})}, choices)


class CountedTextarea(forms.Textarea):
    """A text area that tells how many signs are left, where the script runs."""

    def __init__(self, maximum: int, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"maxlength": maximum, "data-commun-count": "", **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """A line break counts as one sign, as the page counts it: browsers send two."""
        written = super().value_from_datadict(data, files, name)
        return written.replace("\r\n", "\n") if isinstance(written, str) else written


def summary_of(form: BaseForm) -> SafeString:
    """The box at the top that lists what is wrong, each line leading to its field."""
    wrong = [
        {
            "label": bound.label,
            "is_question": str(bound.label).endswith("?"),
            "anchor": bound.id_for_label or bound.auto_id,
            "sentence": sentence,
        }
        for bound in form.visible_fields()
        for sentence in bound.errors
    ]
    hidden = [sentence for bound in form.hidden_fields() for sentence in bound.errors]
    return component("error_summary", general=[*form.non_field_errors(), *hidden], wrong=wrong)
