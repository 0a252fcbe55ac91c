"""What one asks of the whole team."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.bids import MOST_CENTS
from commun.value.forms.works import EuroField


class TeamAskForm(forms.Form):
    """How many people, and what the team must have among it."""

    fewest = forms.IntegerField(label=_("People, at least"), min_value=1, max_value=20, initial=2)
    most = forms.IntegerField(label=_("People, at most"), min_value=1, max_value=20, initial=6)
    newcomer = forms.BooleanField(label=_("Somebody who has just arrived is in it"), required=False)
    carrier = forms.BooleanField(label=_("A legal entity in it can carry the answer"), required=False, initial=True)
    most_per_entity = forms.IntegerField(
        label=_("People of one legal entity, at most"), min_value=1, max_value=20, required=False
    )
    turnover_cents = EuroField(
        most=MOST_CENTS, label=_("Turnover the buyer asks, all entities together"), required=False,
        help_text=_("Read in the sheets of the entities, last year told."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The smaller number first."""
        said = super().clean() or {}
        fewest, most = said.get("fewest"), said.get("most")
        if fewest and most and fewest > most:
            self.add_error("most", _("At most cannot be under at least."))
        return said
