"""Passages of past answers are used again under their licence; what each wrote is kept and proposed, never counted."""

import datetime as dt

import pytest

from commun.bids import actions
from commun.bids.actions.bid_data import export
from commun.bids.authors import passages_of
from commun.bids.models import Bid, BidSection
from commun.bids.queries import blocks as queries
from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.core.writing import actions as texts
from commun.core.writing import reading
from commun.governance.models import Membership
from tests.bids.test_ends import ready_bid
from tests.bids.worlds import facts_of, join, make_bid, make_entity, opened_for_writing
from tests.support.client import GateClient
from tests.support.world import Group, make_group, make_member

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
    offer = {"title": "Pas à pas", "licence": "CC-BY-SA-4.0"}
    with pytest.raises(Refused):
        actions.offer_block(by=group.alice, section=section, **offer)
    actions.freeze_bid(by=group.alice, bid=bid)
    section.bid.refresh_from_db()
    section.refresh_from_db()
    with pytest.raises(Refused):
        actions.offer_block(by=group.bob, section=section, **offer)
    with scope.use(group.space):
        (key,) = [one.key for one in passages_of(section)]
    for wrong in ({"licence": "MIT"}, {"chosen": []}, {"chosen": [key, "9-jamais-écrit"]}, {"title": ""}):
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
    with scope.use(group.space):
        (key,) = [one.key for one in passages_of(BidSection.objects.get())]
    sheet = {"title": "Pas à pas", "licence": "group"}
    assert "Pas à pas. (Alice Martin)" in client.get(offer).content.decode()
    for wrong in ({}, {"chosen": "0-x"}, {"words": "Jamais écrit."}):
        assert client.post(offer, sheet | wrong).status_code == 422
    assert client.post(offer, sheet | {"chosen": key}).status_code == 302
    assert client.post(offer, sheet | {"chosen": key}).status_code == 422
    target = ready_bid_of_bob(group)
    client.force_login(group.bob.person)
    page = client.get(here(slug, "bids:blocks") + f"?partie={target.ref}&q=pas").content.decode()
    assert "Pas à pas" in page
    block = queries.blocks_of(group.space)[0].block
    assert client.post(here(slug, "bids:use-block", section=target.ref, block=block.ref)).status_code == 302
    client.force_login(group.chloe)
    assert client.get(here(slug, "bids:blocks")).status_code == 404


def written_by_all(group: Group) -> BidSection:
    """A frozen section: a long paragraph of Alice, one of Bob, a short one of Chloé, who is a member here."""
    bid = ready_bid(group)
    chloe = make_member(group.space, group.chloe)
    entity = make_entity()
    for member in (group.bob, chloe):
        member.person.legal_entity = entity
        member.person.save()
    join(bid, group.bob, chloe)
    with scope.use(group.space):
        section = BidSection.objects.select_related("bid__space", "bid__notice").get()
        said = f"Pas à pas. {'Nous écoutons. ' * 8}".strip()
        for member, words in ((group.alice, ""), (group.bob, "Un carnet partagé, dit Bob 🌱."), (chloe, "Voilà.")):
            said = f"{said}\n\n{words}".strip()
            text = reading.text_of(BidSection.TEXT_KIND, section.ref)
            assert text is not None
            texts.write_plain(text=text, author=member.person_id, base=text.position, words=said)
    actions.freeze_bid(by=group.alice, bid=bid)
    section.refresh_from_db()
    section.bid.refresh_from_db()
    return section


@pytest.mark.usefixtures("told_ten_times")
def test_a_passage_of_several_is_offered_once_each_who_wrote_a_noticeable_part_said_yes(group: Group) -> None:
    section = written_by_all(group)
    block = actions.offer_block(by=group.alice, section=section, title="Pas à pas", licence="CC-BY-4.0")
    assert (block.state, queries.blocks_of(group.space)) == ("asked", [])
    said = queries.words_on(block)
    # Chloé wrote less than one part in twenty: named, not asked.
    assert ([one.name for one in said.agreed], [one.name for one in said.missing]) == (["Alice Martin"], ["Bob Durand"])
    assert [mail.to for mail in OutgoingMail.objects.filter(key__startswith="bids.block:")] == [group.bob.person.email]
    assert [len(list(queries.things_to_do(one.person))) for one in (group.alice, group.bob)] == [0, 1]
    for wrong in (
        lambda: actions.answer_block(by=group.alice, block=block, is_yes=True),
        lambda: actions.offer_block(by=group.bob, section=section, title="Encore", licence="group"),
        lambda: actions.use_block(by=group.bob, section=ready_bid_of_bob(group), block=block),
    ):
        with pytest.raises(Refused):
            wrong()
    block = actions.answer_block(by=group.bob, block=block, is_yes=True)
    assert block.state == "offered"
    assert [row["réponse"] for row in export(group.bob.person) if row.get("titre") == "Pas à pas"] == ["oui"]
    assert [line.names for line in queries.blocks_of(group.space)] == [["Alice Martin", "Bob Durand", "Chloé Petit"]]
    told = [name for name in facts_of(group.space) if name.startswith("bids.block.")]
    assert told == ["bids.block.asked", "bids.block.agreed", "bids.block.offered"]
    with pytest.raises(Refused):
        actions.answer_block(by=group.bob, block=block, is_yes=False)


def test_one_no_and_it_is_not_offered_and_one_may_offer_ones_own_words(client: GateClient, group: Group) -> None:
    section = written_by_all(group)
    block = actions.offer_block(by=group.alice, section=section, title="Pas à pas", licence="CC0-1.0")
    page = here(group.space.slug, "bids:block", block=block.ref)
    client.force_login(group.bob.person)
    assert "Nous écoutons." in client.get(page).content.decode()
    answer = here(group.space.slug, "bids:answer-block", block=block.ref)
    assert client.post(answer, {"answer": "peut-être"}).status_code == 404
    assert client.post(answer, {"answer": "non"}).status_code == 302
    block.refresh_from_db()
    assert (block.state, list(queries.things_to_do(group.bob.person))) == ("declined", [])
    assert answer not in client.get(page).content.decode()
    with scope.use(group.space):
        mine = passages_of(section)[0]
    assert mine.authors == {group.alice.person_id: len(mine.plain)}
    alone = actions.offer_block(by=group.alice, section=section, title="À moi", licence="CC0-1.0", chosen=[mine.key])
    assert (alone.state, alone.words, alone.authors) == ("offered", mine.markdown, [group.alice.person_id])
    # Put into another answer as it is, the words stay those of who wrote them.
    other = ready_bid_of_bob(group)
    actions.use_block(by=group.bob, section=other, block=alone)
    Bid._base_manager.filter(pk=other.bid_id).update(stage="lost")
    other.bid.refresh_from_db()
    again = actions.offer_block(by=group.bob, section=other, title="À Bob ?", licence="CC-BY-4.0")
    assert (again.state, again.authors) == ("asked", [group.alice.person_id])


def test_who_left_the_group_cannot_be_asked_and_the_page_says_so(client: GateClient, group: Group) -> None:
    section = written_by_all(group)
    block = actions.offer_block(by=group.alice, section=section, title="Pas à pas", licence="group")
    Membership._base_manager.filter(pk=group.bob.pk).update(state="left")
    client.force_login(group.alice.person)
    assert [one.name for one in queries.words_on(block).gone] == ["Bob Durand"]
    assert "Bob Durand" in client.get(here(group.space.slug, "bids:blocks")).content.decode()
    client.post(here(group.space.slug, "bids:withdraw-block", block=block.ref))
    with pytest.raises(Refused, match="Bob Durand"):
        actions.offer_block(by=group.alice, section=section, title="Pas à pas", licence="group")
    with scope.use(group.space):
        kept = [one.key for one in passages_of(section) if group.bob.person_id not in one.authors]
    mine = actions.offer_block(by=group.alice, section=section, title="Pas à pas", licence="group", chosen=kept)
    assert mine.state == "offered"
