"""Passages of past answers are used again under their licence; what each wrote is kept and proposed, never counted."""

import datetime as dt

import pytest

from commun.bids import actions
from commun.bids.models import BidSection
from commun.bids.queries import blocks as queries
from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.core.writing import actions as texts
from commun.core.writing import reading
from tests.bids.test_ends import ready_bid
from tests.bids.worlds import join, make_bid, make_entity, opened_for_writing
from tests.support.client import GateClient
from tests.support.world import Group, make_group

pytestmark = pytest.mark.django_db


def test_what_each_wrote_is_kept_at_the_freeze_and_proposed_to_them(group: Group) -> None:
    bid = ready_bid(group)
    group.bob.person.legal_entity = make_entity()
    group.bob.person.save()
    join(bid, group.bob)
    with scope.use(group.space):
        section = BidSection.objects.select_related("bid").get()
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        assert text is not None
        words = "Pas à pas.\n\nEt à plusieurs 🌱."
        texts.write_plain(text=text, author=group.bob.person_id, base=text.position, words=words)
    assert list(queries.writing_seen(group.bob, clock.today(), clock.today())) == []
    actions.freeze_bid(by=group.alice, bid=bid)
    section.refresh_from_db()
    assert {(hand.name, hand.characters) for hand in queries.hands_of(section)} == {
        ("Alice Martin", len("Pas à pas.")),
        ("Bob Durand", len("Et à plusieurs 🌱.")),
    }
    (seen,) = queries.writing_seen(group.bob, clock.today(), clock.today())
    assert (seen.minutes, seen.work) == (1, bid.work)
    assert list(queries.writing_seen(group.bob, clock.today() - dt.timedelta(9), clock.today() - dt.timedelta(1))) == []


def test_a_passage_is_offered_once_the_answer_is_frozen_and_used_again(group: Group) -> None:
    bid = ready_bid(group)
    with scope.use(group.space):
        section = BidSection.objects.select_related("bid__space", "bid__notice").get()
    offer = {"title": "Pas à pas", "licence": "CC-BY-SA-4.0", "words": "Pas à pas."}
    with pytest.raises(Refused):
        actions.offer_block(by=group.alice, section=section, **offer)
    actions.freeze_bid(by=group.alice, bid=bid)
    section.bid.refresh_from_db()
    section.refresh_from_db()
    with pytest.raises(Refused):
        actions.offer_block(by=group.bob, section=section, **offer)
    for wrong in ({"licence": "MIT"}, {"words": " "}, {"words": "x" * 20_001}, {"title": ""}):
        with pytest.raises(Refused):
            actions.offer_block(by=group.alice, section=section, **(offer | wrong))
    block = actions.offer_block(by=group.alice, section=section, **offer)
    assert [line.names for line in queries.blocks_of(group.space, "pas")] == [["Alice Martin"]]
    assert queries.blocks_of(group.space, "introuvable") == []
    other = ready_bid_of_bob(group)
    with pytest.raises(Refused):
        actions.use_block(by=group.alice, section=other, block=block)
    actions.use_block(by=group.bob, section=other, block=block)
    with scope.use(group.space):
        text = reading.text_of(BidSection.TEXT_KIND, other.ref)
        assert text is not None
        assert reading.shown(text).plain.strip() == "Pas à pas."
    with pytest.raises(Refused):
        actions.withdraw_block(by=group.bob, block=block)
    actions.withdraw_block(by=group.alice, block=block)
    with pytest.raises(Refused):
        actions.use_block(by=group.bob, section=other, block=block)
    away = make_group()
    with pytest.raises((NotFound, Refused)):
        actions.use_block(by=away.alice, section=other, block=block)


def ready_bid_of_bob(group: Group) -> BidSection:
    bid = make_bid(group.bob)
    section = actions.write_section(by=group.bob, bid=bid, sheet=actions.SectionSheet("Méthode"))
    opened_for_writing(bid, group.bob)
    with scope.use(group.space):
        return BidSection.objects.select_related("bid__space", "bid__notice").get(pk=section.pk)


def test_the_pages_of_blocks_and_the_whole_as_a_file(client: GateClient, group: Group) -> None:
    bid = ready_bid(group)
    client.force_login(group.alice.person)
    slug = group.space.slug
    answer = client.get(here(slug, "bids:proposal-file", bid=bid.ref, file_format="md"))
    assert "Pas à pas." in answer.content.decode()
    assert "Méthode" in answer.content.decode()
    assert client.get(here(slug, "bids:proposal-file", bid=bid.ref, file_format="exe")).status_code == 404
    with scope.use(group.space):
        section = BidSection.objects.get()
    offer = here(slug, "bids:offer-block", section=section.ref)
    assert client.get(offer).status_code == 404
    actions.freeze_bid(by=group.alice, bid=bid)
    assert client.post(offer, {"title": "Pas à pas", "words": "", "licence": "group"}).status_code == 422
    assert client.post(offer, {"title": "Pas à pas", "words": "Pas à pas.", "licence": "group"}).status_code == 302
    target = ready_bid_of_bob(group)
    client.force_login(group.bob.person)
    page = client.get(here(slug, "bids:blocks") + f"?partie={target.ref}&q=pas").content.decode()
    assert "Pas à pas" in page
    block = queries.blocks_of(group.space)[0].block
    assert client.post(here(slug, "bids:use-block", section=target.ref, block=block.ref)).status_code == 302
    client.force_login(group.chloe)
    assert client.get(here(slug, "bids:blocks")).status_code == 404
