"""A mail to everybody that only says « désinscription »: its author wants out, and the others need not read it.

Mailman calls it administrivia. Nothing is done in anybody's name: they are told the address that does it.
"""

import difflib
import re
from typing import Final

from commun.algo.text import fold

_WORDS: Final = (
    "desinscription", "desinscrire", "desinscrivez", "desinscris", "desabonner", "desabonnement", "desabonnez",
    "unsubscribe",
)  # fmt: skip
_BESIDE: Final = frozenset(
    ("me", "moi", "se", "nous", "stop", "svp", "merci", "please", "de", "la", "cette", "liste", "bonjour", "the",
     "from", "this", "list", "je", "veux", "souhaite")
)  # fmt: skip
# A name below is no message yet.
MOST_WORDS_BELOW: Final = 4
_CLOSE: Final = 0.84


def wants_out(said: str) -> bool:
    """Whether its first line, and nothing below but a name, asks to receive no more; slips of the keys included."""
    lines = [line for line in said.partition("\n-- ")[0].splitlines() if line.strip()]
    if not lines or len(" ".join(lines[1:]).split()) > MOST_WORDS_BELOW:
        return False
    words = re.findall(r"[a-z]+", fold(lines[0]))
    if words == ["stop"]:
        return True
    asking = [one for one in words if difflib.get_close_matches(one, _WORDS, 1, _CLOSE)]
    return bool(asking) and all(one in asking or one in _BESIDE for one in words)
