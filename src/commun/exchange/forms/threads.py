"""What people write when they take threads apart or put them together."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.core.sizes import size
from commun.exchange.actions.posts import LONGEST_SUBJECT


class SplitForm(forms.Form):
    """What the new thread is about."""

    subject = forms.CharField(label=_("What is it about?"), max_length=LONGEST_SUBJECT)


class MergeForm(forms.Form):
    """The thread that this one joins."""

    other = forms.ChoiceField(label=_("Which thread speaks of the same?"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        # Nothing is chosen in advance: one touch would join threads that have nothing in common.
        self.fields["other"].choices = [("", gettext("Choose a thread")), *choices]  # type: ignore[attr-defined]


class ArchiveForm(forms.Form):
    """An archive of messages; what it is, the action looks at."""

    archive = forms.FileField(label=_("The archive"), widget=forms.FileInput({"accept": ".mbox,.gz,.txt,.eml"}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        most = size(settings.FILE_MOST_BYTES)
        self.fields["archive"].help_text = gettext("A file .mbox or .mbox.gz, %(most)s at most.") % {"most": most}
