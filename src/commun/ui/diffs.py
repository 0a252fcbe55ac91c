"""What changed between two texts, word by word."""

import difflib
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A run of text that is ``same``, ``added`` or ``removed``."""

    state: str
    text: str


# A figure with its point is one word: « 2.0 » became « 3.0 ».
_WORD = re.compile(r"\d+(?:[.,]\d+)+\s*|\w+\s*|[^\w\s]\s*|\s+")
# A word or two left between two changes are read with them: bits of sentences are hard to follow aloud.
FEWEST_SAME = 3


def words(before: str, after: str) -> list[Piece]:
    """Pieces that, without the added ones, give ``before`` and, without the removed ones, ``after``."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    opcodes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    pieces: list[Piece] = []
    removed = added = ""
    for place, (operation, a, b, c, d) in enumerate(opcodes):
        is_kept = operation == "equal" and (b - a >= FEWEST_SAME or place in {0, len(opcodes) - 1})
        if is_kept:
            pieces += [*_changed(removed, added), Piece("same", "".join(old[a:b]))]
            removed = added = ""
        else:
            removed, added = removed + "".join(old[a:b]), added + "".join(new[c:d])
    return [*pieces, *_changed(removed, added)]


def _changed(removed: str, added: str) -> list[Piece]:
    return [piece for piece in (Piece("removed", removed), Piece("added", added)) if piece.text]
