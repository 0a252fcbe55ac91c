"""Which single letters of a group reach a person: four levels, and the link of each mail that changes them (N2, N4).

« Mentions and my votes » reach at every level but the last; what is owed (``core.mail_kinds``) always does. The digest
has its own rhythm, the list its own way of reading.
"""

from collections.abc import Sequence
from typing import Final

from commun.core import links
from commun.core.mail_kinds import MailKind, Nature, kind_of
from commun.governance import states
from commun.governance.models import Membership

Level = Membership.Mails
CHANGE: Final = "governance.mails"
LETS_THROUGH: dict[str, frozenset[Nature]] = {
    Level.ALL: frozenset({Nature.MINE, Nature.CONCERNS, Nature.DECISIONS, Nature.LIFE}),
    Level.CONCERNS: frozenset({Nature.MINE, Nature.CONCERNS}),
    Level.DECISIONS: frozenset({Nature.MINE, Nature.DECISIONS}),
    Level.NONE: frozenset(),
}


def is_let_through(level: str, kind: MailKind) -> bool:
    """Whether a mail of this kind leaves for somebody who chose this level."""
    return kind.nature in {Nature.OWED, Nature.OWN} or kind.nature in LETS_THROUGH[level]


def reaches(member: Membership, key: str) -> bool:
    """Whether the letter of this key leaves for this member. Raises UnknownMail."""
    return is_let_through(member.mails, kind_of(key))


def levels_for(key: str) -> list[str]:
    """The levels at which such a letter leaves: to choose members in one query. Raises UnknownMail."""
    kind = kind_of(key)
    return [level for level in Level.values if is_let_through(level, kind)]


def lowered(level: str, kind: MailKind) -> str:
    """What one press of « unsubscribe » means: the fullest level that adds nothing and would not have sent this mail.

    From « everything », an invitation leads to « what concerns me », and what concerns me to « decisions only »; a vote
    leads to « nothing », since every other level sends it.
    """
    if not is_let_through(level, kind):
        return level
    now = LETS_THROUGH[level]
    return next((one for one in Level.values if LETS_THROUGH[one] < now and not is_let_through(one, kind)), Level.NONE)


def way_out(members: Sequence[Membership], key: str) -> str:
    """The link by which one person changes their level in these groups, without signing in; none once they left."""
    spaces = [one.space_id for one in members if one.state != states.LEFT]
    return links.link(CHANGE, members[0].person_id, spaces=spaces, kind=kind_of(key).name) if spaces else ""


def headers(key: str, url: str) -> dict[str, str]:
    """What mail programs read to show their own « unsubscribe » (RFC 8058); nothing when no level stops this mail."""
    if not url or kind_of(key).nature == Nature.OWED:
        return {}
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
