"""A sheet of contributions, as spreadsheets save it: rows read and every fault named with its line; nothing else.

Decimals are marked by a comma or by a point, the same in the whole file: a file that mixes both, or that never tells
(« 1.250 » everywhere), is refused rather than guessed.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.text import fold
from commun.core.sheets import Unreadable, bare_cell, rows_of
from commun.value import quantities

MOST_LINES, MOST_BYTES = 500, 500_000
_HEADS: dict[str, set[str]] = {
    "day": {"date", "jour", "day", "le"},
    "kind": {"sorte", "sorte de contribution", "kind", "kind of contribution", "type"},
    "quantity": {"quantite", "quantity", "combien", "nombre"},
    "person": {"personne", "person", "qui", "nom"},
    "work": {"travail commun", "travail", "joint work", "work", "projet"},
    "words": {"en quelques mots", "mots", "in a few words", "words", "libelle", "description", "note"},
}
_FRENCH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEEDED = gettext_lazy("The first line must name the columns: at least “date”, “sorte” and “quantité”.")


@dataclass(frozen=True)
class Row:
    """One line of the sheet: cells as they were written, the day already read; ``problem`` when it was not."""

    number: int
    day: dt.date | None
    kind: str
    quantity: str
    person: str = ""
    work: str = ""
    words: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Sheet:
    """The rows, and which sign marks decimals in them (empty when none has any)."""

    rows: Sequence[Row]
    decimal: str


def read(content: bytes) -> Sheet:
    """Read the sheet. Raises Unreadable for what is no such sheet, is too long, or whose decimals cannot be told."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This file is too big: 500 lines at most."))
    found = rows_of(content)
    if not found:
        raise Unreadable(_("This file is empty."))
    places = _places(found[0][1])
    if not {"day", "kind", "quantity"} <= places.keys():
        raise Unreadable(_NEEDED)
    if len(found) > MOST_LINES + 1:
        raise Unreadable(_("This file is too long: 500 lines at most."))
    rows = [_row(number, cells, places) for number, cells in found[1:]]
    return Sheet(rows, _decimal(rows))


def _places(heads: Sequence[str]) -> dict[str, int]:
    """The column of each thing, by its heading."""
    folded = [fold(bare_cell(head)) for head in heads]
    found = {name: [place for place, head in enumerate(folded) if head in known] for name, known in _HEADS.items()}
    return {name: places[0] for name, places in found.items() if places}


def _row(number: int, cells: Sequence[str], places: dict[str, int]) -> Row:
    def cell(name: str) -> str:
        place = places.get(name)
        return bare_cell(cells[place]) if place is not None and place < len(cells) else ""

    day = day_of(cell("day"))
    problem = "" if day else _("Write the day as 2026-03-15 or 15/03/2026.")
    named: dict[str, Any] = {name: cell(name) for name in ("kind", "quantity", "person", "work", "words")}
    return Row(number, day, **named, problem=problem)


def day_of(text: str) -> dt.date | None:
    """« 2026-03-15 » or « 15/03/2026 »; None for anything else, and for a day that no calendar has."""
    french = _FRENCH_DAY.fullmatch(text)
    try:
        if french:
            return dt.date(int(french[3]), int(french[2]), int(french[1]))
        return dt.date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


def _decimal(rows: Iterable[Row]) -> str:
    """The sign that marks decimals in the whole file. Raises Unreadable when it is not one, or cannot be told."""
    lines: dict[str, int] = {}
    unsure = 0
    for row in rows:
        marks = quantities.marks_of(row.quantity)
        if len(marks) == 2:
            unsure = unsure or row.number
        for mark in marks if len(marks) == 1 else ():
            lines.setdefault(mark, row.number)
    if len(lines) == 2:
        said = _("Line %(comma)d marks decimals with a comma, line %(point)d with a point: use the same everywhere.")
        raise Unreadable(said % {"comma": lines[","], "point": lines["."]})
    if unsure and not lines:
        said = _("Line %(line)d can be read in two ways (thousands or decimals): write two decimals at most.")
        raise Unreadable(said % {"line": unsure})
    return next(iter(lines), "")
