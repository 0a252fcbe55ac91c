"""« Help me choose »: one plain question for each situation, and the way of deciding that it leads to."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commun.governance.models import Process

Method = Process.Method


@dataclass(frozen=True)
class Question:
    """A question that people ask themselves, and the way that answers it, in one sentence."""

    method: str
    asked: Any
    answer: Any


QUESTIONS = (
    Question(
        Method.AUTHORISATION,
        _("Can it easily be undone?"),
        _("Announce it: it stands unless somebody sees a harm."),
    ),
    Question(
        Method.ADVICE,
        _("Will one person do it, while others have things to say?"),
        _("Ask for advice: that person decides and answers each advice."),
    ),
    Question(
        Method.CONSENT,
        _("Does it touch everybody, and will it last?"),
        _("Consent: the text improves until nobody sees a harm in it."),
    ),
    Question(
        Method.APPROVAL,
        _("Are there several options, and no best one?"),
        _("A vote: each says what suits them, the rule counts."),
    ),
    Question(
        Method.ELECTION,
        _("Is somebody to be chosen for a role?"),
        _("An election without candidates: each says whom they see there, and why."),
    ),
    Question(
        Method.SORTITION,
        _("Could anybody do it?"),
        _("A draw among those who say yes, that everybody can draw again."),
    ),
    Question(
        Method.SEVERAL,
        _("Are several people to be chosen at once?"),
        _("A vote for several seats: each ranks the names, and every part of the group has its share."),
    ),
    Question(
        Method.DATES,
        _("When shall we meet?"),
        _("A date poll: each answers for each date, and the date kept becomes a meeting."),
    ),
    Question(
        Method.BUDGET,
        _("Is a sum to be shared between projects?"),
        _("A participatory budget: each says what they would fund."),
    ),
)
