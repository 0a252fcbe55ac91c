"""What people say of the end: a reason, a moment, the buyer's answer with its scores."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.bids import MOST_CENTS
from commun.bids.actions.outcomes import LONGEST_NAME, LONGEST_WORDS, MOST_OFFERS, OutcomeSheet
from commun.bids.models import Bid, BidOutcome
from commun.core import clock
from commun.governance.forms import DayInput
from commun.tenders.models import PastAward
from commun.value.forms.works import EuroField

SCORES = 8


class WhyForm(forms.Form):
    """A reason that the team reads."""

    reason = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea({"rows": 3}))


class SentForm(forms.Form):
    """When the folder was sent."""

    day = forms.DateField(label=_("Sent on"), widget=DayInput())
    hour = forms.TimeField(label=_("At what time?"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class SignedForm(forms.Form):
    """The day of the signature."""

    on = forms.DateField(label=_("Signed on"), widget=DayInput())


class OutcomeForm(forms.Form):
    """Won, lost or no answer; with the scores if the buyer gave them."""

    result = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        choices=[(stage.value, stage.label) for stage in (Bid.Stage.WON, Bid.Stage.LOST, Bid.Stage.UNANSWERED)],
    )
    rank = forms.IntegerField(label=_("Our place"), min_value=1, max_value=MOST_OFFERS, required=False)
    offers_count = forms.IntegerField(label=_("Offers received"), min_value=1, max_value=MOST_OFFERS, required=False)
    winner = forms.CharField(label=_("Who won, if not us?"), max_length=LONGEST_NAME, required=False)
    winner_cents = EuroField(most=MOST_CENTS, label=_("At which price, without tax?"), required=False)
    buyer_words = forms.CharField(
        label=_("What the buyer said"), max_length=LONGEST_WORDS, required=False, widget=forms.Textarea({"rows": 4})
    )
    lesson = forms.CharField(
        label=_("What do we take from it?"),
        help_text=_("What we would do again, what we would do otherwise: about the answer, never about a person."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, criteria: Sequence[tuple[str, Any]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = list(criteria)[:SCORES]
        for rank, (name, weight) in enumerate(self.criteria):
            said = f"{name} ({weight} %)" if weight is not None else name
            self.fields[f"ours_{rank}"] = _points(_("Our points: %(criterion)s") % {"criterion": said})
            self.fields[f"winner_{rank}"] = _points(_("Points of who won: %(criterion)s") % {"criterion": said})

    def sheet(self, award: PastAward | None) -> OutcomeSheet:
        """What the action takes."""
        said = self.cleaned_data
        scores = [
            {"criterion": name, "weight": weight, "ours": said[f"ours_{rank}"], "winner": said[f"winner_{rank}"]}
            for rank, (name, weight) in enumerate(self.criteria)
            if said[f"ours_{rank}"] is not None or said[f"winner_{rank}"] is not None
        ]
        names = ("result", "rank", "offers_count", "winner", "winner_cents", "buyer_words", "lesson")
        return OutcomeSheet(**{name: said[name] for name in names}, scores=scores, award=award)


def _points(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=1000, decimal_places=2, localize=True)


def started(row: BidOutcome | None, bid: Bid, criteria: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """What the form starts with: what was said before, points by criterion."""
    if row is None:
        return {}
    names = ("rank", "offers_count", "winner", "winner_cents", "buyer_words", "lesson")
    start: dict[str, Any] = {name: getattr(row, name) for name in names} | {"result": bid.stage}
    scores = {one["criterion"]: one for one in row.scores}
    for rank, (name, _weight) in enumerate(criteria):
        one = scores.get(name, {})
        start |= {f"ours_{rank}": one.get("ours"), f"winner_{rank}": one.get("winner")}
    return start


def sent_start() -> dict[str, Any]:
    """Now, in the hour of the reader."""
    now = clock.now().astimezone(clock.PARIS)
    return {"day": now.date(), "hour": now.time().replace(second=0, microsecond=0)}
