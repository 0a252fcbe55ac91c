"""Soundings: nothing is decided, the group sees where it stands. Also who is in, and a round of questions."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.voting import summaries
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.methods import Ending, Way
from commun.governance.models import Process
from commun.governance.ways import common

LONGEST_ANSWER = 2000
SCALES: dict[str, tuple[str, ...]] = {
    Process.Method.SENSE: summaries.SENSE_CHECK,
    Process.Method.GRADIENT: summaries.GRADIENTS,
    Process.Method.COUNT: summaries.COUNT_IN,
}


def clean(said: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a sounding: those of every vote, and for « who is in » how many it takes and how many fit."""
    kept = common.clean(said)
    kept["needed"] = common.whole(said, "needed", 1, 0, 10_000)
    if said.get("most"):
        kept["most"] = common.whole(said, "most", 1, max(1, kept["needed"]), 10_000)
    return kept


def answer(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    """One point of the scale."""
    said = content.get("answer")
    if said not in SCALES[process.method]:
        raise Refused(_("Choose one of the answers."))
    return {"answer": said}


def words(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    """A free answer to the question of the round."""
    text = str(content.get("text") or "").strip()
    if not text:
        raise Refused(_("Write your answer, or leave the page as it is."))
    if len(text) > LONGEST_ANSWER:
        raise Refused(_("This is too long: 2,000 signs at most."))
    return {"text": text}


def summary(process: Process) -> Ending:
    """How many gave each answer."""
    electors, _weight = common.eligible_of(process)
    said = [pile.ballot["answer"] for pile in common.piles_of(process)]
    told = summaries.summarise(SCALES[process.method], said).as_json()
    return Ending(methods.NOTED, {**told, "electors": electors, **_enough(process, said)})


def _enough(process: Process, said: list[str]) -> dict[str, Any]:
    """For « who is in »: whether it is enough, and how many are missing."""
    if process.method != Process.Method.COUNT:
        return {}
    needed = int(process.rules.get("needed", 1))
    people = said.count("in")
    return {"needed": needed, "reached": people >= needed, "missing": max(0, needed - people)}


def round_of_answers(process: Process) -> Ending:
    """How many answered; their words stay on their ballots."""
    electors, _weight = common.eligible_of(process)
    return Ending(methods.NOTED, {"rule": "round/1", "answers": len(common.piles_of(process)), "electors": electors})


def register() -> None:
    """Add the soundings to the ways of deciding."""
    explain: dict[str, tuple[Any, Callable[..., Any], Callable[..., Ending]]] = {
        Process.Method.SENSE: (
            gettext_lazy("Thumb up, sideways or down: where is each one, before going further?"), answer, summary,
        ),
        Process.Method.GRADIENT: (
            gettext_lazy("Eight degrees, from “I refuse” to “I support it fully”: how deep is the agreement?"),
            answer, summary,
        ),
        Process.Method.COUNT: (gettext_lazy("Who is in? One answer each, yes or no."), answer, summary),
        Process.Method.QUESTION: (
            gettext_lazy("One question, an answer each in their own words; all are read together."),
            words, round_of_answers,
        ),
    }  # fmt: skip
    for method, (sentence, read, ending) in explain.items():
        may_be_secret = method in {Process.Method.SENSE, Process.Method.GRADIENT}
        way = Way(explain=sentence, clean=clean, ballot=read, ending=ending, may_be_secret=may_be_secret)
        methods.ways.add(method, way)
