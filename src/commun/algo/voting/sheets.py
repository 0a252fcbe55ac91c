"""Read the CSV files of elections: Scottish wards, ballots of grades (Orsay 2007), polls of grades (MieuxVoter)."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import lcm

from commun.algo.voting.errors import BadFile
from commun.algo.voting.judgment import FRENCH_GRADES
from commun.algo.voting.profile import Graded, Pile, Ranked, checked_options

_NO_OPINION = ("sans opinion", "nsp", "ne se prononce", "ne la conna", "vous n'avez pas d'avis")


@dataclass(frozen=True)
class Tallies:
    """How often each option got each grade (lowest first), all options with the same total: what a poll publishes."""

    options: tuple[str, ...]
    grades: tuple[tuple[int, ...], ...]
    labels: tuple[str, ...]
    people: int


def scottish(text: str) -> tuple[Ranked, int]:
    """Read a ward of scot-elex: `candidates,seats,`, then `papers,first,second,...,`, then who the numbers are.

    Returns the ballots, with the candidates by their numbers, and the seats. Raises BadFile with the line.
    """
    rows = [[cell.strip() for cell in row] for row in _rows(text)]
    first = [cell for cell in rows[0] if cell] if rows else []
    if len(first) != 2 or not all(cell.isdecimal() for cell in first):
        raise BadFile("bad-line", number=1, line=",".join(first))
    candidates, seats = int(first[0]), int(first[1])
    piles: list[Pile[Sequence[str]]] = []
    for number, row in enumerate(rows[1:], 2):
        cells = [cell for cell in row if cell]
        if cells and all(cell.isdecimal() for cell in cells):
            piles.append(Pile(cells[1:], int(cells[0])))
        elif cells and cells[0][0].isdecimal():
            raise BadFile("bad-line", number=number, line=",".join(cells))
    if not piles:
        raise BadFile("no-ballots")
    return Ranked.build([str(number) for number in range(1, min(candidates, 10_000) + 1)], piles), seats


def candidates(text: str) -> dict[str, str]:
    """Return who the numbers of a ward of scot-elex are: lines such as `"Candidate 1","Anna Long","Party",`."""
    heads = ((row[0].strip().removeprefix("Candidate "), row[1].strip()) for row in _rows(text) if len(row) > 1)
    return {number: name for number, name in heads if number.isdecimal() and not name.isdecimal()}


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def graded(text: str) -> Graded:
    """Read ballots of grades: a line of options after an empty cell, then `ballot,grade,...`; 0 is no opinion.

    Up to 6 the grades are the French ones of Orsay 2007, from « À rejeter » (1) to « Très bien » (6).
    """
    rows = _rows(text)
    options = [cell.strip() for cell in rows[0][1:]]
    piles: list[Pile[dict[str, int | None]]] = []
    highest = len(FRENCH_GRADES)
    for number, row in enumerate(rows[1:], 2):
        if not row:
            continue
        cells = [cell.strip() for cell in row[1:]]
        if len(cells) != len(options) or not all(cell.isdecimal() and len(cell) < 4 for cell in cells):
            raise BadFile("bad-line", number=number, line=",".join(row))
        grades = [int(cell) or None for cell in cells]
        highest = max(highest, *(grade or 0 for grade in grades))
        piles.append(Pile(dict(zip(options, grades, strict=True))))
    if not piles:
        raise BadFile("no-ballots")
    labels = FRENCH_GRADES if highest == len(FRENCH_GRADES) else ()
    return Graded.build(options, piles, scale=(1, highest), labels=labels)


def polls(text: str, part: str = "") -> Tallies:
    """Read one poll of a MieuxVoter file, named `part`; raises BadFile("several-polls") when it has to be named.

    Published shares are brought to the same total, exactly; those without opinion count with the lowest grade.
    """
    rows = list(csv.DictReader(text.splitlines()))
    names = sorted({row["poll_id"] or "" for row in rows})
    if part not in names:
        if part or len(names) != 1:
            raise BadFile("several-polls", polls=", ".join(names))
        part = names[0]
    chosen = [row for row in rows if row["poll_id"] == part]
    try:
        number = int(chosen[0]["nombre_mentions"])
        shares = [[Decimal(row[f"intention_mention_{place}"]) for place in range(1, number + 1)] for row in chosen]
        people = int(chosen[0]["nb_people"] or 0)
    except (KeyError, TypeError, ValueError, InvalidOperation):
        raise BadFile("bad-line", number=0, line=part) from None
    return _even(chosen, shares, number, people)


def _even(rows: Sequence[dict[str, str]], shares: Sequence[Sequence[Decimal]], number: int, people: int) -> Tallies:
    labels = [rows[0][f"mention{place}"] for place in range(1, number + 1)]
    real = sum(not label.lower().replace("’", "'").startswith(_NO_OPINION) for label in labels)
    unit = Decimal(10) ** max(0, *(-int(share.normalize().as_tuple().exponent) for row in shares for share in row))
    counts = [[int(share * unit) for share in row] for row in shares]
    if not real or any(min(row) < 0 or not sum(row) for row in counts):
        raise BadFile("no-grades")
    common = lcm(*(sum(row) for row in counts))
    tallies = []
    for row in counts:
        even = [count * (common // sum(row)) for count in row]
        kept = [*even[: real - 1], sum(even[real - 1 :])]
        tallies.append(tuple(reversed(kept)))
    options = checked_options([row["candidate"] for row in rows])
    return Tallies(options, tuple(tallies), tuple(reversed(labels[:real])), people)
