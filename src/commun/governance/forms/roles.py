"""Checking what people write about roles; nothing is saved here."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.governance.actions.role_cards import Card
from commun.governance.forms import DayInput, LinesField
from commun.governance.models import Decision, Friction, Membership, Role, RoleSettings
from commun.ui.forms import ChoiceChips, CountedTextarea, ManyChoiceChips

MOST_TURNS = 60
UNREADABLE_DAY = {"invalid": _("Write a day: 25/12/2026, say.")}


class CardForm(forms.Form):
    """A role card; the load is asked in hours and kept in minutes."""

    name = forms.CharField(label=_("Name of the role"), max_length=120)
    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=500,
        widget=CountedTextarea(500, {"rows": 2}),
        help_text=_("One sentence: what would be missing if nobody held it?"),
    )
    expectations = LinesField(
        label=_("What may the group count on?"), help_text=_("One expectation per line; at least one.")
    )
    domain = forms.CharField(
        label=_("Domain"),
        max_length=500,
        required=False,
        help_text=_("What this role decides alone, without asking: the newsletter, the bank account…"),
    )
    family = forms.ChoiceField(
        label=_("Family"),
        choices=Role.Family.choices,
        widget=ChoiceChips,
        initial=Role.Family.SUPPORT,
        help_text=_("Production: what clients pay for. Support: what makes the group live (accounts, coordination…)."),
    )
    hours = forms.DecimalField(
        label=_("Hours a month"),
        min_value=Decimal("0.25"),
        max_value=200,
        decimal_places=2,
        localize=True,
        help_text=_("Even roughly: it lets the group share the load. 0.5 is an answer."),
        error_messages={
            "required": _("Say how many hours a month the role takes, even roughly: half an hour is an answer."),
            "min_value": _("A quarter of an hour at least."),
        },
    )
    filling = forms.ChoiceField(
        label=_("How is it filled?"),
        choices=Role.Filling.choices,
        widget=ChoiceChips,
        initial=Role.Filling.ELECTION,
        help_text=_(
            "Election without candidates: nobody stands, each says whom they see there and why. Consent: the group "
            "looks for objections, not for enthusiasm. At the end of each term this way opens by itself."
        ),
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=50, initial=1)
    term_months = forms.IntegerField(
        label=_("Months of a term"),
        min_value=1,
        max_value=120,
        required=False,
        initial=12,
        help_text=_("At the end the group chooses again. Empty: no end, at your own risk."),
    )
    renewals_max = forms.IntegerField(
        label=_("Renewals at most"),
        min_value=0,
        max_value=20,
        required=False,
        help_text=_("How many times in a row the same person may be chosen again. Empty: no limit."),
    )
    power = forms.ChoiceField(
        label=_("What does it let do?"), choices=Role.Power.choices, widget=ChoiceChips, required=False
    )

    def __init__(self, *args: Any, role: Role | None = None, **options: Any) -> None:
        if role is not None:
            names = [name for name in Card.__dataclass_fields__ if name != "minutes_per_month"]
            hours = Decimal(role.minutes_per_month) / 60
            options["initial"] = {name: getattr(role, name) for name in names} | {"hours": round(hours, 2)}
        super().__init__(*args, **options)
        self.fields["expectations"].required = True
        self.fields["expectations"].error_messages["required"] = _(
            "Write at least one expectation: what may the group count on?"
        )

    def card(self) -> Card:
        """The card as written."""
        data = dict(self.cleaned_data)
        hours = data.pop("hours")
        return Card(**data, minutes_per_month=round(hours * 60))


class MandateForm(forms.Form):
    """Who would hold the role, from when to when."""

    person = forms.TypedChoiceField(label=_("Who?"), coerce=int)
    starts_on = forms.DateField(
        label=_("From"), widget=DayInput, initial=clock.today, required=False, error_messages=UNREADABLE_DAY
    )
    ends_on = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        required=False,
        help_text=_("The first day on which it no longer holds. Empty: the term of the card."),
        error_messages=UNREADABLE_DAY,
    )
    decision = forms.TypedChoiceField(
        label=_("Decision that gives it"),
        coerce=int,
        help_text=_("A mandate always comes from a decision of the group."),
    )

    def __init__(self, *args: Any, people: list[Membership], decisions: list[Decision], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "person", [(one.pk, one.name) for one in people])
        set_choices(self, "decision", [(one.pk, f"{one.number} · {one.title}") for one in decisions])


class ProposedMandateForm(forms.Form):
    """Somebody whom a member would see in the role: the group then decides."""

    person = forms.TypedChoiceField(label=_("Who?"), coerce=int, help_text=_("Ask the person first."))
    why = forms.CharField(label=_("Why?"), max_length=2000, widget=CountedTextarea(2000, {"rows": 4}))

    def __init__(self, *args: Any, people: list[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "person", [(one.pk, one.name) for one in people])


class HandOverMandateForm(forms.Form):
    """To whom one's mandate goes: somebody who offered to carry or to learn it."""

    person = forms.TypedChoiceField(label=_("To whom?"), coerce=int)

    def __init__(self, *args: Any, people: list[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "person", [(one.pk, one.name) for one in people])


class EndMandateForm(forms.Form):
    """Giving a mandate back."""

    reason = forms.CharField(
        label=_("A word to the group"),
        max_length=500,
        required=False,
        widget=CountedTextarea(500, {"rows": 3}),
        help_text=_("You owe no reason."),
    )


class ThanksForm(forms.Form):
    """A word of thanks."""

    text = forms.CharField(label=_("Your word of thanks"), max_length=300, widget=CountedTextarea(300, {"rows": 3}))


class FrictionForm(forms.Form):
    """Where roles rub."""

    roles = forms.TypedMultipleChoiceField(label=_("Between which roles?"), coerce=int, widget=ManyChoiceChips)
    text = forms.CharField(
        label=_("What rubs?"),
        max_length=2000,
        widget=CountedTextarea(2000, {"rows": 4}),
        help_text=_("Speak of the functions, not of the people: what falls between two roles, what two roles both do."),
    )

    def __init__(self, *args: Any, choices: list[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "roles", [(role.pk, role.name) for role in choices])


class EndFrictionForm(forms.Form):
    """How a friction zone ends."""

    state = forms.ChoiceField(
        label=_("How does it end?"),
        choices=[one for one in Friction.State.choices if one[0] != Friction.State.OPEN],
        widget=ChoiceChips,
    )
    outcome = forms.CharField(
        label=_("What was done"), max_length=2000, required=False, widget=CountedTextarea(2000, {"rows": 3})
    )


class RoleSettingsForm(forms.Form):
    """The name of the way of organising, the documents, the threshold."""

    model = forms.ChoiceField(
        label=_("How does the group organise itself?"),
        choices=RoleSettings.Model.choices,
        widget=ChoiceChips,
        required=False,
        help_text=_("A name, for those who arrive. Nothing in the tool depends on it."),
    )
    documents = LinesField(label=_("Documents"), help_text=_("One address per line."))
    threshold = forms.IntegerField(
        label=_("Tell me when the spread passes"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_("From 1 (everybody the same) to 99 (one person does all). Empty: nobody is told."),
    )


def set_choices(form: forms.Form, name: str, choices: list[tuple[Any, str]]) -> None:
    """Give a field the things of this very group."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class TurnsForm(forms.Form):
    """Which roles turn, and for how many months."""

    roles = forms.TypedMultipleChoiceField(label=_("Which roles turn?"), coerce=int, widget=ManyChoiceChips)
    months = forms.IntegerField(
        label=_("For how many months?"), min_value=1, max_value=11, initial=3, help_text=_("From next month on.")
    )
    only_willing = forms.BooleanField(label=_("Only among those who offered"), required=False)

    def __init__(self, *args: Any, choices: list[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "roles", [(role.pk, role.name) for role in choices])

    def clean(self) -> dict[str, Any]:
        """At most sixty turns at once: more could not be read."""
        data = super().clean() or {}
        if len(data.get("roles", ())) * data.get("months", 0) > MOST_TURNS:
            raise forms.ValidationError(_("At most 60 turns at once: choose fewer roles or fewer months."))
        return data
