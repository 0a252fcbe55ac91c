"""What somebody asked from outside answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.bids.forms.teams import ReasonForm
from commun.bids.models import TeamPart
from commun.governance.models import GroupText

YES, NO = "oui", "non"


class LeaveForm(ReasonForm):
    """Leave the team; a yes sent twice is not that."""

    leaves = forms.CharField(
        initial=YES,
        widget=forms.HiddenInput,
        error_messages={"required": _("You have said yes already: you are in this team.")},
    )


class AnswerForm(forms.Form):
    """Yes under a legal entity, or no."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(YES, _("yes, I join the team")), (NO, _("no, not this time"))],
        widget=forms.RadioSelect,
    )
    siren = forms.CharField(label=_("SIREN of your legal entity"), max_length=20, required=False)
    entity_name = forms.CharField(label=_("Its name"), max_length=160, required=False)
    reason = forms.CharField(label=_("If no, why?"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, part: TeamPart, procedure: GroupText | None, data: Any = None) -> None:
        entity = part.entity
        start = {"siren": entity.siren, "entity_name": entity.name} if entity is not None else {}
        super().__init__(data, initial=start)
        self.procedure = procedure
        if procedure is not None:
            words = {"text": procedure.title, "version": procedure.edition}
            label = gettext("If yes: I read and accept what stands above (“%(text)s”, version %(version)s)") % words
            self.fields["accepts"] = forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """A yes names an entity and accepts the procedure."""
        said = super().clean() or {}
        if said.get("answer") == YES:
            if not said.get("siren") and "siren" not in self.errors:
                self.add_error("siren", gettext("Write the SIREN under which you answer."))
            if self.procedure is not None and not said.get("accepts"):
                self.add_error("accepts", gettext("The procedure is the only thing that binds: accept it, or say no."))
        return said
