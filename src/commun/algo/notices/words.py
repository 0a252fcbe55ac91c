"""Small conversions of what notices write: texts, amounts, CPV codes, SIRET, codes of procedures."""

from __future__ import annotations

import html
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from commun.algo.notices.types import Nature
from commun.algo.text import fold as plain

MAX_TITLE: Final = 1_000
MAX_TEXT: Final = 60_000
# A published amount above one hundred thousand million is a typing error, and would not fit a bigint.
MAX_CENTS: Final = 10_000_000_000_000

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")
_CPV: Final = re.compile(r"(?<!\d)(\d{7,8})(?:-\d)?(?!\d)")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_NOT_NUMBER: Final = re.compile(r"[\s\u00a0\u202f€]|EUR|euros?", re.IGNORECASE)
_SIRET_NOISE: Final = re.compile(r"[\s.\u00a0\u202f-]+")
_SIRET: Final = re.compile(r"(?:(?:SIRET|SIREN):?|FR[0-9A-Z]{2})?(\d{14}|\d{9})", re.IGNORECASE)
_LOT: Final = re.compile(r"^\s*(?:lot|par|glo)[\s\-_n°º]*", re.IGNORECASE)
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")

_PROCEDURES: Final[dict[str, str]] = {
    "open": "open", "ouvert": "open", "1": "open", "appel d'offres ouvert": "open",
    "restricted": "restricted", "restreint": "restricted", "2": "restricted", "3": "restricted",
    "appel d'offres restreint": "restricted",
    "neg-w-call": "negotiated", "negocie": "negotiated", "4": "negotiated", "6": "negotiated",
    "b": "negotiated", "procedure avec negociation": "negotiated",
    "neg-wo-call": "without-call", "t": "without-call", "v": "without-call", "f": "without-call",
    "marche passe sans publicite ni mise en concurrence prealable": "without-call",
    "marche negocie sans publicite ni mise en concurrence prealable": "without-call",
    "comp-dial": "dialogue", "dialogue_competitif": "dialogue", "c": "dialogue",
    "dialogue competitif": "dialogue",
    "innovation": "innovation", "g": "innovation", "partenariat_innovation": "innovation",
    "procedure_adapte": "adapted", "procedureadaptee": "adapted", "procedure adaptee": "adapted",
    "procadapteeouv": "adapted", "procadapteerestr": "adapted",
    "concours": "contest", "concours_ouvert": "contest", "concours_restreint": "contest",
    "e": "concession",
}  # fmt: skip
_NATURES: Final[dict[str, Nature]] = {
    "works": "works", "travaux": "works", "travail": "works", "1": "works",
    "supplies": "supplies", "fournitures": "supplies", "fourniture": "supplies", "goods": "supplies",
    "2": "supplies",
    "services": "services", "service": "services", "4": "services",
}  # fmt: skip


def clean(text: str, limit: int = MAX_TEXT) -> str:
    """Readable text: entities decoded (notices escape twice), spaces collapsed, controls dropped, capped."""
    if not text:
        return ""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "\n" in text or "\r" in text:
        lines = [" ".join(line.split()) for line in text.splitlines()]
        text = _CONTROLS.sub("", "\n".join([line for line in lines if line]))
    else:
        text = " ".join(text.split())
        if not text.isprintable():
            text = _CONTROLS.sub("", text)
    return text if len(text) <= limit else text[:limit].rstrip()


def title_of(text: str) -> str:
    """A title on one line."""
    return clean(text, MAX_TITLE).replace("\n", " ")


def fold(text: str) -> str:
    """Lower case ASCII words with single spaces, to compare names: "Ville d'Orléans" -> "ville d orleans"."""
    return _NOT_WORD.sub(" ", plain(text)).strip()


def cents(raw: Any) -> int | None:
    """Amount in cents of "1 234,56", "348852" or a number; None when absent, negative or absurd."""
    if isinstance(raw, bool) or raw is None:
        return None
    text = str(raw)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        text = _NOT_NUMBER.sub("", text)
    if "," in text and "." in text:
        text = text.replace(",", "") if text.rfind(".") > text.rfind(",") else text.replace(".", "")
    try:
        number = Decimal(text.replace(",", "."))
        amount = int((number * 100).to_integral_value()) if number.is_finite() and abs(number) < 10**15 else -1
    except (InvalidOperation, ValueError):
        return None
    return amount if 0 < amount < MAX_CENTS else None


@lru_cache(4096)
def cpv_of(raw: str) -> tuple[str, ...]:
    """CPV codes inside a text, 8 digits without the check digit; a lost leading zero is given back."""
    if len(raw) == 8 and raw.isascii() and raw.isdigit():
        return (raw,)
    return tuple(dict.fromkeys(code.zfill(8) for code in _CPV.findall(raw)))


def cpv_all(raws: list[str]) -> tuple[str, ...]:
    """CPV codes of several texts, each once, first the main one."""
    if len(raws) == 1:
        return cpv_of(raws[0])
    return tuple(dict.fromkeys([code for raw in raws for code in cpv_of(raw)]))


def siret_of(raw: str) -> str | None:
    """The 14 digits of a SIRET (or 9 of a SIREN) written with spaces, dots or a VAT prefix; else None."""
    found = _SIRET.fullmatch(_SIRET_NOISE.sub("", raw))
    return found[1] if found and found[1].strip("0") else None


@lru_cache(256)
def procedure_of(raw: str) -> str:
    """Our code of a procedure: open, restricted, negotiated, without-call, dialogue, innovation, adapted...

    "other" for a code that is not known, "" when the source says nothing.
    """
    text = raw.strip().lower()
    if not text:
        return ""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _PROCEDURES.get(plain.strip("/"), "other")


@lru_cache(64)
def nature_of(raw: str) -> Nature:
    """works, supplies or services; "" when not said or mixed."""
    return _NATURES.get(raw.strip().lower(), "")


@lru_cache(1024)
def short_number(raw: str) -> str:
    """Lot number as people say it: "LOT-0001" -> "1", "02" -> "2", "Lot A" -> "A"."""
    text = _LOT.sub("", clean(raw, 60))
    return text.lstrip("0") or text[-1:]


def count_of(raw: str) -> int | None:
    """A small count ("3"), None when it is not one."""
    text = raw.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
