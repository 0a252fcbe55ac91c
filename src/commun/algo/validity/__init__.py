"""What is missing, out of date, or about to be, among the papers that a buyer asks of a legal entity.

docs/algorithms/validity.md says each rule and where it is written. Nothing here knows a person, a group or a file.
"""

from commun.algo.validity.kinds import KINDS, THRESHOLD, Kind, Rule, kind
from commun.algo.validity.lines import STEPS, Held, Line, Situation, State, checked, last_day, step

__all__ = [
    "KINDS",
    "STEPS",
    "THRESHOLD",
    "Held",
    "Kind",
    "Line",
    "Rule",
    "Situation",
    "State",
    "checked",
    "kind",
    "last_day",
    "step",
]
