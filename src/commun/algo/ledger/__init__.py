"""Books of transfers: balanced by construction, chained, bounded (docs/algorithms/ledger.md)."""

from commun.algo.ledger.books import Book, Found, audit, over_limits
from commun.algo.ledger.entries import FOLLOWING, MOVING, Entry, Step, first_seal, seal
from commun.algo.ledger.rules import Account, Fault, Followed, Standing, after, fault
from commun.algo.ledger.signing import Act, Objection, Request, Stand, after_act, needed, objection

__all__ = [
    "FOLLOWING",
    "MOVING",
    "Account",
    "Act",
    "Book",
    "Entry",
    "Fault",
    "Followed",
    "Found",
    "Objection",
    "Request",
    "Stand",
    "Standing",
    "Step",
    "after",
    "after_act",
    "audit",
    "fault",
    "first_seal",
    "needed",
    "objection",
    "over_limits",
    "seal",
]
