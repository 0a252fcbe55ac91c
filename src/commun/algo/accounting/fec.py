"""Lines of a file of accounting entries (« FEC »), as article A.47 A-1 of the LPF lays it out.

Eighteen columns separated by tabs, days as AAAAMMJJ, amounts with a comma, entries numbered without a hole. It carries
the lines of a project or of a period to whoever keeps the accounts: it is never the FEC of a company.
"""

import datetime as dt
from collections.abc import Iterable

from commun.algo.accounting.entries import Entry, Leg, cell, checked, encoded, euros

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
END = "\r\n"


def fec(entries: Iterable[Entry]) -> bytes:
    """The whole file; entries are numbered from 1 in each journal, in their order. Raises Unbalanced."""
    lines: list[tuple[str, ...]] = [COLUMNS]
    numbers: dict[str, int] = {}
    for entry in entries:
        checked(entry)
        number = numbers[entry.journal] = numbers.get(entry.journal, 0) + 1
        lines += [_cells(entry, number, leg) for leg in entry.legs]
    return encoded("".join("\t".join(_cell(each) for each in line) + END for line in lines))


def fec_name(siren: str, until: dt.date) -> str:
    """``123456789FEC20261231.txt``: the file of the period that ends that day."""
    return f"{siren}FEC{until:%Y%m%d}.txt"


def _cell(text: str) -> str:
    """Nothing quotes here, and some readers guess what separates: signs that could mislead them are replaced."""
    return cell(text).replace('"', "'").replace("|", "/")


def _cells(entry: Entry, number: int, leg: Leg) -> tuple[str, ...]:
    return (
        entry.journal, entry.journal_label, str(number), f"{entry.on:%Y%m%d}", leg.account, leg.account_label,
        leg.third, leg.third_label, entry.piece, f"{entry.on:%Y%m%d}", entry.label, euros(leg.debit),
        euros(leg.credit), "", "", f"{entry.valid:%Y%m%d}", "", "",
    )  # fmt: skip
