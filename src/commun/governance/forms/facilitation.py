"""Checking what people write about the pool of facilitators; nothing is saved here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.governance.actions.facilitation import LONGEST
from commun.governance.models import Meeting
from commun.ui.dates import moment
from commun.ui.forms import CountedTextarea


class PoolForm(forms.Form):
    """One's place in the pool."""

    words = forms.CharField(
        label=_("What I can do"),
        max_length=LONGEST,
        widget=CountedTextarea(LONGEST, {"rows": 4}),
        help_text=_("Kinds of meetings, ways of deciding, languages, places, when you are free."),
    )
    limits = forms.CharField(
        label=_("My limits"),
        max_length=LONGEST,
        required=False,
        widget=CountedTextarea(LONGEST, {"rows": 3}),
        help_text=_("What you do not do, or not alone: an open conflict, a large assembly…"),
    )


class CallForm(forms.Form):
    """For which meeting, and what is asked."""

    meeting = forms.ChoiceField(label=_("For which meeting?"))
    words = forms.CharField(
        label=_("What do you ask for?"),
        max_length=LONGEST,
        widget=CountedTextarea(LONGEST, {"rows": 4}),
        help_text=_("How many you are, what is on the agenda, what has been difficult."),
    )

    def __init__(self, *arguments: Any, meetings: Sequence[Meeting], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(one.ref, f"{one.title}, {moment(one.starts_at)}") for one in meetings]
        self.fields["meeting"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """A word with a yes or a no."""

    words = forms.CharField(
        label=_("A word with your answer"),
        max_length=LONGEST,
        required=False,
        widget=CountedTextarea(LONGEST, {"rows": 3}),
    )


class FeedbackForm(forms.Form):
    """What the group tells its facilitator."""

    words = forms.CharField(
        label=_("What helped, and where were the limits?"),
        max_length=LONGEST,
        widget=CountedTextarea(LONGEST, {"rows": 4}),
        help_text=_("They and your group read it, nobody else. There is no mark."),
    )
