"""Ballots put together: what each kind of ballot may hold, checked once, in an order that says nothing of the voters.

A pile is one ballot that `people` persons cast, with a total `weight` (equal to `people` unless weights are on; a
weight of 0 still takes part). Piles of equal ballots are merged and sorted, so a count cannot depend on their order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, Self, TypeVar

from commun.algo.voting.errors import BadBallot, BadProfile

MOST_OPTIONS = 500
LONGEST_NAME = 300

Ranking = tuple[tuple[str, ...], ...]
Approval = tuple[str, ...]
Grades = tuple[int | None, ...]
B = TypeVar("B", Ranking, Approval, Grades)
Raw = TypeVar("Raw")
Held_co = TypeVar("Held_co", covariant=True)


class Pile(NamedTuple, Generic[Held_co]):
    """Equal ballots: how many people cast them, and what they weigh together (None: one each)."""

    ballot: Held_co
    people: int = 1
    weight: int | None = None


@dataclass(frozen=True)
class Profile(Generic[B]):
    """The options of a question and its ballots, already checked: use `build`."""

    options: tuple[str, ...]
    piles: tuple[Pile[B], ...]

    @property
    def people(self) -> int:
        """How many persons took part, whatever their weight."""
        return sum(pile.people for pile in self.piles)

    @property
    def weight(self) -> int:
        """What their ballots weigh together."""
        return sum(heft(pile) for pile in self.piles)

    def per_person(self) -> Self:
        """Return the same ballots with one voice each: the second total to show beside weights."""
        return replace(self, piles=tuple(Pile(pile.ballot, pile.people, pile.people) for pile in self.piles))


def heft(pile: Pile[Raw]) -> int:
    """Return what a pile weighs."""
    return pile.people if pile.weight is None else pile.weight


@dataclass(frozen=True)
class Ranked(Profile[Ranking]):
    """Ballots that rank options, best first; equal ranks and short ballots are kept as they are."""

    @classmethod
    def build(cls, options: Sequence[str], ballots: Iterable[Pile[Sequence[str | Iterable[str]]]]) -> "Ranked":
        """Check and merge ballots such as `Pile(["a", ["b", "c"]], 3)`; raises BadBallot or BadProfile."""
        names = checked_options(options)
        place = {name: number for number, name in enumerate(names)}
        return cls(names, _merged(ballots, lambda raw: _ranking(raw, place), lambda rank: _places(rank, place)))


@dataclass(frozen=True)
class Approvals(Profile[Approval]):
    """Ballots that name any number of options."""

    @classmethod
    def build(cls, options: Sequence[str], ballots: Iterable[Pile[Iterable[str]]]) -> "Approvals":
        """Check and merge ballots such as `Pile(["a", "b"])`; raises BadBallot or BadProfile."""
        names = checked_options(options)
        place = {name: number for number, name in enumerate(names)}
        return cls(
            names, _merged(ballots, lambda raw: _named(raw, place), lambda chosen: [place[name] for name in chosen])
        )


@dataclass(frozen=True)
class Graded(Profile[Grades]):
    """Ballots that give each option a whole number between `lowest` and `highest`, or nothing.

    `labels` are the words of the grades from the lowest up, where they have words.
    """

    lowest: int = 0
    highest: int = 0
    labels: tuple[str, ...] = ()

    @classmethod
    def build(
        cls,
        options: Sequence[str],
        ballots: Iterable[Pile[Mapping[str, int | None]]],
        *,
        scale: tuple[int, int],
        labels: Sequence[str] = (),
    ) -> "Graded":
        """Check and merge ballots such as `Pile({"a": 3, "b": None})`; raises BadBallot or BadProfile."""
        lowest, highest = scale
        if lowest > highest or (labels and len(labels) != highest - lowest + 1):
            raise BadProfile("bad-scale", lowest=lowest, highest=highest, labels=len(labels))
        names = checked_options(options)
        known = frozenset(names)
        piles = _merged(
            ballots,
            lambda raw: _grades(raw, names, known, scale),
            lambda grades: [lowest - 1 if grade is None else grade for grade in grades],
        )
        return cls(names, piles, lowest, highest, tuple(labels))


def one_each(ballots: Iterable[Raw]) -> list[Pile[Raw]]:
    """Return each ballot as the pile of one person."""
    return [Pile(ballot) for ballot in ballots]


def checked_options(options: Sequence[str]) -> tuple[str, ...]:
    """Return the options; raises BadProfile if there are none, too many, twice the same, or an impossible name."""
    if not options:
        raise BadProfile("no-options")
    if len(options) > MOST_OPTIONS:
        raise BadProfile("too-many-options", count=len(options), most=MOST_OPTIONS)
    seen: set[str] = set()
    for name in options:
        if not name.strip():
            raise BadProfile("empty-name")
        if len(name) > LONGEST_NAME:
            raise BadProfile("name-too-long", name=name, length=len(name), most=LONGEST_NAME)
        if name in seen:
            raise BadProfile("repeated-name", name=name)
        seen.add(name)
    return tuple(options)


def checked_seats(seats: int, options: Sequence[str]) -> int:
    """Return the number of seats; raises BadProfile below one or above the number of options."""
    if not 1 <= seats <= len(options):
        raise BadProfile("bad-seats", seats=seats, options=len(options))
    return seats


def _merged(ballots: Iterable[Pile[Raw]], read: Callable[[Raw], B], key: Callable[[B], Any]) -> tuple[Pile[B], ...]:
    """Check each ballot, put equal ones together and sort them by `key`."""
    people: dict[B, int] = {}
    weights: dict[B, int] = {}
    for pile in ballots:
        weight = heft(pile)
        if pile.people < 1 or weight < 0:
            raise BadBallot("bad-weight", people=pile.people, weight=weight)
        ballot = read(pile.ballot)
        people[ballot] = people.get(ballot, 0) + pile.people
        weights[ballot] = weights.get(ballot, 0) + weight
    return tuple(Pile(ballot, people[ballot], weights[ballot]) for ballot in sorted(people, key=key))


def _ranking(raw: Sequence[str | Iterable[str]], place: Mapping[str, int]) -> Ranking:
    seen: set[str] = set()
    groups = []
    for rank in raw:
        group = (rank,) if isinstance(rank, str) else tuple(rank)
        for name in group:
            _known(name, place)
            if name in seen:
                raise BadBallot("repeated-option", option=name)
            seen.add(name)
        if group:
            groups.append(tuple(sorted(group, key=place.__getitem__)))
    return tuple(groups)


def _places(ranking: Ranking, place: Mapping[str, int]) -> list[list[int]]:
    return [[place[name] for name in group] for group in ranking]


def _named(raw: Iterable[str], place: Mapping[str, int]) -> Approval:
    chosen: set[str] = set()
    for name in raw:
        _known(name, place)
        if name in chosen:
            raise BadBallot("repeated-option", option=name)
        chosen.add(name)
    return tuple(sorted(chosen, key=place.__getitem__))


def _grades(
    raw: Mapping[str, int | None], names: Sequence[str], known: AbstractSet[str], scale: tuple[int, int]
) -> Grades:
    lowest, highest = scale
    for name, grade in raw.items():
        _known(name, known)
        if grade is not None and not lowest <= grade <= highest:
            raise BadBallot("bad-grade", option=name, grade=grade, lowest=lowest, highest=highest)
    return tuple(raw.get(name) for name in names)


def _known(name: str, place: Mapping[str, int] | AbstractSet[str]) -> None:
    if name not in place:
        raise BadBallot("unknown-option", option=name)
