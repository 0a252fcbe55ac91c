"""An answer is frozen before it is sent; its outcome is asked, told without blame, proposed from award notices."""

import datetime as dt

import pytest

from commun.bids import actions
from commun.bids.actions import OutcomeSheet, SectionSheet
from commun.bids.actions.projects import ProjectSheet, open_from_bid
from commun.bids.models import Bid, BidRole, BidSection, TeamPart
from commun.bids.queries import outcomes
from commun.bids.queries.awards import awards_for
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import FactWords
from commun.core.urls import here
from commun.core.writing import actions as texts
from commun.core.writing import reading
from commun.core.writing.tables import TextVersion
from commun.tenders.models import PastAward
from tests.bids.test_legal_form import joint_bid
from tests.bids.worlds import join, make_bid, make_entity, opened_for_writing
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db


def ready_bid(group: Group) -> Bid:
    """One entity, one section with words, writing open."""
    group.alice.person.legal_entity = make_entity()
    group.alice.person.save()
    bid = make_bid(group.alice, price_cents=10_000)
    section = actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Méthode"))
    opened_for_writing(bid, group.alice)
    with scope.use(group.space):
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        assert text is not None
        texts.write_plain(text=text, author=group.alice.person_id, base=0, words="Pas à pas.")
    actions.choose_form(by=group.alice, bid=bid, form="sole")
    return bid


def test_who_leads_freezes_even_when_somebody_else_sends(group: Group) -> None:
    bid = ready_bid(group)
    group.bob.person.legal_entity = make_entity()
    group.bob.person.save()
    join(bid, group.bob)
    with scope.use(group.space):
        part = TeamPart.objects.get(bid=bid, membership=group.bob)
        BidRole.objects.filter(bid=bid, role=BidRole.Role.SUBMISSION).update(part=part)
    assert actions.freeze_bid(by=group.alice, bid=bid).stage == "frozen"


def test_a_frozen_answer_is_kept_as_it_is_until_it_is_opened_again(group: Group) -> None:
    bid = ready_bid(group)
    actions.freeze_bid(by=group.alice, bid=bid)
    with pytest.raises(Refused, match="Alice"):
        actions.freeze_bid(by=group.alice, bid=bid)
    with scope.use(group.space):
        section = BidSection.objects.get()
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        assert text is not None
        with pytest.raises(Refused):
            texts.write_plain(text=text, author=group.alice.person_id, base=text.position, words="Autre chose.")
        assert TextVersion.objects.exclude(name="").filter(text=text).count() == 1
    for refused in (
        lambda: actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Encore")),
        lambda: actions.move_section_state(by=group.alice, section=section, state="ready"),
        lambda: actions.choose_form(by=group.alice, bid=bid, form="sole"),
        lambda: actions.join_team(by=group.bob, bid=bid),
        lambda: actions.reopen_bid(by=group.alice, bid=bid, reason=" "),
    ):
        with pytest.raises(Refused):
            refused()
    actions.reopen_bid(by=group.alice, bid=bid, reason="Une faute dans le titre")
    with scope.use(group.space):
        assert FactWords.objects.filter(text="Une faute dans le titre").exists()
        texts.write_plain(text=text, author=group.alice.person_id, base=text.position, words="Autre chose.")


def test_what_must_be_settled_keeps_a_joint_answer_from_being_frozen(group: Group) -> None:
    """B3: unallocated tasks, or a sum that is not the price."""
    bid = joint_bid(group)
    opened_for_writing(bid, group.alice)
    for form, missing in ((None, True), ("joint", True)):
        if form:
            actions.choose_form(by=group.alice, bid=bid, form=form)
        with pytest.raises(Refused):
            actions.freeze_bid(by=group.alice, bid=bid)
        assert missing
    with pytest.raises(Refused, match=r"Répondre|sends|dépose"):
        actions.freeze_bid(by=group.bob, bid=bid)


def test_it_is_sent_after_it_is_frozen_and_only_then_has_an_outcome(group: Group) -> None:
    bid = ready_bid(group)
    with pytest.raises(Refused):
        actions.mark_sent(by=group.alice, bid=bid, at=clock.now())
    actions.freeze_bid(by=group.alice, bid=bid)
    with pytest.raises(Refused):
        actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("won"))
    for at in (clock.now() + dt.timedelta(hours=2), clock.now() - dt.timedelta(days=2)):
        with pytest.raises(Refused):
            actions.mark_sent(by=group.alice, bid=bid, at=at)
    actions.mark_sent(by=group.alice, bid=bid, at=clock.now())
    with pytest.raises(Refused):
        actions.reopen_bid(by=group.alice, bid=bid, reason="Trop tard")
    with pytest.raises(Refused):
        actions.tell_outcome(by=group.bob, bid=bid, sheet=OutcomeSheet("won"))
    for sheet in (
        OutcomeSheet("perdu"),
        OutcomeSheet("lost", rank=3, offers_count=2),
        OutcomeSheet("lost", winner_cents=-1),
        OutcomeSheet("lost", scores=[{"criterion": "Prix", "ours": 1001}]),
        OutcomeSheet("lost", lesson="x" * 4001),
    ):
        with pytest.raises(Refused):
            actions.tell_outcome(by=group.alice, bid=bid, sheet=sheet)
    actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("lost", rank=2, offers_count=5))
    row = actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("won", lesson="Recommencer"))
    bid.refresh_from_db()
    assert (bid.stage, row.rank, row.lesson) == ("won", None, "Recommencer")
    actions.sign_contract(by=group.alice, bid=bid, on=clock.today())
    with pytest.raises(Refused):
        actions.sign_contract(by=group.alice, bid=bid, on=clock.today() + dt.timedelta(days=3))
    open_from_bid(by=group.alice, bid=bid, sheet=ProjectSheet("Balades", clock.today()))
    with pytest.raises(Refused):
        actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("lost"))


def sent_bid(group: Group) -> Bid:
    bid = ready_bid(group)
    actions.freeze_bid(by=group.alice, bid=bid)
    return actions.mark_sent(by=group.alice, bid=bid, at=clock.now())


def test_the_outcome_is_asked_a_week_after_the_deadline_or_at_the_announced_start(group: Group) -> None:
    bid = sent_bid(group)
    assert outcomes.waits_since(bid) is None
    bid.starts_on = clock.today()
    assert outcomes.waits_since(bid) == clock.today()
    bid.starts_on = None
    bid.notice.deadline_at = clock.now() - dt.timedelta(days=6)
    bid.notice.save()
    assert list(outcomes.things_to_do(group.alice.person)) == []
    bid.notice.deadline_at = clock.now() - dt.timedelta(days=7)
    bid.notice.save()
    (item,) = outcomes.things_to_do(group.alice.person)
    assert item.url == here(group.space.slug, "bids:outcome", bid=bid.ref)
    assert list(outcomes.things_to_do(group.bob.person)) == []


def test_an_award_notice_is_proposed_as_the_answer(client: GateClient, group: Group) -> None:
    bid = sent_bid(group)
    suppliers = [{"name": "Les Artisans du lien", "siret": "73282932000074", "town": ""}]
    ours = PastAward.objects.create(key="a", title="Concertation", notice=bid.notice, suppliers=suppliers)
    theirs = [{"name": "Grand Cabinet", "siret": None, "town": ""}]
    PastAward.objects.create(key="b", title="Lot 2", notice=bid.notice, suppliers=theirs, amount_cents=900_000)
    assert {line.is_ours for line in awards_for(bid)} == {True, False}
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:outcome", bid=bid.ref)
    assert "Grand Cabinet" in client.get(url).content.decode()
    assert client.post(f"{url}?avis={ours.pk}", {"result": "hum"}).status_code == 422
    assert client.post(f"{url}?avis={ours.pk}", {"result": "won", "lesson": "Bien lu."}).status_code == 302
    with scope.use(group.space):
        bid = Bid.objects.select_related("outcome").get(pk=bid.pk)
    assert (bid.stage, bid.outcome.award_id) == ("won", ours.pk)
    assert "Bien lu." in client.get(here(group.space.slug, "bids:bid", bid=bid.ref)).content.decode()


def test_the_pages_of_the_end(client: GateClient, group: Group) -> None:
    bid = ready_bid(group)
    group.bob.person.legal_entity = make_entity()
    group.bob.person.save()
    join(bid, group.bob)
    slug = group.space.slug
    client.force_login(group.bob.person)
    freeze = here(slug, "bids:freeze-bid", bid=bid.ref)
    assert client.get(freeze).status_code == 200
    client.post(freeze)
    bid.refresh_from_db()
    assert bid.stage == "writing"
    client.force_login(group.alice.person)
    client.post(freeze)
    reopen = here(slug, "bids:reopen-bid", bid=bid.ref)
    assert client.get(reopen).status_code == 200
    client.post(reopen, {"reason": "Il manque une annexe"})
    client.force_login(group.bob.person)
    page = client.get(here(slug, "bids:bid", bid=bid.ref))
    assert page.context["turned_back"].name == "Alice Martin"
    assert "Il manque une annexe" in page.content.decode()
    client.force_login(group.alice.person)
    client.post(freeze)
    assert client.get(here(slug, "bids:bid", bid=bid.ref)).context["turned_back"] is None
    sent = here(slug, "bids:mark-sent", bid=bid.ref)
    assert client.post(sent, {"day": "demain", "hour": "25:00"}).status_code == 422
    now = clock.now().astimezone(clock.PARIS)
    assert client.post(sent, {"day": now.date(), "hour": now.strftime("%H:%M")}).status_code == 302
    assert "1" in client.get(here(slug, "bids:bid-figures")).content.decode()
    give_up = here(slug, "bids:withdraw-bid", bid=bid.ref)
    assert client.post(give_up, {"reason": ""}).status_code == 422
    assert client.post(give_up, {"reason": "Le lot est annulé"}).status_code == 302
    assert "Le lot est annulé" in client.get(here(slug, "bids:bid", bid=bid.ref)).content.decode()
    client.force_login(group.chloe)
    for name in ("freeze-bid", "mark-sent", "outcome", "withdraw-bid"):
        assert client.get(here(slug, f"bids:{name}", bid=bid.ref)).status_code == 404


def test_figures_name_buyers_and_kinds_and_nobody(group: Group) -> None:
    bid = sent_bid(group)
    actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("won"))
    figures = outcomes.figures_of(group.space)
    assert (figures.whole.sent, figures.whole.won, figures.whole.won_cents) == (1, 1, 10_000)
    assert [one.label for one in figures.by_buyer] == [bid.notice.buyer]
