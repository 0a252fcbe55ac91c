"""Checking what people write in a disagreement; nothing is saved here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core import scope
from commun.core.models import Space
from commun.governance import states
from commun.governance.actions.case_words import Gain, OutcomeDraft
from commun.governance.actions.disagreements import PartyWords, Side
from commun.governance.forms import DayInput
from commun.governance.models import Case, CaseOption, CaseOutcome, Membership, PartyLine
from commun.governance.policies.disagreements import helpers_of
from commun.governance.queries.disagreements import CasePage, Column
from commun.ui.forms import ChoiceChips, CountedTextarea


def present(space: Space) -> Any:
    """People of the group, by name; a guest came for one thing and is no party to another."""
    with scope.use(space):
        rows = Membership.objects.filter(state__in=states.INSIDE).select_related("person")
    return rows.order_by("person__sort_key", "pk")


class SentencesField(forms.CharField):
    """One sentence a line."""

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        super().__init__(required=required, max_length=12_000, widget=forms.Textarea({"rows": 4}), **options)

    def clean(self, value: Any) -> Any:
        lines = [" ".join(line.split()).removeprefix("- ") for line in super().clean(value).splitlines()]
        return [line for line in lines if line]


if TYPE_CHECKING:
    ManyMembers = forms.ModelMultipleChoiceField[Membership]
else:
    ManyMembers = forms.ModelMultipleChoiceField


class _People(ManyMembers):
    """Several people, in a list that a phone shows well."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Membership._base_manager.none(), widget=forms.SelectMultiple({"size": 6}), **options)


class OpenCaseForm(forms.Form):
    """What it is about, and between whom."""

    object = forms.CharField(label=_("What do you not agree on?"), max_length=200)
    request = forms.CharField(
        label=_("Did somebody ask something of somebody?"),
        max_length=2000,
        required=False,
        widget=CountedTextarea(2000, {"rows": 3}),
        help_text=_("In the words in which it was asked. Empty if nothing was asked."),
    )
    my_name = forms.CharField(
        label=_("Name of your side"), max_length=120, required=False, help_text=_("Empty: the names of its people.")
    )
    with_me = _People(label=_("Who speaks with you?"), required=False)
    other_name = forms.CharField(label=_("Name of the other side"), max_length=120, required=False)
    others = _People(label=_("Who is on the other side?"))
    third_name = forms.CharField(label=_("Name of a third side, if there is one"), max_length=120, required=False)
    thirds = _People(label=_("Who is on it?"), required=False)

    def __init__(self, *args: Any, member: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.member = member
        people = present(member.space).exclude(pk=member.pk)
        for name in ("with_me", "others", "thirds"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A third side has a name or none, but it has people."""
        data = super().clean() or {}
        if data.get("third_name") and "thirds" in data and not data["thirds"]:
            self.add_error("thirds", _("Who is on this third side?"))
        return data

    def sides(self) -> list[Side]:
        """The parties to be, mine first."""
        data = self.cleaned_data
        sides = [
            Side([self.member, *data["with_me"]], data["my_name"]),
            Side(list(data["others"]), data["other_name"]),
        ]
        return [*sides, Side(list(data["thirds"]), data["third_name"])] if data["thirds"] else sides


class WordsForm(forms.Form):
    """What one party tells of itself."""

    narrative = forms.CharField(
        label=_("What happened, in your words"),
        max_length=8000,
        required=False,
        widget=CountedTextarea(8000, {"rows": 6}),
        help_text=_("It stays beside the other tellings: they may contradict one another."),
    )
    stakes = SentencesField(
        required=True,
        label=_("Your stakes"),
        help_text=_("What matters to you in this; one per line."),
        error_messages={"required": _("Write at least one: the others wait for it to understand you.")},
    )
    constraints = SentencesField(
        required=True,
        label=_("Your constraints"),
        help_text=_("What you cannot change, or hardly; one per line."),
        error_messages={"required": _("Write at least one: the others wait for it to understand you.")},
    )
    needs = SentencesField(label=_("Your needs"), help_text=_("What you need for it to be liveable; one per line."))
    efforts = SentencesField(
        label=_("The efforts you accept"), help_text=_("What you would take on for the others; one per line.")
    )

    def __init__(self, *args: Any, column: Column, **options: Any) -> None:
        def text(lines: Sequence[PartyLine]) -> str:
            return "\n".join(line.text for line in lines)

        options["initial"] = {
            "narrative": column.party.narrative,
            "stakes": text(column.stakes),
            "constraints": text(column.constraints),
            "needs": text(column.needs),
            "efforts": text(column.efforts),
        }
        super().__init__(*args, **options)

    def words(self) -> PartyWords:
        """What was written."""
        return PartyWords(**self.cleaned_data)


class RestateForm(forms.Form):
    """What one understood of the other's constraints."""

    text = forms.CharField(
        label=_("What you understood of their constraints"),
        max_length=4000,
        widget=CountedTextarea(4000, {"rows": 6}),
        help_text=_("In your words, without answering them: “If I understand well, you cannot… because…”"),
    )


class HandlerForm(forms.Form):
    """Somebody whom all trust."""

    person = forms.ModelChoiceField(label=_("Who could help you?"), queryset=Membership._base_manager.none())

    def __init__(self, *args: Any, case: Case, columns: Sequence[Column], **options: Any) -> None:
        super().__init__(*args, **options)
        sides = [person.pk for column in columns for person in column.people]
        found = helpers_of(case).exclude(pk__in=sides).order_by("person__sort_key", "pk")
        self.fields["person"].queryset = found  # type: ignore[attr-defined]


class OptionForm(forms.Form):
    """A way out, with what each party gains and gives."""

    title = forms.CharField(label=_("The way out, in one line"), max_length=200)
    text = forms.CharField(
        label=_("In detail"), max_length=4000, required=False, widget=CountedTextarea(4000, {"rows": 4})
    )

    def __init__(self, *args: Any, columns: Sequence[Column], **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = columns
        for column in columns:
            names = {"party": column.name}
            gains = forms.CharField(label=_("Gained by “%(party)s”") % names, max_length=500, required=False)
            gives = forms.CharField(label=_("Given by “%(party)s”") % names, max_length=500, required=False)
            self.fields[f"gains_{column.party.pk}"], self.fields[f"gives_{column.party.pk}"] = gains, gives

    def sides(self) -> dict[int, Gain]:
        """By party."""
        data = self.cleaned_data
        keys = [column.party.pk for column in self.columns]
        return {pk: Gain(data[f"gains_{pk}"], data[f"gives_{pk}"]) for pk in keys}


class RiskForm(forms.Form):
    """A risk that somebody takes for the others."""

    risk = forms.CharField(label=_("The risk"), max_length=300)
    bearer = forms.CharField(label=_("Who bears it?"), max_length=200)
    share = forms.CharField(
        label=_("How is it shared?"), max_length=300, help_text=_("“Half each”, “the group pays the first month”…")
    )
    protection = forms.CharField(label=_("What protects?"), max_length=300, required=False)


class OutcomeForm(forms.Form):
    """What is agreed, what stays open, each stake, each effort, and the day to look again."""

    extent = forms.ChoiceField(label=_("How far do you agree?"), choices=CaseOutcome.Extent.choices, widget=ChoiceChips)
    agreed = forms.CharField(
        label=_("What you agree on"), max_length=4000, required=False, widget=CountedTextarea(4000, {"rows": 4})
    )
    open_part = forms.CharField(
        label=_("What stays open"),
        max_length=4000,
        required=False,
        widget=CountedTextarea(4000, {"rows": 3}),
        help_text=_("You need not agree on everything: what stays open is written too."),
    )
    option = forms.ModelChoiceField(
        label=_("The way out you chose"), queryset=CaseOption._base_manager.none(), required=False
    )
    review_on = forms.DateField(label=_("Look at it again on"), widget=DayInput)

    def __init__(self, *args: Any, page: CasePage, **options: Any) -> None:
        outcome = page.outcome
        if outcome is not None:
            names = ("extent", "agreed", "open_part", "option", "review_on")
            options["initial"] = {name: getattr(outcome, name) for name in names}
        super().__init__(*args, **options)
        self.page = page
        found = CaseOption._base_manager.filter(case=page.case)
        self.fields["option"].queryset = found  # type: ignore[attr-defined]
        for name, line in page.stakes:
            self.fields[f"met_{line.pk}"] = forms.ChoiceField(
                label=_("Stake of “%(party)s”: %(text)s") % {"party": name, "text": line.text},
                choices=PartyLine.Met.choices,
                widget=ChoiceChips,
                initial=line.met or None,
            )
        for name, line in page.efforts:
            self.fields[f"thanks_{line.pk}"] = forms.CharField(
                label=_("Effort of “%(party)s”: %(text)s") % {"party": name, "text": line.text},
                max_length=500,
                required=False,
                initial=line.thanks,
                help_text=_("A word of thanks: this effort counts."),
            )

    def draft(self) -> OutcomeDraft:
        """What was written."""
        data = self.cleaned_data
        names = ("extent", "agreed", "open_part", "option", "review_on")
        return OutcomeDraft(
            met={line.pk: data[f"met_{line.pk}"] for _name, line in self.page.stakes},
            thanks={line.pk: data[f"thanks_{line.pk}"] for _name, line in self.page.efforts},
            **{name: data[name] for name in names},
        )


class NoteForm(forms.Form):
    """What came out of a step."""

    note = forms.CharField(label=_("What came out of it"), max_length=2000, widget=CountedTextarea(2000, {"rows": 4}))


class LookBackForm(forms.Form):
    """What was learnt, never whose fault it was."""

    lesson = forms.CharField(label=_("What did we learn?"), max_length=2000, widget=CountedTextarea(2000, {"rows": 5}))
    again_on = forms.DateField(
        label=_("Look at it again on"), required=False, widget=DayInput, help_text=_("Empty: this was the last time.")
    )


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Why"), max_length=1000, widget=CountedTextarea(1000, {"rows": 3}))
