"""What a subject is about: without the marks that answers, forwards and lists pile up in front of it."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

# French programs write « RE : », « TR : », « Rép : », « Réf : »; others « AW: », « Antw: », « SV: », « Fwd: ».
_MARK: Final = re.compile(
    r"\s*(?:(?:re|r[ée]p|r[ée]f|tr|fw|fwd|aw|wg|antw|sv|vs|rv|res|enc|i)\.?\s?(?:\[\d+\]|\(\d+\))?\s?[:：]|"
    r"\[[^\[\]]{1,40}\])\s*",
    re.IGNORECASE,
)
_ANSWER: Final = re.compile(
    r"\s*(?:\[[^\[\]]{1,40}\]\s*)*(?:re|r[ée]p|aw|antw|sv)\.?\s?(?:\[\d+\])?\s?[:：]", re.IGNORECASE
)


_FORWARD: Final = re.compile(r"\s*(?:\[[^\[\]]{1,40}\]\s*)*(?:tr|fw|fwd|wg|rv|i)\s?[:：]", re.IGNORECASE)


def base_of(subject: str) -> str:
    """The subject without marks in front, folded, to compare. Empty when there is nothing else."""
    words = unicodedata.normalize("NFC", " ".join(subject.split()))
    while (found := _MARK.match(words)) and found.end() < len(words):
        words = words[found.end() :]
    return words.casefold()


def shown(subject: str, own: Collection[str] | None = None) -> str:
    """The subject as a thread shows it: marks in front dropped, its own letters kept.

    ``own``: the words in brackets that its list puts there (small letters); others are its author's and stay. None:
    whatever stands in brackets is a list's. Nothing is left of « Re: » alone.
    """
    words = " ".join(subject.split())
    while found := _MARK.match(words):
        mark = found[0].strip()
        if found.end() == len(words) and mark.startswith("["):
            break
        if own is not None and mark.startswith("[") and mark[1:-1].strip().casefold() not in own:
            break
        words = words[found.end() :]
    return words.strip()


def is_forward(subject: str) -> bool:
    """Says that it passes on what somebody else wrote (« TR : », « Fwd: »)."""
    return _FORWARD.match(subject) is not None


def is_answer(subject: str) -> bool:
    """Says that it answers (« Re: », « RE : », « Rép. »)."""
    return _ANSWER.match(subject) is not None
