"""The French forms of a candidacy, filled from what is known: DC1 (letter), DC2 (capacities), DC4 (subcontracting), and
the list of who signs what.

docs/algorithms/declarations.md says what each section holds. Nothing is signed, nothing is invented: what is not known
is left to be filled, and ``gaps`` names it.
"""

from commun.algo.declarations.dc1 import dc1
from commun.algo.declarations.dc2 import dc2
from commun.algo.declarations.dc4 import dc4
from commun.algo.declarations.facts import Contract, Form, Member, Party, Share, Subcontract
from commun.algo.declarations.sheets import TO_FILL, Box, Field, Gap, Grid, Section, Sheet, Words, gaps
from commun.algo.declarations.signatures import signatures

__all__ = [
    "TO_FILL",
    "Box",
    "Contract",
    "Field",
    "Form",
    "Gap",
    "Grid",
    "Member",
    "Party",
    "Section",
    "Share",
    "Sheet",
    "Subcontract",
    "Words",
    "dc1",
    "dc2",
    "dc4",
    "gaps",
    "signatures",
]
