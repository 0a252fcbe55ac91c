"""Opening a vote, a sounding, a date poll, a draw or a budget: what each kind asks beside the common rules."""

import datetime as dt
import zoneinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.actions.decision_moves import current_version
from commun.governance.actions.processes import OptionWish
from commun.governance.forms.processes import MomentField
from commun.governance.forms.vote_rules import (
    OptionsForm,
    VoteForm,
    membership_named,
    pairs_in,
    people_of,
)
from commun.governance.models import Decision, Membership
from commun.ui.dates import moment
from commun.ui.forms import ManyChoiceChips

DATES = 8
MOST_EUROS = Decimal(1_000_000_000)


class ProposalForm(VoteForm):
    """For or against: which majority, of whom."""

    asks_for_title = False
    rule_names = ("majority", "percent", "base", "most_against", *VoteForm.rule_names)

    majority = forms.ChoiceField(
        label=gettext_lazy("Majority"),
        choices=[
            ("relative", gettext_lazy("relative: more for than against")),
            ("absolute", gettext_lazy("absolute: more than half")),
            ("qualified", gettext_lazy("qualified: at least a share")),
        ],
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Share of a qualified majority (%)"), min_value=50, max_value=100, initial=67
    )
    base = forms.ChoiceField(
        label=gettext_lazy("Counted on"),
        choices=[
            ("expressed", gettext_lazy("the answers for and against")),
            ("cast", gettext_lazy("all answers, abstentions included")),
            ("eligible", gettext_lazy("all who have a voice")),
        ],
    )

    most_against = forms.IntegerField(
        label=gettext_lazy("At most so much against (%)"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Empty: no limit. More than that against stops the proposal, whatever is for it."),
    )

    def rules(self) -> dict[str, Any]:
        """The majority, with the common rules."""
        said = self.cleaned_data
        kept = {name: said[name] for name in ("majority", "percent", "base", "most_against")}
        return {**super().rules(), **{name: value for name, value in kept.items() if value is not None}}


class MajorityForm(OptionsForm):
    """A vote among options whose first one may need a majority as well."""

    rule_names = ("majority", "percent", "base", *OptionsForm.rule_names)

    majority = forms.ChoiceField(
        label=gettext_lazy("Majority"),
        required=False,
        choices=[
            ("relative", gettext_lazy("none: the first one is kept")),
            ("absolute", gettext_lazy("the first one needs more than half")),
            ("qualified", gettext_lazy("the first one needs at least a share")),
        ],
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Share of a qualified majority (%)"), required=False, min_value=1, max_value=100, initial=67
    )
    base = forms.ChoiceField(
        label=gettext_lazy("Counted on"),
        required=False,
        choices=[
            ("expressed", gettext_lazy("the answers that choose something")),
            ("cast", gettext_lazy("all answers, abstentions included")),
            ("eligible", gettext_lazy("all who have a voice")),
        ],
    )

    def rules(self) -> dict[str, Any]:
        """The majority, with the common rules."""
        said = self.cleaned_data
        return {**super().rules(), **{name: said[name] for name in ("majority", "percent", "base") if said.get(name)}}


class ScaleForm(OptionsForm):
    """Scores, or resistance: up to how much."""

    rule_names = ("scale", *OptionsForm.rule_names)
    scale = forms.IntegerField(
        label=gettext_lazy("The highest mark"),
        min_value=1,
        max_value=20,
        required=False,
        help_text=gettext_lazy("Empty: 5 for a score, 10 for a resistance."),
    )

    def rules(self) -> dict[str, Any]:
        """The scale, where it was said."""
        scale = self.cleaned_data.get("scale")
        return {**super().rules(), **({"scale": scale} if scale else {})}


class DotsForm(OptionsForm):
    """How many dots each has."""

    credits = forms.IntegerField(label=gettext_lazy("Dots that each shares"), min_value=1, max_value=100, initial=8)

    def rules(self) -> dict[str, Any]:
        """The dots."""
        return {**super().rules(), "credits": self.cleaned_data["credits"]}


class RankedForm(OptionsForm):
    """Which named rule counts the ranks."""

    rule_names = ("rule", *OptionsForm.rule_names)
    rule = forms.ChoiceField(
        label=gettext_lazy("Rule of counting"),
        choices=[
            ("schulze", gettext_lazy("two by two, by the strongest paths (Schulze)")),
            ("ranked-pairs", gettext_lazy("two by two, the clearest duels first (ranked pairs)")),
            ("irv", gettext_lazy("the last one leaves, round after round (instant run-off)")),
        ],
    )

    def rules(self) -> dict[str, Any]:
        """The rule."""
        return {**super().rules(), "rule": self.cleaned_data["rule"]}


class SeveralForm(OptionsForm):
    """How many seats."""

    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=50, initial=2)

    def rules(self) -> dict[str, Any]:
        """The seats."""
        return {**super().rules(), "seats": self.cleaned_data["seats"]}


class SoundingForm(VoteForm):
    """Nothing is decided: no tie, no quorum."""

    has_ties = False
    rule_names: tuple[str, ...] = ("opens_at", "shown", "is_secret", "min_ballots", "may_close_early")

    def __init__(self, *arguments: Any, space: Space, **options: Any) -> None:
        super().__init__(*arguments, space=space, **options)
        for name in ("quorum", "quorum_value", "abstention_counts", "next", "absent_per_holder", "voices", "weights"):
            del self.fields[name]


class OpenSoundingForm(SoundingForm):
    """A sounding whose answers belong to people."""

    may_be_secret = False
    rule_names = ("opens_at", "shown", "may_close_early")


class CountForm(OpenSoundingForm):
    """Who is in: how many it takes, how many fit."""

    needed = forms.IntegerField(label=gettext_lazy("How many it takes"), min_value=0, max_value=10_000, initial=2)
    most = forms.IntegerField(label=gettext_lazy("How many fit at most"), min_value=1, max_value=10_000, required=False)

    def rules(self) -> dict[str, Any]:
        """The numbers."""
        said = self.cleaned_data
        return {**super().rules(), "needed": said["needed"], "most": said.get("most") or 0}


class DatesForm(OpenSoundingForm):
    """The dates proposed, how long, and those without whom it makes no sense."""

    minutes = forms.IntegerField(label=gettext_lazy("How many minutes"), min_value=5, max_value=1440, initial=120)
    place = forms.CharField(label=gettext_lazy("Where"), max_length=200, required=False)
    needed = forms.MultipleChoiceField(
        label=gettext_lazy("Without whom it makes no sense"), required=False, widget=ManyChoiceChips
    )

    def __init__(self, *arguments: Any, space: Space, **options: Any) -> None:
        super().__init__(*arguments, space=space, **options)
        self.zone = zoneinfo.ZoneInfo(space.time_zone)
        for number in range(1, DATES + 1):
            self.fields[f"date_{number}"] = MomentField(
                self.zone, label=_("Date %(number)s") % {"number": number}, required=number <= 2
            )
        self.people: list[Membership] = list(people_of(space))
        self.fields["needed"].choices = [(str(one.pk), one.name) for one in self.people]  # type: ignore[attr-defined]
        self.order_fields([*("title", "guidance"), *(f"date_{n}" for n in range(1, DATES + 1))])

    def rules(self) -> dict[str, Any]:
        """Who is needed, how long, where."""
        said = self.cleaned_data
        needed = [int(pk) for pk in said["needed"]]
        return {**super().rules(), "needed": needed, "minutes": said["minutes"], "place": said["place"]}

    def options(self) -> list[OptionWish]:
        """One option a date, the earliest first."""
        found = sorted({said for n in range(1, DATES + 1) if (said := self.cleaned_data.get(f"date_{n}"))})
        return [OptionWish(self._label(at), data={"starts_at": at.isoformat()}) for at in found]

    def clean(self) -> dict[str, Any]:
        """The same date twice is said as such."""
        said = super().clean()
        seen: set[dt.datetime] = set()
        for number in range(1, DATES + 1):
            at = said.get(f"date_{number}")
            if at in seen:
                self.add_error(f"date_{number}", _("This date is there twice."))
            seen |= {at} if at else set()
        return said

    def _label(self, at: dt.datetime) -> str:
        return moment(at.astimezone(self.zone))


class BudgetForm(OptionsForm):
    """The amount, the projects with their cost, the rule."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount to share (€)"), min_value=1, max_value=MOST_EUROS, decimal_places=2
    )
    credits = forms.IntegerField(
        label=gettext_lazy("Dots that each shares (0: each ticks projects)"), min_value=0, max_value=1000, initial=0
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("Rule of sharing"),
        choices=[
            ("equal-shares-add1", gettext_lazy("equal shares, completed: each has the same part of the amount")),
            ("equal-shares", gettext_lazy("equal shares: what nobody can pay together stays unspent")),
            ("greedy", gettext_lazy("most supported first")),
        ],
    )

    def __init__(self, *arguments: Any, space: Space, **options: Any) -> None:
        super().__init__(*arguments, space=space, **options)
        self.fields["choices"].label = _("The projects, one a line: “Name: cost”")
        del self.fields["weights"], self.fields["voices"]

    def about(self, decision: Decision) -> None:
        """The amount comes filled in where the matter says how much it would share."""
        cents = current_version(decision).change.get("amount")
        if isinstance(cents, int):
            self.initial.setdefault("amount", Decimal(cents) / 100)

    def clean(self) -> dict[str, Any]:
        """Read each project's cost."""
        said = super().clean()
        try:
            said["projects"] = [(name, cents_in(value)) for name, value in pairs_in(said.get("choices") or "")]
        except Refused as refusal:
            self.add_error("choices", refusal.sentence)
        return said

    def rules(self) -> dict[str, Any]:
        """The amount in cents, the rule, the dots."""
        said = self.cleaned_data
        return {
            **super().rules(),
            "amount_cents": int(said["amount"] * 100),
            "rule": said["rule"],
            "credits": said["credits"],
        }

    def options(self) -> list[OptionWish]:
        """One option a project, with its cost."""
        return [OptionWish(name, data={"cost_cents": cents}) for name, cents in self.cleaned_data["projects"]]


class SortitionForm(VoteForm):
    """Among whom, how many, in which groups."""

    may_be_secret = False
    has_ties = False
    rule_names = ("opens_at", "strata", "may_close_early")

    among = forms.ChoiceField(
        label=gettext_lazy("Among whom"),
        choices=[
            ("volunteers", gettext_lazy("those who say yes")),
            ("everybody", gettext_lazy("everybody, except those who say no")),
        ],
    )
    seats = forms.IntegerField(label=gettext_lazy("How many people"), min_value=1, max_value=100, initial=1)
    strata = forms.CharField(
        label=gettext_lazy("In proportion to groups"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Empty: no group. Else “Name of the group: person, person”, one a line."),
    )

    def __init__(self, *arguments: Any, space: Space, **options: Any) -> None:
        super().__init__(*arguments, space=space, **options)
        for name in ("shown", "quorum", "quorum_value", "abstention_counts", "next", "absent_per_holder", "weights"):
            del self.fields[name]
        del self.fields["voices"]

    def clean(self) -> dict[str, Any]:
        """Find the people of the groups."""
        said = super().clean()
        people = people_of(self.space)
        try:
            said["strata"] = {
                name: [membership_named(people, one) for one in names.split(",")]
                for name, names in pairs_in(said.get("strata") or "")
            }
        except Refused as refusal:
            self.add_error("strata", refusal.sentence)
        return said

    def rules(self) -> dict[str, Any]:
        """Among whom, how many, the groups."""
        said = self.cleaned_data
        return {**super().rules(), "among": said["among"], "seats": said["seats"], "strata": said["strata"]}


def cents_in(value: str) -> int:
    """« 1 200,50 » or « 1200 € » in cents. Raises Refused."""
    plain = value.replace("€", "").replace(",", ".")
    try:
        amount = Decimal("".join(plain.split()))
    except InvalidOperation:
        amount = Decimal(-1)
    if not 0 < amount <= MOST_EUROS or amount != round(amount, 2):
        raise Refused(_("“%(value)s” is not an amount.") % {"value": value[:40]})
    return int(amount * 100)
