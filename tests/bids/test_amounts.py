"""Amounts on the forms of an answer: shown as they were typed, kept to the cent, as large as a real contract."""

from decimal import Decimal

import pytest

from commun.bids import actions
from commun.bids.actions.outcomes import OutcomeSheet, tell_outcome
from commun.bids.models import BidOutcome, ShareLine
from commun.core import scope
from commun.core.urls import here
from commun.tenders.models import Need
from tests.bids.test_ends import sent_bid
from tests.bids.worlds import make_bid
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db


def sent_back(client: GateClient, url: str) -> dict[str, str]:
    """What a browser sends of a form that nobody touched."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "")}


def test_a_sheet_saved_as_it_is_keeps_its_price(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice, price_cents=6_100_050)
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:change-bid", bid=bid.ref)
    assert 'value="61000,50"' in client.get(url).content.decode()
    assert client.post(url, sent_back(client, url)).status_code == 302
    bid.refresh_from_db()
    assert bid.price_cents == 6_100_050


def test_a_line_and_an_outcome_saved_as_they_are_keep_their_amounts(client: GateClient, group: Group) -> None:
    bid = sent_bid(group)
    client.force_login(group.alice.person)
    tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("lost", winner="Méandre", winner_cents=6_100_000))
    url = here(group.space.slug, "bids:outcome", bid=bid.ref)
    assert client.post(url, sent_back(client, url)).status_code == 302
    row = BidOutcome._base_manager.get(bid=bid)
    assert (row.winner, row.winner_cents) == ("Méandre", 6_100_000)
    assert client.post(url, sent_back(client, url) | {"result": "won"}).status_code == 302
    row.refresh_from_db()
    assert (row.winner, row.winner_cents) == ("", None)
    tell_outcome(by=group.alice, bid=bid, sheet=OutcomeSheet("lost", rank=2, offers_count=3, winner="Méandre"))
    assert client.post(url, sent_back(client, url) | {"result": "unanswered"}).status_code == 302
    row.refresh_from_db()
    assert (row.winner, row.rank, row.offers_count) == ("", None, None)


def test_a_contract_may_be_larger_than_a_contribution(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:change-bid", bid=bid.ref)
    assert client.post(url, sent_back(client, url) | {"price_cents": "24 000 000 €"}).status_code == 302
    bid.refresh_from_db()
    assert bid.price_cents == 2_400_000_000
    answer = client.post(url, sent_back(client, url) | {"price_cents": "9" * 15})
    assert (answer.status_code, "plusieurs" in answer.content.decode()) == (422, False)


def test_the_split_starts_with_the_days_of_the_needs(group: Group) -> None:
    bid = make_bid(group.alice)
    with scope.use(group.space):
        Need.objects.create(space=group.space, notice=bid.notice, position=1, label="Cartes", half_days=5)
    actions.start_split(by=group.alice, bid=bid)
    assert ShareLine._base_manager.get(bid=bid).days == Decimal("2.5")
