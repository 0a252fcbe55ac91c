"""Checking the sheet of a shared thing, and a booking."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.exchange.actions.things import ThingSheet, Wish
from commun.exchange.models.things import MOST_STOCK
from commun.governance.forms import DayInput
from commun.ui import dates
from commun.ui.forms import ChoiceChips, CountedTextarea

WHOLE_DAY = gettext_lazy("Left empty: the whole day.")
FARTHEST = dt.timedelta(days=3 * 366)


class TimeInput(forms.TimeInput):
    """The browser's own field for an hour."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ThingForm(forms.Form):
    """What it is, how many, whose, where, by which rules."""

    name = forms.CharField(
        label=gettext_lazy("What is it?"), max_length=120, help_text=gettext_lazy("For example: a projector.")
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Whose is it?"),
        choices=[("group", gettext_lazy("the group's")), ("mine", gettext_lazy("mine, I lend it"))],
        required=False,
        widget=ChoiceChips,
    )
    stock = forms.IntegerField(label=gettext_lazy("How many are there?"), min_value=1, max_value=MOST_STOCK, initial=1)
    words = forms.CharField(
        label=gettext_lazy("In a few words"),
        max_length=2000,
        required=False,
        widget=CountedTextarea(2000, {"rows": 3}),
    )
    rules = forms.CharField(
        label=gettext_lazy("Rules of use"),
        max_length=2000,
        required=False,
        widget=CountedTextarea(2000, {"rows": 3}),
        help_text=gettext_lazy("How it is fetched, brought back, cared for. Those who book read it."),
    )
    place = forms.CharField(label=gettext_lazy("Where is it?"), max_length=80, required=False)
    # The same form sent twice shares once.
    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"token": str(uuid4()), "whose": "group", **(initial or {})})

    def sheet(self) -> ThingSheet:
        """What was written."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("token", "whose")}
        return ThingSheet(**said, is_mine=self.cleaned_data["whose"] == "mine")


class BookingForm(forms.Form):
    """From when to when, how many, what for."""

    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    starts_at = forms.TimeField(
        label=gettext_lazy("From what hour?"),
        required=False,
        widget=TimeInput(),
        help_text=WHOLE_DAY,
    )
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())
    ends_at = forms.TimeField(
        label=gettext_lazy("Until what hour?"),
        required=False,
        widget=TimeInput(),
        help_text=WHOLE_DAY,
    )
    quantity = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, initial=1)
    words = forms.CharField(
        label=gettext_lazy("What for?"), max_length=200, required=False, help_text=gettext_lazy("The group reads it.")
    )
    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, stock: int, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"token": str(uuid4()), **(initial or {})})
        quantity = self.fields["quantity"]
        if stock == 1:
            del self.fields["quantity"]
        else:
            quantity.help_text = _("There are %(stock)s of it.") % {"stock": stock}

    def clean(self) -> dict[str, Any]:
        """Days that can be."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        today = dates.today()
        for name in ("starts_on", "ends_on"):
            if name in said and not today <= said[name] <= today + FARTHEST:
                self.add_error(name, _("Choose a time to come, in the next two years."))
        return said

    def wish(self) -> Wish:
        """What was written, at the reader's hours, as pages say them: without hours, whole days."""
        said, zone = self.cleaned_data, timezone.get_current_timezone()
        start = dt.datetime.combine(said["starts_on"], said["starts_at"] or dt.time(), zone)
        if said["ends_at"] is None:
            end = dt.datetime.combine(said["ends_on"] + dt.timedelta(days=1), dt.time(), zone)
        else:
            end = dt.datetime.combine(said["ends_on"], said["ends_at"], zone)
        return Wish(start, end, said.get("quantity", 1), said["words"], said["token"])
