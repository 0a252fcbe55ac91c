"""Read participatory budgets in Pabulib's `.pb` format: sections META, PROJECTS and VOTES of lines cut by semicolons.

Format: https://pabulib.org/format. Real files have carriage returns, quoted names that hold semicolons, amounts with
decimals and hidden marks; what is repaired is said in `notes`, what cannot be is refused with its line.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import ceil
from operator import itemgetter

from commun.algo.voting.budget_election import MOST_POINTS, MOST_PROJECTS, BudgetElection, Choices, Project, merged
from commun.algo.voting.errors import BadFile
from commun.algo.voting.profile import heft

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


def read(text: str) -> PabulibFile:
    """Read the text of a `.pb` file; raises BadFile (no-section, bad-line, bad-number, unknown-vote-type, ...)."""
    try:
        return _read(text)
    except csv.Error as wrong:
        raise BadFile("bad-line", number=0, line=str(wrong)) from None


def write(election: BudgetElection, meta: Mapping[str, str] | None = None) -> str:
    """Return the text of a `.pb` file, so that other programs can count again; voters are numbered by sorted ballot.

    `meta` adds to the head or replaces it (description, country, unit, instance, currency, rule ...). Ballots of one
    point everywhere are written as approvals, others as points. Raises BadFile("comma-in-name") for a key with a comma.
    """
    for project in election.projects:
        if "," in project.key:
            raise BadFile("comma-in-name", name=project.key)
    approval = all(points == 1 for pile in election.piles for _, points in pile.ballot)
    head = {
        "description": "", "country": "", "unit": "", "instance": "",
        "num_projects": str(len(election.projects)), "num_votes": str(election.voters),
        "budget": _decimals(election.budget, election.unit),
        "vote_type": APPROVAL if approval else SCORING, "rule": "", "date_begin": "", "date_end": "",
    } | ({"min_project_score_threshold": str(election.threshold)} if election.threshold else {})  # fmt: skip
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    rows.writerows([["META"], ["key", "value"], *(head | dict(meta or {})).items()])
    rows.writerows([["PROJECTS"], ["project_id", "cost", "votes", "score", "name"]])
    counted = zip(election.projects, election.votes(), election.points(), strict=True)
    rows.writerows([each.key, _decimals(each.cost, election.unit), *both, each.name] for each, *both in counted)
    rows.writerows([["VOTES"], ["voter_id", "vote"] if approval else ["voter_id", "vote", "points"]])
    voters = (pile.ballot for pile in election.piles for _ in range(heft(pile)))
    for voter, ballot in enumerate(voters, 1):
        vote = [str(voter), ",".join(election.key(each) for each, _ in ballot)]
        rows.writerow(vote if approval else [*vote, ",".join(str(points) for _, points in ballot)])
    return out.getvalue()


def _decimals(amount: int, unit: int) -> str:
    """Return an amount in whole units, with its decimals where it has some."""
    return str(amount) if unit == 1 else format(Decimal(amount) / unit, "f")


def _read(text: str) -> PabulibFile:
    sections = _sections(text)
    meta = _meta(sections["META"])
    vote_type = meta.get("vote_type", "").lower()
    if vote_type not in VOTE_TYPES:
        raise BadFile("unknown-vote-type", vote_type=vote_type)
    rows = _project_rows(sections["PROJECTS"])
    scale = _scale([meta.get("budget", ""), *(row["cost"] for row in rows)])
    projects = tuple(Project(row["project_id"], _amount(row["cost"], scale), row.get("name", "")) for row in rows)
    place = {project.key: number for number, project in enumerate(projects)}
    _checked_projects(projects)
    notes: Counter[str] = Counter()
    piles = merged(_ballots(sections["VOTES"], vote_type, place, _best_points(meta), notes))
    threshold = ceil(_decimal(meta.get("min_project_score_threshold", "") or "0"))
    election = BudgetElection(projects, _amount(meta.get("budget", ""), scale), piles, scale, threshold=threshold)
    _compare_counts(meta, election, notes)
    return PabulibFile(
        election, meta, vote_type, _column(rows, "selected"), _column(rows, "score") or _column(rows, "votes"),
        tuple(f"{note}: {times}" for note, times in sorted(notes.items())),
    )  # fmt: skip


def _checked_projects(projects: Sequence[Project]) -> None:
    if not projects:
        raise BadFile("no-options")
    if len(projects) > MOST_PROJECTS:
        raise BadFile("too-many-options", count=len(projects), most=MOST_PROJECTS)
    for key, times in Counter(project.key for project in projects).items():
        if times > 1 or not key:
            raise BadFile("repeated-name" if key else "empty-name", name=key)


def _sections(text: str) -> dict[str, tuple[int, list[str]]]:
    """Return the lines of each section and the number of the line that names it."""
    found: dict[str, tuple[int, list[str]]] = {}
    current: list[str] | None = None
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        name = line.strip().upper() if len(line) < 20 else ""
        if name in SECTIONS and name not in found:
            found[name] = number, (current := [])
        elif current is not None:
            current.append(line)
        elif line.strip():
            raise BadFile("bad-line", number=number, line=line)
    for name in SECTIONS:
        if name not in found:
            raise BadFile("no-section", section=name)
    return found


def _meta(section: tuple[int, list[str]]) -> dict[str, str]:
    rows = csv.reader(section[1], delimiter=";")
    return {row[0].strip().lower(): ";".join(row[1:]).strip() for row in rows if row}


def _head(rows: Iterator[list[str]], needed: Sequence[str]) -> list[str]:
    """Return the names of the columns, read off the first row."""
    names = [name.strip().lower() for name in next((row for row in rows if row), [])]
    missing = [name for name in needed if name not in names]
    if missing:
        raise BadFile("no-column", columns=", ".join(missing))
    return names


def _project_rows(section: tuple[int, list[str]]) -> list[dict[str, str]]:
    before, lines = section
    rows = csv.reader(lines, delimiter=";")
    names = _head(rows, ("project_id", "cost"))
    least = max(names.index("project_id"), names.index("cost")) + 1
    found = []
    for row in rows:
        if 0 < len(row) < least:
            raise BadFile("bad-line", number=before + rows.line_num, line=";".join(row))
        if row:
            found.append(dict(zip(names, (cell.strip() for cell in row), strict=False)))
    return found


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
    section: tuple[int, list[str]], vote_type: str, place: Mapping[str, int], best: int, notes: Counter[str]
) -> list[tuple[Choices, int]]:
    before, lines = section
    rows = csv.reader(lines, delimiter=";")
    with_points = vote_type in (CUMULATIVE, SCORING)
    names = _head(rows, ("vote", "points") if with_points else ("vote",))
    cells = itemgetter(names.index("vote"), names.index("points" if with_points else "vote"))
    try:
        raw: Counter[tuple[str, str]] = Counter(map(cells, filter(None, rows)))
    except IndexError:
        raise BadFile("bad-line", number=before + rows.line_num, line=lines[rows.line_num - 1]) from None
    return [(_choices(*cells, vote_type, place, best, notes, times), times) for cells, times in raw.items()]


def _choices(
    vote: str, points: str, vote_type: str, place: Mapping[str, int], best: int, notes: Counter[str], times: int
) -> Choices:
    keys = [key for part in vote.split(",") if (key := part.strip())]
    if vote_type in (CUMULATIVE, SCORING):
        given = [_points(part) for part in points.split(",") if part.strip()]
    elif vote_type == ORDINAL:
        given = [max(best, len(keys)) - rank for rank in range(len(keys))]
    else:
        given = [1] * len(keys)
    if len(given) != len(keys):
        raise BadFile("bad-line", number=0, line=f"{vote};{points}")
    found: dict[int, int] = {}
    for key, each in zip(keys, given, strict=True):
        if key not in place:
            raise BadFile("unknown-option", option=key)
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
