"""The simulator: what each key would give, of past joint works or of figures typed. The address is the try."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.algo import sharing
from commun.governance.policies import MemberRequest
from commun.ui.money import euros
from commun.value import simulation
from commun.value import simulation_words as words
from commun.value.forms.simulator import Typed
from commun.value.policies.keys import can_write_keys
from commun.value.queries import simulator as queries
from commun.value.queries.simulator import Names
from commun.value.simulation import MOST_KEYS, Case, Column, Outcome
from commun.value.views.key_writing import templates

PICTURED = 12
TYPED = "chiffres"


def simulator(request: MemberRequest) -> HttpResponse:
    """Choose, look, look closer, then put to the group."""
    asked = _Asked(request)
    cases, empty = simulation.sharable(asked.cases)
    names = queries.names_for(request.member, simulation.people_of(cases))
    if asked.is_typed:
        own = request.member.name.casefold()
        typed = simulation.people_of(cases)
        names = Names({}, next((name for name in typed if name.casefold() == own), ""))
    outcomes = [simulation.outcome(column, cases) for column in asked.columns] if cases else []
    context: dict[str, Any] = {
        "asked": asked,
        "empty": [case.title for case in empty],
        "outcomes": outcomes,
        "can_write": can_write_keys(request.member),
        "address": _address(request),
    }
    if outcomes:
        context |= _results(outcomes, names) | _closer(request, outcomes, names)
    return render(request, "value/simulator/simulator_page.html", context, status=422 if asked.is_wrong else 200)


class _Asked:
    """What the address asks: keys, and past years or figures."""

    def __init__(self, request: MemberRequest) -> None:
        sent = request.GET
        self.all = [*queries.columns_of(request.space), *_templates()]
        words_asked = list(dict.fromkeys(sent.getlist("cle")))
        known = {column.word: column for column in self.all}
        self.columns = [known[word] for word in words_asked if word in known][:MOST_KEYS]
        self.is_one_lost = any(word not in known for word in words_asked)
        self.are_too_many = len([word for word in words_asked if word in known]) > MOST_KEYS
        if not words_asked:
            self.columns = self.all[:3]
        self.chosen = {column.word for column in self.columns}
        self.years = queries.years_of(request.space)
        self.is_typed = sent.get("de", "") == TYPED or not self.years
        asked_years = [int(one) for one in sent.getlist("annee") if one.isascii() and one.isdigit() and len(one) == 4]
        self.chosen_years = [year for year in self.years if year in asked_years] or self.years[:1]
        self.typed = Typed(sent, [column.key for column in self.columns], request.member.name)
        if self.is_typed:
            self.cases: Sequence[Case] = [self.typed.case] if self.typed.case else []
        else:
            self.cases = queries.cases_of(request.space, self.chosen_years)

    @property
    def is_wrong(self) -> bool:
        """Figures were typed that cannot be read."""
        return self.is_typed and self.typed.is_asked and self.typed.case is None

    @property
    def is_nobody(self) -> bool:
        """An amount, and nobody to share it with."""
        return self.is_typed and self.typed.case is not None and not self.typed.case.brought.people


def _templates() -> list[Column]:
    label = _("%(name)s (to start from)")
    return [Column(word, label % {"name": name}, key) for word, (name, _used, key) in templates().items()]


def _address(request: MemberRequest) -> str:
    """What is asked, without what only looks closer."""
    kept = request.GET.copy()
    for name in ("calcul", "regard", "une-ligne"):
        kept.pop(name, None)
    return kept.urlencode()


@dataclass(frozen=True)
class _Row:
    """A line of the table: who, and what each key gives them."""

    name: str
    is_mine: bool
    cells: list[tuple[str, str]]
    amounts: list[int]


def _results(outcomes: list[Outcome], names: Names) -> dict[str, Any]:
    refs = sorted(outcomes[0].people, key=lambda ref: (ref != names.mine, names.of(ref).casefold(), ref))
    rows = [_row(names.of(ref), ref == names.mine, outcomes, [one.people[ref] for one in outcomes]) for ref in refs]
    places = [
        (_("Common pot"), [one.pot for one in outcomes]),
        (_("Put aside for next year"), [one.carried for one in outcomes]),
        (_("The cooperative"), [one.entity for one in outcomes]),
    ]
    whole = [sum(done.case.amount for done in one.done) for one in outcomes]
    return {
        "rows": rows,
        "places": [_row(name, False, outcomes, amounts) for name, amounts in places if any(amounts)],
        "whole": _row(_("In all"), False, outcomes, whole),
        "bars": _bars(rows),
        "readings": words.readings(outcomes),
        "preferences": words.preferences(outcomes),
    }


def _row(name: str, is_mine: bool, outcomes: list[Outcome], amounts: list[int]) -> _Row:
    labels = [one.column.label for one in outcomes]
    return _Row(name, is_mine, [(label, euros(cents)) for label, cents in zip(labels, amounts, strict=True)], amounts)


def _bars(rows: list[_Row]) -> dict[str, Any]:
    """The picture: oneself, then those who get most; as many bars as keys, in tenths of a percent of the largest."""
    shown = sorted(rows, key=lambda row: (not row.is_mine, -max(row.amounts)))[:PICTURED]
    most = max((max(row.amounts) for row in shown), default=0) or 1
    drawn = [
        {
            "name": row.name,
            "bars": [
                {"width": cents * 1000 // most, "top": rank * 9, "rank": rank + 1}
                for rank, cents in enumerate(row.amounts)
            ],
        }
        for row in shown
    ]
    return {"rows": drawn, "height": len(rows[0].amounts) * 9 - 2, "others": len(rows) - len(shown)}


def _closer(request: MemberRequest, outcomes: list[Outcome], names: Names) -> dict[str, Any]:
    """What is computed only when it is asked: the arithmetic of a key, the second look."""
    asked = request.GET.get("calcul", "")
    found = next((one for one in outcomes if one.column.word == asked), None)
    steps = []
    if found is not None:
        steps = [(done.case, words.arithmetic(found.column.key, done, names.of)) for done in found.done]
    return {
        "steps_of": found,
        "steps": steps,
        "second": _second(outcomes[0], names) if "regard" in request.GET else None,
    }


def _second(one: Outcome, names: Names) -> Mapping[str, Any]:
    cases = [done.case for done in one.done]
    total, people = sum(case.amount for case in cases), simulation.people_of(cases)
    equal = euros(total // len(people))
    try:
        parts = simulation.second_look(cases)
    except sharing.TooMany:
        return {"equal": equal, "rows": [], "is_too_many": True}
    order = sorted(parts, key=lambda ref: (ref != names.mine, -parts[ref], names.of(ref)))
    rows = [[names.of(ref), equal, euros(round(parts[ref]))] for ref in order]
    return {"equal": equal, "rows": rows, "is_too_many": False}
