"""Checking the steps of a key as people write them, and what is said with it; nothing is saved here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.algo.sharing import BadKey, Base, Kind, Measure, Place, Step, checked
from commun.algo.sharing.steps import FIELDS
from commun.ui.forms import CountedTextarea
from commun.value.actions.keys import LONGEST_NAME, LONGEST_NOTE, LONGEST_ROLE
from commun.value.forms.fields import AmountField, RateField
from commun.value.key_drafts import Raw
from commun.value.key_words import kind_words, problem_words, sentences

PLACES = (
    (Place.POT.value, _("the common pot")),
    (Place.CARRY.value, _("next year: it is put aside")),
    (Place.ENTITY.value, _("the cooperative")),
    (Place.ROLE.value, _("whoever held a role, named below")),
)
MEASURES = (
    (Measure.DAYS.value, _("the days of each")),
    (Measure.HOURS.value, _("the hours of each")),
    (Measure.POINTS.value, _("the points of each")),
    (Measure.TURNOVER.value, _("the turnover that each brought")),
    (Measure.ROLE.value, _("the part of each in a role, named below")),
)
BASES = ((Base.GROSS.value, _("of the whole")), (Base.REMAINING.value, _("of what is left at this step")))


BOUNDS = ("floor", "cap")


class StepForm(forms.Form):
    """One step; the fields are those of its kind."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind], widget=forms.HiddenInput)
    rate = RateField(label=_("Percentage"))
    amount = AmountField(label=_("Amount"))
    base = forms.ChoiceField(label=_("Of what?"), choices=BASES)
    place = forms.ChoiceField(label=_("For whom?"), choices=PLACES)
    measure = forms.ChoiceField(label=_("By what?"), choices=MEASURES)
    role = forms.CharField(
        label=_("Role"),
        max_length=LONGEST_ROLE,
        required=False,
        help_text=_("Only when the step is for a role."),
        widget=forms.TextInput({"list": "roles", "autocomplete": "off"}),
    )
    floor = AmountField(label=_("At least, per person"), required=False)
    cap = AmountField(label=_("At most, per person"), required=False)

    def __init__(self, raw: Raw, number: int) -> None:
        super().__init__({f"{number}-{name}": value for name, value in raw.items()}, prefix=str(number))
        self.of_kind = Kind(raw["kind"])
        for name in set(self.fields) - {"kind", *FIELDS[self.of_kind]}:
            del self.fields[name]
        if self.of_kind == Kind.REIMBURSE:
            self.fields["amount"].required = False
            self.fields["amount"].label = _("Up to, in all")

    @property
    def title(self) -> str:
        """What the step is called."""
        return kind_words(self.of_kind)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """What every step of this kind says."""
        return [bound for bound in self.visible_fields() if bound.name not in BOUNDS]

    @property
    def bounds(self) -> list[forms.BoundField]:
        """What few steps say: at least, at most."""
        return [bound for bound in self.visible_fields() if bound.name in BOUNDS]

    @property
    def is_bounded(self) -> bool:
        """One of them is written."""
        return any(bound.value() or bound.errors for bound in self.bounds)

    def clean(self) -> dict[str, Any]:
        """A role is named where the step needs one, and only there."""
        data = super().clean() or {}
        if "role" not in self.fields or "role" not in data:
            return data
        data["role"] = " ".join(data["role"].split())
        needs = Place.ROLE.value in (data.get("place"), data.get("measure"))
        if needs and not data["role"]:
            self.add_error("role", gettext("Name the role, in the words that your joint works use."))
        if not needs and data["role"]:
            said = gettext("A role is named, but the step is not for a role: choose so, or empty this.")
            self.add_error("role", said)
        return data

    def step(self) -> Step:
        """The step, once the form is valid."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "kind"}
        enums = {"base": Base, "place": Place, "measure": Measure}
        data |= {name: enum(data[name]) for name, enum in enums.items() if name in data}
        if "cap" in data:
            data["cap"] = data["cap"] or None
        return Step(self.of_kind, **data)


class Draft:
    """All the steps of the page, what they say, and what is wrong with them."""

    def __init__(self, steps: Sequence[Raw]) -> None:
        self.forms = [StepForm(raw, number) for number, raw in enumerate(steps)]
        self.steps: list[Step] = []
        self.problem = ""
        wrong = [form for form in self.forms if not form.is_valid()]
        if wrong:
            self.problem = gettext("A step has something to be corrected: it is written in red beside it.")
            return
        self.steps = [form.step() for form in self.forms]
        try:
            checked(self.steps)
        except BadKey as bad:
            self.problem = problem_words(bad)

    @property
    def reading(self) -> list[str]:
        """One sentence a step; nothing while a step cannot be read."""
        return sentences(self.steps)


class NameForm(forms.Form):
    """The name of a new key."""

    name = forms.CharField(
        label=_("Name of the key"), max_length=LONGEST_NAME, help_text=_("“Year end”, “Team of the bids”…")
    )


class NoteForm(forms.Form):
    """Why a version is written."""

    note = forms.CharField(label=_("Why this version?"), max_length=LONGEST_NOTE, required=False)


class AdoptionForm(forms.Form):
    """For what a version would hold, and why."""

    work = forms.ChoiceField(label=_("For which joint works?"), required=False)
    why = forms.CharField(
        label=_("Why, for the others"), max_length=4000, required=False, widget=CountedTextarea(4000, {"rows": 3})
    )

    def __init__(self, data: Any, works: Sequence[tuple[str, str]], work_ref: str = "") -> None:
        super().__init__(data, initial={"work": work_ref})
        work = self.fields["work"]
        assert isinstance(work, forms.ChoiceField)
        work.choices = [("", _("All those that have no key of their own")), *works]
