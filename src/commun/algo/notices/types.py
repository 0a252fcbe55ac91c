"""What a public notice becomes once read: frozen, plain, without Django.

Amounts are integers of cents of `currency`. Datetimes are aware and in Europe/Paris. Contact persons
(names, mails, telephones) are never carried here: they stay in the raw payload only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

# Version of the reading rules: raise it when the same payload would be read differently.
READER_VERSION: Final = "notices/1"

State = Literal["open", "corrected", "cancelled", "awarded"]
ThreadState = Literal["open", "corrected", "cancelled", "closed", "awarded"]
Form = Literal["planning", "competition", "result", "change", "other"]
Nature = Literal["works", "supplies", "services", ""]
# Why a deadline is doubtful. "" = sound.
Doubt = Literal["", "offset-unreliable", "absurd", "no-time", "no-zone", "unreadable"]

Payload = bytes | str | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deadline:
    """When answers are due, `at` aware in Europe/Paris; a page shows `doubt` whenever `is_doubtful`.

    "offset-unreliable": only the BOAMP column was there (trap T1). "absurd": outside of the years a tender
    can live, clamped. "no-time": a day without hour, taken at its end (23:59). "no-zone": hour without
    zone, read as Paris. "unreadable" never carries a date: the notice then has no deadline at all.
    """

    at: datetime
    is_doubtful: bool = False
    doubt: Doubt = ""


@dataclass(frozen=True, slots=True)
class ParsedLot:
    """One lot. `number` is short ("1", not "LOT-0001"); CPV codes have 8 digits without check digit."""

    number: str
    title: str
    description: str = ""
    cpv: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    nuts: tuple[str, ...] = ()
    deadline: Deadline | None = None
    value_cents: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedSupplier:
    """A winner. `siret` has 14 digits (or 9, a SIREN) or is None when the source gives something else."""

    name: str
    siret: str | None = None
    town: str = ""


@dataclass(frozen=True, slots=True)
class ParsedAward:
    """One attribution. `offers_count` is None when not said; `is_group` = a groupement of suppliers."""

    lot_number: str = ""
    title: str = ""
    amount_cents: int | None = None
    currency: str = "EUR"
    concluded_on: date | None = None
    offers_count: int | None = None
    is_group: bool = False
    suppliers: tuple[ParsedSupplier, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedNotice:
    """One published version of a notice, whatever its source. Empty text = not said by the source."""

    source: str
    source_id: str
    version: str
    shape: str
    thread_keys: tuple[str, ...]
    title: str
    linked_ids: tuple[str, ...] = ()
    form: Form = "competition"
    state: State = "open"
    description: str = ""
    buyer_name: str = ""
    buyer_siret: str | None = None
    buyer_town: str = ""
    published_on: date | None = None
    deadline: Deadline | None = None
    cpv: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    nuts: tuple[str, ...] = ()
    procedure: str = ""
    nature: Nature = ""
    value_cents: int | None = None
    currency: str = "EUR"
    lots: tuple[ParsedLot, ...] = ()
    awards: tuple[ParsedAward, ...] = ()
    url: str = ""
    documents_url: str = ""
    languages: tuple[str, ...] = ()
    descriptors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that could not be read: where it is ("file.json, record 12") and why, in one sentence."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One record of a file: exactly one of `notice` and `broken` is set.

    `raw` are the bytes of that record alone (kept with their SHA-256 `digest` by the caller), `place` its
    position, `bytes_done` the compressed bytes read so far in the whole path, for a progress bar.
    """

    place: str
    raw: bytes = b""
    digest: str = ""
    notice: ParsedNotice | None = None
    broken: Broken | None = None
    bytes_done: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two versions; texts ready to be stored, not translated."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Thread:
    """All versions of one opportunity, oldest first; `key` is the strongest key they share."""

    key: str
    notices: tuple[ParsedNotice, ...] = field(default_factory=tuple)


class NotANotice(ValueError):
    """The payload is of no known shape, or cannot be decoded; the message says it in one sentence."""
