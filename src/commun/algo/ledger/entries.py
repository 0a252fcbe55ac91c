"""One line of a book, its canonical text and its seal: SHA-256 over the line and the seal of the line before it.

A line is a transfer: one account is debited and another credited of the same positive amount, in the smallest part of
the book's unit. It is written once. What happens to it later is another line.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

SEPARATOR = "\x1f"
FIELDS = 11


class Step(StrEnum):
    """What a line does: move at once; hold; move what was held, or part of it; let it go; move back."""

    POSTED = "posted"
    PENDING = "pending"
    POST = "post"
    VOID = "void"
    REVERSE = "reverse"


# These follow an earlier line, that they name.
FOLLOWING = (Step.POST, Step.VOID, Step.REVERSE)
# These change balances.
MOVING = (Step.POSTED, Step.POST, Step.REVERSE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``at``: when it was written, ISO, UTC, microseconds; ``on``: the day it counts for, ISO.

    ``reason``: what it is tied to, ``kind:reference``. ``of``: the number of the line it follows, or 0. ``key``: the
    writer's own key, the same for the same act. ``note``: digest of personal words kept elsewhere, or nothing.
    """

    number: int
    at: str
    on: str
    step: Step
    debit: str
    credit: str
    amount: int
    reason: str
    of: int = 0
    key: str = ""
    note: str = ""


def first_seal(book: str, unit: str) -> str:
    """What the first line of a book is chained to: its reference and its unit, once and for all."""
    return _sealed(f"book{SEPARATOR}{book}{SEPARATOR}{unit}")


def seal(entry: Entry, previous: str) -> str:
    """The seal of a line, in hexadecimal. Raises ValueError when a text holds the separator."""
    text = SEPARATOR.join(
        (
            str(entry.number), entry.at, entry.on, entry.step, entry.debit, entry.credit, str(entry.amount),
            entry.reason, str(entry.of), entry.key, entry.note, previous,
        )
    )  # fmt: skip
    if text.count(SEPARATOR) != FIELDS:
        raise ValueError("a text holds the separator")
    return _sealed(text)


def _sealed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
