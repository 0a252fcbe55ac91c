"""Sheets in and out: no formula, French spreadsheets, Windows letters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commun.core import sheets


@given(some.text())
def test_no_cell_starts_a_formula(text: str) -> None:
    cell = sheets.safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or re.fullmatch(r"-[0-9]+([.,][0-9]+)?", cell)


def test_a_number_below_zero_stays_a_number() -> None:
    assert [sheets.safe_cell(text) for text in ("-2,5", "-3", "-2+3", "-A1", "+1")] == [
        "-2,5", "-3", "'-2+3", "'-A1", "'+1",
    ]  # fmt: skip


@given(some.lists(some.text(some.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1), min_size=1))
def test_what_is_written_is_read_again(cells: list[str]) -> None:
    content = sheets.written(["a"] * len(cells), [cells]).encode()
    assert [sheets.bare_cell(cell) for cell in sheets.rows_of(content)[1][1]] == [
        sheets.bare_cell(one) for one in cells
    ]


@pytest.mark.parametrize(
    "content", ["é;è\n\nà;ç\n".encode(), "\ufeffé;è\n\nà;ç".encode(), "é;è\r\n\r\nà;ç".encode("cp1252")]
)
def test_utf8_and_windows_are_read_with_their_lines(content: bytes) -> None:
    assert sheets.rows_of(content) == [(1, ["é", "è"]), (3, ["à", "ç"])]


def test_a_sheet_that_is_no_text_is_refused() -> None:
    with pytest.raises(sheets.Unreadable):
        sheets.rows_of(b"PK\x03\x04\x00\x00")
