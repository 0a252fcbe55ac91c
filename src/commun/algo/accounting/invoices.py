"""A draft of an invoice as business terms of EN 16931: one mapping that both syntaxes are written from.

Amounts are whole cents, rates hundredths of a percent, days are days. Rules of France (the notes, the electronic
addresses, the SIREN) are those of the reform of electronic invoices; the referees check them (ADR 23).
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from commun.algo.exact import half_up

Terms = Mapping[str, Any]

# Rates of VAT that a draft may have, in hundredths of a percent.
RATES = (2000, 1000, 550, 210, 850)
# Why there is none: code -> (category, official code, words of the law).
EXEMPTIONS = {
    "franchise": ("E", "VATEX-FR-FRANCHISE", "TVA non applicable, article 293 B du CGI"),
    "training": ("E", "VATEX-EU-132-1I", "Exonération de TVA, article 261-4-4° du CGI"),
}
SERVICES = "S1"
SIREN_SCHEME, ADDRESS_SCHEME = "0002", "0225"
NOTES = (
    ("PMT", "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 euros."),
    ("PMD", "Pénalités de retard : trois fois le taux d'intérêt légal."),
    ("AAB", "Pas d'escompte pour paiement anticipé."),
)
DRAFT = ("AAI", "Brouillon préparé par Commun, sans valeur légale.")


@dataclass(frozen=True)
class Party:
    """Who sells or buys; ``address``: the electronic one, by which platforms find them."""

    name: str = ""
    siren: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    address: str = ""
    vat: str = ""
    country: str = "FR"


@dataclass(frozen=True)
class Line:
    """One service: cents without tax, its rate, or why it has none (a key of ``EXEMPTIONS``)."""

    label: str
    amount: int
    rate: int = 2000
    exemption: str = ""


@dataclass(frozen=True)
class Frame:
    """What is neither a party nor a line; ``done``: the day of the service, that of the draft when nothing is said."""

    number: str
    on: dt.date
    due: dt.date | None = None
    done: dt.date | None = None
    service: str = ""
    engagement: str = ""
    process: str = SERVICES
    notes: Sequence[tuple[str, str]] = field(default=(*NOTES, DRAFT))


def vat_number(siren: str) -> str:
    """The French intra-community number that goes with a SIREN.

    >>> vat_number("732829320")
    'FR44732829320'
    """
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}"


def drafted(frame: Frame, seller: Party, buyer: Party, lines: Sequence[Line]) -> dict[str, Any]:
    """Every business term of the draft, totals and VAT included; what is not known is not there."""
    rows = [_line(rank, line) for rank, line in enumerate(lines, 1)]
    taxes = _taxes(lines)
    net, tax = sum(line.amount for line in lines), sum(each["BT-117"] for each in taxes)
    terms: dict[str, Any] = {
        "BT-1": frame.number,
        "BT-2": frame.on,
        "BT-3": "380",
        "BT-5": "EUR",
        "BT-9": frame.due,
        "BT-10": frame.service,
        "BT-13": frame.engagement,
        "BT-23": frame.process,
        "BT-24": "urn:cen.eu:en16931:2017",
        "BG-1": [{"BT-21": code, "BT-22": words} for code, words in frame.notes],
        "BT-27": seller.name,
        "BT-30": seller.siren,
        "BT-31": seller.vat,
        "BT-34": seller.address,
        "BT-35": seller.street,
        "BT-37": seller.town,
        "BT-38": seller.postcode,
        "BT-40": seller.country,
        "BT-44": buyer.name,
        "BT-47": buyer.siren,
        "BT-48": buyer.vat,
        "BT-49": buyer.address,
        "BT-50": buyer.street,
        "BT-52": buyer.town,
        "BT-53": buyer.postcode,
        "BT-55": buyer.country,
        "BT-72": frame.done or frame.on,
        "BG-25": rows,
        "BG-23": taxes,
        "BT-106": net,
        "BT-109": net,
        "BT-110": tax,
        "BT-112": net + tax,
        "BT-115": net + tax,
    }
    return {term: value for term, value in terms.items() if value not in ("", None)}


def _line(rank: int, line: Line) -> dict[str, Any]:
    category, _code, _words = _category(line)
    return {
        "BT-126": str(rank),
        "BT-129": 1,
        "BT-130": "C62",
        "BT-131": line.amount,
        "BT-146": line.amount,
        "BT-151": category,
        "BT-152": 0 if line.exemption else line.rate,
        "BT-153": line.label,
    }


def _category(line: Line) -> tuple[str, str, str]:
    return EXEMPTIONS[line.exemption] if line.exemption else ("S", "", "")


def _taxes(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """One row of VAT for each category, rate and reason; each rounded once, half a cent upwards."""
    bases: dict[tuple[str, int, str, str], int] = {}
    for line in lines:
        category, code, words = _category(line)
        key = (category, 0 if line.exemption else line.rate, code, words)
        bases[key] = bases.get(key, 0) + line.amount
    return [
        {
            "BT-116": base, "BT-117": _vat(base, rate), "BT-118": category, "BT-119": rate, "BT-120": words,
            "BT-121": code,
        }
        for (category, rate, code, words), base in sorted(bases.items())
    ]  # fmt: skip


def _vat(base: int, rate: int) -> int:
    """In cents; half a cent goes up."""
    return half_up(Fraction(base * rate, 10_000))


_SIREN = re.compile(r"[0-9]{9}")
_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,125}")
_PRESENT = ("BT-9", "BT-27", "BT-35", "BT-37", "BT-38", "BT-44", "BT-50", "BT-52", "BT-53")


def lacks(terms: Terms) -> list[str]:
    """Terms that are missing, or wrong, for the draft to pass the European and the French rules; in order.

    Our own reading of them, for people; the referees' is the one that decides.
    """
    missing = [term for term in _PRESENT if not str(terms.get(term, "")).strip()]
    missing += [term for term in ("BT-30", "BT-47") if not _SIREN.fullmatch(terms.get(term, ""))]
    missing += [term for term in ("BT-34", "BT-49") if not _ADDRESS.fullmatch(terms.get(term, ""))]
    if not terms.get("BT-31"):
        missing.append("BT-31")
    if any(not row["BT-153"].strip() for row in terms["BG-25"]):
        missing.append("BT-153")
    if terms["BT-112"] <= 0:
        missing.append("BT-112")
    return sorted(missing, key=lambda term: int(term[3:]))
