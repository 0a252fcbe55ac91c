"""The sheet of a section."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.sections import MOST_WORDS, SectionSheet
from commun.bids.models import Bid, BidSection, TeamPart
from commun.core import scope
from commun.governance.forms import DayInput


class SectionForm(forms.Form):
    """Title, criterion, weight, length, day, who holds it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    criterion = forms.CharField(label=_("Which criterion does it answer?"), max_length=300, required=False)
    weight = forms.DecimalField(
        label=_("Its weight (%)"), min_value=0, max_value=100, decimal_places=2, required=False, localize=True
    )
    words_most = forms.IntegerField(label=_("Words at most"), min_value=1, max_value=MOST_WORDS, required=False)
    due_on = forms.DateField(label=_("Until when?"), required=False, widget=DayInput())
    owner = forms.ModelChoiceField(
        TeamPart._base_manager.none(), label=_("Who holds it?"), required=False, empty_label=_("nobody yet")
    )

    def __init__(self, bid: Bid, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        with scope.use(bid.space_id):
            rows = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED)
            owner.queryset = rows.select_related("membership__person", "person")
        owner.label_from_instance = lambda part: part.name  # type: ignore[assignment, method-assign]

    def sheet(self) -> SectionSheet:
        """What the action takes."""
        return SectionSheet(**self.cleaned_data)


class SectionStateForm(forms.Form):
    """Where a section stands."""

    state = forms.ChoiceField(label=_("Where it stands"), choices=BidSection.State.choices)
