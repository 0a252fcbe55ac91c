"""Books of transfers: balanced by construction, chained, bounded (docs/algorithms/ledger.md)."""

from commun.algo.ledger.books import Book, Found, audit, over_limits
from commun.algo.ledger.entries import FOLLOWING, MOVING, Entry, Step, first_seal, seal
from commun.algo.ledger.rules import Account, Fault, Followed, Standing, after, fault

__all__ = [
    "FOLLOWING",
    "MOVING",
    "Account",
    "Book",
    "Entry",
    "Fault",
    "Followed",
    "Found",
    "Standing",
    "Step",
    "after",
    "audit",
    "fault",
    "first_seal",
    "over_limits",
    "seal",
]
