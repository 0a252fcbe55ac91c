"""Checking the sheet of a project, those around it, its safe frame."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.project_people import Body
from commun.bids.actions.projects import Frame, ProjectSheet
from commun.bids.models import Project, Stakeholder
from commun.governance.forms import DayInput, LinesField
from commun.ui.forms import ChoiceChips, CountedTextarea
from commun.value.models import JointWork


class SheetForm(forms.Form):
    """The sheet of a project."""

    title = forms.CharField(label=_("What do you do together?"), max_length=160)
    client = forms.CharField(label=_("For which client?"), max_length=160, required=False)
    relation = forms.ChoiceField(
        label=_("How do you work with this client?"),
        choices=Project.Relation.choices,
        required=False,
        widget=ChoiceChips(),
        help_text=_("As you see it, whatever the contract says."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput(), required=False)
    lots = LinesField(label=_("Lots"), help_text=_("One per line; none for the whole."))
    approach = forms.CharField(
        label=_("What we do"),
        max_length=4000,
        required=False,
        widget=CountedTextarea(4000, {"rows": 5}),
        help_text=_("Shown after those for whom it is done and their uses."),
    )

    def sheet(self) -> ProjectSheet:
        """What was written."""
        data = self.cleaned_data
        return ProjectSheet(
            title=data["title"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            client=data["client"],
            relation=data["relation"],
            lots=tuple(data["lots"]),
            approach=data["approach"],
        )


class FromBidForm(SheetForm):
    """The same, from an answer: the lines of its split may be the first tasks."""

    brings_split = forms.BooleanField(
        label=_("Write the lines of the split as first tasks"),
        required=False,
        help_text=_("Yours are yours at once; those of others are proposed to them; nobody is given a task."),
    )

    def __init__(self, has_split: bool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_split:
            del self.fields["brings_split"]


class OpenForm(SheetForm):
    """The same, on a joint work that is there already or with one of its own."""

    work = forms.ModelChoiceField(
        JointWork._base_manager.none(),
        label=_("Joint work"),
        required=False,
        empty_label=_("a new one, for this project"),
        help_text=_("The joint work holds who takes part and the money."),
    )
    field_order = ("title", "client", "relation", "starts_on", "ends_on", "work", "lots", "approach")

    def __init__(self, works: Sequence[JointWork], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if works:
            found = JointWork._base_manager.filter(pk__in=[work.pk for work in works]).order_by("title", "pk")
            self.fields["work"].queryset = found  # type: ignore[attr-defined]
        else:
            del self.fields["work"]


class BeneficiaryForm(forms.Form):
    """Those for whom it is done."""

    who = forms.CharField(
        label=_("For whom?"),
        max_length=160,
        help_text=_("People together: the families of the district, the staff of the library. No name of anybody."),
    )
    uses = forms.CharField(
        label=_("What do they do today, what do they live?"),
        max_length=2000,
        widget=CountedTextarea(2000, {"rows": 5}),
        help_text=_("Their uses as they are, before any solution."),
    )


class StakeholderForm(forms.Form):
    """A body of the territory."""

    body = forms.CharField(label=_("Which body?"), max_length=160, help_text=_("A body, not a person."))
    role = forms.CharField(label=_("What is its role in the project?"), max_length=200)
    voice = forms.ChoiceField(label=_("Which voice has it?"), choices=Stakeholder.Voice.choices, widget=ChoiceChips())

    def body_of_it(self) -> Body:
        """What was written."""
        return Body(**self.cleaned_data)


class ExperimentForm(forms.Form):
    """The safe frame of an experiment: the three, or none."""

    rules = forms.CharField(
        label=_("Rules"),
        max_length=2000,
        widget=CountedTextarea(2000, {"rows": 4}),
        help_text=_("What is allowed, until when, who may stop it."),
    )
    references = forms.CharField(
        label=_("Common references"),
        max_length=2000,
        widget=CountedTextarea(2000, {"rows": 4}),
        help_text=_("The texts, words and figures that all share."),
    )
    protections = forms.CharField(
        label=_("Protections"),
        max_length=2000,
        widget=CountedTextarea(2000, {"rows": 4}),
        help_text=_("What happens to those who take the risk if it fails: time paid, right to be mistaken, way out."),
    )

    def frame(self) -> Frame:
        """What was written."""
        return Frame(**self.cleaned_data)
