"""A person's face: initials on a colour drawn from the name. Never a photo."""

import re
import zlib
from dataclasses import dataclass
from typing import Any

COLOURS = 6
_LITTLE_WORDS = {"de", "du", "des", "la", "le", "les", "d", "l"}


@dataclass(frozen=True)
class Face:
    """What the component draws."""

    name: str
    initials: str
    colour: int


def face_of(person: Any) -> Face:
    """The face of a person object (its ``name``, else its text) or of a bare name."""
    name = str(getattr(person, "name", person)).strip()
    return Face(name=name, initials=initials(name), colour=zlib.crc32(name.casefold().encode()) % COLOURS)


def initials(name: str) -> str:
    """At most two letters: « Maya Diallo » MD, « Jean-Luc de la Tour » JT, one word gives one letter."""
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word.casefold() not in _LITTLE_WORDS]
    if not words:
        return name.strip()[:1].upper() or "?"
    letters: str = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()
