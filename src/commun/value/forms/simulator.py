"""Figures typed in the simulator: an amount, and what each person brought; read from the address, nothing is saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from commun.algo.sharing import Brought, Key, Measure
from commun.core.errors import Refused
from commun.value import quantities
from commun.value.models import ContributionKind
from commun.value.simulation import Case

LEAST_LINES, MOST_LINES, LONGEST_NAME = 3, 30, 60
MOST_TYPED = 10**9
EUROS = ContributionKind.Measure.TURNOVER


class Column(NamedTuple):
    """What is asked of each person: its name in the address, what it is measured in, its label."""

    word: str
    measure: ContributionKind.Measure
    label: Any


COLUMNS = (
    Column("jours", ContributionKind.Measure.DAYS, pgettext_lazy("typed", "Days")),
    Column("heures", ContributionKind.Measure.HOURS, pgettext_lazy("typed", "Hours")),
    Column("points", ContributionKind.Measure.POINTS, pgettext_lazy("typed", "Points")),
    Column("ca", EUROS, gettext_lazy("Turnover brought")),
    Column("frais", ContributionKind.Measure.EXPENSES, gettext_lazy("Expenses advanced")),
)
# Asked only where a key weighs them.
RARER = ("heures", "points")


@dataclass
class TypedLine:
    """One person as typed; ``said`` and ``wrong`` by column: the figure, and why it cannot be read."""

    number: int
    name: str
    roles: str
    said: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Nobody."""
        return not (self.name or self.roles or any(self.said.values()))


class Typed:
    """The whole of what was typed, and the case that it makes when nothing is wrong."""

    def __init__(self, sent: QueryDict, keys: Iterable[Key], own_name: str) -> None:
        self.amount = sent.get("montant", "")[:30]
        # One more line asks for nothing to be computed, and complains of nothing.
        self.is_asked = "montant" in sent and "une-ligne" not in sent
        self.wrong_amount = ""
        count = _whole(sent.get("lignes", ""), LEAST_LINES)
        self.lines = [_line(sent, number) for number in range(count + ("une-ligne" in sent))][:MOST_LINES]
        if "montant" not in sent:
            self.lines[0].name = own_name
        measured = {step.measure.value for key in keys for step in key if step.measure}
        self.columns = [
            one
            for one in COLUMNS
            if one.word not in RARER or one.measure in measured or any(line.said[one.word] for line in self.lines)
        ]
        self.roles = sorted({step.role for key in keys for step in key if step.role}, key=str.casefold)
        self.case = self._case() if self.is_asked else None

    @property
    def is_full(self) -> bool:
        """No more lines."""
        return len(self.lines) >= MOST_LINES

    def _case(self) -> Case | None:
        cents = 0
        try:
            cents = quantities.parse(self.amount, EUROS)
        except Refused as refusal:
            self.wrong_amount = str(refusal.sentence)
        known = {role.casefold(): role for role in self.roles}
        figures: dict[str, dict[str, int]] = {column.word: {} for column in COLUMNS}
        roles: dict[str, dict[str, int]] = {}
        people: list[str] = []
        for line in self.lines:
            if line.is_blank:
                continue
            name = _called(line, people)
            people.append(name)
            for column in COLUMNS:
                _read(line, column, figures[column.word], name)
            for role in filter(None, (" ".join(one.split()) for one in line.roles.split(","))):
                roles.setdefault(known.get(role.casefold(), role), {})[name] = 1
        if self.wrong_amount or any(line.wrong for line in self.lines):
            return None
        expenses = figures.pop("frais")
        measures = {Measure(one.measure.value): figures[one.word] for one in COLUMNS if one.word in figures}
        return Case(_("Figures typed"), cents, Brought(tuple(people), measures, roles, expenses))

    @property
    def rows(self) -> list[tuple[TypedLine, list[tuple[Column, str, str]]]]:
        """Each line, with what was typed in each column and what is wrong there."""
        return [
            (line, [(column, line.said[column.word], line.wrong.get(column.word, "")) for column in self.columns])
            for line in self.lines
        ]


def _line(sent: Mapping[str, str], number: int) -> TypedLine:
    def said(name: str, most: int) -> str:
        return " ".join(str(sent.get(f"{name}{number}", "")).split())[:most]

    figures = {column.word: said(column.word, 30) for column in COLUMNS}
    return TypedLine(number, said("nom", LONGEST_NAME), said("roles", 300), figures)


def _called(line: TypedLine, people: list[str]) -> str:
    """A name of its own for each line: two people may be called the same."""
    name = line.name or _("Person %(number)s") % {"number": line.number + 1}
    again = 2
    called = name
    while called in people:
        called, again = f"{name} ({again})", again + 1
    return called


def _read(line: TypedLine, column: Column, into: dict[str, int], person: str) -> None:
    text = line.said[column.word]
    if not text or text.strip("0,. ") == "":
        return
    try:
        into[person] = quantities.parse(text, column.measure, most=MOST_TYPED)
    except Refused as refusal:
        line.wrong[column.word] = str(refusal.sentence)


def _whole(text: str, least: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else least
    return max(least, min(MOST_LINES, number))
