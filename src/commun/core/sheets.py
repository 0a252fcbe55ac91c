"""Sheets that spreadsheets write and read: CSV in and out, without formulas, in one place for every room."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

# Signs that make a spreadsheet read a cell as a formula; a plain number that starts with one of them is only a number.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")


class Unreadable(Exception):
    """The file cannot be read at all; ``sentence`` says why."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def safe_cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and not _NUMBER.fullmatch(text) else text


def bare_cell(text: str) -> str:
    """The cell on one line, without the sign that ``safe_cell`` put before it."""
    kept = " ".join(text.replace("\x00", "").split())
    return kept[1:] if kept.startswith("'") and kept[1:].startswith(FORMULA_SIGNS) else kept


def written(headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    """A CSV that French spreadsheets open in one click: with its mark of UTF-8, semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_cell(head) for head in headers])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def rows_of(content: bytes) -> list[tuple[int, list[str]]]:
    """Each row that is not empty with the number of its line (UTF-8 or Windows; separated by ; , or tab).

    Raises Unreadable.
    """
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unreadable(_("This file cannot be read: check its quotation marks.")) from error


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise Unreadable(_("This is not a CSV file: save the sheet as “CSV” first."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
