"""What went wrong at a source, in words."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

_WORDS: Final[dict[str, Callable[[], str]]] = {
    "unreachable": lambda: _("The source could not be reached."),
    "cut-short": lambda: _("The answer was cut short."),
    "too-many-requests": lambda: _("The source asked us to wait: the visit will go on later."),
    "challenge": lambda: _("The source refuses programs for now (challenge)."),
    "forbidden": lambda: _("The source refused the visit."),
    "server-error": lambda: _("The source had a failure of its own."),
    "unexpected-answer": lambda: _("The source answered something we do not understand."),
    "rejected": lambda: _("The source did not accept our question."),
    "filter-ignored": lambda: _("The source ignored the day we asked for: nothing was kept of that answer."),
    "gap": lambda: _("The source gave fewer notices than it announced."),
    "total-changed": lambda: _("The source kept changing its total while we were reading."),
    "token-repeated": lambda: _("The source gave the same page again: the visit will start over."),
    "token-refused": lambda: _("The source lost our place: the visit will start over."),
    "timed-out": lambda: _("The source ran out of time."),
    "field-unknown": lambda: _("The source no longer knows a field; the rest was read."),
    "unreadable": lambda: _("A record could not be read."),
}


def fault_sentence(fault: Mapping[str, str]) -> str:
    """One stored fault ({code, detail}) as a sentence, with the source's own words when they help."""
    words = _WORDS.get(fault.get("code", ""))
    sentence = words() if words else _("Something went wrong.")
    detail = fault.get("detail", "")
    return f"{sentence} ({detail})" if detail else sentence
