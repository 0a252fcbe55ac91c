"""What people write of the legal side."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.bids import MOST_CENTS
from commun.bids.actions.legal_form import MOST_DAYS, ShareSheet
from commun.bids.models import Bid, TeamPart
from commun.bids.queries.legal_form import needs_of
from commun.core import scope
from commun.value.forms.works import EuroField


class ShareLineForm(forms.Form):
    """One line of the split."""

    task = forms.CharField(label=_("Task"), max_length=200)
    part = forms.ModelChoiceField(
        TeamPart._base_manager.none(), label=_("Who does it?"), required=False, empty_label=_("nobody yet")
    )
    need_ref = forms.ChoiceField(label=_("Which need does it answer?"), required=False)
    days = forms.DecimalField(
        label=_("Days"), required=False, min_value=0, max_value=MOST_DAYS, decimal_places=2, localize=True
    )
    amount_cents = EuroField(most=MOST_CENTS, label=_("Amount without tax"), required=False)

    def __init__(self, bid: Bid, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        part, need = self.fields["part"], self.fields["need_ref"]
        assert isinstance(part, forms.ModelChoiceField)
        assert isinstance(need, forms.ChoiceField)
        with scope.use(bid.space_id):
            rows = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED)
            part.queryset = rows.select_related("membership__person", "person", "entity")
        part.label_from_instance = called  # type: ignore[assignment, method-assign]
        need.choices = [("", _("none: a task of its own")), *[(need.ref, need.name) for need in needs_of(bid)]]

    def sheet(self) -> ShareSheet:
        """What the action takes."""
        said = self.cleaned_data
        return ShareSheet(said["task"], said["part"], said["need_ref"], said["days"], said["amount_cents"] or 0)


def called(part: TeamPart) -> str:
    """A person of the team with their legal entity."""
    return f"{part.name} ({part.entity.name})" if part.entity is not None else part.name


class FormForm(forms.Form):
    """One of the legal forms that are possible."""

    form = forms.ChoiceField(label=_("Legal form"), widget=forms.RadioSelect)

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["form"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
