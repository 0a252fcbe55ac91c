"""Which mail answers which: the tree of a conversation, whatever the order in which its mails come.

References first, then In-Reply-To, then, as the last resort, the same subject within thirty days of an answer
(J. Zawinski, « message threading », 1997). Mails that are missing keep their place; a circle is cut.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commun.algo.mail.subjects import base_of, is_answer

WINDOW: Final = dt.timedelta(days=30)


@dataclass(frozen=True)
class Card:
    """What threading needs of a mail: its identity, those it names (oldest first), its subject, its date."""

    id: str
    references: tuple[str, ...] = ()
    subject: str = ""
    at: dt.datetime | None = None


def parents(cards: Iterable[Card]) -> dict[str, str | None]:
    """For each mail, and each one that is only named, the mail it answers (None: it starts a conversation).

    The same identity twice counts once, the first one. The order of the mails changes nothing.
    """
    known: dict[str, Card] = {}
    for card in cards:
        known.setdefault(card.id, card)
    found: dict[str, str | None] = dict.fromkeys(known)
    for card in sorted(known.values(), key=lambda one: one.id):
        _link(found, [*card.references, card.id], known)
    _by_subject(found, known)
    return found


def roots(parent_of: Mapping[str, str | None]) -> dict[str, str]:
    """The first mail of the conversation of each."""
    found: dict[str, str] = {}
    for one in parent_of:
        way = [one]
        while way[-1] not in found and (above := parent_of.get(way[-1])) is not None:
            way.append(above)
        root = found.get(way[-1], way[-1])
        for each in way:
            found[each] = root
    return found


def _link(found: dict[str, str | None], chain: Sequence[str], known: Mapping[str, Card]) -> None:
    """Link each of a chain to the one before it. What a mail says of itself wins over what others say of it."""
    own = chain[-1]
    for above, below in zip(chain, chain[1:], strict=False):
        found.setdefault(above, None)
        found.setdefault(below, None)
        says_itself = below in known and below != own and bool(known[below].references)
        if above == below or says_itself or (found[below] is not None and below != own):
            continue
        if not _is_above(found, above, below):
            found[below] = above


def _is_above(found: Mapping[str, str | None], one: str, above: str) -> bool:
    """Whether ``above`` is among those that ``one`` answers: linking them would make a circle."""
    at: str | None = one
    while at is not None:
        if at == above:
            return True
        at = found.get(at)
    return False


def _by_subject(found: dict[str, str | None], known: Mapping[str, Card]) -> None:
    """Answers that name nobody join the last conversation of their subject, if it is not old."""
    started: dict[str, list[tuple[dt.datetime, str]]] = {}
    for card in known.values():
        if card.at is not None and (base := base_of(card.subject)):
            started.setdefault(base, []).append((card.at, card.id))
    for row in started.values():
        row.sort()
    for card in sorted(known.values(), key=lambda one: one.id):
        if card.references or found[card.id] is not None or card.at is None or not is_answer(card.subject):
            continue
        row = started.get(base_of(card.subject), [])
        rank = bisect_left(row, (card.at, card.id)) - 1
        if rank >= 0 and card.at - row[rank][0] <= WINDOW and not _is_above(found, row[rank][1], card.id):
            found[card.id] = row[rank][1]
