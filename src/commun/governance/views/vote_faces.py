"""How votes, soundings, date polls, draws and budgets are shown and opened."""

from typing import Any

from django.utils.translation import gettext_lazy

from commun.governance.forms import votes as forms
from commun.governance.forms.vote_rules import OptionsForm, VoteForm
from commun.governance.models import Process
from commun.governance.views import ballots
from commun.governance.views.faces import SOUNDINGS, VOTES, Face, faces

Method = Process.Method

WHEN: dict[str, tuple[type[VoteForm], str, Any]] = {
    Method.PROPOSAL: (forms.ProposalForm, VOTES, gettext_lazy("When one text is on the table and everybody knows it.")),
    Method.APPROVAL: (
        forms.MajorityForm,
        VOTES,
        gettext_lazy("When several options would do: simple, and hard to spoil."),
    ),
    Method.GRADES: (OptionsForm, VOTES, gettext_lazy("When one wants to know what people think of each option.")),
    Method.RANKED: (forms.RankedForm, VOTES, gettext_lazy("When people hesitate between several and order matters.")),
    Method.SEVERAL: (forms.SeveralForm, VOTES, gettext_lazy("When several people or things are chosen at once.")),
    Method.RESISTANCE: (forms.ScaleForm, VOTES, gettext_lazy("When the aim is that nobody suffers from the choice.")),
    Method.SCORE: (forms.ScaleForm, VOTES, gettext_lazy("When small differences count.")),
    Method.DOTS: (forms.DotsForm, VOTES, gettext_lazy("When there are many ideas and priorities are sought.")),
    Method.CHOICE: (
        forms.MajorityForm,
        VOTES,
        gettext_lazy("When there are two options, or when it does not matter much."),
    ),
    Method.BUDGET: (forms.BudgetForm, VOTES, gettext_lazy("When an amount is to be shared between projects.")),
    Method.SORTITION: (forms.SortitionForm, VOTES, gettext_lazy("When anybody could do it, and nobody has to win.")),
    Method.SENSE: (forms.SoundingForm, SOUNDINGS, gettext_lazy("Before a proposal, to see whether to go on.")),
    Method.GRADIENT: (forms.SoundingForm, SOUNDINGS, gettext_lazy("When a plain yes or no would hide doubts.")),
    Method.COUNT: (forms.CountForm, SOUNDINGS, gettext_lazy("For an outing, an order, a common answer.")),
    Method.QUESTION: (
        forms.OpenSoundingForm,
        SOUNDINGS,
        gettext_lazy("To hear everybody, also those who speak little."),
    ),
    Method.DATES: (forms.DatesForm, SOUNDINGS, gettext_lazy("To find a moment; the date kept goes to the calendar.")),
}
# A vote that decides needs what it decides on; these stand alone as well.
NEEDS_A_DECISION = frozenset({Method.PROPOSAL})


def register() -> None:
    """Add them to the faces of processes."""
    for method, (form, family, when) in WHEN.items():
        faces.add(
            method,
            Face(page=ballots.page, form=form, family=family, when=when, alone=method not in NEEDS_A_DECISION),
        )


register()
