"""Fair turns: who facilitates next, how the work is spread, roles shared out (docs/algorithms/rotation.md)."""

from commun.algo.rotation.assign import Given, Plan, Slot, assign
from commun.algo.rotation.load import Alert, Held, Load, Spread, alert, has_crossed, loads, spread
from commun.algo.rotation.turns_of_service import Choice, Member, Reason, Service, choose, served, swap

__all__ = [
    "Alert",
    "Choice",
    "Given",
    "Held",
    "Load",
    "Member",
    "Plan",
    "Reason",
    "Service",
    "Slot",
    "Spread",
    "alert",
    "assign",
    "choose",
    "has_crossed",
    "loads",
    "served",
    "spread",
    "swap",
]
