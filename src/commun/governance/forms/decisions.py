"""Forms of decisions and of things to do."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import states
from commun.governance.actions import Draft
from commun.governance.effects_decisions import ANSWERS, REVIEW
from commun.governance.forms import DayInput
from commun.governance.models import Decision, DecisionVersion, Membership, Role
from commun.ui.forms import ChoiceChips, CountedTextarea

EVERYBODY = _("The whole group")


def awake(space: Space) -> Any:
    """Those who may be named, by name."""
    with scope.use(space):
        rows = Membership.objects.filter(state=states.MEMBER).select_related("person")
    return rows.order_by("person__sort_key", "pk")


def roles_in_use(space: Space) -> Any:
    """Roles that may be named."""
    with scope.use(space):
        return Role.objects.filter(retired_on=None).order_by("name", "pk")


class DraftForm(forms.Form):
    """A matter in a few words; all but the title may come later."""

    title = forms.CharField(
        label=_("What would we decide?"), max_length=200, help_text=_("In a few words: “We meet on the first Tuesday”.")
    )
    text = forms.CharField(
        label=_("The proposal, and why"), max_length=20_000, required=False, widget=CountedTextarea(20_000, {"rows": 7})
    )
    concerned = forms.CharField(
        label=_("Who is concerned, or could be?"),
        max_length=500,
        required=False,
        help_text=_("They must be able to speak before it is decided."),
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=60, required=False, help_text=_("To find it again: life of the group, money…")
    )
    replaces = forms.IntegerField(
        label=_("Number of the decision it would replace"), required=False, min_value=1, max_value=1_000_000
    )
    is_experiment = forms.BooleanField(label=_("It is an experiment"), required=False)
    review_on = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        widget=DayInput,
        help_text=_("That day, the group is asked: keep, adapt or stop? An experiment always has such a day."),
    )

    def __init__(self, *args: Any, space: Space, version: DecisionVersion | None = None, **options: Any) -> None:
        self.space, self.version = space, version
        if version is not None:
            options["initial"] = self._as_it_is(version)
        super().__init__(*args, **options)
        if version is None:
            self.fields["concerned"].initial = EVERYBODY
        if version is not None and version.change and version.change.get("kind") != "decision.replace":
            # What changes something else keeps its change: it is written where that thing is.
            del self.fields["replaces"]

    @property
    def more_is_open(self) -> bool:
        """Something rarer was written, or is wrong: it is not left folded."""
        rarer = ("subject", "is_experiment", "review_on", "replaces")
        return any(self[name].value() or self[name].errors for name in rarer if name in self.fields)

    def _as_it_is(self, version: DecisionVersion) -> dict[str, Any]:
        row = version.decision
        names = {name: getattr(version, name) for name in ("title", "text", "concerned")}
        replaced = version.change.get("decision") if version.change.get("kind") == "decision.replace" else None
        with scope.use(self.space):
            number = Decision.objects.filter(ref=replaced).values_list("number", flat=True).first()
        return {
            **names,
            "subject": row.subject,
            "replaces": number if replaced else None,
            "is_experiment": row.is_experiment,
            "review_on": row.review_on,
        }

    def clean_replaces(self) -> str:
        """The reference of the decision of that number, in this group."""
        number = self.cleaned_data["replaces"]
        if not number:
            return ""
        with scope.use(self.space):
            found = Decision.objects.filter(number=number).values_list("ref", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("No decision of the group has this number."))
        return found

    def draft(self) -> Draft:
        """What was written."""
        data = self.cleaned_data
        kept = self.version.change if self.version is not None and "replaces" not in self.fields else {}
        replaced = data.get("replaces")
        change = {"kind": "decision.replace", "decision": replaced} if replaced else kept
        names = ("title", "text", "concerned", "subject", "is_experiment", "review_on")
        return Draft(change=change, **{name: data[name] for name in names})


class AmendForm(DraftForm):
    """A new version, and why."""

    note = forms.CharField(
        label=_("What changes, and why"), max_length=500, required=False, help_text=_("One sentence for the others.")
    )


class ReviewAnswerForm(forms.Form):
    """The proposal of a review: keep, adapt or stop."""

    answer = forms.ChoiceField(label=_("What do we propose?"), choices=list(ANSWERS.items()), widget=ChoiceChips)
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("The proposal, and why"), max_length=20_000, required=False, widget=CountedTextarea(20_000, {"rows": 7})
    )
    again_on = forms.DateField(label=_("Look at it again on"), required=False, widget=DayInput)
    note = forms.CharField(label=_("What changes, and why"), max_length=500, required=False)

    def __init__(self, *args: Any, version: DecisionVersion, **options: Any) -> None:
        self.version = version
        options["initial"] = {
            "answer": version.change.get("answer"),
            "again_on": version.change.get("again_on"),
            "title": version.title,
            "text": version.text,
        }
        super().__init__(*args, **options)

    def draft(self) -> Draft:
        """What was written."""
        data, row = self.cleaned_data, self.version.decision
        again_on: dt.date | None = data["again_on"]
        change = {"kind": REVIEW, "decision": self.version.change["decision"], "answer": data["answer"]}
        if again_on:
            change["again_on"] = again_on.isoformat()
        return Draft(
            title=data["title"],
            text=data["text"],
            subject=row.subject,
            concerned=self.version.concerned,
            change=change,
        )


class EngageForm(forms.Form):
    """A carrier, a first step, a date."""

    carrier = forms.ModelChoiceField(
        label=_("Who carries it?"),
        queryset=Membership._base_manager.none(),
        required=False,
        empty_label=_("a role"),
        help_text=_("A person or a role: one of the two is needed."),
    )
    carrier_role = forms.ModelChoiceField(
        label=_("Or which role?"), queryset=Role._base_manager.none(), required=False, empty_label=_("a person")
    )
    first_step = forms.CharField(
        label=_("First step"),
        max_length=300,
        help_text=_("The smallest thing that sets it going: “call the town hall”. It becomes a thing to do."),
    )
    due_on = forms.DateField(label=_("For when?"), widget=DayInput)

    def __init__(self, *args: Any, member: Membership, decision: Decision, **options: Any) -> None:
        options["initial"] = {
            "carrier": decision.carrier_id or (None if decision.carrier_role_id else member.pk),
            "carrier_role": decision.carrier_role_id,
            "first_step": decision.first_step,
            "due_on": decision.due_on or clock.today() + dt.timedelta(days=30),
        }
        super().__init__(*args, **options)
        self.fields["carrier"].queryset = awake(member.space)  # type: ignore[attr-defined]
        roles = roles_in_use(member.space)
        self.fields["carrier_role"].queryset = roles  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("carrier_role") and data.get("carrier") and "carrier" not in self.changed_data:
            # A role was chosen and the name offered left as it was: the role carries it.
            data["carrier"] = None
        return data


class FinishForm(forms.Form):
    """What became of it."""

    state = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[("done", _("Done")), ("partly", _("Partly done"))],
        widget=ChoiceChips,
        initial="done",
    )
    outcome = forms.CharField(
        label=_("In a few words"), max_length=2000, required=False, widget=CountedTextarea(2000, {"rows": 3})
    )
    lesson = forms.CharField(
        label=_("What we learnt"), max_length=2000, required=False, widget=CountedTextarea(2000, {"rows": 3})
    )


class EndExperimentForm(FinishForm):
    """The end of an experiment: what was learnt is asked, nothing else (R169)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lesson"].label, self.fields["lesson"].required = _("What did we learn?"), True


class LetGoForm(forms.Form):
    """Why, and what we learnt."""

    reason = forms.CharField(
        label=_("Why do we let it go?"), max_length=2000, widget=CountedTextarea(2000, {"rows": 3})
    )
    lesson = forms.CharField(
        label=_("What we learnt"), max_length=2000, required=False, widget=CountedTextarea(2000, {"rows": 3})
    )


class PostponeForm(forms.Form):
    """Not now: when do we look at it again?"""

    again_on = forms.DateField(label=_("When do we look at it again?"), widget=DayInput)
    reason = forms.CharField(label=_("A word on why"), max_length=1000, required=False)


class ReplaceForm(forms.Form):
    """Which decision holds in its place."""

    number = forms.IntegerField(label=_("Number of the decision that replaces it"), min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, space: Space, **options: Any) -> None:
        self.space = space
        super().__init__(*args, **options)

    def clean_number(self) -> Decision:
        """The decision of that number, in this group."""
        with scope.use(self.space):
            found = Decision.objects.filter(number=self.cleaned_data["number"]).select_related("space").first()
        if found is None:
            raise forms.ValidationError(_("No decision of the group has this number."))
        return found


class ReviewDayForm(forms.Form):
    """When the group looks at it again."""

    review_on = forms.DateField(label=_("Look at it again on"), widget=DayInput, required=False)


MINE, OURS = "moi", "groupe"


class ActionForm(forms.Form):
    """A thing to do: a title is enough."""

    title = forms.CharField(label=_("What is to be done?"), max_length=300)
    who = forms.ChoiceField(
        label=_("Who?"), choices=[(MINE, _("me")), (OURS, _("somebody, to be seen"))], widget=ChoiceChips, initial=MINE
    )
    due_on = forms.DateField(label=_("For when?"), widget=DayInput, required=False)


class FullActionForm(ActionForm):
    """The same, for another person or for a role, or after another thing."""

    owner = forms.ModelChoiceField(
        label=_("Or another person"),
        queryset=Membership._base_manager.none(),
        required=False,
        empty_label=_("nobody else"),
    )
    owner_role = forms.ModelChoiceField(
        label=_("Or a role"), queryset=Role._base_manager.none(), required=False, empty_label=_("no role")
    )

    def __init__(self, *args: Any, member: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = awake(member.space)  # type: ignore[attr-defined]
        self.fields["owner_role"].queryset = roles_in_use(member.space)  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """One word at the end."""

    note = forms.CharField(label=_("Why?"), max_length=500)


class RemindingForm(forms.Form):
    """Courteous reminders, or none."""

    is_reminding = forms.BooleanField(
        label=_("Send courteous reminders"),
        required=False,
        help_text=_("One to whoever took it, then one line in the digest, then a point in the agenda; never more."),
    )


class LearningForm(forms.Form):
    """What the group says when an experiment ends."""

    words = forms.CharField(
        label=_("What do we say when an experiment ends?"),
        max_length=500,
        required=False,
        widget=CountedTextarea(500, {"rows": 3}),
        help_text=_("Shown where what was learnt is asked. Empty: the sentence of the house."),
    )
