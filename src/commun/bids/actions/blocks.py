"""Verbs of blocks: offer a passage of a past answer, take the offer back, put a block into a section (C6)."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commun.bids.actions.support import held_for_writing, tell
from commun.bids.journal import bids as facts
from commun.bids.models import Bid, BidSection, TextBlock
from commun.bids.policies import bids as policies
from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.writing import actions as texts
from commun.core.writing import reading
from commun.governance.actions.places import refuse_unless_awake, short_enough
from commun.governance.models import Membership

LONGEST_TITLE, LONGEST_WORDS = 160, 20_000
BEING_WRITTEN = (Bid.Stage.GATHERING, Bid.Stage.WRITING)


@transaction.atomic
def offer_block(*, by: Membership, section: BidSection, title: str, licence: str, words: str) -> TextBlock:
    """Let a passage of a section be used again, under a licence; by somebody of its team, once it is frozen or over.

    Raises Refused.
    """
    refuse_unless_awake(by, section.space_id)
    journal.hold(by.space)
    if section.bid.stage in BEING_WRITTEN:
        raise Refused(_("This answer is being written: offer its passages once it is frozen or over."))
    if not policies.was_in_team(by, section.bid):
        raise Refused(_("Those who were in its team offer its passages."))
    if licence not in TextBlock.Licence.values:
        raise Refused(_("Choose a licence of the list."))
    title = short_enough(" ".join(title.split()), LONGEST_TITLE)
    words = short_enough(words.strip(), LONGEST_WORDS)
    if not title or not words:
        raise Refused(_("A block has a title and words."))
    block = TextBlock(
        space_id=by.space_id,
        title=title,
        words=words,
        licence=licence,
        section=section,
        authors=[one[0] for one in section.authors],
        offered_by=by,
        offered_at=clock.now(),
    )
    block.save()
    tell(by, facts.BLOCK_OFFERED, section.bid, block=block.ref, licence=licence)
    return block


@transaction.atomic
def withdraw_block(*, by: Membership, block: TextBlock) -> TextBlock:
    """Offer it no more; where it was used it stays. By who offered it or wrote it. Raises Refused."""
    refuse_unless_awake(by, block.space_id)
    journal.hold(by.space)
    if by.pk != block.offered_by_id and by.person_id not in block.authors:
        raise Refused(_("Who offered it or wrote it takes it back."))
    if block.withdrawn_at is None:
        block.withdrawn_at = clock.now()
        block.save(update_fields=["withdrawn_at"])
        if block.section is not None:
            tell(by, facts.BLOCK_WITHDRAWN, block.section.bid, block=block.ref)
    return block


@transaction.atomic
def use_block(*, by: Membership, section: BidSection, block: TextBlock) -> BidSection:
    """Put the words of a block at the end of a section; from then on they are the section's. Raises Refused."""
    held = held_for_writing(by, section.bid)
    if block.space_id != section.space_id:
        raise NotFound
    if block.withdrawn_at is not None:
        raise Refused(_("This block is no longer offered."))
    with scope.use(held.space_id):
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        if text is None:
            raise Refused(_("This section was removed meanwhile."))
        before = reading.shown(text).markdown.rstrip()
        words = f"{before}\n\n{block.words}\n" if before else block.words
        texts.write_plain(text=text, author=by.person_id, base=text.position, words=words)
        TextBlock.objects.filter(pk=block.pk).update(use_count=F("use_count") + 1)
    tell(by, facts.BLOCK_USED, held, block=block.ref, section=section.ref)
    return section
