"""The words that a message marks with « # », as people do to find them again."""

import re
import unicodedata
from typing import Final

MOST, LONGEST = 10, 40
# An address holds « # » for other reasons, and « #3 » is a number; a mark follows a space, a line or an opening sign.
_ADDRESS: Final = re.compile(r"\b(?:https?://|www\.|mailto:)\S+", re.IGNORECASE)
_MARK: Final = re.compile(r"(?:(?<=[\s(\[«“\"'’,;:.!?…\u00a0\u202f])|^)#([^\W_][\w-]{1,60})", re.MULTILINE)


def tags_of(*texts: str) -> tuple[str, ...]:
    """The marks of some texts, without « # », small letters, each once, the first ones; what is no word is none.

    >>> tags_of("Qui vient ? #Fête-été #devis", "voir https://a.fr/#menu et #42")
    ('fête-été', 'devis')
    """
    found: dict[str, None] = {}
    for text in texts:
        for mark in _MARK.findall(_ADDRESS.sub(" ", unicodedata.normalize("NFC", text))):
            word = mark.strip("-_").casefold()
            if 2 <= len(word) <= LONGEST and re.search(r"[^\W\d_]", word):
                found[word] = None
    return tuple(found)[:MOST]
