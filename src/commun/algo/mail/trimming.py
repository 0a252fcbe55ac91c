"""What the author of a reply wrote, apart from what they quote (the original always stays one click away).

The shape of the mail, one letter a line, decides; the rules are those of good hand trimming: a quote that ends the mail
goes, answers written between the lines of a quote stay with it, and a mail is never emptied.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from commun.algo.mail.lines import Kind, Line, plain, read

_DROPPED = (Kind.RULE, Kind.SIGNED)
_SIGNATURE = "-- "
_LONGEST_SIGNATURE = 12
# No person writes that many: a heavier mail must not hold the others up.
_MOST_LINES = 20_000
_GREETING = re.compile(r"\s*(?:bonjour|bonsoir|salut|coucou|hello|hi|dear|cher|ch[èe]re|chers)\b.{0,40}", re.IGNORECASE)


@dataclass(frozen=True)
class Trimmed:
    """The author's own words, and what was left out of them."""

    said: str
    rest: str


def trim(text: str) -> Trimmed:
    """Split a reply, given as plain text. ``said`` is empty of an empty text only. Lines after the 20,000th: rest."""
    *first, after = text.split("\n", _MOST_LINES)
    whole, after = (text, "") if len(first) < _MOST_LINES else ("\n".join(first), after)
    lines = _without_signature(read(whole))
    kept = [line for line in lines if line.kind not in _DROPPED]
    kept, rest = _cut_at_marker(kept)
    kept = [Line("", Kind.EMPTY) if line.kind is Kind.MARKER else line for line in kept]
    kept, more = _cut_at_headers(kept)
    kept = [line for line in kept if line.kind is not Kind.HEADER]
    kept = _without_last_quote(kept)
    said = _joined(kept)
    if not said:
        return Trimmed(text.strip(), "")
    return Trimmed(said, "\n".join([_joined([*more, *rest]), after]).strip())


def _without_signature(lines: list[Line]) -> list[Line]:
    """Without what follows « -- », the mark of a signature (RFC 3676, 4.3), as far as a quote."""
    for at, line in enumerate(lines):
        if line.kind is Kind.RULE and line.text == _SIGNATURE and _shape(lines[:at]).strip("er"):
            end = at + 1
            while end < len(lines) and lines[end].kind not in (Kind.MARKER, Kind.QUOTE):
                end += 1
            if end - at <= _LONGEST_SIGNATURE:
                return lines[:at] + lines[end:]
    return lines


def _cut_at_marker(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """What stands before « Le ..., Léa a écrit : », when the mail ends with what it announces."""
    for pattern in (r"te*m[^q]*$", r"te*m[eqmh]*[te]*$"):
        found = re.search(pattern, _shape(lines))
        if found is None:
            continue
        cut = found.start() + 1
        if not _answers_below(lines[:cut], lines[cut:]):
            return lines[:cut], lines[cut:]
    return lines, []


def _answers_below(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Only a greeting stands above the quote: the answer is below it."""
    words = [line for line in before if line.kind is Kind.TEXT]
    shape = _shape(after)
    is_below = "q" in shape and "t" in shape[shape.rindex("q") :]
    return is_below and len(words) == 1 and _GREETING.fullmatch(plain(words[0].text)) is not None


def _cut_at_headers(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """What stands before three headers of a mail (« De : », « Envoyé : », « À : », « Objet : »)."""
    shape = _shape(lines)
    # A header may run over several lines.
    wide = re.search(r"h+[hte]+h+e", shape)
    if wide is not None:
        shape = shape[: wide.start()] + "h" * (wide.end() - wide.start()) + shape[wide.end() :]
        lines = [Line(line.text, Kind(letter)) for line, letter in zip(lines, shape, strict=True)]
    found = re.search(r"t[eq]*h{3,}", shape)
    if found is None:
        return lines, []
    return lines[: found.start() + 1], lines[found.start() + 1 :]


def _without_last_quote(lines: list[Line]) -> list[Line]:
    shape = _shape(lines)
    if "t" not in shape:
        return lines
    return lines[: len(shape.rstrip("eq"))]


def _shape(lines: Sequence[Line]) -> str:
    return "".join(line.kind.value for line in lines)


def _joined(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines).strip()
