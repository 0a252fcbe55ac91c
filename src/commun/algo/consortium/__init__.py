"""Answering as several operators: legal form, split of tasks and price, the same operator twice.

See docs/algorithms/consortium.md.
"""

from commun.algo.consortium.clashes import Answer, Clash, ClashKind, clashes
from commun.algo.consortium.forms import Fault, FaultKind, Form, Operator, Proposal, Seat, propose_form
from commun.algo.consortium.split import Line, SplitFault, SplitFaultKind, split_faults

__all__ = [
    "Answer",
    "Clash",
    "ClashKind",
    "Fault",
    "FaultKind",
    "Form",
    "Line",
    "Operator",
    "Proposal",
    "Seat",
    "SplitFault",
    "SplitFaultKind",
    "clashes",
    "propose_form",
    "split_faults",
]
