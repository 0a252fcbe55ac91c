"""Put back the letters that a bad conversion replaced by U+FFFD (a quarter of old award titles have some)."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import product

from commun.algo.text.folding import fold

LOST = "\ufffd"
_WORD = re.compile(r"[^\W_]+")
_DAMAGED = re.compile(rf"[^\W_{LOST}]*{LOST}+[^\W_{LOST}]*(?:{LOST}+[^\W_{LOST}]*)*")
_ELIDED = re.compile(rf"((?:jusqu|lorsqu|qu|[cdjlmnst])){LOST}+(.+)", re.IGNORECASE)
# What French loses most, folded, commonest first: é è ê ë, à â, ô, î ï, ç, ù û, ée, œ.
_LETTERS = ("e", "a", "o", "i", "c", "u", "ee", "oe")
_MOST_HOLES = 3


class LostAccents:
    """Knows the words of clean texts, most frequent first, and recognises them in damaged text.

    The texts are read at the first damaged one: most sets have none.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._plain: Counter[str] = Counter()
        self._known: dict[str, str] = {}
        self._told: dict[str, str] = {}

    def _read(self) -> None:
        accented: Counter[str] = Counter()
        for text in self._texts:
            for word in _WORD.findall(text.lower()):
                if not word.isascii():
                    accented[word] += 1
                elif len(word) > 2:
                    self._plain[word] += 1
        for word, count in sorted(accented.items(), key=lambda item: (-item[1], item[0])):
            folded = fold(word)
            self._known.setdefault(_damage(word), folded)
            self._plain[folded] += count
        self._texts = ()

    def repair(self, text: str) -> str:
        """The text with its damaged words written again, folded.

        A word met with its accents comes first, then one met without ("RENOVATION"), then an elision or a
        lost quotation mark; what nobody knows gets an "e", which four lost letters in five were.

        >>> LostAccents(["rénovation énergétique", "HOTEL"]).repair("R\ufffdnovation de l\ufffdh\ufffdtel cach\ufffd")
        "renovation de l'hotel cache"
        """
        if LOST not in text:
            return text
        if self._texts:
            self._read()
        return _DAMAGED.sub(lambda found: self._word(re.sub(f"{LOST}+", LOST, found[0].lower())), text)

    def _word(self, word: str) -> str:
        told = self._told.get(word)
        if told is None:
            told = self._told[word] = self._recognised(word) or self._guessed(word)
        return told

    def _recognised(self, word: str) -> str:
        """The word as it was met in a clean text, '' when it was not."""
        holes = word.count(LOST)
        if word in self._known or not 0 < holes <= _MOST_HOLES:
            return self._known.get(word, "")
        pattern = word.replace(LOST, "{}")
        filled = [pattern.format(*letters) for letters in product(_LETTERS, repeat=holes)]
        best = max(filled, key=lambda one: self._plain[one])
        return best if self._plain[best] else ""

    def _guessed(self, word: str) -> str:
        bare = word.strip(LOST)
        if not bare or bare in self._plain:
            return bare or word
        elided = _ELIDED.fullmatch(word)
        if elided:
            for rest in (elided[2], self._recognised(elided[2]), self._recognised(LOST + elided[2])):
                if rest in self._plain:
                    return f"{elided[1]}'{rest}"
        return self._recognised(bare) or word.replace(LOST, "e")


def _damage(word: str) -> str:
    return re.sub(f"{LOST}+", LOST, "".join(char if char.isascii() else LOST for char in word))
