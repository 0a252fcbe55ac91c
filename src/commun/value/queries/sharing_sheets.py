"""A sharing for the eye: who gets what now, and each step of the key with its arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commun.algo import sharing
from commun.algo.sharing import Place
from commun.value.key_words import sentences
from commun.value.models import JointWork, KeyVersion
from commun.value.queries.works import names_of


@dataclass(frozen=True)
class StepLine:
    """A step: its sentence, the cents it looked at, took and left, and the parts of each in it."""

    sentence: str
    base: int
    taken: int
    left: int
    parts: list[tuple[str, int]]


@dataclass(frozen=True)
class Sheet:
    """``people`` and ``places``: (name, cents now), by name; what gets nothing now is there when it has a part at all.

    ``ahead``: names of those who got more already than the steps now give them of the whole; they give nothing back.
    ``whole``: cents that the steps share, which is more than now when something was shared before.
    """

    people: list[tuple[str, int]]
    places: list[tuple[str, int]]
    whole: int
    steps: list[StepLine]
    ahead: list[str]


def sheet_of(work: JointWork, version: KeyVersion, result: Mapping[str, Any], brought: Mapping[str, Any]) -> Sheet:
    """The frozen result in words. 1 query."""
    now: Mapping[str, int] = result["now"]
    refs = {*result["people"], *(name for name in now if not name.startswith(":"))}
    names = names_of(refs, work.space)
    people = sorted((names.get(ref, _("somebody who left")), now.get(ref, 0)) for ref in refs)
    places = [(words, now[f":{place}"]) for place, words in _place_words().items() if f":{place}" in now]
    said = sentences(sharing.read(version.steps))
    steps = [
        StepLine(
            said[line["step"]],
            line["base"],
            line["taken"],
            line["left"],
            sorted((names.get(ref, _("somebody who left")), cents) for ref, cents in line["parts"].items()),
        )
        for line in result["lines"]
    ]
    paid: Mapping[str, int] = brought["paid"]
    ahead = sorted(names[ref] for ref in refs & paid.keys() & names.keys() if paid[ref] > result["people"].get(ref, 0))
    return Sheet(people, places, result["amount"], steps, ahead)


def _place_words() -> dict[str, str]:
    return {
        Place.POT.value: _("the common pot"),
        Place.CARRY.value: _("next year"),
        Place.ENTITY.value: _("the cooperative"),
    }
