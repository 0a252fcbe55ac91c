"""Read participatory budgets in Pabulib's `.pb` format: sections META, PROJECTS and VOTES of lines cut by semicolons.

Format: https://pabulib.org/format. Real files have carriage returns, quoted names that hold semicolons, amounts with
decimals and hidden marks; what is repaired is said in `notes`, what cannot be is refused with its line.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from commun.algo.voting.budget_election import MOST_POINTS, BudgetElection, Choices, Project, merged
from commun.algo.voting.errors import BadFile

APPROVAL, CHOOSE, CUMULATIVE, SCORING, ORDINAL = "approval", "choose-1", "cumulative", "scoring", "ordinal"
VOTE_TYPES = (APPROVAL, CHOOSE, CUMULATIVE, SCORING, ORDINAL)
SECTIONS = ("META", "PROJECTS", "VOTES")
MOST_DECIMALS = 4


@dataclass(frozen=True)
class PabulibFile:
    """A file read: the election, what its head says, which projects it calls selected, and what was repaired.

    `selected` gives the number of the column by project key: 0 no, 1 yes, 2 and more as the comment of the file says.
    `counted` holds the votes (or score) that the file itself gives by project key, to compare.
    """

    election: BudgetElection
    meta: Mapping[str, str]
    vote_type: str
    selected: Mapping[str, int]
    counted: Mapping[str, int]
    notes: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The rule that the file declares."""
        return self.meta.get("rule", "")

    @property
    def threshold(self) -> int:
        """How many votes (or points) a project needs at least, as the file declares."""
        text = self.meta.get("min_project_score_threshold", "") or "0"
        try:
            return int(Decimal(text))
        except InvalidOperation:
            raise BadFile("bad-number", field="min_project_score_threshold", value=text) from None


def read(text: str) -> PabulibFile:
    """Read the text of a `.pb` file; raises BadFile (no-section, bad-line, bad-number, unknown-vote-type, ...)."""
    sections = _sections(text)
    meta = _meta(sections["META"])
    vote_type = meta.get("vote_type", "").lower()
    if vote_type not in VOTE_TYPES:
        raise BadFile("unknown-vote-type", vote_type=vote_type)
    rows = list(_rows(sections["PROJECTS"], needed=("project_id", "cost")))
    scale = _scale([meta.get("budget", ""), *(row["cost"] for row in rows)])
    projects = tuple(Project(row["project_id"], _amount(row["cost"], scale), row.get("name", "")) for row in rows)
    place = {project.key: number for number, project in enumerate(projects)}
    if not projects or len(place) < len(projects):
        raise BadFile("repeated-project" if projects else "no-projects")
    notes: Counter[str] = Counter()
    piles = merged(_ballots(sections["VOTES"], vote_type, place, _best_points(meta), notes))
    election = BudgetElection(projects, _amount(meta.get("budget", ""), scale), piles, scale)
    _compare_counts(meta, election, notes)
    return PabulibFile(
        election, meta, vote_type, _column(rows, "selected"), _column(rows, "score") or _column(rows, "votes"),
        tuple(f"{note}: {times}" for note, times in sorted(notes.items())),
    )  # fmt: skip


def _sections(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        name = line.strip().upper()
        if name in SECTIONS and name not in found:
            current = found.setdefault(name, [])
        elif name and current is not None:
            current.append(line)
        elif name:
            raise BadFile("bad-line", line=line)
    for name in SECTIONS:
        if name not in found:
            raise BadFile("no-section", section=name)
    return found


def _meta(lines: Sequence[str]) -> dict[str, str]:
    rows = csv.reader(lines, delimiter=";")
    return {row[0].strip().lower(): ";".join(row[1:]).strip() for row in rows if row}


def _rows(lines: Sequence[str], needed: Sequence[str]) -> Iterator[dict[str, str]]:
    rows = csv.reader(lines, delimiter=";")
    names = [name.strip().lower() for name in next(rows, [])]
    if not set(needed) <= set(names):
        raise BadFile("no-column", columns=", ".join(needed))
    for row in rows:
        if len(row) < len(needed):
            raise BadFile("bad-line", line=";".join(row))
        yield dict(zip(names, (cell.strip() for cell in row), strict=False))


def _scale(amounts: Iterable[str]) -> int:
    """Return 1 where every amount is whole, otherwise the power of ten that makes them whole."""
    decimals = 0
    for amount in amounts:
        exponent = _decimal(amount).normalize().as_tuple().exponent
        decimals = max(decimals, -exponent if isinstance(exponent, int) else 0)
    if decimals > MOST_DECIMALS:
        raise BadFile("bad-number", field="cost", value=f"{decimals} decimals")
    return int(10**decimals)


def _amount(text: str, scale: int) -> int:
    return int(_decimal(text) * scale)


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text.strip().replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise BadFile("bad-number", field="amount", value=text) from None
    # The size first: the exponent of "1e999999999" must not be spelled out.
    if not value.is_finite() or value.adjusted() > 15 or not 0 <= value * 10**MOST_DECIMALS <= MOST_POINTS * 100:
        raise BadFile("bad-number", field="amount", value=text)
    return value


def _best_points(meta: Mapping[str, str]) -> int:
    """Return the points of a first choice in ordinal ballots (Borda over the longest ballot), 0 if not declared."""
    text = meta.get("max_length", "")
    return int(text) if text.isdigit() else 0


def _ballots(
    lines: Sequence[str], vote_type: str, place: Mapping[str, int], best: int, notes: Counter[str]
) -> list[tuple[Choices, int]]:
    rows = csv.reader(lines, delimiter=";")
    names = [name.strip().lower() for name in next(rows, [])]
    if "vote" not in names:
        raise BadFile("no-column", columns="vote")
    with_points = vote_type in (CUMULATIVE, SCORING)
    if with_points and "points" not in names:
        raise BadFile("no-column", columns="points")
    vote, points = names.index("vote"), names.index("points") if with_points else -1
    raw: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if len(row) <= max(vote, points):
            raise BadFile("bad-line", line=";".join(row))
        raw[row[vote], row[points] if with_points else ""] += 1
    return [(_choices(*cells, vote_type, place, best, notes, times), times) for cells, times in raw.items()]


def _choices(
    vote: str, points: str, vote_type: str, place: Mapping[str, int], best: int, notes: Counter[str], times: int
) -> Choices:
    keys = [key for key in (part.strip() for part in vote.split(",")) if key]
    if vote_type in (CUMULATIVE, SCORING):
        given = [_points(part) for part in points.split(",") if part.strip()]
    elif vote_type == ORDINAL:
        given = [max(best, len(keys)) - rank for rank in range(len(keys))]
    else:
        given = [1] * len(keys)
    if len(given) != len(keys):
        raise BadFile("bad-line", line=f"{vote};{points}")
    found: dict[int, int] = {}
    for key, each in zip(keys, given, strict=True):
        if key not in place:
            raise BadFile("unknown-project", project=key)
        if place[key] in found:
            notes["project named twice on a ballot, counted once"] += times
        elif each < 0:
            notes["points below zero, not counted"] += times
        else:
            found[place[key]] = each
    return tuple(sorted((project, each) for project, each in found.items() if each))


def _points(text: str) -> int:
    value = text.strip()
    sign, digits = (-1, value[1:]) if value.startswith("-") else (1, value)
    whole, _, decimals = digits.partition(".")
    if not (whole.isdecimal() and len(whole) < 16) or decimals.strip("0"):
        raise BadFile("bad-number", field="points", value=text)
    return sign * int(whole)


def _column(rows: Sequence[Mapping[str, str]], name: str) -> dict[str, int]:
    """Return a column of whole numbers by project; without it, or where a cell is empty, nothing."""
    cells = ((row["project_id"], row.get(name, "")) for row in rows)
    return {key: int(cell) for key, cell in cells if cell.isdecimal()}


def _compare_counts(meta: Mapping[str, str], election: BudgetElection, notes: Counter[str]) -> None:
    for name, real in (("num_projects", len(election.projects)), ("num_votes", election.voters)):
        said = meta.get(name, "")
        if said.isdecimal() and int(said) != real:
            notes[f"{name} says {said}, the file holds {real}"] += 1
