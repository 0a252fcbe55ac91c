"""The legal form of an answer, from the operators behind the people (code de la commande publique, R. 2142-19 ff.)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How operators answer."""

    SOLE = "sole"
    JOINT = "joint"
    JOINT_SOLIDARY_LEAD = "joint_solidary_lead"
    SOLIDARY = "solidary"


GROUPS = (Form.JOINT, Form.JOINT_SOLIDARY_LEAD, Form.SOLIDARY)


class FaultKind(StrEnum):
    """What keeps the form from being known."""

    NOBODY = "nobody"
    NO_OPERATOR = "no_operator"
    NO_CANDIDATE = "no_candidate"
    TWO_STANDINGS = "two_standings"


@dataclass(frozen=True)
class Seat:
    """A person of the team, under which operator (SIREN, nine figures; empty: not told), subcontractor or not."""

    person: str
    siren: str = ""
    is_subcontractor: bool = False


@dataclass(frozen=True)
class Operator:
    """A legal entity and the people who answer under it, in the order given."""

    siren: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """What is missing or contradicts itself, about which person or SIREN."""

    kind: FaultKind
    about: str = ""


@dataclass(frozen=True)
class Proposal:
    """The form proposed, those that are possible, the operators, and what keeps it from being sure.

    ``proposed`` is None as long as there is no candidate. ``is_asked``: the rules of the call ask for that form. A
    subcontracting declaration (DC4) is due for each of ``subcontractors``.
    """

    proposed: Form | None
    possible: tuple[Form, ...]
    candidates: tuple[Operator, ...]
    subcontractors: tuple[Operator, ...]
    faults: tuple[Fault, ...]
    is_asked: bool = False

    @property
    def is_group(self) -> bool:
        """Several operators answer: they name one of them to lead (mandataire), R. 2142-24."""
        return len(self.candidates) > 1

    @property
    def needs_split(self) -> bool:
        """A joint group says who does what, for how much; else a judge may hold each liable for all."""
        return self.proposed in (Form.JOINT, Form.JOINT_SOLIDARY_LEAD)


def propose_form(seats: Iterable[Seat], asked: Form | None = None) -> Proposal:
    """The form that follows from who is in the team and from what the rules of the call ask.

    People under one SIREN are one operator: however many they are, a cooperative answers alone. Several operators make
    a group, joint unless the rules ask for more; a subcontractor is no member of the group.
    """
    seats = list(seats)
    candidates, subcontractors = _operators(seats, False), _operators(seats, True)
    faults = tuple(_faults(seats, candidates, subcontractors))
    possible = _possible(len(candidates))
    proposed, is_asked = (possible[0] if possible else None), False
    if asked in possible:
        proposed, is_asked = asked, True
    return Proposal(proposed, possible, candidates, subcontractors, faults, is_asked)


def _possible(count: int) -> tuple[Form, ...]:
    if count == 0:
        return ()
    return (Form.SOLE,) if count == 1 else GROUPS


def _operators(seats: list[Seat], is_subcontractor: bool) -> tuple[Operator, ...]:
    people: dict[str, list[str]] = {}
    for seat in seats:
        if seat.siren and seat.is_subcontractor == is_subcontractor:
            people.setdefault(seat.siren, []).append(seat.person)
    return tuple(Operator(siren, tuple(names)) for siren, names in people.items())


def _faults(
    seats: list[Seat], candidates: tuple[Operator, ...], subcontractors: tuple[Operator, ...]
) -> Iterable[Fault]:
    if not seats:
        yield Fault(FaultKind.NOBODY)
    for seat in seats:
        if not seat.siren:
            yield Fault(FaultKind.NO_OPERATOR, seat.person)
    if seats and all(seat.is_subcontractor for seat in seats):
        yield Fault(FaultKind.NO_CANDIDATE)
    for siren in {one.siren for one in candidates} & {one.siren for one in subcontractors}:
        yield Fault(FaultKind.TWO_STANDINGS, siren)
