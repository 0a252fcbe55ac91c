"""Which language of a multilingual notice is read: French, then the notice's own, then English."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from commun.algo.notices.nodes import Node

_THREE: Final[dict[str, str]] = {
    "BG": "BUL", "CS": "CES", "DA": "DAN", "DE": "DEU", "EL": "ELL", "EN": "ENG", "ES": "SPA", "ET": "EST",
    "FI": "FIN", "FR": "FRA", "GA": "GLE", "HR": "HRV", "HU": "HUN", "IT": "ITA", "LT": "LIT", "LV": "LAV",
    "MT": "MLT", "NL": "NLD", "PL": "POL", "PT": "POR", "RO": "RON", "SK": "SLK", "SL": "SLV", "SV": "SWE",
}  # fmt: skip


@lru_cache(256)
def three_letters(code: str) -> str:
    """ISO 639-3 code as eForms writes it: "fr" -> "FRA"; "" when it is not a language code."""
    code = code.strip().upper()
    if len(code) == 2:
        return _THREE.get(code, "")
    return code if len(code) == 3 and code.isalpha() else ""


def pick(nodes: list[Node], language: str) -> str:
    """Text of the best language among repeated elements; the first one that has a text otherwise."""
    if not nodes:
        return ""
    if len(nodes) == 1:
        return nodes[0].text
    said = {node.attr.upper(): node.text for node in reversed(nodes) if node.text}
    for wanted in ("FRA", language, "ENG"):
        if said.get(wanted):
            return said[wanted]
    return next((node.text for node in nodes if node.text), "")
