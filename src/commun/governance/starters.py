"""The house's own templates, one for each way of deciding, in plain words; a group copies one and makes it its own."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Starter:
    """A way of deciding ready to be opened: its name, what people read before they answer, its rules."""

    method: str
    name: Any
    guidance: Any
    rules: dict[str, Any] = field(default_factory=dict)


STARTERS = (
    Starter(
        "consent",
        _("Consent in a week"),
        _(
            "Read the proposal, ask what you need to understand it, say what it does to you. Then one question only: "
            "do you see a harm in trying?"
        ),
        {"days": 7},
    ),
    Starter(
        "authorisation",
        _("I announce, then I act"),
        _("For what can be undone: say what will be done, when, and what it costs. No objection means go."),
        {"days": 5},
    ),
    Starter(
        "advice",
        _("I decide, after asking you"),
        _("Say what you know, what it would do to you, what you would watch. Each advice will get an answer."),
        {"days": 7},
    ),
    Starter(
        "election",
        _("Who for this role?"),
        _("Read the role card first. Name the person you see there, yourself included, and say what you saw them do."),
        {"days": 7},
    ),
    Starter(
        "proposal",
        _("For or against, by an absolute majority"),
        _("Read the text: it will be adopted or rejected as it stands."),
        {"majority": "absolute"},
    ),
    Starter(
        "approval",
        _("Everything that suits you"),
        _("Tick all that would do for you. The option that suits most people is kept."),
    ),
    Starter("grades", _("What is each option worth?"), _("Give a grade to each option: several may have the same.")),
    Starter("ranked", _("In order of preference"), _("Put first what you prefer; leave out what you do not know.")),
    Starter("score", _("A score for each option"), _("The higher, the better for you.")),
    Starter(
        "resistance",
        _("The least resistance"),
        _("Say how much each option would cost you, from 0 (nothing) to 10 (I cannot). The lowest total is kept."),
    ),
    Starter("dots", _("Ten dots to share"), _("Put your dots on what matters most to you now.")),
    Starter("choice", _("One option among several"), _("Choose one. Say nothing if you have no preference.")),
    Starter(
        "several",
        _("Several seats to fill"),
        _("Put first whom you prefer, and rank as many as you like: a voice that is not needed goes on to the next."),
        {"seats": 2},
    ),
    Starter(
        "sortition",
        _("The lot among volunteers"),
        _("Say yes if you would do it. The lot chooses among you, and everybody can draw it again."),
        {"seats": 1, "among": "volunteers"},
    ),
    Starter(
        "budget",
        _("What do we fund?"),
        _("Choose what you would fund. You may change your mind until the close."),
        {"rule": "equal-shares-add1", "amount_cents": 100_000},
    ),
    Starter(
        "dates",
        _("When shall we meet?"),
        _("Answer for each date. The one that is kept becomes a meeting, with your answer."),
        {"minutes": 120},
    ),
    Starter("sense", _("Where are we?"), _("Before going further: thumb up, sideways or down, with a word.")),
    Starter("gradient", _("How deep is our agreement?"), _("From “I refuse” to “I support it fully”: be sincere.")),
    Starter("count", _("Who is in?"), _("Yes or no, so that we know how many we are.")),
    Starter("question", _("A round of answers"), _("One question; everybody answers in their own words.")),
)


def by_method(method: str) -> Starter | None:
    """The starter of a way of deciding, if there is one."""
    return next((one for one in STARTERS if one.method == method), None)
