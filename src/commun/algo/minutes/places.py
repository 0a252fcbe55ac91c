"""Under which point of the agenda each line of a pad falls: words are compared, nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from commun.algo.minutes.lines import HEADING, NOTE, Line
from commun.algo.text import fold, stems

# Half of the words of two titles together: « Point sur le budget » goes to « Budget », not to « Fête ».
ENOUGH = 0.5
LONGEST_TITLE = 200
DEEPEST = 6
_NUMBER = re.compile(r"^\W*(?:point\s+)?(?:\d+|[ivx]+)\s*[.):/-]\s*|^point\s+\d+\s+")
_LENGTH = re.compile(r"[([]?\b\d+\s*(?:minutes|min|mn|')(?!\w)[)\]]?")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Placed:
    """A line and the place of its point among the titles, None for what is of no point.

    ``is_title``: the line only says the point's title again; the point itself says it.
    """

    line: Line
    point: int | None
    is_title: bool = False


def place(lines: Sequence[Line], titles: Sequence[str]) -> list[Placed]:
    """Each line under the point that the last heading names.

    A heading like no title: under the point above when it is deeper than the heading of that point, else of no point.
    A line without a heading's mark counts as a heading when it says exactly a title. Of titles as near, the first.
    """
    known = [(_bare(title), frozenset(stems(title))) for title in titles]
    point, level = None, DEEPEST
    found = []
    for line in lines:
        is_heading = line.kind == HEADING
        match = _exact(line, known) if is_heading or line.kind == NOTE else None
        is_title = match is not None
        if match is None and is_heading:
            match = _nearest(line, known)
        if match is not None:
            point, level = match, line.level or level
        elif is_heading and line.level <= level:
            point, level = None, line.level
        found.append(Placed(line, point, is_title))
    return found


def _exact(line: Line, known: Sequence[tuple[str, frozenset[str]]]) -> int | None:
    if len(line.text) > LONGEST_TITLE:
        return None
    wanted = _bare(line.text)
    return next((index for index, (title, _words) in enumerate(known) if title and title == wanted), None)


def _nearest(line: Line, known: Sequence[tuple[str, frozenset[str]]]) -> int | None:
    words = frozenset(stems(line.text[:LONGEST_TITLE]))
    best, found = 0.0, None
    for index, (_title, others) in enumerate(known):
        common = len(words & others)
        if not common:
            continue
        likeness = common / len(words | others)
        # One says the other and more: « Budget » and « Le budget de la fête de printemps ».
        if common < min(len(words), len(others)) and likeness < ENOUGH:
            continue
        if likeness > best:
            best, found = likeness, index
    return found


def _bare(title: str) -> str:
    """A title as it is compared: without its number, its minutes, accents, signs."""
    return _NOT_WORD.sub(" ", _LENGTH.sub(" ", _NUMBER.sub("", fold(title)))).strip()
