"""Checking tasks, the time given to them and the moves proposed."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.project_tasks import MOST_IN_A_DAY, MOST_MINUTES, Given, Task
from commun.core import clock
from commun.core.errors import Refused
from commun.governance.forms import DayInput
from commun.governance.models import Action, Membership
from commun.value import quantities
from commun.value.models import ContributionKind

HOURS = ContributionKind.Measure.HOURS


class TimeField(forms.CharField):
    """A length of time as people write it (« 1 h 30 »); whole minutes out, None of nothing."""

    def __init__(self, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(max_length=30, widget=forms.TextInput({"autocomplete": "off", "size": "8"}), **options)

    def clean(self, value: Any) -> Any:
        """Minutes."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return quantities.parse(text, HOURS, most=self.most)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal


class _Choice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People by the name that the group knows."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ChangeTaskForm(forms.Form):
    """For when, how long, after what."""

    due_on = forms.DateField(label=_("For when?"), widget=DayInput(), required=False)
    minutes = TimeField(MOST_MINUTES, label=_("How long should it take?"), required=False, help_text=_("2 h, 1 h 30 …"))
    blocked_by = forms.ModelChoiceField(
        Action._base_manager.none(), label=_("It comes after"), required=False, empty_label=_("nothing else")
    )

    def __init__(self, others: Sequence[Action], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if others:
            rows = Action._base_manager.filter(pk__in=[one.pk for one in others]).order_by("title", "pk")
            self.fields["blocked_by"].queryset = rows  # type: ignore[attr-defined]
        else:
            del self.fields["blocked_by"]

    def task(self) -> Task:
        """What was written; its title and owner are not changed here."""
        data = self.cleaned_data
        return Task("", due_on=data["due_on"], minutes=data["minutes"], blocked_by=data.get("blocked_by"))


class TaskForm(ChangeTaskForm):
    """A new task."""

    title = forms.CharField(label=_("What is there to do?"), max_length=300)
    owner = _Choice(
        Membership._base_manager.none(),
        label=_("Who does it?"),
        required=False,
        empty_label=_("nobody yet"),
        help_text=_("For another person it is proposed: they say yes or no."),
    )
    field_order = ("title", "owner", "due_on", "minutes", "blocked_by")

    def __init__(self, team: Sequence[Membership], others: Sequence[Action], *args: Any, **options: Any) -> None:
        super().__init__(others, *args, **options)
        self.fields["owner"].queryset = _people(team)  # type: ignore[attr-defined]

    def task(self) -> Task:
        """What was written."""
        data = self.cleaned_data
        return Task(data["title"], data["owner"], data["due_on"], data["minutes"], data.get("blocked_by"))


class MoveForm(forms.Form):
    """To whom a task would go."""

    taker = _Choice(Membership._base_manager.none(), label=_("To whom?"), empty_label="—")
    words = forms.CharField(label=_("Why?"), max_length=300, required=False)

    def __init__(self, team: Sequence[Membership], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["taker"].queryset = _people(team)  # type: ignore[attr-defined]


class TimeForm(forms.Form):
    """Time given to a task."""

    minutes = TimeField(MOST_IN_A_DAY, label=_("How long?"), help_text=_("2 h, 1 h 30, 45 min …"))
    on = forms.DateField(label=_("Which day?"), widget=DayInput())
    words = forms.CharField(label=_("What was it?"), max_length=200, required=False)
    token = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": clock.today(), "token": str(uuid4())})

    def given(self) -> Given:
        """What was written."""
        data = self.cleaned_data
        return Given(data["on"], data["minutes"], data["token"] or str(uuid4()), data["words"])


def _people(team: Sequence[Membership]) -> Any:
    rows = Membership._base_manager.filter(pk__in=[member.pk for member in team]).select_related("person", "space")
    return rows.order_by("person__sort_key", "pk")
