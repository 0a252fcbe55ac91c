"""The pages of joint answers, walked with plain forms."""

import pytest

from commun.bids.models import Bid, TeamPart
from commun.core import scope
from commun.core.urls import here
from tests.bids.test_teams import written_procedure
from tests.bids.worlds import join, make_bid
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person
from tests.tenders.worlds import make_open_notice

pytestmark = pytest.mark.django_db


def test_a_team_is_opened_asked_joined_and_left(client: GateClient, group: Group) -> None:
    notice = make_open_notice(lots=2)
    slug = group.space.slug
    client.force_login(group.alice.person)
    url = here(slug, "bids:open-bid", notice=notice.ref)
    assert client.get(url).status_code == 200
    assert client.post(url, {"title": " "}).status_code == 422
    answer = client.post(url, {"title": "Ensemble", "lots": ["1"], "price_cents": "12 500,00"})
    with scope.use(group.space):
        bid = Bid.objects.get()
    assert answer["Location"] == here(slug, "bids:bid", bid=bid.ref)
    assert (bid.lots, bid.price_cents) == (["1"], 1_250_000)
    url = here(slug, "bids:ask-into-team", bid=bid.ref)
    assert client.post(url, {"standing": "member"}).status_code == 422
    client.post(url, {"standing": "member", "member": group.bob.pk})
    client.force_login(group.bob.person)
    assert here(slug, "bids:join-team", bid=bid.ref) in client.get(here(slug, "bids:bid", bid=bid.ref)).content.decode()
    client.post(here(slug, "bids:join-team", bid=bid.ref), {})
    with scope.use(group.space):
        part = TeamPart.objects.get(membership=group.bob)
    assert part.state == "joined"
    client.post(here(slug, "bids:leave-team", team_part=part.ref), {"reason": "Trop loin"})
    assert "Trop loin" in client.get(here(slug, "bids:bid", bid=bid.ref)).content.decode()


def test_the_procedure_is_read_and_ticked_before_joining(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    text = written_procedure(group)
    client.force_login(group.bob.person)
    url = here(group.space.slug, "bids:join-team", bid=bid.ref)
    assert "On se dit tout." in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {f"accept_{text.pk}_{text.major}": "on"}).status_code == 302


def test_the_list_costs_the_same_for_two_and_for_twenty(client: GateClient, group: Group) -> None:
    client.force_login(group.alice.person)

    def fill(count: int) -> None:
        for _each in range(count):
            join(make_bid(group.alice), group.bob, make_member(group.space, make_person("Dan")))

    assert_flat(fill, lambda: client.get(here(group.space.slug, "bids:bids")))
