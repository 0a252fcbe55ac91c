"""What a notice's words ask of whoever answers: a price not to go over, works to show. Suggestions, never facts."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from commun.algo.text import fold, mend

MOST: Final = 12
LONGEST_QUOTE, LONGEST_SUBJECT, READ = 240, 120, 60_000
LEAST_CENTS, MOST_CENTS = 10_000, 10_000_000_000_00
MOST_COUNT, MOST_YEARS = 50, 20

_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"), start=1
    )
} | {"une": 1}  # fmt: skip
_COUNT: Final = r"(?:\d{1,2}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_CEILING: Final = re.compile(
    r"\b(?:montants? maxim\w{1,4}|maximum|plafond(?:ne|nee|nes|nees)?|budget|enveloppe|"
    r"(?:prix|montant|offres?|cout)\b[^.;\n\d]{0,60}?(?:exced\w{1,3}|depass\w{1,3}))\b"
    r"(?P<between>[^.;\n\d€]{0,60})"
    r"(?P<amount>\d[\d .]{0,17}(?:,\d{1,2})?)\s{0,2}(?P<thousands>k\s?)?(?:€|euros?(?:\(s\))?|eur\b)"
    r"(?=(?P<after>.{0,14}))"
)
_TAX: Final = re.compile(r"\b(?:(?P<without>ht\b|h\.t|hors tax)|(?P<included>ttc\b|t\.t\.c|toutes tax))")
# Not the price of the answer: what the works cost, an advance, a yearly part of it, what the buyer insures.
_OTHER: Final = re.compile(r"travaux|avance|annuel|par an\b|caution|garantie|minimum|penalit|assur|chiffre d'affaires")
_REFERENCES: Final = re.compile(
    rf"\b(?:(?P<count>{_COUNT})\s+(?:\(\d{{1,2}}\)\s+)?)?"
    r"(?P<what>references\b|reference(?= (?:similaire|comparable|equivalente))|"
    r"(?:liste|presentation) des (?:principa\w{1,3}|travaux|services|prestations|missions)\b|"
    r"(?:missions?|realisations?|prestations?) (?:similaires?|comparables?|equivalentes?))"
    r"(?P<rest>[^.;\n]{0,200})"
)
_YEARS: Final = re.compile(
    rf"(?:de moins de|datant de moins de|sur les|au cours des|depuis|ces|des|les)\s+(?P<years>{_COUNT})\s+"
    r"(?:\(\d{1,2}\)\s+)?(?:derniere?s?\s+)?(?:ans|annees|exercices)\b"
)
_ALIKE: Final = re.compile(r"similaire|comparable|equivalent|meme nature|en rapport|exige|demande|au moins|minimum")
_SUBJECT: Final = re.compile(
    r"\b(?:en matiere d(?:e |')|dans le domaine d(?:e la |e l'|e |u |es |')|portant sur (?:la |le |les |l'|des )?|"
    r"relatives? (?:a la |a l'|a |aux? )|en (?!cours|rapport|matiere))(?P<subject>[^.,;:()\n]{3,120})"
)
_SUBJECT_ENDS: Final = re.compile(r"\s(?:de moins de|datant|au cours|sur les|depuis|ces|realise|execute|des? \w+ dern)")


class Kind(Enum):
    """Of a term."""

    CEILING = "ceiling"
    REFERENCES = "references"


@dataclass(frozen=True, slots=True)
class Term:
    """What seems to be asked, of a lot or of the whole, and the words it was read in.

    A ceiling has ``cents`` (``has_tax``: tax included; None: not said); references have ``count`` (0: not said),
    ``years`` (0: not said) and a ``subject`` (empty: not said).
    """

    key: str
    kind: Kind
    quote: str
    lot: str = ""
    cents: int = 0
    has_tax: bool | None = None
    count: int = 0
    years: int = 0
    subject: str = ""


def terms(text: str, lots: Sequence[tuple[str, str]] = ()) -> list[Term]:
    """Ceilings, then references, that the words of a notice seem to ask; of each lot one ceiling, none twice.

    ``lots``: (number, text) pairs.
    """
    places = [("", text), *lots]
    found: dict[tuple[Kind, str, int, int, str], Term] = {}
    for reader in (_ceilings, _references):
        for lot, body in places:
            for one in reader(lot, mend(body[:READ])):
                whole = found.get(_place(one, ""))
                if not one.lot or whole is None or whole.cents != one.cents:
                    found.setdefault(_place(one, one.lot), one)
    return list(found.values())[:MOST]


def _place(one: Term, lot: str) -> tuple[Kind, str, int, int, str]:
    """Terms of one place are one term: the first ceiling read, references that ask the same."""
    if one.kind is Kind.CEILING:
        return one.kind, lot, 0, 0, ""
    return one.kind, lot, one.count, one.years, fold(one.subject)


def _ceilings(lot: str, text: str) -> Iterator[Term]:
    for line in text.splitlines():
        plain = fold(line)
        for found in _CEILING.finditer(plain):
            before = plain[max(0, found.start() - 40) : found.end()]
            cents = _cents(found["amount"]) * (1000 if found["thousands"] else 1)
            if not _OTHER.search(before) and LEAST_CENTS <= cents <= MOST_CENTS:
                has_tax = _has_tax(found["after"], found["between"])
                key = _key(Kind.CEILING.value, lot, str(cents), str(bool(has_tax)))
                quote = _quote(line, plain, found.start(), found.end())
                yield Term(key, Kind.CEILING, quote, lot, cents=cents, has_tax=has_tax)


def _has_tax(after: str, between: str) -> bool | None:
    """« 80 000 € (HT) », « montant maximum TTC : 80 000 € »: what follows the amount wins; None when neither says."""
    told = _TAX.match(after.lstrip(" (,")) or _TAX.search(between)
    return None if told is None else told["included"] is not None


def _references(lot: str, text: str) -> Iterator[Term]:
    for line in text.splitlines():
        plain = fold(line)
        for found in _REFERENCES.finditer(plain):
            rest, years = found["rest"], _YEARS.search(found["rest"])
            is_list = found["what"].startswith(("liste", "presentation"))
            if not (years or (not is_list and (found["count"] or _ALIKE.search(found["what"] + rest[:60])))):
                continue
            source = line if len(line) == len(plain) else plain
            subject = _subject(rest, source[found.start("rest") : found.end("rest")]) if not is_list else ""
            count = min(_number(found["count"]), MOST_COUNT)
            span = min(_number(years["years"]), MOST_YEARS) if years else 0
            key = _key(Kind.REFERENCES.value, lot, str(count), str(span), fold(subject))
            quote = _quote(line, plain, found.start(), found.start("rest") + (years.end() if years else 60))
            yield Term(key, Kind.REFERENCES, quote, lot, count=count, years=span, subject=subject)


def _subject(plain: str, source: str) -> str:
    """What works it must be, in the notice's own words; empty when it does not say."""
    found = _SUBJECT.search(plain)
    if not found:
        return ""
    ends = _SUBJECT_ENDS.search(plain, found.start("subject"))
    last = min(found.end("subject"), ends.start() if ends else len(plain))
    words = " ".join(source[found.start("subject") : last].split())[:LONGEST_SUBJECT]
    return words.strip(" .,;:-–—'’") if len(words) > 2 else ""


def _number(words: str | None) -> int:
    return int(words) if words and words.isdigit() else _NUMBERS.get(words or "", 0)


def _cents(amount: str) -> int:
    """« 1 370 000.00 », « 80 000,50 » or « 80.000 » in cents."""
    plain = amount.replace(" ", "").rstrip(".")
    decimals = re.search(r"[.,](\d{1,2})$", plain)
    whole = re.sub(r"\D", "", plain[: decimals.start()] if decimals else plain)
    return int(whole or 0) * 100 + (int(decimals[1].ljust(2, "0")) if decimals else 0)


def _quote(line: str, plain: str, start: int, end: int) -> str:
    """The words around, whole ones."""
    source = line if len(line) == len(plain) else plain
    first = source.find(" ", start - 60, start) + 1 if start > 60 else 0
    last = source.rfind(" ", end, end + 30) if end + 30 < len(source) else len(source)
    return " ".join(source[first : max(last, end)].split())[:LONGEST_QUOTE]


def _key(*words: str) -> str:
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:12]
