"""Every kind of mail that the house writes, and whom it touches: a closed list, filled by the rooms.

A kind is what stands before the first colon of a mail's key (``governance.duty:41`` is a ``governance.duty``). A mail
whose kind is not in the list does not leave the doors of a group, and a house test reads the sources for the others: a
new letter cannot be forgotten. What each level of a person lets through is in ``governance.mail_levels``.

Owed mails (``Nature.OWED``) leave whatever the person chose, since one of these holds:
- the person asked for it a moment ago: a sign-in code, a new link to one's ballot, the answer to one's own mail;
- it protects them: what changes in the safety of the account, what the operator read, the receipt of a ballot;
- it opens a delay or a right of their own: their place in the group, a request that they go, their words hidden;
- it stops by itself, with no level to choose: an invitation to somebody who is not of the group, a trial of an address.
The digest and the mails of a list (``Nature.OWN``) have a rhythm and a way out of their own.
"""

import enum
from dataclasses import dataclass

from commun.core.registries import Registry


class Nature(enum.Enum):
    """Whom a mail touches, from the one who must have it to all who follow the group's life."""

    OWED = "owed"
    OWN = "own"
    # Mentions and my votes: somebody waits for this very person's word, or answers it.
    MINE = "mine"
    # What this person carries or wrote down changes, or its day comes.
    CONCERNS = "concerns"
    # What the group decided.
    DECISIONS = "decisions"
    # What the group does: it invites everybody alike.
    LIFE = "life"


@dataclass(frozen=True)
class MailKind:
    """One kind of mail, by the beginning of its key."""

    name: str
    nature: Nature


class UnknownMail(LookupError):
    """A mail that no room declared: add its kind to the room's list."""


kinds: Registry[MailKind] = Registry()


def declare(nature: Nature, *names: str) -> None:
    """Add kinds of mail to the list of the house."""
    for name in names:
        kinds.add(name, MailKind(name, nature))


def kind_of(key: str) -> MailKind:
    """The kind that a mail's key begins with; raises UnknownMail."""
    found = kinds.get(key.partition(":")[0])
    if found is None:
        raise UnknownMail(key.partition(":")[0])
    return found
