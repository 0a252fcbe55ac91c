"""What a count refuses, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.voting.errors import BadInput

SENTENCES: dict[str, Any] = {
    "unknown-option": gettext_lazy("One of these options is not there (any more): read the page again."),
    "repeated-option": gettext_lazy("The same option is named twice: once is enough."),
    "bad-grade": gettext_lazy("One of the grades is not on the scale."),
    "over-budget": gettext_lazy("This is more than what each has to give: take some back."),
    "too-many-options": gettext_lazy("Too many options: people could not read more."),
    "name-too-long": gettext_lazy("An option is too long: 300 signs at most. Put the rest in its detail."),
    "repeated-name": gettext_lazy("Two options say the same thing: keep one."),
    "bad-seats": gettext_lazy("There are not as many options as seats."),
    "bad-quorum": gettext_lazy("This quorum cannot be: a number of people, or a share of 100 % at most."),
}


def of(problem: BadInput) -> str:
    """The sentence for a refusal of the count."""
    return str(SENTENCES.get(problem.code) or _("This answer does not fit the question."))
