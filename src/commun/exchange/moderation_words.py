"""What a moderator's answer says: accept, accept and trust, refuse (with why), set aside; in French or in English."""

import re
from dataclasses import dataclass
from typing import Final

from commun.algo.text import fold

ACCEPT: Final = "accept"
TRUST: Final = "trust"
REFUSE: Final = "refuse"
DISCARD: Final = "discard"
# Longest first: « accepter et faire confiance » is not « accepter ».
_WORDS: Final = (
    (TRUST, ("accepter et faire confiance", "accepte et fais confiance", "faire confiance", "accept and trust",
             "trust", "confiance")),
    (ACCEPT, ("laisser passer", "laissez passer", "accepter", "acceptez", "accepte", "accept", "oui", "yes", "ok")),
    (REFUSE, ("refuser", "refusez", "refuse", "rejeter", "rejetez", "rejette", "reject", "non", "no")),
    (DISCARD, ("mettre de cote", "jeter", "jetez", "jette", "ignorer", "discard", "spam", "indesirable")),
)  # fmt: skip
# After these, another word would change what is meant: « ok mais… ».
_GREETING: Final = re.compile(r"(?:bonjour|bonsoir|salut|hello|hi|dear)\b[^:]{0,40}[,.!]*$")
_POLITE: Final = re.compile(r"(?:merci|thanks|thank you|bonne journee|bien a vous)\b")
_END: Final = re.compile(r"\s*(?:[:,.;!\n–—-]|$)\s*")


@dataclass(frozen=True)
class Said:
    """One choice; ``reason``: why, for who is refused."""

    choice: str
    reason: str = ""


def read_answer(text: str) -> Said | None:
    """The choice on the first line that is no greeting, alone or before « : »; None when it is not clear."""
    lines = [line.strip() for line in text.strip().splitlines()]
    while lines and (not lines[0] or _GREETING.match(fold(lines[0]))):
        lines.pop(0)
    if not lines:
        return None
    folded = fold(lines[0])
    for choice, spellings in _WORDS:
        for one in spellings:
            end = _END.match(folded, len(one)) if folded.startswith(one) else None
            if end is not None:
                return _said(choice, lines, folded[end.end() :])
    return None


def _said(choice: str, lines: list[str], folded_rest: str) -> Said | None:
    if choice != REFUSE:
        # « ok, mais… »: somebody should say it plainly.
        return None if folded_rest and not _POLITE.match(folded_rest) else Said(choice)
    # A folded line may have another length than the line: the reason is cut from what was written.
    after = re.split(r"[:,.;!–—-]", lines[0], maxsplit=1)[1:] if folded_rest else []
    return Said(choice, " ".join(" ".join([*after, *_until_signature(lines[1:])]).split()))


def _until_signature(lines: list[str]) -> list[str]:
    end = lines.index("--") if "--" in lines else len(lines)
    return lines[:end]
