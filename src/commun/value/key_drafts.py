"""A key being written: raw words of each step, moved by plain buttons; kept by the page itself, never by the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commun.algo import sharing
from commun.algo.sharing import Base, Key, Kind, Measure, Place, Step
from commun.algo.sharing.steps import FIELDS, LONGEST_KEY, WHOLE
from commun.value import quantities
from commun.value.models import ContributionKind

Raw = dict[str, str]
# One more than a key may have, so that too long a key is shown and said to be so.
MOST = LONGEST_KEY + 1
EUROS = ContributionKind.Measure.TURNOVER
NAMES = ("kind", "rate", "amount", "base", "place", "measure", "role", "floor", "cap")

START: Mapping[Kind, Step] = {
    Kind.REIMBURSE: Step(Kind.REIMBURSE),
    Kind.PERCENT: Step(Kind.PERCENT, rate=500),
    Kind.FIXED: Step(Kind.FIXED, amount=100_00),
    Kind.PRO_RATA: Step(Kind.PRO_RATA, rate=WHOLE),
    Kind.EQUAL: Step(Kind.EQUAL, rate=WHOLE),
}


def raw_of(step: Step) -> Raw:
    """What the form of a step holds."""
    raw = {"kind": step.kind.value}
    for name in FIELDS[step.kind]:
        value = getattr(step, name)
        if name == "rate":
            raw[name] = rate_written(value)
        elif name in ("amount", "floor", "cap"):
            raw[name] = quantities.written(value, EUROS) if value else ""
        else:
            raw[name] = str(value.value if isinstance(value, (Base, Place, Measure)) else value)
    return raw


def rate_written(rate: int) -> str:
    """« 2,5 » of ``250``."""
    whole, rest = divmod(rate, 100)
    return f"{whole},{rest:02}".rstrip("0").rstrip(",") if rest else str(whole)


def drafted(key: Key) -> list[Raw]:
    """A key as a draft to start from."""
    return [raw_of(step) for step in key]


def template_keys(*, bringing: str, writing: str, coordination: str) -> Mapping[str, Key]:
    """The three keys to start from, by the word of the address; the names of the roles are the group's language."""
    return {
        "annee": sharing.ZERO_AT_YEAR_END,
        "enseigne": sharing.BRAND,
        "equipe": sharing.bid_team(bringing=bringing, writing=writing, coordination=coordination),
    }


def posted_steps(sent: Mapping[str, Any]) -> list[Raw]:
    """The steps as the page sent them, in order; what is not a step is left out."""
    found = []
    for number in range(MOST):
        kind = sent.get(f"{number}-kind")
        if kind in Kind.__members__.values():
            found.append({name: str(sent.get(f"{number}-{name}", "")) for name in NAMES})
    return found


@dataclass(frozen=True)
class Press:
    """The button that was pressed: what it does, and to which step or kind."""

    act: str
    of: str = ""

    @classmethod
    def read(cls, said: str) -> "Press":
        """« up:2 », « add:percent », « save »; anything else only reads again."""
        act, _colon, of = said.partition(":")
        return cls(act, of)


def pressed(steps: Sequence[Raw], press: Press) -> list[Raw]:
    """The steps after the button; one that points nowhere changes nothing."""
    after = list(steps)
    if press.act == "add":
        return _added(after, press.of)
    number = int(press.of) if press.of.isascii() and press.of.isdigit() and len(press.of) < 3 else -1
    if not 0 <= number < len(after):
        return after
    if press.act == "remove":
        del after[number]
    other = {"up": number - 1, "down": number + 1}.get(press.act, -1)
    if 0 <= other < len(after):
        after[number], after[other] = after[other], after[number]
    return after


def _added(steps: list[Raw], kind: str) -> list[Raw]:
    """One more step; before those at the end that share all that is left, so that it gets something."""
    if kind not in Kind.__members__.values() or len(steps) >= MOST:
        return steps
    place = len(steps)
    while place and _shares_all(steps[place - 1]):
        place -= 1
    return [*steps[:place], raw_of(START[Kind(kind)]), *steps[place:]]


def _shares_all(raw: Raw) -> bool:
    return raw["kind"] in (Kind.PRO_RATA, Kind.EQUAL) and raw.get("rate", "").strip(" %") == "100"
