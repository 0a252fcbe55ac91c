"""Whoever said « no answer yet » is asked again at the announced start; award notices that come in are proposed."""

import datetime as dt
from typing import Any

import pytest

from commun.bids import actions
from commun.bids.actions import OutcomeSheet
from commun.bids.models import Bid
from commun.bids.queries import outcomes
from commun.bids.queries.awards import awards_for, proposed_to
from commun.bids.tasks import awards as award_tasks
from commun.bids.tasks import outcomes as tasks
from commun.core import clock
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.tenders.models import Lot, PastAward
from tests.bids.test_ends import sent_bid
from tests.bids.test_legal_rules import past, set_stage
from tests.bids.worlds import make_bid, make_entity
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group
from tests.tenders.worlds import make_open_notice, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.english]
THEIRS = [{"name": "Grand Cabinet", "siret": "40483304800022", "town": ""}]
OURS = [{"name": "Les Artisans du lien", "siret": "73282932000074", "town": ""}]


@pytest.fixture(autouse=True)
def _they_read_english(group: Group) -> None:
    """Pages and mails are in the language of the person."""
    for member in (group.alice, group.bob):
        member.person.language = "en"
        member.person.save()


def titles_for(group: Group) -> list[str]:
    return [one.key.partition(":")[0] for one in outcomes.things_to_do(group.alice.person)]


def asked(kind: str) -> int:
    for task in (tasks.ask_outcomes, award_tasks.propose_awards):
        job: Any = task
        job.func(0)
    return OutgoingMail.objects.filter(key__contains=f":{kind}:").count()


def award(bid: Bid, key: str = "a", **fields: Any) -> PastAward:
    said = {"title": "Concertation", "suppliers": THEIRS, "amount_cents": 900_000, "awarded_on": clock.today()}
    return PastAward.objects.create(key=key, notice=bid.notice, **(said | fields))


def test_no_answer_yet_is_asked_again_at_the_announced_start_and_once(group: Group) -> None:
    bid = sent_bid(group)
    start = clock.today() + dt.timedelta(days=20)
    Bid._base_manager.filter(pk=bid.pk).update(starts_on=start)
    past(bid, days=8)
    bid.refresh_from_db()
    assert titles_for(group) == ["bids.outcome"]
    assert asked("week") == 1
    actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("unanswered"))
    assert titles_for(group) == []
    assert asked("start") == 0
    with clock.stopped(clock.now() + dt.timedelta(days=20)):
        bid.refresh_from_db()
        assert outcomes.waits_since(bid) == start
        assert titles_for(group) == ["bids.outcome"]
        assert asked("start") == asked("start") == 1
        # Told again since: nobody asks any more.
        actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("unanswered"))
        assert titles_for(group) == []
    for stage in ("won", "withdrawn"):
        set_stage(bid, stage)
        bid.refresh_from_db()
        assert outcomes.waits_since(bid) is None


def test_an_award_notice_is_proposed_on_each_page_and_by_one_mail(group: Group, client: GateClient) -> None:
    bid = sent_bid(group)
    assert titles_for(group) == []
    assert asked("award") == 0
    told = award(bid)
    assert titles_for(group) == ["bids.award"]
    assert asked("award") == asked("award") == 1
    mail = OutgoingMail.objects.get(key__contains=":award:")
    assert "Grand Cabinet" in mail.text
    assert "nothing is written before" in mail.text
    client.force_login(group.alice.person)
    page = here(group.space.slug, "bids:bid", bid=bid.ref)
    outcome = here(group.space.slug, "bids:outcome", bid=bid.ref)
    assert f"{outcome}?avis={told.pk}" in client.get(page).content.decode()
    # Somebody who is not of the team reads the answer and not the proposal.
    client.force_login(group.bob.person)
    assert "?avis=" not in client.get(page).content.decode()
    bid.refresh_from_db()
    assert bid.stage == "sent"
    actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("lost", award=told))
    assert titles_for(group) == []
    client.force_login(group.alice.person)
    assert "?avis=" not in client.get(page).content.decode()


def test_an_award_that_comes_after_no_answer_is_proposed_and_one_that_was_seen_is_not(
    group: Group, client: GateClient
) -> None:
    bid = sent_bid(group)
    make_version(bid.notice, form="result", received_at=clock.now() - dt.timedelta(hours=1))
    told = award(bid)
    actions.tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("unanswered", lesson="Patience"))
    bid.refresh_from_db()
    assert titles_for(group) == []
    assert asked("award") == 0
    make_version(bid.notice, form="result", received_at=clock.now() + dt.timedelta(hours=1))
    assert titles_for(group) == ["bids.award"]
    assert asked("award") == 1
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:outcome", bid=bid.ref)
    start = client.get(f"{url}?avis={told.pk}").context["form"].initial
    assert (start["result"], start["winner"], start["lesson"]) == ("lost", "Grand Cabinet", "Patience")


def test_an_award_of_a_lot_that_was_not_answered_is_no_answer(group: Group, client: GateClient) -> None:
    notice = make_open_notice(lots=3)
    group.alice.person.legal_entity = make_entity()
    group.alice.person.save()
    bid = make_bid(group.alice, notice, lots=("1", "2"))
    Bid._base_manager.filter(pk=bid.pk).update(stage="sent", sent_at=clock.now())
    bid.refresh_from_db()
    other = award(bid, "other", lot_number="3")
    assert proposed_to([bid]) == {}
    assert titles_for(group) == []
    assert asked("award") == 0
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:outcome", bid=bid.ref)
    page = client.get(f"{url}?avis={other.pk}")
    assert page.context["form"].initial == {}
    assert "lot 3, which you did not answer" in page.content.decode()
    unknown = award(bid, "unknown")
    page = client.get(f"{url}?avis={unknown.pk}")
    assert page.context["form"].initial == {}
    assert "perhaps another lot" in page.content.decode()
    (item,) = outcomes.things_to_do(group.alice.person)
    assert "perhaps another one" in item.reason
    mine = award(bid, "mine", lot_number="2")
    ours = award(bid, "ours", suppliers=OURS)
    for row, result in ((mine, "lost"), (ours, "won")):
        assert client.get(f"{url}?avis={row.pk}").context["form"].initial["result"] == result
    # Every lot was answered: whatever its lot, it is about us.
    Lot.objects.filter(notice=notice, number="3").delete()
    assert not any(line.may_be_other or line.is_other_lot for line in awards_for(bid) if line.award.pk == unknown.pk)


def test_what_waits_costs_the_same_for_two_answers_and_for_six(group: Group) -> None:
    def fill(count: int) -> None:
        for _each in range(count):
            bid = make_bid(group.alice, make_open_notice())
            award(bid, bid.ref)
            set_stage(bid, "sent")

    assert_flat(fill, lambda: list(outcomes.things_to_do(group.alice.person)), small=2, large=6)
