"""Sharing what joint work brings: keys, exact cents, readings of fairness (docs/algorithms/sharing.md)."""

from commun.algo.sharing.distribution import (
    CARRIED,
    ENTITY,
    POT,
    Brought,
    CannotShare,
    Distribution,
    Line,
    distribute,
    instalment,
    instalments,
)
from commun.algo.sharing.fairness import Preference, Readings, preference, readings
from commun.algo.sharing.levy import Levy, LevyBase, kept
from commun.algo.sharing.shapley import TooMany, shapley
from commun.algo.sharing.steps import BadKey, Base, Key, Kind, Measure, Place, Problem, Step, checked, read, written
from commun.algo.sharing.templates import BRAND, ZERO_AT_YEAR_END, bid_team

__all__ = [
    "BRAND",
    "CARRIED",
    "ENTITY",
    "POT",
    "ZERO_AT_YEAR_END",
    "BadKey",
    "Base",
    "Brought",
    "CannotShare",
    "Distribution",
    "Key",
    "Kind",
    "Levy",
    "LevyBase",
    "Line",
    "Measure",
    "Place",
    "Preference",
    "Problem",
    "Readings",
    "Step",
    "TooMany",
    "bid_team",
    "checked",
    "distribute",
    "instalment",
    "instalments",
    "kept",
    "preference",
    "read",
    "readings",
    "shapley",
    "written",
]
