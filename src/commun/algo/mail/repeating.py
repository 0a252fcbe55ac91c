"""Whether the author of a mail wrote nothing in it: it holds only what it quotes of the message that it answers.

Nobody's words may be lost: whatever was changed, added or moved within the quote is the author's.
"""

import re
from collections.abc import Iterable, Sequence

from commun.algo.mail.lines import Kind, Line, kind_of, plain, read

_OPENS = (Kind.QUOTE, Kind.MARKER, Kind.HEADER)
_SAYS = (Kind.TEXT, Kind.QUOTE)
# What programs add, or take away, when they quote.
_QUOTED, _MARKS = re.compile(r"^[\s>]+"), re.compile(r"[\s<>]+")


def only_repeats(text: str, known: Iterable[str]) -> bool:
    """Whether nothing stands before the quote nor beside it, and what it says is, sign by sign, in order and without a
    gap, in one of the ``known`` texts. A mail without any quote says something.
    """
    lines = read(text)
    kinds = [line.kind for line in lines]
    start = next((at for at, kind in enumerate(kinds) if kind in _OPENS), len(kinds))
    if start == len(kinds) or Kind.TEXT in (kinds if Kind.QUOTE in kinds else kinds[:start]):
        return False
    quoted = _signs(lines)
    return bool(quoted) and any(quoted in _signs(read(one)) for one in known)


def _signs(lines: Sequence[Line]) -> str:
    """All that is said, without spaces, rules, marks of quotes and of devices."""
    rows = [_QUOTED.sub("", plain(line.text)) for line in lines if line.kind in _SAYS]
    return _MARKS.sub("", "".join(row for row in rows if kind_of(row) in _SAYS).casefold())
