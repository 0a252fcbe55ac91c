"""Blocks to use again, and what writing showed of who did what."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import ngettext

from commun.algo.text import parse_query
from commun.bids.models import Bid, BidSection, TextBlock
from commun.core import scope
from commun.core.models import Space
from commun.core.urls import here
from commun.core.writing import access
from commun.governance.models import Membership
from commun.value.models import ContributionKind
from commun.value.seen import Seen

Nature = ContributionKind.Nature
NATURES = (Nature.WORK.value, Nature.SALE.value, Nature.CARE.value)
MOST = 200


@dataclass(frozen=True)
class BlockLine:
    """A block and the names of those who wrote it, alphabetical."""

    block: TextBlock
    names: list[str]


@dataclass(frozen=True)
class Hand:
    """Somebody's part in a section: characters that are in it, minutes in which they wrote."""

    name: str
    characters: int
    minutes: int


def blocks_of(space: Space, words: str = "") -> list[BlockLine]:
    """Blocks that are offered, by title; those that answer ``words``. 2 queries."""
    query = parse_query(words) if words.strip() else None
    with scope.use(space):
        rows = TextBlock.objects.filter(withdrawn_at=None).select_related("section__bid", "offered_by__person")
        blocks = [row for row in rows[:MOST] if query is None or query.matches(f"{row.title} . {row.words}")]
    names = access.names({person for row in blocks for person in row.authors})
    return [BlockLine(row, sorted(names[person] for person in row.authors)) for row in blocks]


def hands_of(section: BidSection) -> list[Hand]:
    """Who wrote a frozen section, alphabetical. 1 query."""
    names = access.names(one[0] for one in section.authors)
    hands = [Hand(names[person], characters, minutes) for person, characters, minutes in section.authors]
    return sorted(hands, key=lambda hand: hand.name.casefold())


def writing_seen(member: Membership, first: dt.date, last: dt.date) -> Iterator[Seen]:
    """Sections of frozen answers that the member wrote in: proposed to them as contributions, never counted alone.

    1 query.
    """
    over = (Bid.Stage.FROZEN, Bid.Stage.SENT, Bid.Stage.WON, Bid.Stage.LOST, Bid.Stage.UNANSWERED)
    with scope.use(member.space_id):
        rows = BidSection.objects.filter(bid__stage__in=over, bid__frozen_at__date__range=(first, last))
        sections = list(rows.exclude(authors=[]).select_related("bid__work"))
    for section in sections:
        for person, characters, minutes in section.authors:
            if person == member.person_id and section.bid.frozen_at is not None:
                yield _seen(member, section, characters, minutes)


def _seen(member: Membership, section: BidSection, characters: int, minutes: int) -> Seen:
    said = ngettext(
        "Writing “%(section)s” (%(bid)s): %(count)s character of yours is in it",
        "Writing “%(section)s” (%(bid)s): %(count)s characters of yours are in it",
        characters,
    )
    work, frozen = section.bid.work, section.bid.frozen_at
    assert frozen is not None
    return Seen(
        source=f"bid_section:{section.ref}",
        title=said % {"section": section.title, "bid": section.bid.title, "count": characters},
        on=frozen.date(),
        minutes=minutes,
        natures=NATURES,
        url=here(member.space.slug, "bids:section", section=section.ref),
        work=work if work is not None and work.ended_on is None else None,
    )
