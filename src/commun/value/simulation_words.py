"""The simulator in plain words: each step with its arithmetic, and what the readings of fairness say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo import sharing
from commun.algo.exact import half_up
from commun.algo.sharing import Kind, Line, Step
from commun.algo.sharing.steps import WHOLE
from commun.ui.money import euros
from commun.value import quantities
from commun.value.key_words import percent, sentences
from commun.value.simulation import Done, Outcome

Name = Callable[[str], str]


@dataclass(frozen=True)
class StepDone:
    """One step of the arithmetic: what it says, what it takes and from what, each part, what is left."""

    said: str
    taken: str
    parts: list[tuple[str, str, str]]
    left: str


def arithmetic(key: sharing.Key, done: Done, name: Name) -> list[StepDone]:
    """What one key gives of one case, step by step, as one does it again by hand."""
    told = sentences(key)
    return [_step(key[line.step], line, told[line.step], name) for line in done.result.lines]


def _step(step: Step, line: Line, said: str, name: Name) -> StepDone:
    whole = sum(line.weights.values())
    parts = [
        (name(ref), _weight(step, line.weights.get(ref, 0), whole), euros(cents))
        for ref, cents in sorted(line.parts.items(), key=lambda one: (-one[1], name(one[0])))
    ]
    return StepDone(said, _taken(step, line), parts, euros(line.left))


def _taken(step: Step, line: Line) -> str:
    if line.taken == 0:
        return _("It takes nothing: nobody counts for it, or nothing is left.")
    words = {"base": euros(line.base), "taken": euros(line.taken), "rate": percent(step.rate)}
    if step.kind in (Kind.PERCENT, Kind.EQUAL, Kind.PRO_RATA) and step.rate != WHOLE:
        return _("%(rate)s of %(base)s: it takes %(taken)s.") % words
    return _("Out of %(base)s, it takes %(taken)s.") % words


def _weight(step: Step, weight: int, whole: int) -> str:
    """« 4 jours sur 7 jours »; nothing where everybody counts the same."""
    if step.kind == Kind.PRO_RATA and not step.role:
        measure = step.measure.value
        words = {"own": quantities.say(weight, measure), "whole": quantities.say(whole, measure)}
        return _("%(own)s out of %(whole)s") % words
    if step.kind == Kind.REIMBURSE:
        return _("%(own)s advanced") % {"own": euros(weight)}
    return _("%(own)s part out of %(whole)s") % {"own": weight, "whole": whole}


@dataclass(frozen=True)
class Reading:
    """What a measure says of one outcome: the figure, and the sentence."""

    title: str
    meaning: str
    figures: list[str]


def readings(outcomes: list[Outcome]) -> list[Reading]:
    """The three measures, one figure a key; none is a verdict."""
    found = [one.readings for one in outcomes]
    return [
        Reading(
            _("The least served"),
            _("What the person who gets least receives, beside an equal share: 100 is an equal share, 0 is nothing."),
            [_hundredths(one.least) for one in found],
        ),
        Reading(
            _("Gap between people (Gini)"),
            _("0: everybody gets the same; 100: one person gets all. Corrected for small groups."),
            [_hundredths(one.gini) for one in found],
        ),
        Reading(
            _("To be moved for equal parts"),
            _("The share of what people get that would have to move from some to others for all parts to be equal."),
            [_hundredths(one.apart) for one in found],
        ),
    ]


def _hundredths(value: Fraction | None) -> str:
    return _("nothing to compare") if value is None else percent(half_up(value * 100) * 100)


def preferences(outcomes: list[Outcome]) -> list[str]:
    """Between each two keys, how many people would get more by which, looking at their own line only."""
    told = []
    for rank, first in enumerate(outcomes):
        for second in outcomes[rank + 1 :]:
            found = sharing.preference(first.people, second.people)
            told.append(
                _("%(one)s with “%(first)s”, %(other)s with “%(second)s”, %(alike)s the same.")
                % {
                    "one": _more(found.first),
                    "other": _more(found.second),
                    "alike": found.alike,
                    "first": first.column.label,
                    "second": second.column.label,
                }
            )
    return told


def _more(count: int) -> str:
    return ngettext("%(count)s person gets more", "%(count)s people get more", count) % {"count": count}


def equal_share(people: Mapping[str, int]) -> int:
    """The equal share of what people get together, to the cent below."""
    return sum(people.values()) // len(people) if people else 0
