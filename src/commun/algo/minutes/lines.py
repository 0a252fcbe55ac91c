"""The lines of a pad: bullets taken off, headings, and those that say that they are a decision or an action."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commun.algo.text import fold

NOTE, HEADING, DECISION, ACTION, RULE = "note", "heading", "decision", "action", "rule"
LONGEST = 1000
# « Décision n° 12 : », « **À faire** : », « Action @Lucie : »: what stands before the colon is short.
LONGEST_LABEL = 40
_LABELS = {
    "decision": DECISION, "decisions": DECISION, "decide": DECISION, "on decide": DECISION, "decision prise": DECISION,
    "action": ACTION, "actions": ACTION, "a faire": ACTION, "todo": ACTION, "to do": ACTION, "tache": ACTION,
}  # fmt: skip
_END = re.compile(r"\r\n|\r|\n")
_MARKS = re.compile(r"\s*(?:(?:[-*+•◦▪‣·–—>]|\[ \])\s+)*")
_HEADING = re.compile(r"\s*(#{1,6})\s+(?=\S)")
_RULE = re.compile(r"\s*(?:=+|[-*_](?:\s*[-*_]){2,})\s*")
_TRAIL = re.compile(r"\s*\(([^()]*)\)[\s.*_]*$")
_WHO = re.compile(r"@\s?([^\W\d_][\w'’-]*(?: [A-ZÀ-ÖØ-Þ][\w'’-]*)*)")
_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?\b")
_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
           "decembre")  # fmt: skip
_LINKS = re.compile(r"\b(?:pour|avant|d'ici|au plus tard|le|et)\b|[\W_]")
_NAMED_MONTH = "|".join(_MONTHS).replace("fe", "f[eé]").replace("ou", "o[uû]").replace("de", "d[eé]")
_DAY_IN_WORDS = re.compile(rf"\b(\d{{1,2}})(?:er)?\s({_NAMED_MONTH})(?:\s(\d{{4}}))?\b", re.IGNORECASE)
# « acheter les vis @Lucie pour le 12/12 »: who and when at the end, without a parenthesis.
_LAST_WHO = re.compile(rf"[\s,]+{_WHO.pattern}[\s.*_]*$")
_LAST_DAY = re.compile(
    rf"[\s,]+(?:pour|avant|d['’]ici|au plus tard)(?:\sle)?\s(?:{_DAY.pattern}|{_DAY_IN_WORDS.pattern})[\s.*_]*$",
    re.IGNORECASE,
)
# « avec @Lucie »: the name belongs to what is to do.
_TIED = re.compile(r"\b(?:avec|et|ou|à|a|de|chez|par|pour)$", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One line: ``marks`` were before its ``text``; ``said`` is the text without its label; ``short``, of an action,
    is what is said without who and when at its end, in a parenthesis or not.

    ``level`` is that of a heading (1 to 6), else 0; of an action, ``who`` is the first name said and ``others`` the
    next ones, ``due_said`` the words of its day and ``due_on`` that day, None when there is no such day.
    """

    marks: str
    text: str
    kind: str = NOTE
    level: int = 0
    said: str = ""
    short: str = ""
    who: str = ""
    others: tuple[str, ...] = ()
    due_said: str = ""
    due_on: dt.date | None = None


def read(pad: str, *, today: dt.date) -> list[Line]:
    """The lines of a pad that are not empty, in order; a date without a year is the next such day from ``today``.

    A line longer than ``LONGEST`` signs is cut, at a space when there is one: nothing is lost.
    """
    found: list[Line] = []
    before = ""
    for raw in _END.split(pad):
        if _RULE.fullmatch(raw):
            if before and found[-1].kind == NOTE and set(raw.strip()) in ({"="}, {"-"}):
                # Underlined: the line just before was a heading.
                found[-1] = replace(found[-1], kind=HEADING, level=1 if "=" in raw else 2)
            found.append(Line(marks=raw.strip(), text="", kind=RULE))
        elif raw.strip():
            found += _read_line(raw, today)
        before = raw.strip()
    return found


def said_of(text: str) -> str:
    """What a line says without its label."""
    return _labelled(text)[1]


def _read_line(raw: str, today: dt.date) -> Iterator[Line]:
    heading = _HEADING.match(raw)
    start = heading.end() if heading else _marks_end(raw)
    marks, text = raw[:start].strip(), raw[start:].strip()
    if heading:
        text, closing = _closing(text)
        if len(text) > LONGEST:
            yield from _cut(marks, text)
        else:
            yield Line(marks=marks, text=text, kind=HEADING, level=len(heading[1]), said=text)
        if closing:
            yield Line(marks=closing, text="", kind=RULE)
        return
    if len(text) > LONGEST:
        yield from _cut(marks, text)
        return
    kind, said = _labelled(text)
    if kind == NOTE and marks.endswith("[ ]"):
        kind = ACTION
    if kind != ACTION:
        yield Line(marks=marks, text=text, kind=kind, said=said)
        return
    names = _names(text)
    due_said, due_on = _day(text, today)
    yield Line(
        marks=marks,
        text=text,
        kind=kind,
        said=said,
        short=_short(said, is_alone=len(names) < 2),
        who=names[0] if names else "",
        others=tuple(names[1:]),
        due_said=due_said,
        due_on=due_on,
    )


def _names(text: str) -> list[str]:
    """The people that a line names, once each, in order."""
    return list(dict.fromkeys(name.strip() for name in _WHO.findall(text)))


def _marks_end(raw: str) -> int:
    """Where the words begin; a line made of marks alone keeps them as its words."""
    found = _MARKS.match(raw)
    end = found.end() if found else 0
    return end if end < len(raw.rstrip()) else 0


def _closing(text: str) -> tuple[str, str]:
    """« ## Budget ## »: the signs that close a heading are apart."""
    kept = text.rstrip("#").rstrip()
    return (kept, text[len(kept) :].strip()) if kept else (text, "")


def _labelled(text: str) -> tuple[str, str]:
    """The kind that the label before the colon says, and what follows it."""
    head, colon, rest = text[:LONGEST_LABEL].partition(":")
    said = text[len(head) + 1 :].strip().lstrip("*_").strip()
    if not colon or not said:
        return NOTE, text
    label = " ".join(re.sub(r"@.*|n\s?°\s*\d+|\d+|[*_>]", " ", fold(head)).split())
    kind = _LABELS.get(label, NOTE)
    return (kind, said) if kind != NOTE else (NOTE, text)


def _short(said: str, *, is_alone: bool) -> str:
    """Without who and when at the end; of two people named, both stay in the words: only one is the owner."""
    while True:
        kept = _without_last(said, is_alone)
        if not kept or kept == said:
            return said
        said = kept


def _without_last(said: str, is_alone: bool) -> str:
    """Without the last thing that only tells who or when, if there is one."""
    day, name, trail = _LAST_DAY.search(said), _LAST_WHO.search(said), _TRAIL.search(said)
    if day:
        return said[: day.start()]
    if name and is_alone and not _TIED.search(said[: name.start()]):
        return said[: name.start()]
    if trail and (is_alone or "@" not in trail[1]):
        rest = _DAY_IN_WORDS.sub(" ", _DAY.sub(" ", fold(_WHO.sub(" ", trail[1]))))
        if rest != fold(trail[1]) and not _LINKS.sub("", rest):
            return said[: trail.start()].strip()
    return said


def _cut(marks: str, text: str) -> Iterator[Line]:
    """A text too long for one line, in several notes."""
    rest = text
    while rest:
        at = len(rest) if len(rest) <= LONGEST else rest.rfind(" ", LONGEST // 2, LONGEST + 1)
        at = at if at > 0 else LONGEST
        part, rest = rest[:at].strip(), rest[at:].strip()
        yield Line(marks=marks, text=part, said=part)
        marks = ""


def _day(text: str, today: dt.date) -> tuple[str, dt.date | None]:
    """The words of the first day that the text names, and that day if it exists."""
    figures, words = _DAY.search(text), _DAY_IN_WORDS.search(text)
    if figures:
        return figures[0], _date(int(figures[1]), int(figures[2]), figures[3] or "", today)
    if words:
        return words[0], _date(int(words[1]), _MONTHS.index(fold(words[2])) + 1, words[3] or "", today)
    return "", None


def _date(day: int, month: int, year: str, today: dt.date) -> dt.date | None:
    wanted = int(year) + (2000 if len(year) == 2 else 0) if year else today.year
    try:
        found = dt.date(wanted, month, day)
        return found if year or found >= today else found.replace(year=wanted + 1)
    except ValueError:
        return None
