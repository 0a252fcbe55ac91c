"""The text of a decision as a file that anybody can check: one recipe, no database.

The fingerprint is the SHA-256 of that file: ``sha256sum`` on the downloaded text gives the same mark.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Words:
    """What a version says: its title, its text, who is concerned, and the change it asks for (C25)."""

    title: str
    text: str = ""
    concerned: str = ""
    change: Mapping[str, Any] = field(default_factory=dict)


def as_file(words: Words) -> str:
    """The checked file: title, text, then, when there are any, who is concerned and the change, in JSON."""
    parts = [words.title, words.text]
    if words.concerned:
        parts.append(f"-- {words.concerned}")
    if words.change:
        parts.append(json.dumps(words.change, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
    return "\n\n".join(parts) + "\n"


def fingerprint(words: Words) -> str:
    """SHA-256 of the file, in hexadecimal."""
    return hashlib.sha256(as_file(words).encode()).hexdigest()
