"""A sharing key read aloud: one plain sentence a step, and what is wrong with one that is none."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commun.algo.sharing import BadKey, Base, Kind, Measure, Place, Problem, Step
from commun.algo.sharing.steps import LONGEST_KEY, WHOLE
from commun.ui.money import euros
from commun.ui.typography import NO_BREAK


def percent(rate: int) -> str:
    """« 2,5 % » of ``250`` hundredths of a percent."""
    whole, rest = divmod(rate, 100)
    digits = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    if (get_language() or "fr").startswith("fr"):
        return f"{digits.replace('.', ',')}{NO_BREAK}%"
    return f"{digits}%"


def kind_words(kind: Kind) -> str:
    """What a step is called where one chooses it."""
    return {
        Kind.REIMBURSE: _("Expenses paid back"),
        Kind.PERCENT: _("A percentage"),
        Kind.FIXED: _("A fixed amount"),
        Kind.PRO_RATA: _("By what each brought"),
        Kind.EQUAL: _("Equal parts"),
    }[kind]


def measure_words(measure: Measure) -> str:
    """By what a step weighs people, after « by »."""
    return {
        Measure.DAYS: _("the days of each"),
        Measure.HOURS: _("the hours of each"),
        Measure.POINTS: _("the points of each"),
        Measure.TURNOVER: _("the turnover that each brought"),
        Measure.ROLE: _("the part of each in a role"),
    }[measure]


def sentences(steps: Sequence[Step]) -> list[str]:
    """The key, one sentence a step; a list that is not a key yet is read as far as it can be."""
    return [_sentence(step, steps[:number]) for number, step in enumerate(steps)]


def _sentence(step: Step, before: Sequence[Step]) -> str:
    """What the step says, after what the steps before it leave."""
    shared = any(one.kind == Kind.PRO_RATA and one.rate == WHOLE for one in before)
    if shared and step.kind == Kind.EQUAL and step.rate == WHOLE:
        said = _("If nobody counts for that, or if something is left, it is shared in equal parts.")
        return " ".join([said, *_bounds(step)])
    said = _alone(step, is_first=not before)
    if shared:
        return _("If something is still left: %(said)s") % {"said": said[:1].lower() + said[1:]}
    return _capital(said)


def _alone(step: Step, *, is_first: bool) -> str:
    if step.kind == Kind.REIMBURSE:
        return _expenses(step, is_first=is_first)
    if step.kind in (Kind.FIXED, Kind.PERCENT):
        return _given(step)
    words = {"part": _part(step), "role": step.role}
    if step.kind == Kind.EQUAL:
        said = _("%(part)s is shared in equal parts.") % words
    elif step.role:
        said = _("%(part)s is shared by the part of each in the role “%(role)s”.") % words
    else:
        said = _("%(part)s is shared by %(measure)s.") % (words | {"measure": measure_words(step.measure)})
    return " ".join([said, *_bounds(step)])


def _expenses(step: Step, *, is_first: bool) -> str:
    limit = {"limit": euros(step.amount)}
    if is_first:
        if step.amount:
            return _("First, expenses advanced are paid back, up to %(limit)s in all.") % limit
        return _("First, expenses advanced are paid back.")
    if step.amount:
        return _("Expenses advanced are paid back, up to %(limit)s in all.") % limit
    return _("Expenses advanced are paid back.")


def _given(step: Step) -> str:
    words = {"part": _part(step), "role": step.role}
    return {
        Place.POT: _("The common pot gets %(part)s."),
        Place.CARRY: _("Put aside for next year: %(part)s."),
        Place.ENTITY: _("The cooperative gets %(part)s."),
        Place.ROLE: _("Whoever held the role “%(role)s” gets %(part)s."),
    }[step.place] % words


def _part(step: Step) -> str:
    if step.kind == Kind.FIXED:
        return euros(step.amount)
    if step.kind == Kind.PERCENT and step.base == Base.GROSS:
        return _("%(rate)s of the whole") % {"rate": percent(step.rate)}
    if step.rate == WHOLE:
        return _("all that is left")
    return _("%(rate)s of what is left") % {"rate": percent(step.rate)}


def _bounds(step: Step) -> list[str]:
    said = []
    if step.floor:
        said.append(
            _("Each person who counts gets %(floor)s at least, if there is enough.") % {"floor": euros(step.floor)}
        )
    if step.cap is not None:
        said.append(_("Nobody gets more than %(cap)s from it.") % {"cap": euros(step.cap)})
    return said


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def problem_words(bad: BadKey) -> str:
    """Why it is not a key, and what to do about it."""
    told: dict[Problem, Any] = {
        Problem.EMPTY: _("A key has at least one step: add one."),
        Problem.TOO_LONG: _("At most %(most)s steps: beyond that nobody could explain it.") % {"most": LONGEST_KEY},
        Problem.UNKNOWN: _("This step cannot be read: take it out, and add it again."),
        Problem.RATE: _("Write a percentage above 0 and of 100 at most."),
        Problem.AMOUNT: _("Write an amount above zero, and that can be true."),
        Problem.BOUNDS: _("The most that a person gets must be at least the least, and above zero."),
        Problem.ROLE_MISSING: _("Name the role, or choose something else than a role."),
        Problem.OVER_THE_WHOLE: _("With this step, the percentages of the whole go beyond a hundred: more would be "
                                  "given than came in."),
        Problem.NEVER_REACHED: _("The step before takes all that is left: this one would never get anything."),
        Problem.LEAVES_SOME: _("This key does not say where the rest goes. End it with all that is left: in equal "
                               "parts, to the common pot, to next year or to the cooperative."),
    }  # fmt: skip
    sentence = str(told[bad.problem])
    if bad.step is None:
        return sentence
    return _("Step %(number)s: %(sentence)s") % {"number": bad.step + 1, "sentence": sentence}
