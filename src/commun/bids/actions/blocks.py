"""Verbs of blocks: propose a passage of a past answer, say yes or no to it, take it back, use it (C6).

The words are those of the section, paragraph by paragraph; whoever wrote a noticeable part of them is asked, and the
block is offered once all of them said yes.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commun.bids.actions.support import held_for_writing, tell
from commun.bids.authors import PassageChosen, passages_of
from commun.bids.journal import bids as facts
from commun.bids.models import BidSection, BlockAgreement, TextBlock
from commun.bids.notifications import blocks as letters
from commun.bids.policies import bids as policies
from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.words import one_line
from commun.core.writing import access, reading
from commun.core.writing import actions as texts
from commun.governance import states
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership

LONGEST_TITLE, LONGEST_WORDS = 160, 20_000
State = TextBlock.State


@transaction.atomic
def offer_block(
    *, by: Membership, section: BidSection, title: str, licence: str, chosen: Sequence[str] | None = None
) -> TextBlock:
    """Propose that a passage be used again, under a licence; by somebody of the team, once it is frozen or over.

    ``chosen``: keys of the passages of the section; None: all of it. Raises Refused.
    """
    refuse_unless_awake(by, section.space_id)
    journal.hold(by.space)
    if section.bid.is_being_written:
        raise Refused(_("This answer is being written: offer its passages once it is frozen or over."))
    if not policies.was_in_team(by, section.bid):
        raise Refused(_("Those who were in its team offer its passages."))
    if licence not in TextBlock.Licence.values:
        raise Refused(_("Choose a licence of the list."))
    title = one_line(title, LONGEST_TITLE)
    if not title:
        raise Refused(_("A block has a title."))
    with scope.use(by.space_id):
        passage = _chosen(section, chosen)
        asked = _askable(by, passage)
        block = TextBlock(
            space_id=by.space_id, title=title, words=passage.words, licence=licence, state=State.ASKED, section=section,
            authors=[person for person in passage.authors if person], offered_by=by, offered_at=clock.now(),
        )  # fmt: skip
        block.save()
        for member in asked:
            is_me = member.pk == by.pk
            BlockAgreement.objects.create(
                space_id=by.space_id, block=block, membership=member, characters=passage.authors[member.person_id],
                agrees=is_me or None, answered_at=clock.now() if is_me else None,
            )  # fmt: skip
        if [member for member in asked if member.pk != by.pk]:
            tell(by, facts.BLOCK_ASKED, section.bid, block=block.ref, licence=licence)
        _settle(by, block)
    for member in asked:
        if member.pk != by.pk:
            letters.asked(block, member)
    return block


@transaction.atomic
def answer_block(*, by: Membership, block: TextBlock, is_yes: bool) -> TextBlock:
    """Say yes or no for one's own words. One no and it is not offered; the last yes offers it. Raises Refused."""
    refuse_unless_awake(by, block.space_id)
    journal.hold(by.space)
    held = _locked(block)
    with scope.use(held.space_id):
        word = BlockAgreement.objects.filter(block=held, membership=by).first()
        if word is None:
            raise Refused(_("Those who wrote a noticeable part of it answer, each for themselves."))
        if held.state != State.ASKED or word.agrees is not None:
            raise Refused(_("This was answered meanwhile."))
        word.agrees, word.answered_at = is_yes, clock.now()
        word.save(update_fields=["agrees", "answered_at"])
        _tell(by, facts.BLOCK_AGREED if is_yes else facts.BLOCK_DECLINED, held)
        if is_yes:
            _settle(by, held)
        else:
            _move(held, State.DECLINED)
    return held


@transaction.atomic
def withdraw_block(*, by: Membership, block: TextBlock) -> TextBlock:
    """Offer it no more; where it was used it stays. By who proposed it or wrote in it. Raises Refused."""
    refuse_unless_awake(by, block.space_id)
    journal.hold(by.space)
    held = _locked(block)
    if not policies.may_withdraw(by, held):
        raise Refused(_("Who offered it or wrote it takes it back."))
    if held.state in TextBlock.STANDING:
        held.withdrawn_at = clock.now()
        _move(held, State.WITHDRAWN, "withdrawn_at")
        _tell(by, facts.BLOCK_WITHDRAWN, held)
    return held


@transaction.atomic
def use_block(*, by: Membership, section: BidSection, block: TextBlock) -> BidSection:
    """Put the words of a block at the end of a section; from then on they are the section's. Raises Refused."""
    held = held_for_writing(by, section.bid)
    if block.space_id != section.space_id:
        raise NotFound
    if _locked(block).state != State.OFFERED:
        raise Refused(_("This block is not offered: those who wrote it did not all say yes, or took it back."))
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


def _chosen(section: BidSection, keys: Sequence[str] | None) -> PassageChosen:
    """The words that were chosen, and whose they are. In scope. Raises Refused."""
    found = {one.key: one for one in passages_of(section)}
    if keys is not None and not set(keys) <= set(found):
        raise Refused(_("This section was written otherwise meanwhile: choose its paragraphs again."))
    kept = [one for key, one in found.items() if keys is None or key in keys]
    passage = PassageChosen.of(kept)
    if not passage.words:
        raise Refused(_("Choose a paragraph at least."))
    if len(passage.words) > LONGEST_WORDS:
        raise Refused(_("This is too long for one block: choose fewer paragraphs."))
    same = TextBlock.objects.filter(section=section, words=passage.words, state__in=TextBlock.STANDING)
    if same.exists():
        raise Refused(_("These paragraphs are proposed or offered already."))
    return passage


def _askable(by: Membership, passage: PassageChosen) -> list[Membership]:
    """Who wrote a noticeable part of it, each in the group today. In scope. Raises Refused."""
    inside = Membership.objects.filter(space=by.space_id, person__in=passage.noticeable, state__in=states.INSIDE)
    members: Mapping[int, Membership] = {
        one.person_id: one for one in inside.select_related("person", "space").order_by("pk")
    }
    gone = [person for person in passage.noticeable if person not in members]
    if gone:
        named = ", ".join(sorted(access.names(gone).values()))
        raise Refused(
            _(
                "Part of these words is of people who are not in the group any more and cannot be asked: %(names)s. "
                "Leave those paragraphs out, or write them anew in a next answer."
            )
            % {"names": named}
        )
    return list(members.values())


def _settle(by: Membership, block: TextBlock) -> None:
    """Offered once nobody is left to answer. In scope."""
    if not BlockAgreement.objects.filter(block=block).exclude(agrees=True).exists():
        _move(block, State.OFFERED)
        _tell(by, facts.BLOCK_OFFERED, block)


def _move(block: TextBlock, state: str, *fields: str) -> None:
    block.state = state
    block.save(update_fields=["state", *fields])


def _tell(by: Membership, fact: str, block: TextBlock) -> None:
    if block.section is not None:
        tell(by, fact, block.section.bid, block=block.ref, licence=block.licence)


def _locked(block: TextBlock) -> TextBlock:
    with scope.use(block.space_id):
        rows = TextBlock.objects.select_for_update(of=("self",)).select_related("section__bid__space")
        return rows.get(pk=block.pk)
