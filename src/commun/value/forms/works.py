"""Checking the sheet of a joint work, who takes part, and money that came in."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.core.errors import Refused
from commun.governance.forms import DayInput
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.value import quantities
from commun.value.models import ContributionKind
from commun.value.queries.works import could_enter


class EuroField(forms.CharField):
    """An amount as people write it; whole cents out. ``most``: cents, where it is not one contribution."""

    def __init__(self, *, most: int | None = None, **options: Any) -> None:
        self.most = most
        attributes = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attributes), **options)

    def prepare_value(self, value: Any) -> Any:
        """Cents that the form starts with, in euros."""
        return quantities.written(value, ContributionKind.Measure.TURNOVER) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Cents; None of nothing, when it may be left out."""
        text = super().clean(value)
        if not text:
            return None
        if text.strip() in ("0", "0,00", "0.00"):
            return 0
        if text.strip().startswith(("-", "−")):
            raise forms.ValidationError(gettext("An amount below zero cannot be: write it without its sign."))
        try:
            return quantities.parse(text, ContributionKind.Measure.TURNOVER, most=self.most)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal


class WorkForm(forms.Form):
    """The sheet of a joint work."""

    title = forms.CharField(label=_("What do you do together?"), max_length=160)
    client = forms.CharField(label=_("For whom?"), max_length=160, required=False)
    started_on = forms.DateField(label=_("First day"), widget=DayInput())
    entity = forms.ModelChoiceField(
        LegalEntity.objects.order_by("name"), label=_("Who invoices?"), required=False, empty_label=_("not known yet")
    )


class RolesForm(forms.Form):
    """Roles held in a work, separated by commas."""

    roles = forms.CharField(
        label=_("Roles"),
        max_length=400,
        required=False,
        help_text=_("In the words that your keys use, separated by commas: coordination, writing …"),
    )

    def clean_roles(self) -> list[str]:
        """The roles, one by one."""
        return [role for role in str(self.cleaned_data["roles"]).split(",") if role.strip()]


class EnterForm(RolesForm):
    """Somebody of the group who takes part."""

    member = forms.ModelChoiceField(Membership._base_manager.none(), label=_("Who?"))
    field_order = ("member", "roles")

    def __init__(self, work: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        member = self.fields["member"]
        assert isinstance(member, forms.ModelChoiceField)
        member.queryset = could_enter(work)
        member.label_from_instance = lambda row: row.name  # type: ignore[assignment, method-assign]


class EndForm(forms.Form):
    """The last day of a work."""

    on = forms.DateField(label=_("Last day"), widget=DayInput())


class ReceiptForm(forms.Form):
    """Money that came in."""

    amount = EuroField(label=_("Amount received, without tax"))
    kept = EuroField(
        label=_("Of which the cooperative keeps"),
        required=False,
        help_text=_("Its contribution, as on its own statement. Left empty: by the rule of your cooperative."),
    )
    on = forms.DateField(label=_("Received on"), widget=DayInput())
    label = forms.CharField(label=_("What for?"), max_length=120, required=False)
    # The same form sent twice writes once.
    token = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": clock.today(), "token": str(uuid4())})


class WhyForm(forms.Form):
    """A reason that the others will read."""

    why = forms.CharField(label=_("Why?"), max_length=120)
