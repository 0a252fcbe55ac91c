"""A filled form: sections with a letter, fields, boxes, grids, words."""

from collections.abc import Sequence
from dataclasses import dataclass

TO_FILL = "à compléter"


@dataclass(frozen=True)
class Field:
    """A name with what is known; empty: to be filled by hand."""

    name: str
    value: str = ""

    @property
    def shown(self) -> str:
        """What stands on the paper."""
        return self.value or f"……… ({TO_FILL})"


@dataclass(frozen=True)
class Box:
    """A box to tick; None: nobody has said."""

    text: str
    is_ticked: bool | None = None

    @property
    def shown(self) -> str:
        """The box, then its words."""
        return f"[{'X' if self.is_ticked else ' '}] {self.text}"


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Grid:
    """Rows under heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Field | Box | Words | Grid


@dataclass(frozen=True)
class Section:
    """« A - Identification de l'acheteur » and what it holds."""

    letter: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Sheet:
    """A form: its code, its title, whom it is about, its sections in order."""

    code: str
    title: str
    about: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Gap:
    """Something to be filled by hand."""

    code: str
    letter: str
    name: str


def gaps(sheet: Sheet) -> list[Gap]:
    """What is still to be filled, section by section; a group of boxes where none is ticked counts once."""
    found = []
    for section in sheet.sections:
        fields = [part for part in section.parts if isinstance(part, Field)]
        found += [Gap(sheet.code, section.letter, part.name) for part in fields if not part.value]
        boxes = [part for part in section.parts if isinstance(part, Box)]
        if boxes and all(box.is_ticked is None for box in boxes):
            found.append(Gap(sheet.code, section.letter, boxes[0].text))
    return found


def lettered(*sections: tuple[str, Sequence[Part]]) -> tuple[Section, ...]:
    """Sections A, B, C ... in order."""
    return tuple(Section(chr(ord("A") + rank), title, tuple(parts)) for rank, (title, parts) in enumerate(sections))


def euros(cents: int | None) -> str:
    """« 12 345,60 € », or nothing."""
    if cents is None:
        return ""
    whole = f"{cents // 100:,}".replace(",", "\u202f")
    return f"{whole},{cents % 100:02}\u00a0€"


def spaced(siren: str) -> str:
    """A SIREN by threes."""
    return "\u00a0".join(siren[at : at + 3] for at in range(0, len(siren), 3))
