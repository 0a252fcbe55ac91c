"""Who does what in the writing, and by which key it is shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.models import Bid, BidRole, TeamPart
from commun.core import scope
from commun.value.models import KeyVersion

SEVERAL = (BidRole.Role.WRITER, BidRole.Role.PROOFREADER, BidRole.Role.PRICE, BidRole.Role.SUBMISSION)


class WritingForm(forms.Form):
    """Roles of the team and the key."""

    lead = forms.ModelChoiceField(TeamPart._base_manager.none(), label=_("Who leads (mandataire)?"), empty_label="—")
    writer = forms.ModelMultipleChoiceField(
        TeamPart._base_manager.none(), label=_("Who writes?"), widget=forms.CheckboxSelectMultiple
    )
    proofreader = forms.ModelMultipleChoiceField(
        TeamPart._base_manager.none(), label=_("Who proofreads?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    price = forms.ModelMultipleChoiceField(
        TeamPart._base_manager.none(),
        label=_("Who keeps the price?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    submission = forms.ModelMultipleChoiceField(
        TeamPart._base_manager.none(), label=_("Who sends the answer?"), widget=forms.CheckboxSelectMultiple
    )
    version = forms.ModelChoiceField(
        KeyVersion._base_manager.none(), label=_("By which key will it be shared?"), empty_label=None
    )
    why = forms.CharField(label=_("Why so?"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4}))

    def __init__(self, bid: Bid, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        with scope.use(bid.space_id):
            joined = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED)
            parts = joined.select_related("membership__person", "person")
            versions = KeyVersion.objects.select_related("key").order_by("key__name", "-number")
        for name in ("lead", *SEVERAL):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = parts
            field.label_from_instance = lambda part: part.name  # type: ignore[assignment, method-assign]
        version = self.fields["version"]
        assert isinstance(version, forms.ModelChoiceField)
        version.queryset = versions
        version.label_from_instance = lambda row: row.called  # type: ignore[assignment, method-assign]

    def roles(self) -> dict[str, list[TeamPart]]:
        """Who holds each role."""
        said = self.cleaned_data
        return {"lead": [said["lead"]], **{role.value: list(said[role.value]) for role in SEVERAL}}
