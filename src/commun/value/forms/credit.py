"""Checking what is given or asked in the mutual credit, and the limits that somebody would propose."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core.errors import Refused
from commun.governance.models import Membership
from commun.ui.forms import ChoiceChips, CountedTextarea
from commun.value import quantities
from commun.value.actions.credit import Gift
from commun.value.actions.credit_limits import MOST, Terms
from commun.value.forms.works import EuroField
from commun.value.models import Book
from commun.value.quantities import say_in

NOTHING = {"0", "0h", "0min", "0pt", "0pts", "0points", "0,0", "0.0", "0,00", "0.00"}
FARTHEST = 10**40


class QuantityField(forms.CharField):
    """Hours or points as people write them; the smallest part of the unit out."""

    def __init__(self, *, may_be_nothing: bool = False, **options: Any) -> None:
        attributes = {"inputmode": "text", "autocomplete": "off"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attributes), **options)
        self.may_be_nothing = may_be_nothing
        self.unit = ""

    def clean(self, value: Any) -> Any:
        """« 1 h 30 » is 90 in a book of hours."""
        text = super().clean(value)
        if not text or not self.unit:
            return text
        tidy = "".join(text.casefold().split())
        if tidy in NOTHING and self.may_be_nothing:
            return 0
        if tidy in NOTHING or tidy.startswith(("-", "−")):
            raise forms.ValidationError(_("Write an amount above zero, and that can be true."))
        most = MOST[self.unit]
        try:
            amount = quantities.parse(text, quantities.OF_BOOK[self.unit], most=FARTHEST)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal
        if amount > most:
            raise forms.ValidationError(_("This is too far: %(most)s at most.") % {"most": say_in(self.unit, most)})
        return amount


class UnitForm(forms.Form):
    """A form whose quantities are in the unit of a book."""

    def __init__(self, data: Any, unit: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.set_unit(unit)

    def set_unit(self, unit: str) -> None:
        """Read quantities in this unit, and say how they are written."""
        example = _("For example 2 h, 1 h 30 or 45 min.") if unit == Book.Unit.MINUTE else _("For example 3.")
        for field in self.fields.values():
            if isinstance(field, QuantityField):
                field.unit = unit
                field.help_text = field.help_text or (example if unit else "")


class GiftForm(UnitForm):
    """What somebody's help was worth, and what for."""

    amount = QuantityField(label=gettext_lazy("How much?"))
    words = forms.CharField(
        label=gettext_lazy("What for?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The whole group can read it."),
    )
    # The same form sent twice moves once.
    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, unit: str, people: QuerySet[Membership] | None = None) -> None:
        super().__init__(data, unit, initial={"token": str(uuid4())})
        if people is not None:
            who = forms.ModelChoiceField(people, label=_("Who?"), empty_label=_("choose"))
            who.label_from_instance = lambda row: row.name  # type: ignore[assignment, method-assign]
            self.fields["who"] = who
            self.order_fields(["who", "amount", "words", "token"])

    def gift(self) -> Gift:
        """What was written."""
        said = self.cleaned_data
        return Gift(said["amount"], said["words"], said["token"])


class OutsideForm(GiftForm):
    """The same, to somebody of another group."""

    code = forms.CharField(
        label=gettext_lazy("Their code"),
        max_length=20,
        help_text=gettext_lazy("They read it on the page of their own mutual credit, and gave it to you."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("code", "amount", "words", "token")


def _why() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why?"), required=False, max_length=2000, widget=CountedTextarea(2000, {"rows": 3})
    )


class TermsForm(UnitForm):
    """Limits, what one of the unit is said to be worth, and why."""

    below = QuantityField(label=gettext_lazy("How far below zero?"), may_be_nothing=True)
    above = QuantityField(label=gettext_lazy("How far above zero?"), may_be_nothing=True)
    cents = EuroField(
        label=gettext_lazy("What one hour, or one point, is worth in euros"),
        required=False,
        help_text=gettext_lazy("For information, for tax papers. It is no price: nobody pays it."),
    )
    why = _why()

    def terms(self) -> Terms:
        """What was written."""
        said = self.cleaned_data
        return Terms(said["below"], said["above"], said["cents"])


class OpeningForm(TermsForm):
    """What the mutual credit counts in, and its limits."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Counted in"),
        choices=[choice for choice in Book.Unit.choices if choice[0] in MOST],
        widget=ChoiceChips,
        initial=Book.Unit.MINUTE.value,
    )
    field_order = ("unit", "below", "above", "cents", "why")

    def __init__(self, data: Any) -> None:
        asked = data.get("unit", "") if data is not None else ""
        super().__init__(data, asked if asked in MOST else "")
        self.fields["cents"].required = True
        for name in ("below", "above"):
            self.fields[name].help_text = _("For example 10 h, or 100 points.")


class LimitsForm(TermsForm):
    """Other limits, for everybody or for one."""

    member = forms.ModelChoiceField(
        Membership._base_manager.none(), label=gettext_lazy("For whom?"), required=False,
        empty_label=gettext_lazy("everybody"),
    )  # fmt: skip
    field_order = ("member", "below", "above", "cents", "why")

    def __init__(self, data: Any, unit: str, people: QuerySet[Membership]) -> None:
        super().__init__(data, unit)
        member = self.fields["member"]
        assert isinstance(member, forms.ModelChoiceField)
        member.queryset = people
        member.label_from_instance = lambda row: row.name  # type: ignore[assignment, method-assign]
        self.fields["cents"].help_text = _("Left empty: as it is today. The same for everybody.")


class TrustForm(UnitForm):
    """Another group, by its code, and how much it may owe."""

    code = forms.CharField(
        label=gettext_lazy("Code of the other group"),
        max_length=20,
        help_text=gettext_lazy("It is at the foot of the page of their mutual credit: ask them for it."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    most = QuantityField(label=gettext_lazy("How much may they owe us, at most?"), may_be_nothing=True)
    why = _why()
    field_order = ("code", "most", "why")
