"""The house's own beginnings of threads, in plain words; a group takes one and makes it its own."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Starter:
    """The beginning of a thread: its name in addresses, its subject, its text."""

    slug: str
    subject: Any
    text: Any


STARTERS = (
    Starter(
        "avis",
        _("I need your advice: …"),
        _(
            "What I would like to do:\n\nWhy:\n\nWhat I hesitate about:\n\n"
            "I need your answers before (day). Without an answer, I will do what is written above."
        ),
    ),
    Starter(
        "coup-de-main",
        _("A hand is needed: …"),
        _("What is to be done:\n\nWhere and when:\n\nHow long it takes, and for how many:\n\nWho comes? Answer here."),
    ),
    Starter(
        "semaine",
        _("Where each of us is this week"),
        _(
            "One answer each, three lines are enough:\n\n1. What I finished\n2. What I am on\n"
            "3. What blocks me, or what I could help with"
        ),
    ),
    Starter(
        "visite",
        _("What I bring back from …"),
        _("What I saw:\n\nWhat could serve us:\n\nWhom to write to, where to read more:"),
    ),
    Starter(
        "depense",
        _("An expense for the group: …"),
        _("What, and from whom:\n\nHow much:\n\nWhy now:\n\nWhat happens if we do not buy it:"),
    ),
)


def called(slug: str) -> Starter | None:
    """The one of this name."""
    return next((one for one in STARTERS if one.slug == slug), None)
