"""Answers: which questions they open, which are still without one. Keys are the identifiers of the questions.

Values: a bool for a yes or no; whole cents, whole numbers and whole percents; a date as ISO, a period as
« 2024-01-01/2024-12-31 »; words for the rest.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commun.algo.espd.criteria import OF_THE_TEAM, Criterion, criteria_for
from commun.algo.espd.parties import Partner, Role, Team
from commun.algo.espd.trees import (
    Datatype,
    Group,
    Kind,
    Property,
    When,
    numbered_groups,
    numbered_properties,
)

Value = bool | int | str
Answers = Mapping[str, Value]
TURN = "~"


@dataclass(frozen=True)
class Place:
    """A group at its place: ``identifier`` as the model names it, ``key`` with the turns of groups that come again."""

    identifier: str
    key: str
    group: Group
    is_asked: bool
    lines: tuple[tuple[str, Property], ...]
    places: tuple["Place", ...]


@dataclass(frozen=True)
class Asked:
    """A question that the answers so far have opened."""

    criterion: Criterion
    key: str
    line: Property


@dataclass(frozen=True)
class Lack(Asked):
    """A question that is open, and without answer."""


def reached(criterion: Criterion, answers: Answers) -> tuple[Place, ...]:
    """The whole criterion, each group saying whether the answers open it."""
    groups = numbered_groups(criterion.groups, criterion.path, is_top=True)
    return tuple(
        _place(identifier, key, group, answers, is_asked=True)
        for identifier, group in groups
        for key in _turns(identifier, group, answers)
    )


def _turns(key: str, group: Group, answers: Answers) -> list[str]:
    """One place, or as many as the answers name of a group that may come again."""
    if not group.is_many:
        return [key]
    found = re.compile(re.escape(key) + TURN + r"([0-9]{1,3})/")
    most = max((int(match[1]) for name in answers if (match := found.match(name))), default=1)
    return [key if turn == 1 else f"{key}{TURN}{turn}" for turn in range(1, most + 1)]


def _place(identifier: str, key: str, group: Group, answers: Answers, *, is_asked: bool) -> Place:
    lines = tuple(numbered_properties(group, key))
    said = [answers.get(name) for name, line in lines if line.datatype is Datatype.INDICATOR]
    opens = {When.ALWAYS: True, When.AFTER_YES: True in said, When.AFTER_NO: False in said}
    inside = zip(
        numbered_groups(group.groups, identifier, is_top=False),
        numbered_groups(group.groups, key, is_top=False),
        strict=True,
    )
    return Place(
        identifier,
        key,
        group,
        is_asked,
        lines,
        tuple(
            _place(inner, turn, below, answers, is_asked=is_asked and opens[below.when])
            for (inner, below), (place, _same) in inside
            for turn in _turns(place, below, answers)
        ),
    )


def walked(places: tuple[Place, ...]) -> Iterator[Place]:
    """Every group, each before those inside it."""
    for place in places:
        yield place
        yield from walked(place.places)


def asked(criterion: Criterion, answers: Answers) -> list[Asked]:
    """The questions that are open, in order."""
    return [
        Asked(criterion, key, line)
        for place in walked(reached(criterion, answers))
        if place.is_asked
        for key, line in place.lines
        if line.kind is Kind.QUESTION
    ]


def lacks(role: Role, answers: Answers) -> list[Lack]:
    """What the entity has still to answer in that place (what is said of the team answers itself)."""
    return [
        Lack(each.criterion, each.key, each.line)
        for criterion in criteria_for(role)
        if criterion.code not in OF_THE_TEAM
        for each in asked(criterion, answers)
        if not each.line.is_optional and answers.get(each.key, "") == ""
    ]


def of_the_team(team: Team) -> dict[str, Value]:
    """What the answer itself says: with whom, on whose capacities, through which subcontractors."""
    group, relied, subcontracted = "C59_OT_eo-group/QG1", "C60_OT_relied/QG1", "C61_OT_subco-ent/QG1"
    is_group = team.role in (Role.LEAD, Role.MEMBER)
    told: dict[str, Value] = {f"{group}/Q1": is_group}
    if is_group:
        names = " ; ".join(f"{each.name} (SIREN {each.siren})" for each in team.others)
        told |= {f"{group}/QSG1/Q1": team.role.value, f"{group}/QSG1/Q2": names, f"{group}/QSG1/Q3": team.name}
    return told | _partners(relied, team.relied_upon) | _partners(subcontracted, team.subcontractors)


def _partners(path: str, partners: tuple[Partner, ...]) -> dict[str, Value]:
    told: dict[str, Value] = {f"{path}/Q1": bool(partners)}
    for turn, each in enumerate(partners, 1):
        place = f"{path}/QSG1" if turn == 1 else f"{path}/QSG1{TURN}{turn}"
        told |= {f"{place}/Q1": each.name, f"{place}/Q2": each.siren}
    return told
