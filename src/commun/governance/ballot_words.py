"""The words of ballots: what each answer is called, and a whole ballot in one line."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from commun.algo.voting import judgment, summaries
from commun.governance import methods
from commun.governance.models import Option, Process

Method = Process.Method
ABSTAIN = "abstain"

PROPOSAL_ANSWERS = (
    ("for", pgettext_lazy("vote", "For"), ""),
    ("against", gettext_lazy("Against"), ""),
    (ABSTAIN, gettext_lazy("I abstain"), gettext_lazy("I leave it to the others.")),
)
SENSE_ANSWERS = (
    ("yes", gettext_lazy("Thumb up: it suits me"), ""),
    ("unsure", gettext_lazy("Thumb sideways: I hesitate"), ""),
    ("no", gettext_lazy("Thumb down: it does not suit me"), ""),
)
GRADIENT_ANSWERS = (
    ("endorse", gettext_lazy("I support it fully"), ""),
    ("agree-with-reservations", gettext_lazy("I agree, with reservations"), ""),
    ("mixed-feelings", gettext_lazy("I have mixed feelings"), ""),
    ("abstain", gettext_lazy("I have no opinion"), ""),
    ("more-discussion", gettext_lazy("Let us talk more about it"), ""),
    ("stand-aside", gettext_lazy("I do not like it, I will not stand in the way"), ""),
    ("serious-disagreement", gettext_lazy("I disagree seriously"), ""),
    ("veto", gettext_lazy("I refuse"), ""),
)
COUNT_ANSWERS = (("in", gettext_lazy("I am in"), ""), ("out", gettext_lazy("Not this time"), ""))
DRAW_ANSWERS = (
    ("in", gettext_lazy("Yes, I am in the draw"), ""),
    ("out", gettext_lazy("No, not me"), gettext_lazy("No reason is owed.")),
)
DATE_ANSWERS = (
    (summaries.YES, gettext_lazy("yes"), ""),
    (summaries.IF_NEED_BE, gettext_lazy("if need be"), ""),
    (summaries.NO, gettext_lazy("no"), ""),
)
ANSWERS: dict[str, Sequence[tuple[str, Any, Any]]] = {
    Method.PROPOSAL: PROPOSAL_ANSWERS,
    Method.SENSE: SENSE_ANSWERS,
    Method.GRADIENT: GRADIENT_ANSWERS,
    Method.COUNT: COUNT_ANSWERS,
    Method.SORTITION: DRAW_ANSWERS,
}
# Most words of a free answer that a line quotes.
LONGEST_QUOTE = 200


def answer_label(method: str, value: str) -> str:
    """What an answer is called on the paper of its method."""
    return str({name: label for name, label, _help in ANSWERS.get(method, DATE_ANSWERS)}.get(value, value))


def outcome(method: str, name: str) -> str:
    """What came out of a closed vote, in a word or two."""
    if name == methods.ADOPTED and method != Method.PROPOSAL:
        return _("something is kept")
    if name == methods.REJECTED and method != Method.PROPOSAL:
        return _("nothing is kept")
    words = {
        methods.ADOPTED: pgettext("vote", "adopted"),
        methods.REJECTED: pgettext("vote", "rejected"),
        methods.NO_QUORUM: _("without quorum"),
        methods.TIE: _("undecided"),
        methods.TOO_FEW: _("too few ballots"),
        methods.BLOCKED: _("not applied"),
    }
    return words.get(name) or str(Process.State.CLOSED.label)


def end_of(process: Process) -> str:
    """How a process ended, in a word or two, whatever its method; where it stands, when it has not ended."""
    if not process.outcome:
        return _("under way") if process.state == Process.State.OPEN else str(process.get_state_display())
    if process.method not in methods.by_ballot() and process.outcome in {methods.ADOPTED, methods.REJECTED}:
        if process.outcome == methods.ADOPTED:
            return pgettext("vote", "adopted")
        is_stopped = process.method == Method.AUTHORISATION
        return _("stopped by an objection") if is_stopped else _("not adopted")
    return outcome(process.method, process.outcome)


def labels_of(options: Sequence[Option]) -> dict[str, str]:
    """Names of the options by position, as the count knows them."""
    return {str(option.position): option.label for option in options}


def said(process: Process, labels: Mapping[str, str], content: Mapping[str, Any] | None) -> str:
    """A ballot in one line, in the reader's language."""
    if content is None:
        return _("taken back")
    if content.get("abstain"):
        return _("I abstain")
    if "answer" in content:
        return answer_label(process.method, content["answer"])
    if "text" in content:
        text = str(content["text"])
        return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    if "option" in content:
        return labels.get(content["option"], "")
    if "options" in content:
        return ", ".join(labels.get(name, "") for name in content["options"]) or _("nothing ticked")
    return " · ".join(_pairs(process, labels, content))


def _pairs(process: Process, labels: Mapping[str, str], content: Mapping[str, Any]) -> list[str]:
    if "ranks" in content:
        ranked = sorted(content["ranks"].items(), key=lambda pair: (pair[1], int(pair[0])))
        return [f"{rank}. {labels.get(name, '')}" for name, rank in ranked]
    if "dates" in content:
        return [
            f"{labels.get(name, '')} : {answer_label(Method.DATES, value)}" for name, value in content["dates"].items()
        ]
    if process.method == Method.GRADES:
        return [
            f"{labels.get(name, '')} : {judgment.FRENCH_GRADES[grade]}" for name, grade in content["grades"].items()
        ]
    marks = content.get("grades") or content.get("dots") or {}
    return [f"{labels.get(name, '')} : {mark}" for name, mark in marks.items()]


def points(method: str, count: int) -> str:
    """A count in the unit of the method."""
    if method in {Method.DOTS, Method.BUDGET}:
        return ngettext("%(count)s dot", "%(count)s dots", count) % {"count": count}
    if method in {Method.SCORE, Method.RESISTANCE}:
        return ngettext("%(count)s point", "%(count)s points", count) % {"count": count}
    return ngettext("%(count)s voice", "%(count)s voices", count) % {"count": count}
