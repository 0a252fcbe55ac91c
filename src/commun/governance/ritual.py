"""The ritual of a meeting: its parts, in an order and with minutes that the group chooses. Plain data, no database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from commun.core.errors import Refused
from commun.governance.models.meetings import Kind, Part

LONGEST_PART = 240
MOST_PARTS = 20
LONGEST_LABEL = 80
# The parts to which members may bring a point.
OPEN_PARTS = (Part.NEWS, Part.RESOURCES, Part.POINTS, Part.DECISIONS)
Step = dict[str, Any]
_USUAL = (
    (Part.INCLUSION, 10),
    (Part.NEWS, 15),
    (Part.RESOURCES, 15),
    (Part.POINTS, 45),
    (Part.DECISIONS, 10),
    (Part.ACTIONS, 15),
    (Part.CLOSING, 10),
)
_LIGHT = ((Part.INCLUSION, 10), (Part.POINTS, 60), (Part.CLOSING, 10))
# Minutes under which a meeting on its own has fewer parts.
SHORT, VERY_SHORT = 45, 15
_SHORTEST = (Part.INCLUSION, Part.POINTS, Part.ACTIONS, Part.CLOSING)


def usual(kind: str = Kind.WORKING) -> list[Step]:
    """The ritual a new series starts with; a convivial moment has a light one."""
    parts = _LIGHT if kind == Kind.CONVIVIAL else _USUAL
    return [{"part": part.value, "label": "", "minutes": minutes} for part, minutes in parts]


def fitted(kind: str, minutes: int) -> list[Step]:
    """The usual ritual in the minutes of a meeting on its own: its points take what the other parts leave them.

    A short meeting keeps the parts that nothing replaces; a very short one has its points only.
    """
    steps = usual(kind)
    if minutes < SHORT:
        kept = _SHORTEST if minutes >= VERY_SHORT else (Part.POINTS,)
        steps = [step for step in steps if step["part"] in kept]
    whole = length(steps)
    others = [step for step in steps if step["part"] != Part.POINTS]
    for step in others if minutes < whole else ():
        step["minutes"] = max(1, step["minutes"] * minutes // whole)
    for step in steps:
        if step["part"] == Part.POINTS:
            step["minutes"] = minutes - length(others)
    return steps


def label_of(step: Mapping[str, Any]) -> str:
    """The group's own name of a part, else the house's, with a capital."""
    name = str(step.get("label") or Part(step["part"]).label)
    return name[:1].upper() + name[1:]


def length(ritual: Iterable[Mapping[str, Any]]) -> int:
    """Minutes of all the parts together."""
    return sum(int(step["minutes"]) for step in ritual)


def checked(ritual: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The ritual as it will be kept. Raises Refused with a sentence."""
    if not 1 <= len(ritual) <= MOST_PARTS:
        raise Refused(_("A ritual has between 1 and 20 parts."))
    kept: list[Step] = []
    for step in ritual:
        if step.get("part") not in Part.values:
            raise Refused(_("Choose the part of the ritual."))
        minutes = int(step.get("minutes") or 0)
        if not 1 <= minutes <= LONGEST_PART:
            raise Refused(_("Each part lasts between 1 and 240 minutes."))
        label = " ".join(str(step.get("label") or "").split())
        if len(label) > LONGEST_LABEL:
            raise Refused(_("The name of a part has at most 80 signs."))
        kept.append({"part": str(step["part"]), "label": label, "minutes": minutes})
    return kept


def moved(ritual: Sequence[Step], index: int, by: int) -> list[Step]:
    """The ritual with one part moved up (-1) or down (1); unchanged at the edges. Raises Refused."""
    steps = list(ritual)
    if not 0 <= index < len(steps):
        raise Refused(_("This part is no longer in the ritual: look at it again."))
    target = index + by
    if 0 <= target < len(steps):
        steps[index], steps[target] = steps[target], steps[index]
    return steps
