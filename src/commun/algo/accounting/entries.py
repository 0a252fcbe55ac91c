"""Accounting entries: balanced legs of whole cents, dated, with a piece and a label."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


class Unbalanced(ValueError):
    """An entry whose debit is not its credit, or a leg that has both, or none."""


@dataclass(frozen=True)
class Leg:
    """One account of an entry: cents of debit, or of credit; ``third``: the auxiliary account, its code and name."""

    account: str
    account_label: str
    debit: int = 0
    credit: int = 0
    third: str = ""
    third_label: str = ""
    analytic: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry. ``piece``: what it is found again by; ``valid``: the day it was written for good."""

    journal: str
    journal_label: str
    on: dt.date
    piece: str
    label: str
    legs: Sequence[Leg]
    valid: dt.date
    due: dt.date | None = None


def checked(entry: Entry) -> Entry:
    """The entry itself. Raises Unbalanced."""
    for leg in entry.legs:
        if (leg.debit == 0) == (leg.credit == 0) or min(leg.debit, leg.credit) < 0:
            raise Unbalanced(f"{entry.piece}: a leg is a debit or a credit, above zero")
    if sum(leg.debit - leg.credit for leg in entry.legs):
        raise Unbalanced(f"{entry.piece}: debit and credit differ")
    return entry


def one_line(text: str) -> str:
    """Words without any tab, end of line or sign of control, which would move the columns."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


# The character set that the law and Sage ask for; what people type and it has not is said with what it has.
ENCODING = "iso-8859-15"
_PLAIN = str.maketrans("’‘“”–—−\u202f\u2009", "''\"\"---  ") | {ord("…"): "..."}


def cell(text: str) -> str:
    """Words of a cell: on one line, in signs that the character set has where there is one."""
    return one_line(text.translate(_PLAIN))


def encoded(text: str) -> bytes:
    """The file; a sign that the set has not becomes « ? »."""
    return text.encode(ENCODING, errors="replace")


def euros(cents: int, point: str = ",") -> str:
    """``12,05`` of 1205; ``point``: the sign between euros and cents."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}{point}{part:02}"
