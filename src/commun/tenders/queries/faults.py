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


# What the reader of files says, which knows no language.
_BROKEN: Final[dict[str, Callable[[], str]]] = {
    "the file is empty": lambda: _("the file is empty"),
    "the file cannot be read": lambda: _("the file cannot be read"),
    "the file is larger than 600 MB": lambda: _("the file is larger than 600 MB: use monthly files"),
    "the line is longer than 64 MB": lambda: _("the line is longer than 64 MB"),
    "the notice is larger than 64 MB": lambda: _("the notice is larger than 64 MB"),
    "the record is cut before its end": lambda: _("the record is cut before its end"),
    "the list holds no record": lambda: _("the list holds no record that can be read"),
    "the JSON cannot be read": lambda: _("the JSON cannot be read"),
    "the JSON is nested too deeply": lambda: _("the JSON is nested too deeply"),
    "the JSON is not an object": lambda: _("the JSON is not an object"),
    "the JSON object is not a notice": lambda: _("this JSON is not a notice that we know"),
    "an XML document": lambda: _("this XML is not a notice that we know"),
    "the XML cannot be read": lambda: _("the XML cannot be read"),
    "the XML declares a DOCTYPE": lambda: _("the XML declares a DOCTYPE, which a notice never needs"),
    "the notice has an unexpected form": lambda: _("the notice has an unexpected form"),
    "the payload holds": lambda: _("several records stand where one was expected"),
}


def broken_sentence(reason: str) -> str:
    """Why a record could not be read, in the reader's language; technical words stay as they came, in brackets."""
    for start, words in _BROKEN.items():
        if reason.startswith(start):
            detail = reason.partition(": ")[2]
            return f"{words()} ({detail})" if detail else words()
    return reason
