"""Reading a list of people to invite: a CSV file as spreadsheets write it, every fault named with its line."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from commun.algo.text import fold
from commun.core.sheets import Unreadable, rows_of

MOST_LINES = 500
MOST_BYTES = 300_000
LONGEST_NAME, LONGEST_EMAIL = 120, 254
_EMAIL_HEADS = {"email", "e-mail", "mail", "courriel", "adresse", "adresse mail", "adresse e-mail", "adresse email"}
_NAME_HEADS = {"nom", "name", "prenom et nom", "nom et prenom", "prenom nom", "nom prenom", "personne"}
_FIRST_NAME_HEADS = {"prenom", "first name", "firstname"}


@dataclass(frozen=True)
class Line:
    """One line of the file; ``problem`` is a sentence when it cannot be used."""

    number: int
    name: str
    email: str
    problem: Any = ""


def read(content: bytes) -> list[Line]:
    """The lines of a CSV file (UTF-8 or Windows; separated by ; , or tab; with or without headings).

    Empty lines are skipped. Raises Unreadable for what is not such a file or is too long.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This file is too big: 500 people at most."))
    rows = rows_of(content)
    if not rows:
        raise Unreadable(_("This file is empty."))
    if len(rows) > MOST_LINES + 1:
        raise Unreadable(_("This file is too long: 500 people at most."))
    places = _places(rows[0][1])
    body = rows[1:] if places is not None else rows
    return _checked((number, *_cells(row, places or (0, 1, None))) for number, row in body)


def _places(row: Sequence[str]) -> tuple[int | None, int, int | None] | None:
    """Columns of (name, e-mail, first name) when the row holds headings, else None."""
    heads = [fold(cell.strip().strip("*")) for cell in row]
    email = next((place for place, head in enumerate(heads) if head in _EMAIL_HEADS), None)
    if email is None:
        return None
    name = next((place for place, head in enumerate(heads) if head in _NAME_HEADS), None)
    first_name = next((place for place, head in enumerate(heads) if head in _FIRST_NAME_HEADS), None)
    return name, email, first_name


def _cells(row: Sequence[str], places: tuple[int | None, int, int | None]) -> tuple[str, str]:
    def cell(place: int | None) -> str:
        return " ".join(row[place].split()) if place is not None and place < len(row) else ""

    name, email = " ".join(filter(None, [cell(places[2]), cell(places[0])])), cell(places[1])
    # A single column, or columns the other way round: the address is the cell with the @.
    if "@" not in email:
        found = next((" ".join(other.split()) for other in row if "@" in other), "")
        if found:
            name, email = ("" if name == found else name) or email, found
    return name, email.lower().removeprefix("mailto:")


def _checked(rows: Iterable[tuple[int, str, str]]) -> list[Line]:
    seen: dict[str, int] = {}
    lines: list[Line] = []
    for number, name, email in rows:
        problem: Any = _problem(name, email)
        if not problem and email in seen:
            problem = _("Same address as line %(line)d.") % {"line": seen[email]}
        seen.setdefault(email, number)
        lines.append(Line(number, name, email, problem))
    return lines


def _problem(name: str, email: str) -> Any:
    if not email:
        return _("No e-mail address.")
    if len(name) > LONGEST_NAME:
        return _("This name is too long.")
    try:
        validate_email(email)
    except ValidationError:
        return _("This e-mail address is not valid.")
    return _("This e-mail address is not valid.") if len(email) > LONGEST_EMAIL else ""


def write(people: Iterable[tuple[str, str]]) -> str:
    """The same people as text, to carry them from the preview to the confirmation."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows([("nom", "email"), *people])
    return out.getvalue()
