"""Checking what somebody brings, a correction, and the kinds that somebody would propose; nothing is saved here."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock
from commun.core.errors import Refused
from commun.governance.forms import DayInput
from commun.ui.forms import ChoiceChips, CountedTextarea
from commun.value import quantities
from commun.value.actions.contributions import FORM, Bringing
from commun.value.actions.kinds import NewKind
from commun.value.models import ContributionKind, JointWork

Measure = ContributionKind.Measure
# What one tap writes; euros are always typed.
QUICK = {Measure.DAYS: (50, 100, 200), Measure.HOURS: (30, 60, 120, 180), Measure.POINTS: (1, 2, 5)}
NEW_KINDS = 3


def quick_quantities(kind: ContributionKind) -> list[tuple[str, str]]:
    """What the form sends and what the button says, for each quantity that is one tap away."""
    measure = Measure(kind.measure)
    return [
        (quantities.written(one, measure, decimal="."), quantities.say(one, measure)) for one in QUICK.get(measure, ())
    ]


def new_token() -> str:
    """Drawn at each page: the same form sent twice is one contribution."""
    return secrets.token_urlsafe(12)


class ContributionForm(forms.Form):
    """Something that one brought: what, how much; when, in which work and in which words if one likes."""

    kind = forms.ChoiceField(label=gettext_lazy("What was it?"), widget=ChoiceChips)
    quantity = forms.CharField(
        label=gettext_lazy("How much?"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "text", "autocomplete": "off"}),
    )
    on = forms.DateField(label=gettext_lazy("Which day?"), widget=DayInput, required=False)
    work = forms.ChoiceField(label=gettext_lazy("For which joint work?"), required=False)
    words = forms.CharField(label=gettext_lazy("In a few words"), max_length=300, required=False)
    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kinds: Sequence[ContributionKind], works: Sequence[JointWork], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.by_ref = {kind.ref: kind for kind in kinds}
        self.works = {work.ref: work for work in works}
        kind, work = self.fields["kind"], self.fields["work"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(work, forms.ChoiceField)
        kind.choices = [(one.ref, f"{one.name} ({one.get_measure_display()})") for one in kinds]
        kind.error_messages["invalid_choice"] = _("Choose a kind that the group uses: new ones are chosen by decision.")
        work.choices = [("", _("none")), *((one.ref, one.title) for one in works)]
        if not works:
            del self.fields["work"]

    def clean(self) -> dict[str, Any]:
        """The quantity, read in the measure of the kind."""
        data = super().clean() or {}
        kind, text = self.by_ref.get(data.get("kind", "")), data.get("quantity")
        if kind is not None and text:
            try:
                data["parts"] = quantities.parse(text, kind.measure)
            except Refused as refusal:
                self.add_error("quantity", str(refusal.sentence))
        return data

    def bringing(self) -> Bringing:
        """What was said, ready to be written."""
        data = self.cleaned_data
        return Bringing(
            kind=self.by_ref[data["kind"]],
            quantity=data["parts"],
            on=data["on"] or clock.today(),
            words=data["words"],
            work=self.works.get(data.get("work", "")),
            source=f"{FORM}:{data['token']}" if data["token"] else "",
        )


class CorrectionForm(forms.Form):
    """Why a line was wrong, and what it should have said."""

    why = forms.CharField(label=gettext_lazy("What was wrong?"), max_length=300)
    quantity = forms.CharField(
        label=gettext_lazy("The right quantity"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Leave it empty when nothing should have been written."),
    )

    def __init__(self, *args: Any, measure: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.measure = measure

    def clean_quantity(self) -> int:
        """In the smallest part of the measure; 0 when it is left empty."""
        text = self.cleaned_data["quantity"]
        if not text.strip():
            return 0
        try:
            return quantities.parse(text, self.measure)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal


class KindsForm(forms.Form):
    """Kinds to add, kinds to use no longer: one decision for all."""

    why = forms.CharField(
        label=gettext_lazy("Why?"), required=False, max_length=2000, widget=CountedTextarea(2000, {"rows": 3})
    )

    def __init__(self, *args: Any, kinds: Sequence[ContributionKind], **options: Any) -> None:
        super().__init__(*args, **options)
        self.by_ref = {kind.ref: kind for kind in kinds}
        for number in range(1, NEW_KINDS + 1):
            named = {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("New kind %(number)d") % named, max_length=80, required=False
            )
            self.fields[f"nature_{number}"] = forms.ChoiceField(
                label=_("Nature of kind %(number)d") % named,
                choices=[("", "—"), *ContributionKind.Nature.choices],
                required=False,
            )
            self.fields[f"measure_{number}"] = forms.ChoiceField(
                label=_("Kind %(number)d is counted in") % named,
                choices=[("", "—"), *Measure.choices],
                required=False,
            )
        if kinds:
            self.fields["retire"] = forms.MultipleChoiceField(
                label=gettext_lazy("No longer used"),
                choices=[(kind.ref, kind.name) for kind in kinds],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                help_text=gettext_lazy("What was written under it stays."),
            )
        self.order_fields([name for name in self.fields if name != "why"] + ["why"])

    def added(self) -> list[NewKind]:
        """The kinds that were named."""
        data = self.cleaned_data
        rows = [
            [data[f"{part}_{number}"] for part in ("name", "nature", "measure")] for number in range(1, NEW_KINDS + 1)
        ]
        return [NewKind(*row) for row in rows if row[0].strip()]

    def retired(self) -> list[ContributionKind]:
        """The kinds that were ticked."""
        return [self.by_ref[ref] for ref in self.cleaned_data.get("retire", ())]
