"""The integer programme of a team: who is in it, who does how much of what, what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from commun.algo.team.pool import Pool
from commun.algo.team.types import LONGEST_WAIT, TENTHS, Score
from commun.algo.team.weighing import HAIRS, Weighed, entities_of, has_work, lacks_of, needed_for, strangers_of, tenths

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
        for key in pool.fixed:
            self.sheet.lows[self.inside[key]] = 1
        self.does: dict[tuple[str, str], int] = {}
        self.missing: dict[str, int] = {}
        self.idle: dict[str, int] = {}
        self.known: dict[str, int] = {}
        self.both: dict[tuple[str, str], int] = {}
        self.entity: dict[str, int] = {}
        self.lacking: dict[tuple[str, str], int] = {}
        # Who can do nothing of it: why they may be in it all the same (unless they said yes), what each ask has in all.
        self.rests = [key for key in people if not has_work(pool, key)]
        self.bears: dict[tuple[str, str, str], int] = {}
        self.totals: dict[int, Line] = {}
        self._work()
        self._asks()
        self._bearers()
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
            # Whoever comes into it has something to do; who said yes already stays.
            sheet.row({**mine, self.inside[key]: -1} if mine and not person.one.is_fixed else {}, low=0)
            sheet.row({**mine, self.inside[key]: -person.half_days} if mine else {}, high=0)
            self.idle[key] = sheet.column(least)
            sheet.row({**mine, self.idle[key]: 1, self.inside[key]: -least}, low=0)
        for name, need in self.pool.needs.items():
            self.missing[name] = sheet.column(need.half_days)
            sheet.row({**by_need.get(name, {}), self.missing[name]: 1}, need.half_days, need.half_days)

    def _asks(self) -> None:
        """What is asked of the whole team; a lack is a quantity to make small, the most are never passed."""
        ask, sheet, everybody = self.pool.problem.ask, self.sheet, dict.fromkeys(self.inside.values(), 1.0)
        sheet.row(everybody, 1, self.pool.most)
        if not self.pool.fixed:
            # A team does something, as long as anybody can; those who said yes may leave no room for anybody.
            sheet.row({self.inside[key]: 1.0 for key in self.people if key not in self.rests}, low=1)
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
            for entity, columns in members.items():
                sheet.row(dict.fromkeys(columns, 1.0), high=self.pool.most_of(entity))
        if not ask.carrier and not ask.turnover_cents:
            return
        for key in sorted(members.keys() & self.pool.entities.keys()):
            self.entity[key] = sheet.column(1, is_whole=True)
            sheet.row({**dict.fromkeys(members[key], -1.0), self.entity[key]: 1}, high=0)
            for column in members[key] if ask.turnover_cents and self.rests else ():
                sheet.row({self.entity[key]: 1, column: -1}, low=0)
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

    def _bearers(self) -> None:
        """Who can do nothing of it is there only for what the whole team would lack without them."""
        sheet, amounts = self.sheet, self._amounts()
        totals: dict[tuple[str, str], int] = {}
        for key in (one for one in self.rests if one not in self.pool.fixed):
            ways: Line = {}
            for kind, (asked, line) in amounts.items():
                own = self.entity.get(self.people[key].one.entity, -1) if kind[0] == "turnover" else self.inside[key]
                if own not in line:
                    continue
                if kind not in totals:
                    totals[kind] = self._total(line)
                way = self.bears[key, *kind] = sheet.column(1, is_whole=True)
                ways[way] = -1
                room = sum(sorted(line.values())[-self.pool.most :])
                sheet.row({totals[kind]: 1, own: -line[own], way: room}, high=asked + room)
                if kind[0] == "turnover":
                    self._alone_of_their_entity(key, way)
            sheet.row({self.inside[key]: 1, **ways}, high=0)

    def _total(self, line: Line) -> int:
        """A column that counts what the team brings in all."""
        column = self.sheet.column(sum(line.values()))
        self.totals[column] = line
        self.sheet.row({**line, column: -1}, 0, 0)
        return column

    def _alone_of_their_entity(self, key: str, way: int) -> None:
        entity, most = self.people[key].one.entity, self.pool.most
        others = {
            column: 1.0 for other, column in self.inside.items()
            if other != key and self.people[other].one.entity == entity
        }  # fmt: skip
        self.sheet.row({**others, way: most}, high=most)

    def _amounts(self) -> dict[tuple[str, str], tuple[float, Line]]:
        """By what is asked of the team: how much others bring at most while somebody is needed, and who brings."""
        ask, people, entities = self.pool.problem.ask, self.people.items(), self.pool.entities
        found: dict[tuple[str, str], tuple[float, Line]] = {}
        if ask.newcomer:
            found["newcomer", ""] = 0, {self.inside[key]: 1 for key, person in people if person.one.is_newcomer}
        if ask.carrier:
            able = {key for key, one in entities.items() if one.can_carry}
            found["carrier", ""] = 0, {self.inside[key]: 1 for key, person in people if person.one.entity in able}
        if ask.turnover_cents:
            shares = {
                self.entity[key]: entities[key].turnover_cents * TENTHS / ask.turnover_cents for key in self.entity
            }
            most = TENTHS * (HAIRS - 1) / HAIRS
            found["turnover", ""] = most, {column: min(share, TENTHS) for column, share in shares.items() if share}
        for name, need in self.pool.needs.items():
            shown = {self.inside[key]: float(person.references.get(name, 0)) for key, person in people}
            if need.references:
                found["references", name] = need.references - 1, {c: f for c, f in shown.items() if f}
        return found

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
        most, least = self.pool.most, self.pool.problem.ask.least_half_days
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
        self._start_of_asks(values, weighed)
        return values

    def _start_of_asks(self, values: list[float], weighed: Weighed) -> None:
        for lack in lacks_of(self.pool, weighed.people):
            amount = tenths(self.pool, lack.amount) if lack.kind == "turnover" else lack.amount
            values[self.lacking[lack.kind, lack.need]] = amount
        for key, kind, need in self.bears:
            if key in weighed.people and (kind, need) in needed_for(self.pool, weighed.people, key):
                values[self.bears[key, kind, need]] = 1
        for column, line in self.totals.items():
            values[column] = sum(factor * values[other] for other, factor in line.items())

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
