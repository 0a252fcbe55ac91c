"""The ballot paper of each kind of vote: the questions it asks, and how what was sent becomes an answer.

A paper knows nothing of rules: the way checks the answer (``methods.Way.ballot``) and refuses in words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.voting import judgment
from commun.governance.ballot_words import ABSTAIN, ANSWERS, DATE_ANSWERS
from commun.governance.models import Option, Process
from commun.ui import money

Method = Process.Method
Content = Mapping[str, Any]
ONE, MANY, NUMBER, RANK, TEXT = "one", "many", "number", "rank", "text"

# Ballots on which one may say « I abstain » instead of answering.
MAY_ABSTAIN = frozenset(
    {
        Method.CHOICE,
        Method.APPROVAL,
        Method.SCORE,
        Method.RESISTANCE,
        Method.DOTS,
        Method.GRADES,
        Method.RANKED,
        Method.SEVERAL,
    }
)


@dataclass(frozen=True)
class Choice:
    """One box or one circle of a question."""

    value: str
    label: Any
    detail: Any = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class Question:
    """One question of the paper: ``kind`` says how it is drawn, ``name`` how it is sent."""

    kind: str
    name: str
    label: Any
    help: Any = ""
    choices: Sequence[Choice] = ()
    value: str = ""
    most: int | None = None


@dataclass(frozen=True)
class Paper:
    """The whole ballot paper."""

    questions: Sequence[Question]
    lede: Any = ""
    may_abstain: bool = False
    has_reason: bool = True
    is_grid: bool = False


def paper_of(process: Process, options: Sequence[Option], content: Content | None) -> Paper:
    """The paper, filled in with an answer where there is one."""
    ask, _read = SHEETS[process.method]
    said = content or {}
    lede = LEDES.get(process.method, "")
    if process.method == Method.DOTS or (process.method == Method.BUDGET and process.rules.get("credits")):
        lede = _("You have %(count)s dots to share.") % {"count": process.rules["credits"]}
    if process.method == Method.BUDGET:
        amount = _("There are %(amount)s to share.") % {"amount": money.euros(process.rules["amount_cents"])}
        lede = f"{amount} {lede}"
    return Paper(
        questions=ask(process, options, said),
        lede=lede,
        may_abstain=process.method in MAY_ABSTAIN,
        has_reason=not process.is_secret and process.method != Method.QUESTION,
        is_grid=process.method in {Method.DATES, Method.GRADES},
    )


def content_of(process: Process, options: Sequence[Option], sent: Any) -> dict[str, Any]:
    """What was sent (a QueryDict), as the way reads it."""
    if process.method in MAY_ABSTAIN and sent.get(ABSTAIN):
        return {"abstain": True}
    read = SHEETS[process.method][1]
    found: dict[str, Any] = read(process, options, sent)
    return found


# -- what each kind asks, and how it reads what comes back --------------------------------------------------------


def _ask_answer(process: Process, options: Sequence[Option], said: Content) -> list[Question]:
    choices = [
        Choice(value, label, detail, said.get("answer") == value) for value, label, detail in ANSWERS[process.method]
    ]
    return [Question(ONE, "answer", _("Your answer"), choices=choices)]


def _read_answer(process: Process, options: Sequence[Option], sent: Any) -> dict[str, Any]:
    return {"answer": sent.get("answer", "")}


def _ask_one(process: Process, options: Sequence[Option], said: Content) -> list[Question]:
    choices = [
        Choice(str(one.position), one.label, one.detail, said.get("option") == str(one.position)) for one in options
    ]
    return [Question(ONE, "option", _("Your choice"), choices=choices)]


def _read_one(process: Process, options: Sequence[Option], sent: Any) -> dict[str, Any]:
    return {"option": sent.get("option", "")}


def _ask_many(process: Process, options: Sequence[Option], said: Content) -> list[Question]:
    chosen = said.get("options") or ()
    choices = [Choice(str(one.position), _called(one), one.detail, str(one.position) in chosen) for one in options]
    return [Question(MANY, "options", _("What suits you"), choices=choices)]


def _read_many(process: Process, options: Sequence[Option], sent: Any) -> dict[str, Any]:
    return {"options": sent.getlist("options")}


def _ask_numbers(process: Process, options: Sequence[Option], said: Content) -> list[Question]:
    given = said.get("grades") or said.get("dots") or {}
    is_dots = process.method in {Method.DOTS, Method.BUDGET}
    most = int(process.rules["credits"] if is_dots else process.rules.get("scale", 5))
    if is_dots or most > 10:
        return [
            Question(NUMBER, f"n-{one.position}", _called(one), one.detail, value=_text(given, one), most=most)
            for one in options
        ]
    return [
        Question(
            ONE,
            f"n-{one.position}",
            one.label,
            one.detail,
            [Choice(str(mark), str(mark), "", _text(given, one) == str(mark)) for mark in range(most + 1)],
        )
        for one in options
    ]


def _called(option: Option) -> str:
    """A project is read with its cost: one chooses between amounts as much as between names."""
    cost = option.data.get("cost_cents")
    if not isinstance(cost, int):
        return option.label
    return _("%(project)s: %(cost)s") % {"project": option.label, "cost": money.euros(cost)}


def _text(given: Mapping[str, Any], option: Option) -> str:
    value = given.get(str(option.position))
    return "" if value is None else str(value)


def _read_numbers(process: Process, options: Sequence[Option], sent: Any) -> dict[str, Any]:
    return {"dots" if process.method == Method.BUDGET else "grades": _numbers(sent, "n-")}


def _numbers(sent: Any, start: str) -> dict[str, Any]:
    """Whole numbers by option; what is not one stays as it was written, for the way to refuse."""
    found: dict[str, Any] = {}
    for name in sent:
        value = str(sent.get(name, "")).strip()
        if name.startswith(start) and value:
            is_whole = value.isascii() and value.isdigit() and len(value) < 10
            found[name.removeprefix(start)] = int(value) if is_whole else value
    return found


def _ask_grades(process: Process, options: Sequence[Option], said: Content) -> list[Question]:
    given = said.get("grades") or {}
    words = list(enumerate(judgment.FRENCH_GRADES))[::-1]
    return [
        Question(
            ONE,
            f"n-{one.position}",
            one.label,
            one.detail,
            [Choice(str(grade), word, "", _text(given, one) == str(grade)) for grade, word in words],
        )
        for one in options
    ]


def _ask_ranks(process: Process, options: Sequence[Option], said: Content) -> list[Question]:
    given = said.get("ranks") or {}
    return [
        Question(
            RANK,
            f"r-{one.position}",
            one.label,
            one.detail,
            [Choice(str(rank), str(rank), "", _text(given, one) == str(rank)) for rank in range(1, len(options) + 1)],
        )
        for one in options
    ]


def _read_ranks(process: Process, options: Sequence[Option], sent: Any) -> dict[str, Any]:
    return {"ranks": _numbers(sent, "r-")}


def _ask_dates(process: Process, options: Sequence[Option], said: Content) -> list[Question]:
    given = said.get("dates") or {}
    return [
        Question(
            ONE,
            f"d-{one.position}",
            one.label,
            one.detail,
            [Choice(value, label, "", _text(given, one) == value) for value, label, _help in DATE_ANSWERS],
        )
        for one in options
    ]


def _read_dates(process: Process, options: Sequence[Option], sent: Any) -> dict[str, Any]:
    return {"dates": {name[2:]: sent.get(name) for name in sent if name.startswith("d-")}}


def _ask_text(process: Process, options: Sequence[Option], said: Content) -> list[Question]:
    return [Question(TEXT, "text", _("Your answer"), value=str(said.get("text") or ""), most=2000)]


def _read_text(process: Process, options: Sequence[Option], sent: Any) -> dict[str, Any]:
    return {"text": sent.get("text", "")}


def _ask_budget(process: Process, options: Sequence[Option], said: Content) -> list[Question]:
    return (_ask_numbers if process.rules.get("credits") else _ask_many)(process, options, said)


def _read_budget(process: Process, options: Sequence[Option], sent: Any) -> dict[str, Any]:
    return (_read_numbers if process.rules.get("credits") else _read_many)(process, options, sent)


Ask = Callable[[Process, Sequence[Option], Content], list[Question]]
Read = Callable[[Process, Sequence[Option], Any], dict[str, Any]]
SHEETS: dict[str, tuple[Ask, Read]] = {
    **dict.fromkeys(ANSWERS, (_ask_answer, _read_answer)),
    Method.CHOICE: (_ask_one, _read_one),
    Method.APPROVAL: (_ask_many, _read_many),
    Method.SCORE: (_ask_numbers, _read_numbers),
    Method.RESISTANCE: (_ask_numbers, _read_numbers),
    Method.DOTS: (_ask_numbers, _read_numbers),
    Method.GRADES: (_ask_grades, _read_numbers),
    Method.RANKED: (_ask_ranks, _read_ranks),
    Method.SEVERAL: (_ask_ranks, _read_ranks),
    Method.DATES: (_ask_dates, _read_dates),
    Method.BUDGET: (_ask_budget, _read_budget),
    Method.QUESTION: (_ask_text, _read_text),
}
LEDES: dict[str, Any] = {
    Method.CHOICE: gettext_lazy("Choose one option."),
    Method.APPROVAL: gettext_lazy("Tick all those that suit you."),
    Method.SCORE: gettext_lazy("Give each option a mark: 0 is the lowest. You may leave some out."),
    Method.RESISTANCE: gettext_lazy("For each option: 0, no resistance at all; the highest mark, I resist strongly."),
    Method.GRADES: gettext_lazy("Give each option a grade. Two options may have the same one."),
    Method.RANKED: gettext_lazy("1 for the one you prefer. Two options may share a rank; you may leave some out."),
    Method.SEVERAL: gettext_lazy("1 for the one you prefer. You may leave some out."),
    Method.DATES: gettext_lazy("Answer for each date. You may leave some out."),
    Method.BUDGET: gettext_lazy("Tick the projects you would fund."),
}
