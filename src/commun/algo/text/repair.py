"""Put back the letters that a bad conversion replaced by U+FFFD (a quarter of old award titles have some)."""

import re
from collections import Counter
from collections.abc import Iterable

from commun.algo.text.folding import fold

LOST = "\ufffd"
_WORD = re.compile(r"[^\W_]+")
_DAMAGED = re.compile(rf"[^\W_{LOST}]*{LOST}+[^\W_{LOST}]*(?:{LOST}+[^\W_{LOST}]*)*")
_ELIDED = re.compile(rf"((?:jusqu|lorsqu|qu|[cdjlmnst])){LOST}+(.+)", re.IGNORECASE)


class LostAccents:
    """Knows accented words, most frequent first, and recognises them in damaged text."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        for text in texts:
            if not text.isascii():
                counts.update(word for word in _WORD.findall(text.lower()) if not word.isascii())
        self._known: dict[str, str] = {}
        for word, _count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            if LOST not in word:
                self._known.setdefault(_damage(word), fold(word))

    def repair(self, text: str) -> str:
        """The text with damaged words it recognises written again (folded); others keep their hole.

        >>> LostAccents(["rénovation énergétique"]).repair("R\ufffdnovation de l\ufffdh\ufffdtel")
        "renovation de l'h\ufffdtel"
        """
        if LOST not in text:
            return text
        return _DAMAGED.sub(lambda found: self._word(found[0]), text)

    def _word(self, word: str) -> str:
        lowered = re.sub(f"{LOST}+", LOST, word.lower())
        if lowered in self._known:
            return self._known[lowered]
        elided = _ELIDED.fullmatch(lowered)
        if elided:
            return f"{elided[1]}'{self._known.get(elided[2], elided[2])}"
        return self._known.get(lowered.strip(LOST), word)


def _damage(word: str) -> str:
    return re.sub(f"{LOST}+", LOST, "".join(char if char.isascii() else LOST for char in word))
