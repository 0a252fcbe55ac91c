"""What several keys would give of the same money: pure figures, before anybody votes (V4)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from commun.algo import sharing
from commun.algo.sharing import Brought, CannotShare, Key, Measure
from commun.algo.sharing.shapley import MOST
from commun.value.models import KeyVersion

MOST_KEYS = 4


@dataclass(frozen=True)
class Column:
    """A key that is tried: a version of the group, or a template that nobody wrote yet (``version`` is None)."""

    word: str
    label: str
    key: Key
    version: KeyVersion | None = None


@dataclass(frozen=True)
class Case:
    """Money to share: cents, what was brought, and for which joint work."""

    title: str
    amount: int
    brought: Brought
    ref: str = ""


class Done(NamedTuple):
    """What one key gives of one case."""

    case: Case
    result: sharing.Distribution


@dataclass(frozen=True)
class Outcome:
    """What one key gives of all the cases together: cents of each person (0 included) and of the places."""

    column: Column
    people: Mapping[str, int]
    pot: int
    carried: int
    entity: int
    done: Sequence[Done] = field(default_factory=list)

    @property
    def readings(self) -> sharing.Readings:
        """Of what people get."""
        return sharing.readings(self.people)


def sharable(cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    """Those that have money and people, and those that have money and nobody."""
    worth = [case for case in cases if case.amount > 0]
    return [case for case in worth if case.brought.people], [case for case in worth if not case.brought.people]


def outcome(column: Column, cases: Sequence[Case]) -> Outcome:
    """What the key gives. Raises CannotShare when there is nothing, or nobody to share with."""
    if not cases:
        raise CannotShare("nothing to share")
    done = [Done(case, sharing.distribute(column.key, case.amount, case.brought)) for case in cases]
    people: Counter[str] = Counter()
    for one in done:
        people.update(dict.fromkeys(one.case.brought.people, 0))
        people.update(one.result.people)
    return Outcome(
        column,
        dict(people),
        pot=sum(one.result.pot for one in done),
        carried=sum(one.result.carried for one in done),
        entity=sum(one.result.entity for one in done),
        done=done,
    )


def people_of(cases: Sequence[Case]) -> list[str]:
    """Everybody who shares something, once, in the order met."""
    return list(dict.fromkeys(name for case in cases for name in case.brought.people))


# -- a second look ---------------------------------------------------------------------------------------------------


def value_of_team(case: Case, team: frozenset[str]) -> int:
    """What we say that a part of the people would have brought alone: the money in proportion to their days, and only
    with one of those who brought the business, where somebody did. Without any day noted, everybody counts the same.
    """
    bringers = {name for name, cents in case.brought.measures.get(Measure.TURNOVER, {}).items() if cents > 0}
    if bringers and not bringers & team:
        return 0
    days = case.brought.measures.get(Measure.DAYS, {})
    if not any(days.get(name, 0) > 0 for name in case.brought.people):
        days = dict.fromkeys(case.brought.people, 1)
    whole = sum(days.get(name, 0) for name in case.brought.people)
    return case.amount * sum(days.get(name, 0) for name in team) // whole


def second_look(cases: Sequence[Case]) -> dict[str, Fraction]:
    """Of each person, the mean of what they add to a team, case by case (Shapley 1953).

    Raises sharing.TooMany when there are more teams to look at than sixteen people make.
    """
    if sum(1 << min(MOST + 1, len(case.brought.people)) for case in cases) > 1 << MOST:
        raise sharing.TooMany
    found = dict.fromkeys(people_of(cases), Fraction(0))
    for case in cases:
        parts = sharing.shapley(case.brought.people, lambda team, case=case: value_of_team(case, team))  # type: ignore[misc]
        for name, part in parts.items():
            found[name] += part
    return found
