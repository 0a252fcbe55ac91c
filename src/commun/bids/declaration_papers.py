"""A filled form as a paper: PDF/UA and OpenDocument, in French, whatever the language of the page."""

import datetime as dt

from django.utils import translation

from commun.algo.declarations import Box, Field, Grid, Section, Sheet, Words
from commun.ui.papers import Column, Facts, Heading, Paper, Table, Text, printed
from commun.ui.papers.odt import printed_odt
from commun.ui.typography import french


def paper_of(sheet: Sheet, at: dt.datetime) -> Paper:
    """The paper; not signed."""
    parts: list[Text | Heading | Facts | Table] = []
    for section in sheet.sections:
        parts.append(Heading(french(f"{section.letter} – {section.title}")))
        parts += _parts(section)
    return Paper(
        title=french(f"{sheet.code} – {sheet.title}"),
        over=french(sheet.about),
        author="Commun",
        about=french(f"{sheet.code}, {sheet.about}"),
        foot=french(f"{sheet.code} – {sheet.about}. Rempli avec Commun, non signé."),
        seal=sheet.code,
        at=at,
        parts=parts,
    )


def _parts(section: Section) -> list[Text | Heading | Facts | Table]:
    """Fields that follow one another stand in one list of facts."""
    parts: list[Text | Heading | Facts | Table] = []
    pairs: list[tuple[str, str]] = []
    for part in section.parts:
        if isinstance(part, Field):
            pairs.append((french(part.name), french(part.shown)))
            continue
        if pairs:
            parts.append(Facts(tuple(pairs)))
            pairs = []
        parts.append(_part(part))
    return [*parts, Facts(tuple(pairs))] if pairs else parts


def _part(part: Box | Grid | Words) -> Text | Table:
    if isinstance(part, Grid):
        columns = [Column(french(head), 1) for head in part.heads]
        return Table(columns, [[french(cell) for cell in row] for row in part.rows])
    return Text(french(part.shown if isinstance(part, Box) else part.text))


def as_pdf(sheet: Sheet, at: dt.datetime) -> bytes:
    """The PDF."""
    with translation.override("fr"):
        return printed(paper_of(sheet, at))


def as_odt(sheet: Sheet, at: dt.datetime) -> bytes:
    """The text to be completed by hand."""
    return printed_odt(paper_of(sheet, at))
