"""What people write on the pages of a list."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commun.core.sizes import size
from commun.exchange.actions.held import LONGEST_REASON
from commun.exchange.actions.keeping import YEARS
from commun.exchange.actions.post_files import MOST_SENT
from commun.exchange.actions.posts import LONGEST_SUBJECT, LONGEST_WRITTEN
from commun.exchange.forms.thread_life import Sections, offer_sections
from commun.exchange.models import MailingList, Subscription


class FilesInput(forms.FileInput):
    """Several files in one field."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, or none; what they are is looked at by the action."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each of them, in order."""
        return [super(FilesField, self).clean(one, initial) for one in data or [] if one]


class AnswerForm(forms.Form):
    """A message in a conversation; the token makes the same form twice one message."""

    text = forms.CharField(label=_("Your answer"), max_length=LONGEST_WRITTEN, widget=forms.Textarea(attrs={"rows": 6}))
    sent = FilesField(label=_("Files"), required=False, max_length=300)
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"token": str(uuid.uuid4())} | (options.get("initial") or {})
        super().__init__(*args, **options)
        most = {"count": MOST_SENT, "most": size(settings.FILE_MOST_BYTES)}
        said = gettext("%(count)s at most, %(most)s each.") % most
        # No page gives files back: whoever sends the rest again would send it without them.
        again = gettext("Your files did not go through: attach them again.") if self.files else ""
        self.fields["sent"].help_text = f"{said} {again}".strip()


class ThreadForm(AnswerForm):
    """The first message of a conversation."""

    subject = forms.CharField(label=_("What is it about?"), max_length=LONGEST_SUBJECT)
    section = forms.ChoiceField(label=_("Section"), required=False)
    field_order = ("subject", "section", "text", "sent", "token")

    def __init__(self, *args: Any, sections: Sections, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Your message")
        offer_sections(self, sections)


class RefuseForm(forms.Form):
    """Why a mail is refused; its sender reads it."""

    reason = forms.CharField(
        label=_("Why (its sender reads this)"), required=False, max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ListForm(forms.Form):
    """How the list works."""

    reply_to = forms.ChoiceField(
        label=_("Where an answer goes"), choices=MailingList.ReplyTo.choices, widget=forms.RadioSelect
    )
    holds_first = forms.BooleanField(
        label=_("Read the first message of each member before it goes out"), required=False
    )
    is_open = forms.BooleanField(label=_("The list takes messages"), required=False)
    holds_all = forms.BooleanField(
        label=_("For a while, read every message before it goes out"),
        required=False,
        help_text=_("When a conversation heats up: nothing is lost, everything waits for you."),
    )
    tag = forms.CharField(
        label=_("A word before the subject of each mail"),
        required=False,
        max_length=20,
        help_text=_("It comes in brackets. Without it, people sort by the address of the list."),
    )


class KeepingForm(forms.Form):
    """How long messages are kept."""

    years = forms.ChoiceField(label=_("Messages and their files are kept"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        said = [(str(one), ngettext("%(count)s year", "%(count)s years", one) % {"count": one}) for one in YEARS]
        self.fields["years"].choices = [("", gettext("for ever")), *said]  # type: ignore[attr-defined]


class ReadForm(forms.Form):
    """How one reads the list."""

    mode = forms.ChoiceField(
        label=_("How do you read the list?"), choices=Subscription.Mode.choices, widget=forms.RadioSelect
    )
    gets_own = forms.BooleanField(
        label=_("Send me my own messages too"),
        help_text=_("Some programs, Gmail among them, show only the copy that you sent."),
        required=False,
    )
