"""What a team is made for and of: needs, people, legal entities, what the group asks, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

# What somebody said of a need: nothing, keeps an eye on it, would contribute, would carry. PASS is a no.
PASS, SILENT, WATCH, CONTRIBUTE, CARRY = -1, 0, 1, 2, 3
# Times left out beyond this count no more.
LONGEST_WAIT: Final = 3
# What is missing of the turnover is counted in tenths of what is asked.
TENTHS: Final = 10


@dataclass(frozen=True, slots=True)
class Need:
    """A part of the work: the skill and least level it takes, its half days, and whether it must be covered.

    ``references``: how many past works in that skill the team must be able to show.
    """

    key: str
    skill: str
    half_days: int
    is_must: bool = True
    weight: int = 1
    level: int = 1
    references: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be asked: levels and references by skill, half days free, what they said by need.

    ``left_out``: how many times since their last team they said they would and were in none. ``circle``: 0 for the
    group itself, then farther (its cooperative, its network). ``is_fixed``: they said yes already, every team has them.
    """

    key: str
    levels: Mapping[str, int]
    half_days: int
    said: Mapping[str, int] = field(default_factory=dict)
    entity: str = ""
    references: Mapping[str, int] = field(default_factory=dict)
    left_out: int = 0
    is_newcomer: bool = False
    circle: int = 0
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A legal entity: its turnover in cents (counted once, whoever of it is in the team), whether it can carry."""

    key: str
    turnover_cents: int = 0
    can_carry: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """What the group or the buyer asks of the whole team. ``least_half_days``: less is hardly being in it."""

    fewest: int = 1
    most: int = 8
    turnover_cents: int = 0
    most_per_entity: int | None = None
    newcomer: bool = False
    carrier: bool = False
    least_half_days: int = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a proposal is made from; ``pairs`` are those who already worked together.

    Raises ValueError for two needs, people or entities of one key, or bounds that contradict each other.
    """

    needs: tuple[Need, ...]
    candidates: tuple[Candidate, ...]
    entities: tuple[Entity, ...] = ()
    pairs: frozenset[frozenset[str]] = frozenset()
    ask: Ask = field(default_factory=Ask)
    seed: str = ""

    def __post_init__(self) -> None:
        for rows in (self.needs, self.candidates, self.entities):
            if len({row.key for row in rows}) != len(rows):
                raise ValueError("each key must be there once")
        if not 1 <= self.ask.fewest <= self.ask.most:
            raise ValueError("fewest and most people contradict each other")
        if any(need.half_days < 0 or need.weight < 1 for need in self.needs):
            raise ValueError("a need has a weight of one at least, and no negative days")


class Score(NamedTuple):
    """How good a team is, read from left to right; less is better everywhere.

    must, wish: half days missing times the weight; asked: asks of the whole team that are missing; idle: half days
    under the least that is worth being in; unwilling: minus the half days times what people said; strangers: people
    who worked with nobody of the team; turn: how recently people had their turn; size; apart: minus the pairs.
    """

    must: int
    asked: int
    wish: int
    idle: int
    unwilling: int
    strangers: int
    turn: int
    size: int
    apart: int


@dataclass(frozen=True, slots=True)
class Task:
    """So many half days of a need for somebody."""

    need: str
    half_days: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is in a team: kind, and the need or person it is about.

    Kinds: ``only`` (nobody else can take this need), ``carry``, ``contribute``, ``watch`` (what they said of it),
    ``skill`` (they can, and said nothing), ``worked`` (with this person), ``turn`` (left out before), ``newcomer``,
    ``carrier`` (their entity can carry the bid), ``turnover`` (their entity brings what is asked), ``references``
    (they bring works to show for this need).
    """

    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One person of a team: what they would do, out of which half days, and why."""

    person: str
    tasks: tuple[Task, ...]
    half_days: int
    available: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing of a need, and why.

    ``why``: ``nobody`` has the skill, ``level``: those who have it are under the level asked, ``declined``: those
    who could said no, ``no_days``: those who could have no day free, ``few_days``: all of them together lack days,
    ``not_in_team``: people of the pool could, this team does not have them, ``shared``: the team's own people could,
    were they not needed elsewhere. ``able``: how many could.
    """

    need: str
    half_days: int
    why: str
    is_must: bool = True
    able: int = 0


@dataclass(frozen=True, slots=True)
class Lack:
    """What the whole team lacks: ``people``, ``newcomer``, ``carrier``, ``turnover`` (cents), ``references``."""

    kind: str
    amount: int
    need: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    """A team: what each would do, what is missing, what it breaks (only by hand), and its score.

    ``is_proven``: no other team is better, those already given and their near copies aside. ``covered``: half days
    by need.
    """

    people: tuple[str, ...]
    parts: tuple[Part, ...]
    covered: Mapping[str, int]
    gaps: tuple[Gap, ...]
    lacks: tuple[Lack, ...]
    breaks: tuple[Lack, ...]
    score: Score
    pairs: tuple[tuple[str, str], ...]
    is_proven: bool = False
    method: str = "exact"

    @property
    def covers_all(self) -> bool:
        """Nothing that must be there is missing."""
        return not self.lacks and not any(gap.is_must for gap in self.gaps)
