"""Checking what the cooperative's accounts need: numbers, analytic accounts, periods, drafts of invoices."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core import codes
from commun.governance.forms import DayInput
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.value.forms.works import EuroField
from commun.value.models import ActivityCode, InvoiceDraft, JointWork
from commun.value.quantities import written


def _number(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class PlanForm(forms.Form):
    """Account numbers with one legal entity, and its seat."""

    analytic = forms.CharField(label=_("Analytic account of the group"), max_length=20, required=False)
    analytic_label = forms.CharField(label=_("Its name"), max_length=60, required=False)
    street = forms.CharField(label=_("Street of its seat"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    town = forms.CharField(label=_("Town"), max_length=80, required=False)
    client = _number(_("Clients"))
    bank = _number(_("Bank"))
    product = _number(_("Sales to clients"))
    contribution = _number(_("Contribution to the cooperative"))
    internal_purchase = _number(_("Internal purchases"))
    internal_sale = _number(_("Internal sales"))
    owed = _number(_("What is owed inside the group"))


class CodesForm(forms.Form):
    """An analytic account, then the name of the activity, for each member: « CAM01 Camille, concertation »."""

    def __init__(self, members: Iterable[Membership], known: Mapping[int, ActivityCode], data: Any = None) -> None:
        super().__init__(data)
        self.members = {f"code-{member.pk}": member for member in members}
        for name, member in self.members.items():
            row = known.get(member.pk)
            written_before = f"{row.code} {row.label}".strip() if row else ""
            self.fields[name] = forms.CharField(
                label=member.name, max_length=101, required=False, initial=written_before
            )

    def said(self) -> dict[Membership, tuple[str, str]]:
        """The code and the name of each whose row changed."""
        told = {}
        for name in self.changed_data:
            code, _space, label = str(self.cleaned_data[name]).partition(" ")
            told[self.members[name]] = (code, label)
        return told


class PeriodForm(forms.Form):
    """Which lines are taken away. Read from the address: nothing is written."""

    du = forms.DateField(label=_("From"), widget=DayInput())
    au = forms.DateField(label=_("Until"), widget=DayInput())
    entite = forms.ModelChoiceField(
        LegalEntity.objects.none(), label=_("In the accounts of"), to_field_name="siren", empty_label=None
    )
    travail = forms.ModelChoiceField(
        JointWork._base_manager.none(), label=_("Only this work"), to_field_name="ref", required=False,
        empty_label=_("all of them"),
    )  # fmt: skip

    def __init__(self, entities: Any, works: Any, data: Any) -> None:
        super().__init__(data)
        for name, rows in (("entite", entities), ("travail", works)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, nor years after it."""
        told = super().clean() or {}
        since, until = told.get("du"), told.get("au")
        if since and until and not 0 <= (until - since).days <= 3 * 366:
            raise forms.ValidationError(_("Choose a last day after the first, three years later at most."))
        return told


class DraftForm(forms.Form):
    """What an invoice needs. Only what it is for, the amount and the date are asked at once."""

    label = forms.CharField(label=_("What is the invoice for?"), max_length=120)
    amount = EuroField(label=_("Amount without tax"))
    vat = forms.ChoiceField(label=_("VAT"), choices=InvoiceDraft.Vat.choices)
    on = forms.DateField(label=_("Date of the invoice"), widget=DayInput())
    due_on = forms.DateField(label=_("To be paid by"), widget=DayInput(), required=False)
    seller = forms.ModelChoiceField(
        LegalEntity.objects.order_by("name"), label=_("Who invoices?"), required=False, empty_label=_("not known yet")
    )
    buyer = forms.CharField(label=_("Name of the client"), max_length=160, required=False)
    siren = forms.CharField(label=_("SIREN of the client"), max_length=20, required=False)
    street = forms.CharField(label=_("Street of the client"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    town = forms.CharField(label=_("Town"), max_length=80, required=False)
    address = forms.CharField(
        label=_("Electronic address of the client"),
        max_length=125,
        required=False,
        help_text=_("Where its platform receives invoices: often its SIREN, alone or with a suffix."),
    )
    service = forms.CharField(
        label=_("Service code"),
        max_length=100,
        required=False,
        help_text=_("Of a public client, when it asks for one."),
    )
    engagement = forms.CharField(
        label=_("Engagement number"), max_length=50, required=False, help_text=_("Of a public client: on its order.")
    )

    def __init__(self, data: Any = None, initial: Mapping[str, Any] | None = None) -> None:
        start = dict(initial or {})
        if isinstance(start.get("amount"), int):
            start["amount"] = written(start["amount"], "turnover")
        super().__init__(data, initial=start)

    def clean_siren(self) -> str:
        """Its nine figures, spaces taken away."""
        siren = codes.clean_siren(str(self.cleaned_data["siren"]))
        if len(siren) > 9:
            raise forms.ValidationError(_("A SIREN has nine figures; the five others belong to the SIRET."))
        return siren
