"""Entries as the CSV that enDI gives to Sage (its ``SageInvoiceCsvWriter``), for cooperatives that import that file.

Thirteen columns, all cells in quotation marks, semicolons, ISO 8859-15, each leg twice: general, then analytic.
"""

import csv
import io
from collections.abc import Iterable

from commun.algo.accounting.entries import Entry, Leg, cell, checked, encoded, euros

COLUMNS = (
    "Numéro de pièce", "Code Journal", "Date de pièce", "N° compte général", "Numéro de facture",
    "Numéro de compte tiers", "Code taxe", "Libellé d'écriture", "Date d'échéance", "Montant débit", "Montant crédit",
    "Type de ligne", "Numéro analytique",
)  # fmt: skip
GENERAL, ANALYTIC = "G", "A"


def sage(entries: Iterable[Entry]) -> bytes:
    """The whole file; a leg without an analytic account has its general line only. Raises Unbalanced."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quotechar='"', quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        checked(entry)
        for leg in entry.legs:
            writer.writerow(_cells(entry, leg, GENERAL))
            if leg.analytic:
                writer.writerow(_cells(entry, leg, ANALYTIC))
    return encoded(text.getvalue())


def _cells(entry: Entry, leg: Leg, kind: str) -> list[str]:
    cells = (
        entry.piece, entry.journal, f"{entry.on:%d%m%y}", leg.account, entry.piece, leg.third, "", entry.label,
        f"{entry.due:%d%m%y}" if entry.due else "", euros(leg.debit) if leg.debit else "",
        euros(leg.credit) if leg.credit else "", kind, leg.analytic if kind == ANALYTIC else "",
    )  # fmt: skip
    return [cell(each) for each in cells]
