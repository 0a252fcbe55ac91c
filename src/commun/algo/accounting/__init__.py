"""Files for those who keep the accounts elsewhere: entries, FEC lines, Sage's CSV, drafts of invoices in EN 16931.

docs/algorithms/accounting.md says what each holds. Amounts are whole cents; nothing here knows a group or a person.
"""

from commun.algo.accounting.cii import cii
from commun.algo.accounting.entries import Entry, Leg, Unbalanced
from commun.algo.accounting.fec import fec, fec_name
from commun.algo.accounting.invoices import EXEMPTIONS, RATES, Frame, Line, Party, Terms, drafted, lacks, vat_number
from commun.algo.accounting.sage import sage
from commun.algo.accounting.ubl import ubl

__all__ = [
    "EXEMPTIONS",
    "RATES",
    "Entry",
    "Frame",
    "Leg",
    "Line",
    "Party",
    "Terms",
    "Unbalanced",
    "cii",
    "drafted",
    "fec",
    "fec_name",
    "lacks",
    "sage",
    "ubl",
    "vat_number",
]
