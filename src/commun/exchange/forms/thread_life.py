"""What people write when they lead a thread, name sections, write templates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.exchange.actions.posts import LONGEST_SUBJECT, LONGEST_WRITTEN
from commun.exchange.actions.sections import LONGEST_NAME
from commun.exchange.actions.thread_life import LONGEST_REASON, LONGEST_SUMMARY
from commun.exchange.queries.thread_life import Part

Sections = Sequence[Part]


class ReasonForm(forms.Form):
    """Why a thread is put on hold or closed."""

    reason = forms.CharField(
        label=_("Why, in a few words"),
        help_text=_("It stands at the head of the thread, with your name. You may leave it empty."),
        required=False,
        max_length=LONGEST_REASON,
    )


class SummaryForm(forms.Form):
    """Where a thread stands; ``after``: what its author had read."""

    text = forms.CharField(
        label=_("Where are we?"),
        help_text=_("What is agreed, what is still open, who does what. Empty, it is taken down."),
        required=False,
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FileForm(forms.Form):
    """The section of a thread."""

    section = forms.ChoiceField(label=_("Section"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, sections: Sections, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, sections, gettext("No section"))


class SectionForm(forms.Form):
    """The name of a section."""

    name = forms.CharField(label=_("Name of the section"), max_length=LONGEST_NAME)


class TemplateForm(forms.Form):
    """How a thread starts."""

    subject = forms.CharField(label=_("What is it about?"), max_length=LONGEST_SUBJECT)
    text = forms.CharField(
        label=_("The message as it begins"), max_length=LONGEST_WRITTEN, widget=forms.Textarea(attrs={"rows": 10})
    )
    section = forms.ChoiceField(label=_("Section"), required=False)

    def __init__(self, *args: Any, sections: Sections, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_sections(self, sections)


def offer_sections(form: forms.Form, sections: Sections) -> None:
    """Let a form choose among them; without any, it does not ask."""
    if sections:
        _offer(form, sections, gettext("No section"))
    else:
        del form.fields["section"]


def _offer(form: forms.Form, sections: Sections, none: str) -> None:
    field = form.fields["section"]
    field.choices = [("", none), *((one.ref, one.name) for one in sections)]  # type: ignore[attr-defined]
