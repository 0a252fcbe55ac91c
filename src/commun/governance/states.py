"""The places a person may have in a group, and the moves between them: one table, no database.

Place names are those of ``Membership.State``; the empty string is « no place yet ». Each move says who may make
it: the person (SELF), those who animate the group (GROUP), all of it by a secret ballot (VOTE) or an adopted rule
executed by the clock (RULE). No member is taken out by one person alone (X5), and no move out of « member » belongs to
RULE alone: nobody is removed, nor put to rest, by time.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

NOWHERE, VISITOR, INVITED, APPLICANT = "", "visitor", "invited", "applicant"
MEMBER, DORMANT, LEFT, GUEST = "member", "dormant", "left", "guest"
PLACES = (NOWHERE, VISITOR, INVITED, APPLICANT, MEMBER, DORMANT, LEFT, GUEST)
# Who is « in the group »: dormant people are, they only rest.
INSIDE = frozenset({MEMBER, DORMANT})


class By(Enum):
    """Who makes a move."""

    SELF = "self"
    GROUP = "group"
    VOTE = "vote"
    RULE = "rule"


S, G, V, R = By.SELF, By.GROUP, By.VOTE, By.RULE

MOVES: Mapping[tuple[str, str], frozenset[By]] = {
    (NOWHERE, VISITOR): frozenset({G}),
    (NOWHERE, INVITED): frozenset({G}),
    (NOWHERE, APPLICANT): frozenset({S}),
    # By invitation (the person accepts) or by founding the group.
    (NOWHERE, MEMBER): frozenset({S}),
    (NOWHERE, GUEST): frozenset({G}),
    (VISITOR, INVITED): frozenset({G}),
    (VISITOR, APPLICANT): frozenset({S}),
    (VISITOR, MEMBER): frozenset({S}),
    (VISITOR, GUEST): frozenset({G}),
    (VISITOR, LEFT): frozenset({S, G}),
    (INVITED, MEMBER): frozenset({S}),
    (INVITED, LEFT): frozenset({S, G}),
    (APPLICANT, MEMBER): frozenset({S, G}),
    (APPLICANT, VISITOR): frozenset({G}),
    (APPLICANT, LEFT): frozenset({S, G}),
    (MEMBER, DORMANT): frozenset({S}),
    # R: on the day the person announced.
    (MEMBER, LEFT): frozenset({S, V, R}),
    (DORMANT, MEMBER): frozenset({S}),
    (DORMANT, LEFT): frozenset({S, V, R}),
    (LEFT, VISITOR): frozenset({G}),
    (LEFT, INVITED): frozenset({G}),
    (LEFT, APPLICANT): frozenset({S}),
    (LEFT, MEMBER): frozenset({S}),
    (LEFT, GUEST): frozenset({G}),
    (GUEST, INVITED): frozenset({G}),
    (GUEST, APPLICANT): frozenset({S}),
    (GUEST, MEMBER): frozenset({S}),
    (GUEST, LEFT): frozenset({S, G}),
}

_NO_WAY: Mapping[str, Any] = {
    NOWHERE: _("This person has no place in the group yet: invite them first."),
    VISITOR: _("A visitor first asks to join, or receives an invitation."),
    INVITED: _("An invitation waits for the person’s answer: it can only be accepted or dropped."),
    APPLICANT: _("This request to join waits for an answer: accept it or decline it."),
    MEMBER: _("A member may rest or leave; nothing else."),
    DORMANT: _("A member at rest may come back or leave; nothing else."),
    LEFT: _("This person has left: they come back by an invitation or by asking."),
    GUEST: _("A guest becomes a member by an invitation or by asking, or leaves."),
}
_NOT_YOURS: Mapping[By, Any] = {
    By.SELF: _("This move is not yours to make: ask those who animate the group."),
    By.GROUP: _("Only the person can decide this. You may propose it."),
    By.VOTE: _("The group votes on nothing of the kind."),
    By.RULE: _("No rule may move a person without their word."),
}
_NOBODY_ALONE = _(
    "Nobody takes a member out alone: the rules of the group say whether it may be asked, from a disagreement."
)


class IllegalMove(Exception):
    """This move does not exist, or not for this mover; ``sentence`` tells the person why."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def check(before: str, after: str, by: By) -> None:
    """Raise IllegalMove unless ``by`` may move a person from place ``before`` to place ``after``."""
    if before == after:
        raise IllegalMove(_("This person is already there."))
    allowed = MOVES.get((before, after))
    if allowed is None:
        raise IllegalMove(_NO_WAY[before])
    if by not in allowed:
        raise IllegalMove(_NOBODY_ALONE if V in allowed and by is By.GROUP else _NOT_YOURS[by])


def from_here(before: str, by: By) -> Iterator[str]:
    """Places that ``by`` may move a person to, from ``before``."""
    for (start, end), allowed in MOVES.items():
        if start == before and by in allowed:
            yield end


def needs_reason(after: str, by: By) -> bool:
    """Whoever takes a person out of the group says why; the person owes nobody a reason."""
    return after == LEFT and by in {By.GROUP, By.VOTE}
