"""What comes in: a notice that was read, its raw payload, and how the payload is kept."""

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

from commun.algo.notices.types import Broken, ParsedNotice

HAND: Final = "hand"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A notice as it was read and the bytes it was read from; ``shift_days`` moves its dates (trials)."""

    parsed: ParsedNotice
    payload: bytes
    place: str = ""
    shift_days: int = 0

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes a version unique."""
        return (*label_of(self.parsed), digest_of(self.payload))


@dataclass(slots=True)
class Tally:
    """What became of what came in. ``notice_ids``: threads that were created or touched."""

    new: int = 0
    versions: int = 0
    unchanged: int = 0
    awards: int = 0
    broken: list[Broken] = field(default_factory=list)
    notice_ids: set[int] = field(default_factory=set)

    def add(self, other: "Tally") -> None:
        """Sum."""
        self.new += other.new
        self.versions += other.versions
        self.unchanged += other.unchanged
        self.awards += other.awards
        self.broken += other.broken
        self.notice_ids |= other.notice_ids

    @property
    def received(self) -> int:
        """Records that were read well."""
        return self.new + self.versions + self.unchanged + self.awards


def label_of(parsed: ParsedNotice) -> tuple[str, str, str]:
    """Source, number and version, within the widths of their columns."""
    return clip(parsed.source, 12), clip(parsed.source_id, 80), clip(parsed.version, 20)


def clip(text: str, width: int) -> str:
    """The text, or when it is too long its beginning and a digest: two long texts stay apart."""
    text = text.replace("\x00", "")
    if len(text) <= width:
        return text
    return text[: width - 9] + "~" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def digest_of(payload: bytes) -> str:
    """SHA-256 of the payload; JSON is put in canonical form first, so that spaces and order do not matter."""
    if payload[:1] == b"{":
        try:
            payload = canonical(json.loads(payload))
        except (ValueError, RecursionError):
            return hashlib.sha256(payload).hexdigest()
    return hashlib.sha256(payload).hexdigest()


def canonical(record: Any) -> bytes:
    """The record as JSON bytes that do not depend on the order of its keys."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def pack(payload: bytes) -> bytes:
    """The payload as it is stored."""
    return zlib.compress(payload, 6)


def unpack(stored: bytes | memoryview) -> bytes:
    """The payload as it was received."""
    return zlib.decompress(bytes(stored))
