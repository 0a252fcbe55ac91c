"""Opening a vote: the rules that are fixed beforehand, the same for every kind of vote."""

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.voting import lots
from commun.core import scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import states
from commun.governance.actions.processes import OptionWish
from commun.governance.forms.processes import MomentField, WishForm
from commun.governance.models import Membership, Process
from commun.governance.ways.common import ORGANISATIONS

PERCENT, NUMBER = "percent", "number"
TIES = (
    (lots.FURTHER_DISCUSSION, gettext_lazy("the group talks again")),
    (lots.STATUS_QUO, gettext_lazy("nothing changes")),
    (lots.DRAW, gettext_lazy("a draw that anybody can check")),
)


class VoteForm(WishForm):
    """What every vote asks; the rules come filled in, and stand apart on the page (``rule_names``)."""

    asks_for_title = True
    may_be_secret = True
    has_ties = True
    rule_names: tuple[str, ...] = (
        "opens_at",
        "shown",
        "is_secret",
        "min_ballots",
        "tie",
        "quorum",
        "quorum_value",
        "abstention_counts",
        "next",
        "absent_per_holder",
        "may_close_early",
        "voices",
        "weights",
    )

    shown = forms.ChoiceField(
        label=gettext_lazy("Results are shown"), choices=Process.Shown.choices, initial=Process.Shown.CLOSE
    )
    is_secret = forms.BooleanField(
        label=gettext_lazy("Secret ballot"),
        required=False,
        help_text=gettext_lazy("Nobody sees who answered what. A secret ballot is final once cast."),
    )
    min_ballots = forms.IntegerField(
        label=gettext_lazy("Secret: no result under so many ballots"), min_value=2, max_value=1000, initial=4
    )
    tie = forms.ChoiceField(label=gettext_lazy("If there is a tie"), choices=TIES)
    quorum = forms.ChoiceField(
        label=gettext_lazy("Quorum"),
        required=False,
        choices=[
            ("", gettext_lazy("none")),
            (PERCENT, gettext_lazy("a share of those who have a voice (%)")),
            (NUMBER, gettext_lazy("a number of people")),
        ],
        help_text=gettext_lazy("How many people must take part for the result to count."),
    )
    quorum_value = forms.IntegerField(
        label=gettext_lazy("Value of the quorum"), required=False, min_value=1, max_value=100_000
    )
    abstention_counts = forms.BooleanField(
        label=gettext_lazy("Who abstains counts in the quorum"), required=False, initial=True
    )
    next = forms.CharField(label=gettext_lazy("Without the quorum, what happens then?"), required=False, max_length=300)
    absent_per_holder = forms.IntegerField(
        label=gettext_lazy("Answers that one person may write down for absent members"),
        min_value=0,
        max_value=5,
        initial=0,
    )
    may_close_early = forms.BooleanField(label=gettext_lazy("It may be closed before its end"), required=False)
    voices = forms.ChoiceField(
        label=gettext_lazy("Whose voices"),
        required=False,
        choices=[
            ("", gettext_lazy("one person, one voice")),
            (ORGANISATIONS, gettext_lazy("one organisation, one voice")),
        ],
        help_text=gettext_lazy("An organisation’s voice is shared among its people; both totals will be shown."),
    )
    weights = forms.CharField(
        label=gettext_lazy("Weights"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "One person, one voice: leave this empty. To weigh otherwise, write “Name: weight”, one a line; "
            "both totals will be shown."
        ),
    )

    def __init__(self, *arguments: Any, space: Space, **options: Any) -> None:
        super().__init__(*arguments, space=space, **options)
        self.fields["opens_at"] = MomentField(
            zoneinfo.ZoneInfo(space.time_zone), label=_("It opens on"), required=False, help_text=_("Empty: at once.")
        )
        if not self.may_be_secret:
            del self.fields["is_secret"], self.fields["min_ballots"]
        if not self.has_ties:
            del self.fields["tie"]

    def clean(self) -> dict[str, Any]:
        """A quorum goes with its value; names of weights are known. Errors stand beside their field."""
        said = super().clean() or self.cleaned_data
        if said.get("quorum") and not said.get("quorum_value"):
            self.add_error("quorum_value", _("Write how many."))
        if said.get("quorum") == PERCENT and (said.get("quorum_value") or 0) > 100:
            self.add_error("quorum_value", _("A share is 100 % at most."))
        if said.get("weights"):
            self._read_weights(said)
        if said.get("is_secret") and (said.get("weights") or said.get("voices")):
            self.add_error("is_secret", _("A secret ballot carries no weight: it would tell whose it is."))
        return said

    def _read_weights(self, said: dict[str, Any]) -> None:
        people = people_of(self.space)
        try:
            said["weights"] = {
                str(membership_named(people, name)): whole_in(value) for name, value in pairs_in(said["weights"])
            }
        except Refused as refusal:
            self.add_error("weights", refusal.sentence)

    def rules(self) -> dict[str, Any]:
        """What each vote has: tie, quorum, secrecy, absent members, early close, weights."""
        said = self.cleaned_data
        kept: dict[str, Any] = {
            name: said[name]
            for name in ("tie", "abstention_counts", "next", "absent_per_holder", "may_close_early", "min_ballots")
            if name in said
        }
        if said.get("voices"):
            kept["voices"] = said["voices"]
        if said.get("quorum"):
            kept["quorum_percent" if said["quorum"] == PERCENT else "quorum_number"] = said["quorum_value"]
        if said.get("weights"):
            kept["weights"] = said["weights"]
        return kept


class OptionsForm(VoteForm):
    """A vote among options, one a line."""

    choices = forms.CharField(
        label=gettext_lazy("The options, one a line"),
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Once somebody has voted, they no longer change."),
    )

    def options(self) -> list[OptionWish]:
        """One option for each line."""
        return [OptionWish(line) for line in lines_in(self.cleaned_data["choices"])]


class OptionsChange(forms.Form):
    """The options written anew, and why when people have voted."""

    choices = forms.CharField(label=gettext_lazy("The options, one a line"), widget=forms.Textarea({"rows": 8}))
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=500)

    def wishes(self) -> list[OptionWish]:
        """One option for each line."""
        return [OptionWish(line) for line in lines_in(self.cleaned_data["choices"])]


def lines_in(text: str) -> list[str]:
    """The lines that say something."""
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def pairs_in(text: str) -> list[tuple[str, str]]:
    """Lines « name: value », cut at the last colon. Raises Refused."""
    found = []
    for line in lines_in(text):
        name, colon, value = line.rpartition(":")
        if not colon or not name.strip() or not value.strip():
            raise Refused(_("This line lacks a colon and a value: “%(line)s”.") % {"line": line[:80]})
        found.append((name.strip(), value.strip()))
    return found


def whole_in(value: str) -> int:
    """A whole number, 0 or more. Raises Refused."""
    if not value.isascii() or not value.isdigit() or len(value) > 7:
        raise Refused(_("A weight is a whole number, 0 or more."))
    return int(value)


def people_of(space: Space) -> Sequence[Membership]:
    """The awake members, by name. 1 query."""
    with scope.use(space):
        rows = Membership.objects.filter(state=states.MEMBER).select_related("person")
        return list(rows.order_by("person__sort_key", "pk"))


def membership_named(people: Sequence[Membership], name: str) -> int:
    """The membership of the person of that name. Raises Refused."""
    wanted = " ".join(name.split()).casefold()
    found = [member.pk for member in people if member.name.casefold() == wanted]
    if len(found) != 1:
        raise Refused(_("Nobody here is called “%(name)s” (or several are).") % {"name": name[:80]})
    return found[0]
