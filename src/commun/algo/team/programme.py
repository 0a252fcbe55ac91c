"""The integer programme of a team: who is in it, who does how much of what, what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from commun.algo.team.pool import Pool
from commun.algo.team.types import LONGEST_WAIT, TENTHS, Score
from commun.algo.team.weighing import Weighed, entities_of, lacks_of, strangers_of, tenths

# The score is made best in these steps, each one keeping what the steps before it reached.
STEPS: Final[tuple[tuple[str, ...], ...]] = (
    ("must",), ("asked",), ("wish", "idle"), ("unwilling",), ("strangers", "turn"), ("size", "apart"),
)  # fmt: skip

# Columns with their factors.
Line = dict[int, float]


@dataclass(slots=True)
class Sheet:
    """Columns and rows as they are added."""

    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[float | None, float | None, Line]] = field(default_factory=list)

    def column(self, high: float, *, is_whole: bool = False) -> int:
        """A quantity between 0 and ``high``; its number."""
        self.lows.append(0)
        self.highs.append(high)
        self.whole.append(int(is_whole))
        return len(self.lows) - 1

    def row(self, line: Line, low: float | None = None, high: float | None = None) -> None:
        """``low <= line <= high``; None is no bound."""
        if line:
            self.rows.append((low, high, line))


class Programme:
    """The programme over some people of a pool. ``terms`` says each part of the score as a line of columns."""

    def __init__(self, pool: Pool, people: Sequence[str]) -> None:
        self.pool = pool
        self.sheet = Sheet()
        self.people = {key: pool.people[key] for key in people}
        self.inside = {key: self.sheet.column(1, is_whole=True) for key in people}
        self.does: dict[tuple[str, str], int] = {}
        self.missing: dict[str, int] = {}
        self.idle: dict[str, int] = {}
        self.known: dict[str, int] = {}
        self.both: dict[tuple[str, str], int] = {}
        self.entity: dict[str, int] = {}
        self.lacking: dict[tuple[str, str], int] = {}
        self._work()
        self._asks()
        self._acquaintance()
        self.terms: dict[str, Line] = self._terms()

    def _work(self) -> None:
        sheet, least = self.sheet, self.pool.problem.ask.least_half_days
        by_need: dict[str, Line] = {}
        for key, person in self.people.items():
            mine: Line = {}
            for name in person.takes:
                room = min(person.half_days, self.pool.needs[name].half_days)
                if room:
                    column = self.does[key, name] = sheet.column(room)
                    mine[column] = by_need.setdefault(name, {})[column] = 1
                    sheet.row({column: 1, self.inside[key]: -room}, high=0)
            sheet.row({**mine, self.inside[key]: -person.half_days} if mine else {}, high=0)
            self.idle[key] = sheet.column(least)
            sheet.row({**mine, self.idle[key]: 1, self.inside[key]: -least}, low=0)
        for name, need in self.pool.needs.items():
            self.missing[name] = sheet.column(need.half_days)
            sheet.row({**by_need.get(name, {}), self.missing[name]: 1}, need.half_days, need.half_days)

    def _asks(self) -> None:
        """What is asked of the whole team; a lack is a quantity to make small, the most are never passed."""
        ask, sheet, everybody = self.pool.problem.ask, self.sheet, dict.fromkeys(self.inside.values(), 1.0)
        sheet.row(everybody, 1, ask.most)
        if ask.fewest > 1:
            sheet.row({**everybody, self._lack("people", ask.fewest): 1}, low=ask.fewest)
        if ask.newcomer:
            new = [self.inside[key] for key, person in self.people.items() if person.one.is_newcomer]
            sheet.row({**dict.fromkeys(new, 1.0), self._lack("newcomer", 1): 1}, low=1)
        self._entities()
        for name, need in self.pool.needs.items():
            if need.references:
                shown = {self.inside[key]: float(one.references.get(name, 0)) for key, one in self.people.items()}
                lack = self._lack("references", need.references, name)
                sheet.row({**{c: f for c, f in shown.items() if f}, lack: 1}, low=need.references)

    def _lack(self, kind: str, most: int, need: str = "") -> int:
        column = self.lacking[kind, need] = self.sheet.column(most, is_whole=True)
        return column

    def _entities(self) -> None:
        ask, sheet = self.pool.problem.ask, self.sheet
        members: dict[str, list[int]] = {}
        for key, person in self.people.items():
            if person.one.entity:
                members.setdefault(person.one.entity, []).append(self.inside[key])
        if ask.most_per_entity is not None:
            for columns in members.values():
                sheet.row(dict.fromkeys(columns, 1.0), high=ask.most_per_entity)
        if not ask.carrier and not ask.turnover_cents:
            return
        for key in sorted(members.keys() & self.pool.entities.keys()):
            self.entity[key] = sheet.column(1, is_whole=True)
            sheet.row({**dict.fromkeys(members[key], -1.0), self.entity[key]: 1}, high=0)
        if ask.carrier:
            able = [column for key, column in self.entity.items() if self.pool.entities[key].can_carry]
            sheet.row({**dict.fromkeys(able, 1.0), self._lack("carrier", 1): 1}, low=1)
        if ask.turnover_cents:
            # Shares of what is asked: amounts in cents would drown the rest. A hair is forgiven, never a tenth.
            brought = {
                column: min(self.pool.entities[key].turnover_cents / ask.turnover_cents, 1.0) * TENTHS
                for key, column in self.entity.items()
            }
            sheet.row({**brought, self._lack("turnover", TENTHS): 1}, low=TENTHS - 1e-6)

    def _acquaintance(self) -> None:
        """Who knows somebody of the team, and the pairs in it."""
        sheet, friends = self.sheet, self.pool.friends
        for key in self.people:
            around = sorted(friends.get(key, frozenset()) & self.inside.keys())
            if not around:
                continue
            self.known[key] = sheet.column(1)
            sheet.row({self.known[key]: 1, self.inside[key]: -1}, high=0)
            sheet.row({self.known[key]: 1, **{self.inside[other]: -1.0 for other in around}}, high=0)
            for other in around:
                if key < other:
                    pair = self.both[key, other] = sheet.column(1)
                    sheet.row({pair: 1, self.inside[key]: -1}, high=0)
                    sheet.row({pair: 1, self.inside[other]: -1}, high=0)

    def _terms(self) -> dict[str, Line]:
        needs, inside = self.pool.needs, self.inside
        weights = {self.missing[name]: float(need.weight) for name, need in needs.items()}
        willing = {column: float(self.people[key].takes[name]) for (key, name), column in self.does.items()}
        musts = {self.missing[name] for name, need in needs.items() if need.is_must}
        return {
            "must": {column: weight for column, weight in weights.items() if column in musts},
            "wish": {column: weight for column, weight in weights.items() if column not in musts},
            "asked": dict.fromkeys(self.lacking.values(), 1.0),
            "idle": dict.fromkeys(self.idle.values(), 1.0),
            "unwilling": {column: -said for column, said in willing.items() if said},
            "strangers": {**dict.fromkeys(inside.values(), 1.0), **dict.fromkeys(self.known.values(), -1.0)},
            "turn": {inside[key]: float(person.turn) for key, person in self.people.items() if person.turn},
            "size": dict.fromkeys(inside.values(), 1.0),
            "apart": dict.fromkeys(self.both.values(), -1.0),
        }

    def scales(self) -> dict[str, int]:
        """By how much each part of a step outweighs the parts after it in the same step."""
        most, least = self.pool.problem.ask.most, self.pool.problem.ask.least_half_days
        reach = {"idle": least * most, "turn": LONGEST_WAIT * most, "apart": most * (most - 1) // 2}
        found: dict[str, int] = {}
        for step in STEPS:
            scale = 1
            for name in reversed(step):
                found[name] = scale
                scale *= 1 + reach.get(name, 0)
        return found

    def line_of(self, step: Iterable[str]) -> Line:
        """What a step makes small, as one line."""
        scales, line = self.scales(), Line()
        for name in step:
            for column, factor in self.terms[name].items():
                line[column] = line.get(column, 0.0) + scales[name] * factor
        return line

    def value_of(self, step: Iterable[str], score: Score) -> int:
        """The same of a score."""
        scales = self.scales()
        return sum(scales[name] * getattr(score, name) for name in step)

    def keep_apart(self, team: Iterable[str], distance: int) -> None:
        """Only teams that differ from this one by ``distance`` people at least, counting who leaves and who comes."""
        chosen = set(team)
        line = {column: -1.0 if key in chosen else 1.0 for key, column in self.inside.items()}
        self.sheet.row(line, low=distance - len(chosen))

    def start_of(self, weighed: Weighed) -> list[float]:
        """A team as values of the columns, to start from."""
        values = [0.0] * len(self.sheet.lows)
        least, chosen = self.pool.problem.ask.least_half_days, set(weighed.people)
        for key in weighed.people:
            values[self.inside[key]] = 1
            values[self.idle[key]] = max(0, least - sum(weighed.work[key].values()))
            for name, units in weighed.work[key].items():
                values[self.does[key, name]] = units
        for name, column in self.missing.items():
            values[column] = self.pool.needs[name].half_days - weighed.covered[name]
        for key in chosen.difference(strangers_of(self.pool, weighed.people)):
            values[self.known[key]] = 1
        for pair in self.both.keys() & {(a, b) for a in chosen for b in chosen}:
            values[self.both[pair]] = 1
        for key in self.entity.keys() & set(entities_of(self.pool, weighed.people)):
            values[self.entity[key]] = 1
        for lack in lacks_of(self.pool, weighed.people):
            amount = tenths(self.pool, lack.amount) if lack.kind == "turnover" else lack.amount
            values[self.lacking[lack.kind, lack.need]] = amount
        return values

    def team_of(self, values: Sequence[float]) -> list[str]:
        """Who is in it."""
        return [key for key, column in self.inside.items() if values[column] > 0.5]

    def told(self, line: Line, cuts: Sequence[tuple[Line, float]], start: Sequence[float]) -> dict[str, Any]:
        """The programme as the solver reads it: make ``line`` small, keeping each cut under its value."""
        rows = [*self.sheet.rows, *((None, high, cut) for cut, high in cuts if cut)]
        starts, columns, factors = [0], list[int](), list[float]()
        for _low, _high, cells in rows:
            columns += cells.keys()
            factors += cells.values()
            starts.append(len(columns))
        return {
            "costs": [line.get(column, 0) for column in range(len(self.sheet.lows))],
            "lows": self.sheet.lows, "highs": self.sheet.highs, "whole": self.sheet.whole,
            "starts": starts, "columns": columns, "factors": factors,
            "row_lows": [low for low, _, _ in rows], "row_highs": [high for _, high, _ in rows],
            "start": list(start),
        }  # fmt: skip
