"""Figures typed in the simulator: an amount, and what each person brought; read from the address, nothing is saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from commun.algo.sharing import Brought, Key, Measure
from commun.core.errors import Refused
from commun.value import quantities
from commun.value.models import ContributionKind
from commun.value.simulation import Case

LEAST_LINES, MOST_LINES, LONGEST_NAME = 3, 30, 60
MOST_TYPED = 10**9
EUROS = ContributionKind.Measure.TURNOVER
DAYS = ContributionKind.Measure.DAYS


@dataclass
class TypedLine:
    """One person as typed; ``wrong``: by field, why it cannot be read."""

    number: int
    name: str = ""
    days: str = ""
    roles: str = ""
    turnover: str = ""
    expenses: str = ""
    wrong: dict[str, str] = field(default_factory=dict)


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
        measures: dict[Measure, dict[str, int]] = {Measure.DAYS: {}, Measure.TURNOVER: {}}
        roles: dict[str, dict[str, int]] = {}
        expenses: dict[str, int] = {}
        people: list[str] = []
        for line in self.lines:
            if not (line.name or line.days or line.roles or line.turnover or line.expenses):
                continue
            name = _called(line, people)
            people.append(name)
            _read(line, "days", DAYS, measures[Measure.DAYS], name)
            _read(line, "turnover", EUROS, measures[Measure.TURNOVER], name)
            _read(line, "expenses", EUROS, expenses, name)
            for role in filter(None, (" ".join(one.split()) for one in line.roles.split(","))):
                roles.setdefault(known.get(role.casefold(), role), {})[name] = 1
        if self.wrong_amount or any(line.wrong for line in self.lines):
            return None
        return Case(_("Figures typed"), cents, Brought(tuple(people), measures, roles, expenses))


def _line(sent: Mapping[str, str], number: int) -> TypedLine:
    def said(name: str, most: int) -> str:
        return " ".join(str(sent.get(f"{name}{number}", "")).split())[:most]

    return TypedLine(
        number, said("nom", LONGEST_NAME), said("jours", 20), said("roles", 300), said("ca", 30), said("frais", 30)
    )


def _called(line: TypedLine, people: list[str]) -> str:
    """A name of its own for each line: two people may be called the same."""
    name = line.name or _("Person %(number)s") % {"number": line.number + 1}
    again = 2
    called = name
    while called in people:
        called, again = f"{name} ({again})", again + 1
    return called


def _read(line: TypedLine, name: str, measure: str, into: dict[str, int], person: str) -> None:
    text = getattr(line, name)
    if not text or text.strip("0,. ") == "":
        return
    try:
        into[person] = quantities.parse(text, measure, most=MOST_TYPED)
    except Refused as refusal:
        line.wrong[name] = str(refusal.sentence)


def _whole(text: str, least: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else least
    return max(least, min(MOST_LINES, number))
