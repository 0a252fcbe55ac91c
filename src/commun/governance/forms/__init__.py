"""Checking what people write; nothing is saved here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.core import clock, sheets
from commun.core.models import Space
from commun.governance import invitation_file, states
from commun.governance.actions import NewGroup, Presentation
from commun.governance.models import Body, Collective, Commitment, Membership
from commun.people.actions.accounts import clean_name
from commun.people.models import LegalEntity
from commun.ui.forms import ChoiceChips, CountedTextarea, ManyChoiceChips

MOST_LINES, LONGEST_LINE = 12, 200


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class LinesField(forms.CharField):
    """A list written one thing per line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 6}), max_length=4000, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        lines = [" ".join(line.split()).removeprefix("- ") for line in super().clean(value).splitlines()]
        kept = [line for line in lines if line]
        if len(kept) > MOST_LINES or any(len(line) > LONGEST_LINE for line in kept):
            raise forms.ValidationError(_("At most 12 lines of 200 signs."))
        return kept


class PresentationForm(forms.Form):
    """What the group says of itself."""

    purpose = forms.CharField(
        label=_("Purpose"), max_length=300, required=False, widget=CountedTextarea(300, {"rows": 3})
    )
    aims = LinesField(label=_("Aims"), help_text=_("One per line."))
    tools = LinesField(label=_("Tools"), help_text=_("What the group uses or shares; one per line."))
    how_to_join = forms.CharField(
        label=_("How to join"), max_length=2000, required=False, widget=CountedTextarea(2000, {"rows": 4})
    )
    cooperative = forms.ModelChoiceField(
        label=_("Cooperative"),
        queryset=LegalEntity.objects.order_by("name"),
        required=False,
        help_text=_("A group needs no legal form: leave empty if there is none."),
    )
    is_public = forms.BooleanField(
        label=_("The presentation can be read without an account"),
        required=False,
        help_text=_("The names of the people of the group are never shown there."),
    )

    def __init__(self, *args: Any, body: Body | None = None, **options: Any) -> None:
        if body is not None:
            names = ("purpose", "aims", "tools", "how_to_join", "is_public")
            options["initial"] = {name: getattr(body, name) for name in names}
            options["initial"]["cooperative"] = getattr(body, "cooperative_id", None)
        super().__init__(*args, **options)
        if body is not None and not isinstance(body, Collective):
            del self.fields["cooperative"]

    def presentation(self) -> Presentation:
        """The checked text."""
        return Presentation(**self.cleaned_data)


class FoundForm(forms.Form):
    """A new group."""

    name = forms.CharField(label=_("Name of the group"), max_length=120)
    body = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind.value, kind.label) for kind in Space.Kind if kind != Space.Kind.HOUSE],
        widget=ChoiceChips,
        initial=Space.Kind.COLLECTIVE,
    )
    kind = forms.ChoiceField(
        label=_("Kind of collective"),
        choices=Collective.Kind.choices,
        widget=ChoiceChips,
        initial=Collective.Kind.TRADE,
        help_text=_("It gives no right and can change: former kinds are kept with their dates."),
    )
    purpose = forms.CharField(
        label=_("Purpose"), max_length=300, required=False, widget=CountedTextarea(300, {"rows": 3})
    )
    cooperative = forms.ModelChoiceField(
        label=_("Cooperative"),
        queryset=LegalEntity.objects.order_by("name"),
        required=False,
        help_text=_("A group needs no legal form: leave empty if there is none."),
    )

    def group(self) -> NewGroup:
        """The checked group."""
        data = self.cleaned_data
        text = Presentation(purpose=data["purpose"], cooperative=data["cooperative"])
        return NewGroup(name=data["name"], body=data["body"], kind=data["kind"], presentation=text)


class DefinitionForm(forms.Form):
    """A new definition of the group."""

    text = forms.CharField(label=_("Definition"), max_length=8000, widget=CountedTextarea(8000, {"rows": 12}))
    since = forms.DateField(label=_("Since"), widget=DayInput, initial=clock.today)


class KindForm(forms.Form):
    """A new kind."""

    kind = forms.ChoiceField(label=_("Kind of collective"), choices=Collective.Kind.choices, widget=ChoiceChips)
    starts_on = forms.DateField(label=_("From"), widget=DayInput, initial=clock.today)


class LinkForm(forms.Form):
    """A body that the group belongs to."""

    around = forms.ModelChoiceField(label=_("Network or territory"), queryset=Space.objects.none())
    starts_on = forms.DateField(label=_("From"), widget=DayInput, initial=clock.today)
    dues = forms.DecimalField(
        label=_("Yearly dues in euros"), required=False, min_value=0, max_value=1_000_000, decimal_places=2
    )

    def __init__(self, *args: Any, bodies: list[Space], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["around"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Space.objects.filter(pk__in=[body.pk for body in bodies]).order_by("name", "pk")

    def dues_cents(self) -> int | None:
        """The dues in cents."""
        dues = self.cleaned_data["dues"]
        return None if dues is None else int(dues * 100)


class DayForm(forms.Form):
    """One day."""

    on = forms.DateField(label=_("On"), widget=DayInput, initial=clock.today)


class PresenceForm(forms.Form):
    """The day of « Who is in the group? »; travels in the address."""

    le = forms.DateField(label=_("On this day"), widget=DayInput, required=False)


class MoveForm(forms.Form):
    """Where a person goes, and why."""

    to = forms.ChoiceField(label=_("New place"), widget=ChoiceChips)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=CountedTextarea(1000, {"rows": 3}),
        help_text=_("The person will read it. It can be erased later; the date stays."),
    )

    def __init__(self, *args: Any, member: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            moves = list(states.from_here(member.state, states.By.GROUP))
            field.choices = [(place, Membership.State(place).label) for place in moves]
            if len(moves) == 1:
                field.initial = moves[0]
                self.fields["reason"].required = states.needs_reason(moves[0], states.By.GROUP)


class RoleForm(forms.Form):
    """A role, until a day or without end."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Membership.Role if role],
        widget=ChoiceChips,
        initial=Membership.Role.FACILITATOR,
    )
    ends_on = forms.DateField(label=_("Until"), widget=DayInput, required=False, help_text=_("Empty: without end."))


class HandOverForm(forms.Form):
    """To whom one's role goes."""

    to = forms.ChoiceField(label=_("To whom?"))
    ends_on = forms.DateField(label=_("Until"), widget=DayInput, required=False, help_text=_("Empty: without end."))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = people


class ExpectationsForm(forms.Form):
    """What one expects of the group; nothing is compulsory."""

    expectations = forms.MultipleChoiceField(
        label=_("What do you expect from the group?"),
        choices=Membership.Expectation.choices,
        required=False,
        widget=ManyChoiceChips,
    )
    note = forms.CharField(
        label=_("In your own words"), max_length=1000, required=False, widget=CountedTextarea(1000, {"rows": 3})
    )


class ShareForm(forms.Form):
    """One's place in the cooperative, if one wants to tell it."""

    shares = forms.IntegerField(
        label=_("Shares held in the cooperative"), min_value=0, max_value=10_000_000, required=False
    )
    assemblies = forms.CharField(
        label=_("Years of the general meetings you attended"),
        max_length=400,
        required=False,
        help_text=_("For example: 2024 2025 2026."),
    )

    def clean_assemblies(self) -> list[int]:
        """Years, in any writing that separates them."""
        words = self.cleaned_data["assemblies"].replace(",", " ").replace(";", " ").split()
        if any(not word.isascii() or not word.isdigit() or len(word) != 4 for word in words):
            raise forms.ValidationError(gettext("Write past years, one after the other."))
        return [int(word) for word in words]


class CommitmentForm(forms.Form):
    """What one commits to."""

    label = forms.CharField(
        label=_("What do you commit to?"), max_length=200, help_text=_("For example: prepare the meeting of January.")
    )
    frame = forms.ChoiceField(
        label=_("Where does it hold?"),
        choices=Commitment.Frame.choices,
        widget=ChoiceChips,
        initial=Commitment.Frame.GROUP,
    )
    starts_on = forms.DateField(label=_("From"), widget=DayInput, initial=clock.today)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput, required=False, help_text=_("Empty: without end."))


class LeaveForm(forms.Form):
    """How and when one leaves."""

    keep = forms.ChoiceField(
        label=_("In what stays, how are you called?"),
        choices=[("name", _("By my name")), ("pseudonym", _("By a pseudonym"))],
        widget=ChoiceChips,
        initial="name",
    )
    shown_as = forms.CharField(
        label=_("Pseudonym"),
        max_length=120,
        required=False,
        help_text=_("It takes the place of your name everywhere here, except in what people wrote themselves."),
    )
    on = forms.DateField(
        label=_("On which day?"), widget=DayInput, initial=clock.today, help_text=_("Today, or a day to come.")
    )
    reason = forms.CharField(
        label=_("A word for the group"),
        max_length=1000,
        required=False,
        widget=CountedTextarea(1000, {"rows": 3}),
        help_text=_("You owe nobody a reason."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("keep") == "pseudonym" and not clean_name(data.get("shown_as") or ""):
            self.add_error("shown_as", _("Write the pseudonym."))
        if data.get("keep") == "name":
            data["shown_as"] = ""
        return data


class MailInvitationForm(forms.Form):
    """One person to invite."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)


DAYS_CHOICES = [(7, _("one week")), (30, _("one month")), (90, _("three months"))]


class LinkInvitationForm(forms.Form):
    """A link to share."""

    quota = forms.IntegerField(label=_("For how many people?"), min_value=1, max_value=500, initial=10)
    days = forms.TypedChoiceField(
        label=_("For how long?"), choices=DAYS_CHOICES, coerce=int, initial=30, widget=ChoiceChips
    )


class InvitationFileForm(forms.Form):
    """A CSV file of people to invite."""

    file = forms.FileField(
        label=_("CSV file"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv,text/plain"}),
        help_text=_("Columns: name; e-mail. 500 people at most. Nothing is sent before you have seen the list."),
    )

    def clean_file(self) -> list[invitation_file.Line]:
        """The lines of the file."""
        uploaded = self.cleaned_data["file"]
        try:
            return invitation_file.read(uploaded.read(invitation_file.MOST_BYTES + 1))
        except sheets.Unreadable as problem:
            raise forms.ValidationError(problem.sentence) from problem


class ConfirmImportForm(forms.Form):
    """The previewed people, carried to the confirmation and checked again."""

    people = forms.CharField(widget=forms.HiddenInput, max_length=invitation_file.MOST_BYTES)

    def clean_people(self) -> list[invitation_file.Line]:
        """The lines, read as the file was."""
        try:
            return invitation_file.read(self.cleaned_data["people"].encode())
        except sheets.Unreadable as problem:
            raise forms.ValidationError(problem.sentence) from problem


class JoinForm(forms.Form):
    """Who comes in."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )


class ApplyForm(forms.Form):
    """Asking to come in."""

    note = forms.CharField(
        label=_("A word to introduce yourself"),
        max_length=1000,
        required=False,
        widget=CountedTextarea(1000, {"rows": 3}),
    )

    def __init__(self, *args: Any, questions: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = list(questions)
        for number, question in enumerate(self.questions):
            self.fields[f"question_{number}"] = forms.CharField(label=question, max_length=500, required=False)

    def said(self) -> str:
        """The word of introduction, then each question of the group that was answered, with its answer."""
        answers = [
            f"{question}\n{self.cleaned_data[f'question_{number}'].strip()}"
            for number, question in enumerate(self.questions)
            if self.cleaned_data[f"question_{number}"].strip()
        ]
        return "\n\n".join(part for part in (self.cleaned_data["note"].strip(), *answers) if part)
