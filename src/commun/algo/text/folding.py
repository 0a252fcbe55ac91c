"""Plain forms of French text: without accents, for comparing, and the key of alphabetical order."""

import re
import unicodedata

_LETTERS = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
_APOSTROPHES = dict.fromkeys("’ʼ‘‛′´`＇", "'")
_SPACES = dict.fromkeys("\u00a0\u202f\u2007\u2009\u2002\u2003\u200a", " ")
_HYPHENS = dict.fromkeys("\u2010\u2011\u2012\u2212", "-")
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_MEND = str.maketrans({**_APOSTROPHES, **_SPACES, **_HYPHENS, **_INVISIBLE})
_FOLD = str.maketrans({**_LETTERS, **_APOSTROPHES, **_SPACES, **_HYPHENS, **_INVISIBLE})
_BROKEN_LINE = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad][ \t]*\r?\n[ \t]*(?=[^\W\d_A-ZÀ-Þ])")
_NOT_WORD = re.compile(r"[\W_]+")


def mend(text: str) -> str:
    """Repair typography without changing words: apostrophes, spaces, soft hyphens, words cut by a PDF line.

    >>> mend("la facilita-\\nteur d’une\\u00a0liste")
    "la facilitateur d'une liste"
    """
    text = rejoin(text)
    return text if text.isascii() else text.translate(_MEND)


def rejoin(text: str) -> str:
    """Put together the words that a PDF cut at the end of a line; nothing else changes."""
    return _BROKEN_LINE.sub("", text) if "\n" in text else text


def fold(text: str) -> str:
    """Lower case, without accents, ligatures opened, typography made plain.

    >>> fold("Chef-d’Œuvre ÉTÉ")
    "chef-d'oeuvre ete"
    """
    text = mend(text)
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLD))
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return kept.lower().translate(_FOLD)


def sort_key(text: str) -> str:
    """Key whose plain code-point order is French alphabetical order.

    Letters first, word by word, then accents read from the end as dictionaries do (cote, côte, coté, côté),
    then lower case before upper case. Store it and sort by it with the "C" collation.

    >>> sorted(["été", "Zoé", "côté", "coté", "côte", "cote", "etage", "œuf"], key=sort_key)
    ['cote', 'côte', 'coté', 'côté', 'etage', 'été', 'œuf', 'Zoé']
    """
    plain = mend(unicodedata.normalize("NFC", text)).strip()
    primary = _NOT_WORD.sub(" ", fold(plain)).strip()
    letters = [char for char in plain if char.isalnum()]
    accents = "".join(_accent_weight(char) for char in reversed(letters)).rstrip("0")
    cases = "".join("1" if char.isupper() else "0" for char in letters).rstrip("0")
    return "\t".join((primary, accents, cases, plain))


def _accent_weight(char: str) -> str:
    """One digit or more that orders accents: none, acute, grave, circumflex, diaeresis, others, ligatures."""
    if char.isascii():
        return "0"
    if char in _LETTERS:
        return "7"
    marks = unicodedata.normalize("NFD", char)[1:2]
    return {"": "0", "\u0301": "1", "\u0300": "2", "\u0302": "3", "\u0308": "4"}.get(marks, "5")
