"""The split of tasks and price: complete, inside the team, to the cent."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class SplitFaultKind(StrEnum):
    """What is wrong with a split."""

    EMPTY = "empty"
    NO_PRICE = "no_price"
    UNALLOCATED = "unallocated"
    OUTSIDE = "outside"
    IDLE = "idle"
    UNCOVERED = "uncovered"
    SUM = "sum"


@dataclass(frozen=True)
class Line:
    """A task, the operator who does it (SIREN; empty: nobody yet), cents without tax, the need it answers if any."""

    task: str
    siren: str
    cents: int
    need: str = ""


@dataclass(frozen=True)
class SplitFault:
    """What is wrong: about which task, need or SIREN; for SUM, the cents of price less the sum of the lines."""

    kind: SplitFaultKind
    about: str = ""
    cents: int = 0


def split_faults(
    lines: Sequence[Line], price: int | None, sirens: Collection[str], needs: Iterable[str] = ()
) -> list[SplitFault]:
    """What keeps a split from being sent; an empty list: nothing.

    ``price`` in cents without tax (None: not said yet), ``sirens`` the operators of the answer, subcontractors
    included; ``needs`` those that must each be in a line. Raises ValueError for an amount below zero.
    """
    if any(line.cents < 0 for line in lines):
        raise ValueError("an amount of the split is below zero")
    if not lines:
        return [SplitFault(SplitFaultKind.EMPTY)]
    return list(_found(lines, price, sirens, needs))


def _found(
    lines: Sequence[Line], price: int | None, sirens: Collection[str], needs: Iterable[str]
) -> Iterable[SplitFault]:
    for line in lines:
        if not line.siren:
            yield SplitFault(SplitFaultKind.UNALLOCATED, line.task)
        elif line.siren not in sirens:
            yield SplitFault(SplitFaultKind.OUTSIDE, line.task)
    at_work = {line.siren for line in lines}
    for siren in sorted(sirens):
        if siren not in at_work:
            yield SplitFault(SplitFaultKind.IDLE, siren)
    answered = {line.need for line in lines}
    for need in needs:
        if need not in answered:
            yield SplitFault(SplitFaultKind.UNCOVERED, need)
    if price is None:
        yield SplitFault(SplitFaultKind.NO_PRICE)
    elif (missing := price - sum(line.cents for line in lines)) != 0:
        yield SplitFault(SplitFaultKind.SUM, cents=missing)
