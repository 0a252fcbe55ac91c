"""The same operator in two answers to one lot (articles R. 2142-21, R. 2142-23 and R. 2151-6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ClashKind(StrEnum):
    """What the law says of it."""

    # Two offers of one candidate: only the last one received is opened (R. 2151-6).
    TWO_OFFERS = "two_offers"
    # Alone and in a group, or in several groups: the rules of the call may forbid it (R. 2142-21).
    SEVERAL_GROUPS = "several_groups"
    # Leading two groups for one contract is never allowed (R. 2142-23).
    TWO_LEADS = "two_leads"


@dataclass(frozen=True)
class Answer:
    """An answer to a notice: its key, the lots (none: the whole), its candidates and the one that leads, by SIREN."""

    key: str
    lots: frozenset[str]
    candidates: frozenset[str]
    lead: str = ""


@dataclass(frozen=True)
class Clash:
    """One operator, the other answer in which it is, the lots of both (none: the whole)."""

    kind: ClashKind
    siren: str
    other: str
    lots: tuple[str, ...]


def clashes(ours: Answer, others: Iterable[Answer]) -> list[Clash]:
    """Every operator of ours that is a candidate of another answer to the same lot; subcontractors do not count."""
    found = []
    for other in others:
        if other.key == ours.key or not _meet(ours.lots, other.lots):
            continue
        lots = tuple(sorted((ours.lots & other.lots) or ours.lots or other.lots))
        found += [
            Clash(_kind(ours, other, siren), siren, other.key, lots)
            for siren in sorted(ours.candidates & other.candidates)
        ]
    return found


def _meet(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return not ours or not theirs or bool(ours & theirs)


def _kind(ours: Answer, other: Answer, siren: str) -> ClashKind:
    if len(ours.candidates) == len(other.candidates) == 1:
        return ClashKind.TWO_OFFERS
    both_lead = len(ours.candidates) > 1 and len(other.candidates) > 1 and ours.lead == other.lead == siren
    return ClashKind.TWO_LEADS if both_lead else ClashKind.SEVERAL_GROUPS
