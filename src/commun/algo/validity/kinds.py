"""The closed list of papers, with how long each is good for and when it is asked."""

from dataclasses import dataclass
from enum import Enum

# 5,000 EUR excluding VAT, in cents: from there the buyer watches over undeclared work (articles L8222-1, R8222-1 and
# D8254-1 of the labour code).
THRESHOLD = 500_000
# From 20 people on, an entity declares whom it employs with a disability (article L5212-1 of the labour code).
HEADCOUNT = 20


class Rule(Enum):
    """How the last day of a paper is known."""

    MONTHS = "months"  # so many months from the day it was made, that day a period later excluded
    YEAR = "year"  # until 31 December of the year it was made in
    UNTIL = "until"  # until the day written on it
    OPEN = "open"  # no end, until another takes its place


class Asked(Enum):
    """When a paper is asked."""

    ALWAYS = "always"
    THRESHOLD = "threshold"
    FOREIGN = "foreign"  # employs people who need a work permit, and above the threshold
    HEADCOUNT = "headcount"
    INSOLVENT = "insolvent"
    WISHED = "wished"  # useful, never missing


@dataclass(frozen=True)
class Kind:
    """A kind of paper. ``count``: of months, for Rule.MONTHS."""

    code: str
    rule: Rule
    asked: Asked
    count: int = 0


KINDS = (
    Kind("vigilance", Rule.MONTHS, Asked.THRESHOLD, 6),
    Kind("registration", Rule.MONTHS, Asked.ALWAYS, 3),
    Kind("tax", Rule.YEAR, Asked.ALWAYS),
    Kind("insurance", Rule.UNTIL, Asked.ALWAYS),
    Kind("foreign_workers", Rule.MONTHS, Asked.FOREIGN, 6),
    Kind("disabled_workers", Rule.YEAR, Asked.HEADCOUNT),
    Kind("judgment", Rule.OPEN, Asked.INSOLVENT),
    Kind("bank", Rule.OPEN, Asked.ALWAYS),
    Kind("power", Rule.UNTIL, Asked.WISHED),
    Kind("references", Rule.OPEN, Asked.WISHED),
    Kind("certificate", Rule.UNTIL, Asked.WISHED),
)
_BY_CODE = {each.code: each for each in KINDS}


def kind(code: str) -> Kind:
    """The kind of that code. Raises KeyError."""
    return _BY_CODE[code]
