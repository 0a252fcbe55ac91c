"""Blocks to use again, and what writing showed of who did what."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo.text import parse_query
from commun.bids.models import Bid, BidSection, BlockAgreement, TextBlock
from commun.core import scope
from commun.core.models import Space
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.core.writing import access
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person
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
class Words:
    """Who said yes, no, nothing yet; ``gone``: who left the group without a word, and cannot be asked any more."""

    agreed: list[Membership]
    declined: list[Membership]
    missing: list[Membership]
    gone: list[Membership]

    @property
    def gone_names(self) -> str:
        """Names of those who left, alphabetical."""
        return ", ".join(one.name for one in self.gone)


@dataclass(frozen=True)
class WaitingLine:
    """A block that is not offered yet, and what its authors said."""

    block: TextBlock
    said: Words


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
        rows = TextBlock.objects.filter(state=TextBlock.State.OFFERED).select_related(
            "section__bid", "offered_by__person"
        )
        blocks = [row for row in rows[:MOST] if query is None or query.matches(f"{row.title} . {row.words}")]
    names = access.names({person for row in blocks for person in row.authors})
    return [BlockLine(row, sorted(names[person] for person in row.authors)) for row in blocks]


def words_on(block: TextBlock) -> Words:
    """What its authors said of a block. 1 query."""
    return _words_on([block])[block.pk]


def waiting_in(space: Space) -> list[WaitingLine]:
    """Blocks that wait for one of their authors, the last first. 2 queries."""
    with scope.use(space):
        rows = TextBlock.objects.filter(state=TextBlock.State.ASKED).select_related("offered_by__person")
        blocks = list(rows.order_by("-offered_at", "-pk")[:MOST])
        said = _words_on(blocks)
    return [WaitingLine(block, said[block.pk]) for block in blocks]


def _words_on(blocks: Sequence[TextBlock]) -> dict[int, Words]:
    found = {block.pk: Words([], [], [], []) for block in blocks}
    for space in {block.space_id for block in blocks}:
        with scope.use(space):
            rows = BlockAgreement.objects.filter(block__in=blocks).select_related("membership__person")
            for row in sorted(rows, key=lambda row: row.membership.name.casefold()):
                words = found[row.block_id]
                if row.agrees is None:
                    is_here = row.membership.state in states.INSIDE
                    (words.missing if is_here else words.gone).append(row.membership)
                else:
                    (words.agreed if row.agrees else words.declined).append(row.membership)
    return found


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Passages that wait for the person's yes or no. 1 query, whatever the number of groups."""
    with scope.everywhere("a person's own groups"):
        rows = BlockAgreement.objects.filter(
            membership__person=person,
            membership__state=states.MEMBER,
            agrees=None,
            block__state=TextBlock.State.ASKED,
        )
        words = list(rows.select_related("space", "block__offered_by__person").order_by("pk")[:MOST])
    for one in words:
        yield TodoItem(
            key=f"bids.block:{one.block.ref}",
            title=_("May “%(title)s” be used again? Say yes or no") % {"title": one.block.title},
            url=here(one.space.slug, "bids:block", block=one.block.ref),
            reason=_("%(person)s would offer it; some of its words are yours.") % {"person": one.block.offered_by.name},
        )


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
