"""Spending with signatures: what is asked is held, others sign, then it moves; nobody signs their own (gov B1).

People are told by any name that tells them apart. Who may sign at all on a line is for the caller to say.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Act(StrEnum):
    """What somebody does about a request."""

    SIGN = "sign"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Stand(StrEnum):
    """Where a request stands. Only ``WAITING`` holds money; only ``SPENT`` moved it."""

    WAITING = "waiting"
    SPENT = "spent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Objection(StrEnum):
    """Why an act cannot be."""

    OVER = "over"
    NOT_ASKER = "not_asker"
    OWN_REQUEST = "own_request"
    OWN_MONEY = "own_money"
    NOT_ALLOWED = "not_allowed"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Request:
    """A spending as it stands: by whom, whom it reimburses, how many signatures it needs, who signed, in order."""

    asker: str
    reimbursed: str = ""
    needed: int = 1
    signed: tuple[str, ...] = ()
    stand: Stand = Stand.WAITING


def needed(amount: int, threshold: int | None) -> int:
    """Signatures for an amount: two strictly above the threshold; None: one, whatever the amount."""
    return 2 if threshold is not None and amount > threshold else 1


def objection(request: Request, act: Act, by: str, *, is_allowed: bool) -> Objection | None:
    """Why ``by`` may not do this, or None. ``is_allowed``: they may sign on this line."""
    if request.stand != Stand.WAITING:
        return Objection.OVER
    if act == Act.WITHDRAW:
        return None if by == request.asker else Objection.NOT_ASKER
    if by == request.asker:
        return Objection.OWN_REQUEST
    if by == request.reimbursed:
        return Objection.OWN_MONEY
    if not is_allowed:
        return Objection.NOT_ALLOWED
    return Objection.TWICE if act == Act.SIGN and by in request.signed else None


def after_act(request: Request, act: Act, by: str) -> Request:
    """The request once it is done: the last signature that was needed spends; a refusal and a withdrawal let go."""
    if act == Act.WITHDRAW:
        return replace(request, stand=Stand.WITHDRAWN)
    if act == Act.REFUSE:
        return replace(request, stand=Stand.REFUSED)
    signed = (*request.signed, by)
    return replace(request, signed=signed, stand=Stand.SPENT if len(signed) >= request.needed else Stand.WAITING)
