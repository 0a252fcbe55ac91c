"""What kind of act a fact is, told from its name alone: the verb of ActivityStreams, and what the group's sound plays.

A fact is named ``room.thing.done``; the last word is a past participle that each room chose. Each fact that is told has
a nature here, or a place among ``SILENT`` with the reason: a house test sees to it. A word that is not here is of no
nature and plays nothing: nothing is guessed from it.
"""

from typing import Any, Final

ADDED: Final = "added"
CHANGED: Final = "changed"
REMOVED: Final = "removed"
DECIDED: Final = "decided"
CAME: Final = "came"
WON: Final = "won"
OTHER: Final = "other"

_WORDS = {
    ADDED: """
        accepted added advised agreed amended answered answered_itself asked back booked consulted created
        declared done experiment_said found founded finished given handed_in integrated kept made named noted
        offered opened person_proposed planned posted proposed published read registered relation_said released
        remarked reopened returned review_opened said saved sent shared shown_again signer_said split started
        stated summed_up supported swapped taken told trusted used voiced voiced_again written
    """,
    CHANGED: """
        announced assigned changed controlled enlarged extended handed_back handed_over held limited looked_for
        keeping_set merged moved options_changed parked part_corrected passed postponed raised renamed replaced
        restarted restored review_set rotated rules_changed scheduled set share_told staged tested version_named
        version_restored
    """,
    REMOVED: """
        call_taken_back cancelled closed declined declined_from_outside ended erased expired given_up hidden
        left let_go lifted no_longer_trusted refused removed retired revoked stopped taken_back unasked unmarked
        unpublished withdrawn withheld words_aged
    """,
    DECIDED: "adopted approved awarded carried_over chosen decided engaged frozen settled signed spent",
    CAME: "came joined joined_from_outside",
}
_NATURES = {word: nature for nature, words in _WORDS.items() for word in words.split()}
# The same word says something else here.
_EXCEPT = {
    "exchange.offer.looked_for": ADDED,
    "governance.objection.raised": ADDED,
    "governance.departure.cancelled": CHANGED,
    "governance.dormancy.declined": CHANGED,
    "governance.indicator.chosen": ADDED,
    "governance.invitation.used": CAME,
    "governance.facilitator.accepted": CAME,
    "people.digest.chosen": CHANGED,
    "people.legal_entity.joined": CHANGED,
    "value.work.joined": ADDED,
}
# Told in words, never heard; each with its reason.
SILENT: Final = {
    "governance.ballot.logged": "a vote makes no sound: it would say when somebody voted",
    "governance.ballot.cast": "a vote makes no sound: it would say when somebody voted",
    "governance.ballot.changed": "a vote makes no sound: it would say when somebody voted",
    "governance.ballot.withdrawn": "a vote makes no sound: it would say when somebody voted",
    "governance.operator.looked": "who keeps the server read something: it asks to be read",
    "governance.operator.took_out": "who keeps the server copied the group: it asks to be read",
    "governance.operator.brought_in": "who keeps the server brought the group in: it asks to be read",
    "governance.guest.asked_into_case": "a disagreement is worked on quietly",
    "governance.case.opened": "a disagreement is worked on quietly",
    "governance.person.erased": "somebody asked to be forgotten",
    "people.person.erased": "somebody asked to be forgotten",
}
_VERBS = {
    ADDED: "Create",
    CHANGED: "Update",
    REMOVED: "Remove",
    DECIDED: "Accept",
    CAME: "Join",
    WON: "Accept",
    OTHER: "Update",
}
_MOVED: Final = "governance.membership.moved"
_PLACES = {"member": CAME, "left": REMOVED}
_OUTCOME: Final = "bids.outcome.told"


def nature_of(name: str, data: dict[str, Any] | None = None) -> str:
    """One of the natures. A change of place in the group is told by where it leads, an outcome by what it is."""
    if name in SILENT:
        return OTHER
    if name == _OUTCOME:
        return WON if (data or {}).get("result") == "won" else CHANGED
    if name == _MOVED:
        told = data or {}
        # Who rested a while was in the group all along.
        came_back = (told.get("from"), told.get("to")) == ("dormant", "member")
        return CHANGED if came_back else _PLACES.get(str(told.get("to", "")), CHANGED)
    return _EXCEPT.get(name) or _NATURES.get(name.rpartition(".")[2], OTHER)


def verb_of(nature: str) -> str:
    """The type of activity (ActivityStreams 2.0 vocabulary)."""
    return _VERBS[nature]
