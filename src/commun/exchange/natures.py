"""What kind of act a fact is, told from its name alone: the verb of ActivityStreams, and what the group's sound plays.

A fact is named ``room.thing.done``; the last word is a past participle that each room chose. A word that is not here is
an act like another: nothing is guessed from it.
"""

from typing import Any, Final

ADDED: Final = "added"
REMOVED: Final = "removed"
DECIDED: Final = "decided"
CAME: Final = "came"
WON: Final = "won"
OTHER: Final = "other"

_WORDS = {
    ADDED: (
        "added",
        "asked",
        "brought",
        "created",
        "declared",
        "founded",
        "given",
        "kept",
        "noted",
        "offered",
        "opened",
        "planned",
        "proposed",
        "published",
        "sent",
        "shared",
        "started",
        "stated",
        "taken",
        "told",
        "voiced",
        "written",
    ),
    REMOVED: (
        "cancelled",
        "closed",
        "declined",
        "ended",
        "expired",
        "hidden",
        "let_go",
        "removed",
        "retired",
        "revoked",
        "taken_back",
        "unmarked",
        "unpublished",
        "withdrawn",
    ),
    DECIDED: ("adopted", "approved", "chosen", "engaged", "signed"),
    CAME: ("joined", "joined_from_outside", "used"),
}
_VERBS = {ADDED: "Create", REMOVED: "Remove", DECIDED: "Accept", CAME: "Join", WON: "Accept", OTHER: "Update"}
_MOVED: Final = "governance.membership.moved"
_PLACES = {"member": CAME, "left": REMOVED}
_OUTCOME: Final = "bids.outcome.told"


def nature_of(name: str, data: dict[str, Any] | None = None) -> str:
    """One of the six natures. A change of place in the group is told by where it leads, an outcome by what it is."""
    if name == _OUTCOME:
        return WON if (data or {}).get("result") == "won" else OTHER
    if name == _MOVED:
        return _PLACES.get(str((data or {}).get("to", "")), OTHER)
    last = name.rpartition(".")[2]
    return next((nature for nature, words in _WORDS.items() if last in words), OTHER)


def verb_of(nature: str) -> str:
    """The type of activity (ActivityStreams 2.0 vocabulary)."""
    return _VERBS[nature]
