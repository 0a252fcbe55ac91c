"""What a cooperative keeps of what comes in: the rules that French cooperatives really have (V15, val 5.2).

On turnover without tax, or on the gross margin (turnover less the costs of production), with a fixed part by month;
another rate for invoices between its own members, so that joint work is not charged twice; or nothing at all.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from commun.algo.exact import half_up
from commun.algo.sharing.steps import WHOLE


class LevyBase(StrEnum):
    """What the rate is of."""

    TURNOVER = "turnover"
    MARGIN = "margin"


@dataclass(frozen=True)
class Levy:
    """A rule. Rates are whole hundredths of a percent; ``monthly``: cents a month, whatever came in."""

    base: LevyBase = LevyBase.TURNOVER
    rate: int = 0
    internal_rate: int = 0
    monthly: int = 0
    is_exempt: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= WHOLE or not 0 <= self.internal_rate <= WHOLE or self.monthly < 0:
            raise ValueError("a rate is over the whole, or an amount is negative")


def kept(levy: Levy, *, turnover: int, costs: int = 0, months: int = 0, is_internal: bool = False) -> int:
    """Cents that the cooperative keeps: of ``turnover`` cents without tax, ``costs`` of production, so many months.

    A margin under zero counts for nothing; the whole never goes beyond the turnover. Raises ValueError on a negative
    amount.
    """
    if turnover < 0 or costs < 0 or months < 0:
        raise ValueError("an amount is negative")
    if levy.is_exempt:
        return 0
    base = max(0, turnover - costs) if levy.base == LevyBase.MARGIN else turnover
    rate = levy.internal_rate if is_internal else levy.rate
    return min(turnover, half_up(Fraction(base * rate, WHOLE)) + levy.monthly * months)
