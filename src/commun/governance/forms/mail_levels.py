"""Checking which mails of a group somebody wants."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.governance.models import Membership

Mails = Membership.Mails
# What each level lets through, in one sentence that a member can say to another.
SAID = {
    Mails.ALL: _("Everything: invitations to meetings, what is decided, what concerns me"),
    Mails.CONCERNS: _("What concerns me: when my voice or my answer is asked, when something that I do, hold or "
                      "wrote down changes"),
    Mails.DECISIONS: _("Decisions only: what the group decides, and when my voice or my answer is asked"),
    Mails.NONE: _("Nothing by mail: I look at the pages of the group"),
}  # fmt: skip


class MailLevelForm(forms.Form):
    """One of four levels."""

    level = forms.ChoiceField(
        label=_("Which mails of this group do you receive?"),
        choices=[(level.value, said) for level, said in SAID.items()],
        widget=forms.RadioSelect,
    )
