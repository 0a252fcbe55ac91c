"""Keys by which versions of one opportunity find each other, strongest first."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from commun.algo.notices.dates import PARIS
from commun.algo.notices.types import Deadline
from commun.algo.notices.words import fold

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_IDWEB: Final = re.compile(r"\d{2}[-_]\d{1,7}")


def digest(*parts: str) -> str:
    """Short stable hash of some texts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def folder_key(raw: str) -> tuple[str, ...]:
    """Key of the procedure identifier shared by BOAMP and TED (eForms BT-04), empty if it is none."""
    found = _UUID.search(raw)
    return (f"folder:{found[0].lower()}",) if found else ()


def idweb(raw: str) -> str:
    """Public identifier of a BOAMP notice, "25_123631" or "25-123631" -> "25-123631"; "" if it is none."""
    found = _IDWEB.fullmatch(raw.strip())
    return found[0].replace("_", "-") if found else ""


def boamp_keys(own: str, linked: tuple[str, ...]) -> tuple[str, ...]:
    """Key of the notice itself, then those of the notices it names (annonce_lie)."""
    return tuple(dict.fromkeys(f"boamp:{one}" for one in (own, *linked) if one))


def triple_key(buyer: str, siret: str | None, title: str, deadline: Deadline | None) -> tuple[str, ...]:
    """Last resort: buyer, folded title and day of the deadline; none when one of the three is missing."""
    who, what = siret or fold(buyer), fold(title)
    if not who or not what or deadline is None:
        return ()
    day = deadline.at.astimezone(PARIS).date().isoformat()
    return (f"triple:{digest(who, what, day)}",)
