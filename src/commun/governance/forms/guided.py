"""Forms of guided paths: opening each, and what people say along them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.governance import effects_charter
from commun.governance.actions.decision_moves import current_version
from commun.governance.actions.decisions import Draft
from commun.governance.actions.processes import Wish
from commun.governance.effects_decisions import ANSWERS, REVIEW
from commun.governance.forms import DayInput
from commun.governance.forms.decisions import awake, roles_in_use
from commun.governance.forms.processes import WishForm
from commun.governance.models import Decision, Membership, Objection, Role
from commun.governance.queries.consents import group_rules
from commun.ui.forms import ChoiceChips, CountedTextarea, ManyChoiceChips

MOST_DAYS = 90
DAYS_SAID = {
    "min_value": _("One day at least: people need the time to read."),
    "max_value": _("90 days at most: beyond that, nobody remembers."),
}


class ConsentForm(WishForm):
    """Opening a consent: how long people have, and whether silence counts."""

    asks_for_close = False
    days = forms.IntegerField(
        label=_("Days to answer, once people are asked"),
        initial=7,
        min_value=1,
        max_value=MOST_DAYS,
        error_messages=DAYS_SAID,
    )
    silence_counts = forms.BooleanField(
        label=_("After these days, silence counts as no objection"),
        required=False,
        help_text=_("Say so only if the group agreed on it. Otherwise everybody is waited for."),
    )

    def rules(self) -> dict[str, Any]:
        """The days, and silence."""
        return {name: self.cleaned_data[name] for name in ("days", "silence_counts")}


class AuthorisationForm(WishForm):
    """Announcing an act: how many days to object."""

    asks_for_close = False
    days = forms.IntegerField(
        label=_("Days to object"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages=DAYS_SAID,
        help_text=_("Without an objection by then, it stands by itself."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["days"].initial = group_rules(self.space).authorisation_days

    def about(self, decision: Decision) -> None:
        """A major change of the charter deserves more than a day or two: said, never refused."""
        if effects_charter.is_major(current_version(decision).change):
            days = self.fields["days"]
            short = _("A major change of the charter, announced for 1 or 2 days only: many would read it too late.")
            days.help_text = f"{days.help_text} {short}"

    def rules(self) -> dict[str, Any]:
        """The window."""
        return {"days": self.cleaned_data["days"]}

    def wish(self, method: str, decision: Decision | None) -> Wish:
        """It closes that many days from this very minute."""
        self.cleaned_data["closes_at"] = clock.now() + dt.timedelta(days=self.cleaned_data["days"])
        return super().wish(method, decision)


class AdviceForm(WishForm):
    """Asking for advice: who decides, who is asked, how long they have."""

    asks_for_close = False
    decider = forms.ModelChoiceField(
        label=_("Who decides?"),
        queryset=Membership._base_manager.none(),
        empty_label=_("Choose somebody"),
        help_text=_("Known before, so that everybody knows whom to talk to."),
    )
    consulted = forms.ModelMultipleChoiceField(
        label=_("Whose advice is asked?"),
        queryset=Membership._base_manager.none(),
        required=False,
        widget=ManyChoiceChips,
        help_text=_("Those whom it concerns, and those who know. More can be asked later."),
    )
    days = forms.IntegerField(
        label=_("Days to answer"), initial=7, min_value=1, max_value=MOST_DAYS, error_messages=DAYS_SAID
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        people = awake(self.space)
        self.fields["decider"].queryset = people  # type: ignore[attr-defined]
        self.fields["consulted"].queryset = people  # type: ignore[attr-defined]

    def rules(self) -> dict[str, Any]:
        """References only."""
        said = self.cleaned_data
        return {
            "decider": said["decider"].pk,
            "consulted": [one.pk for one in said["consulted"]],
            "days": said["days"],
        }

    def wish(self, method: str, decision: Decision | None) -> Wish:
        """People have that many days from this very minute."""
        self.cleaned_data["closes_at"] = clock.now() + dt.timedelta(days=self.cleaned_data["days"])
        return super().wish(method, decision)


class ElectionForm(ConsentForm):
    """Choosing somebody for a role: which one, for how long."""

    role = forms.ModelChoiceField(label=_("For which role?"), queryset=Role._base_manager.none(), empty_label=None)
    months = forms.IntegerField(
        label=_("Months of the mandate"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=_("Empty: the term written on the role card."),
    )
    starts_on = forms.DateField(
        label=_("First day"), required=False, widget=DayInput, help_text=_("Empty: the day it is adopted.")
    )
    field_order = ("role", "months", "starts_on", "days", "silence_counts", "guidance")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["role"].queryset = roles_in_use(self.space)  # type: ignore[attr-defined]

    def rules(self) -> dict[str, Any]:
        """The term, and the rules of the consent that ends it."""
        start = self.cleaned_data["starts_on"]
        return {
            **super().rules(),
            "months": self.cleaned_data["months"],
            "starts_on": start.isoformat() if start else None,
        }

    def wish(self, method: str, decision: Decision | None) -> Wish:
        """With its role; the decision is written when somebody is proposed."""
        wish = super().wish(method, decision)
        return Wish(**{**vars(wish), "role": self.cleaned_data["role"]})


class TextForm(forms.Form):
    """One text: a question, a reaction, an answer, an objection, an advice; the label says which."""

    text = forms.CharField(label=_("In your words"), max_length=4000, widget=CountedTextarea(4000, {"rows": 4}))

    def __init__(self, *arguments: Any, label: Any = "", help_text: Any = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["text"].label = label or self.fields["text"].label
        self.fields["text"].help_text = help_text


class AnswerForm(forms.Form):
    """No objection; the version that was read goes along."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    wants_again = forms.BooleanField(label=_("Ask me again if the text changes"), required=False)


class AsideForm(forms.Form):
    """Standing aside, with the reason that is kept."""

    reason = forms.CharField(
        label=_("Why do you stand aside?"), max_length=2000, widget=CountedTextarea(2000, {"rows": 3})
    )


class CriteriaForm(forms.Form):
    """Each criterion of an objection: yes, no, and a word."""

    def __init__(self, *arguments: Any, questions: Sequence[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.questions = questions
        for number, question in enumerate(questions):
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=question, choices=[("yes", _("yes")), ("no", _("no"))], widget=ChoiceChips
            )
            self.fields[f"note_{number}"] = forms.CharField(label=_("A word on it"), max_length=500, required=False)

    def answers(self) -> list[dict[str, Any]]:
        """What was answered, as the action takes it."""
        said = self.cleaned_data
        return [
            {"question": question, "answer": said[f"answer_{number}"] == "yes", "note": said[f"note_{number}"]}
            for number, question in enumerate(self.questions)
        ]


class VersionForm(forms.Form):
    """An amended version: the text, why, and the objections that it answers."""

    title = forms.CharField(label=_("What would we decide?"), max_length=200)
    text = forms.CharField(
        label=_("The proposal, and why"), max_length=20_000, widget=CountedTextarea(20_000, {"rows": 10})
    )
    note = forms.CharField(label=_("What does this version change, and why?"), max_length=500)
    integrates = forms.ModelMultipleChoiceField(
        label=_("Which objections does it answer?"),
        queryset=Objection._base_manager.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their authors are asked whether it does."),
    )

    # Of a review only: what its adoption does must say what its text says.
    answer = forms.ChoiceField(label=_("What do we propose?"), choices=list(ANSWERS.items()), widget=ChoiceChips)
    field_order = ("answer",)

    def __init__(self, *arguments: Any, objections: Sequence[Objection], change: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if change.get("kind") == REVIEW:
            self.fields["answer"].initial = change.get("answer")
        else:
            del self.fields["answer"]
        asked = Objection._base_manager.filter(pk__in=[one.pk for one in objections]).select_related(
            "membership__person"
        )
        field = self.fields["integrates"]
        field.queryset = asked  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.membership.name} : {one.reason[:120]}"  # type: ignore[attr-defined]
        if not objections:
            del self.fields["integrates"]

    def draft(self, decision: Decision, change: Any, concerned: str) -> Draft:
        """The new text; all the rest stays, save what a review would do."""
        if "answer" in self.fields:
            change = {**change, "answer": self.cleaned_data["answer"]}
        return Draft(
            title=self.cleaned_data["title"],
            text=self.cleaned_data["text"],
            subject=decision.subject,
            concerned=concerned,
            change=change,
            is_experiment=decision.is_experiment,
            review_on=decision.review_on,
        )


class LookAgainForm(forms.Form):
    """Why look again at what stands, and what is proposed: stop, adapt or keep."""

    reason = forms.CharField(
        label=_("Why look at it again?"), max_length=4000, widget=CountedTextarea(4000, {"rows": 4})
    )
    answer = forms.ChoiceField(label=_("What do we propose?"), choices=list(ANSWERS.items()), widget=ChoiceChips)
    text = forms.CharField(
        label=_("To adapt it: the text that would replace it"),
        max_length=4000,
        required=False,
        widget=CountedTextarea(4000, {"rows": 6}),
    )


class NominateForm(forms.Form):
    """Whom one sees in the role, and why."""

    nominee = forms.ModelChoiceField(
        label=_("Whom do you see in this role?"),
        queryset=Membership._base_manager.none(),
        # Nobody is put forward by the list itself.
        empty_label=_("Choose somebody"),
    )
    reason = forms.CharField(
        label=_("Why this person?"),
        max_length=2000,
        widget=CountedTextarea(2000, {"rows": 3}),
        help_text=_("What they do well, what you saw: the reason helps more than the name."),
    )

    def __init__(self, *arguments: Any, people: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["nominee"].queryset = people  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Not me; no need to say why."""

    note = forms.CharField(label=_("A word, if you like"), max_length=1000, required=False)


class ConsultForm(forms.Form):
    """One more person to ask."""

    person = forms.ModelChoiceField(
        label=_("Who else?"), queryset=Membership._base_manager.none(), empty_label=_("Choose somebody")
    )

    def __init__(self, *arguments: Any, people: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """What the decider did of each advice, then what they decide."""

    # The text that was read: it may change while one writes.
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *arguments: Any, advices: Sequence[Any], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.advices = advices
        for one in advices:
            self.fields[f"answer_{one.pk}"] = forms.CharField(
                label=_("What did you do of the advice of %(person)s?") % {"person": one.membership.name},
                help_text=one.text[:300],
                max_length=1000,
                widget=CountedTextarea(1000, {"rows": 2}),
            )
        choices = [("yes", _("I adopt it")), ("no", _("I drop it"))]
        self.fields["is_kept"] = forms.ChoiceField(label=_("What do you decide?"), choices=choices, widget=ChoiceChips)
        self.fields["text"] = forms.CharField(
            label=_("Why?"), max_length=4000, widget=CountedTextarea(4000, {"rows": 4})
        )

    def answers(self) -> dict[int, str]:
        """By advice."""
        return {one.pk: self.cleaned_data[f"answer_{one.pk}"] for one in self.advices}


class TemplateForm(forms.Form):
    """Keeping a way of deciding under a name."""

    name = forms.CharField(label=_("Name of the template"), max_length=120)
    guidance = forms.CharField(
        label=_("What people should know before they answer"),
        max_length=4000,
        required=False,
        widget=CountedTextarea(4000, {"rows": 5}),
    )
    explain = forms.CharField(
        label=_("How our group says it, in one sentence"),
        max_length=300,
        required=False,
        help_text=_("Shown in place of the house’s explanation."),
    )
    is_shared = forms.BooleanField(label=_("Other groups may copy it"), required=False)


class ImportForm(forms.Form):
    """A library that another group exported."""

    file = forms.FileField(label=_("Library (JSON file)"))


class WaysForm(forms.Form):
    """The group's own rules of its guided paths."""

    authorisation_days = forms.IntegerField(
        label=_("Days to object to an announced act"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages=DAYS_SAID,
    )
    criteria = forms.CharField(
        label=_("What makes an objection one that the group must answer?"),
        max_length=3000,
        required=False,
        widget=CountedTextarea(3000, {"rows": 6}),
        help_text=_("One question a line; each is answered by yes or no. Empty: the house’s four questions."),
    )
