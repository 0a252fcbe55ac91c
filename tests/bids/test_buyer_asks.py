"""The price and the works of an answer beside what the buyer asks."""

import pytest

from commun.bids.queries.buyer_asks import asked_of, lacks_of
from commun.bids.queries.readiness import readiness_of
from commun.core import clock, scope
from commun.core.urls import here
from commun.people.models import Reference
from commun.tenders.actions.terms import TermSheet, add_term
from commun.tenders.models import BuyerTerm
from tests.bids.worlds import join, make_bid
from tests.support import world
from tests.support.client import GateClient
from tests.tenders.worlds import make_open_notice


def test_a_price_over_the_ceiling_is_told_before_freezing_and_on_each_page(
    client: GateClient, group: world.Group
) -> None:
    notice = make_open_notice()
    bid = make_bid(group.alice, notice, price_cents=90_000_00)
    with scope.use(group.space):
        add_term(member=group.bob, notice=notice, sheet=TermSheet("ceiling", cents=80_000_00))
    assert len(lacks_of(bid)) == 1
    assert lacks_of(bid)[0] in readiness_of(bid).warnings
    client.force_login(group.alice.person)
    for name in ("bid", "dossier", "compose-team"):
        shown = client.get(here(group.space.slug, f"bids:{name}", bid=bid.ref))
        assert shown.context["asked"][0].lack
        assert 'id="exigences"' in shown.content.decode()
    bid.price_cents = 80_000_00
    assert lacks_of(bid) == []


@pytest.mark.parametrize(
    ("lots", "price", "count"),
    [(("1", "2"), 3_100, 1), (("1", "2"), 3_000, 0), (("1",), 1_001, 1), (("1", "3"), 9_000, 0), ((), 9_000, 0)],
)
def test_ceilings_of_lots_add_up_over_the_lots_answered(
    group: world.Group, lots: tuple[str, ...], price: int, count: int
) -> None:
    notice = make_open_notice(lots=3)
    bid = make_bid(group.alice, notice, lots=lots, price_cents=price * 100)
    with scope.use(group.space):
        for number, euros in (("1", 1_000), ("2", 2_000)):
            add_term(member=group.bob, notice=notice, sheet=TermSheet("ceiling", number, euros * 100))
    assert len(lacks_of(bid)) == count


def test_works_of_the_team_are_counted_over_the_years_asked(group: world.Group) -> None:
    notice = make_open_notice()
    bid = make_bid(group.alice, notice)
    with scope.use(group.space):
        add_term(member=group.alice, notice=notice, sheet=TermSheet("references", count=2, years=3))
    year = clock.today().year
    for member, years in ((group.alice, (year, year - 9)), (group.bob, (year - 3, None))):
        for one in years:
            Reference.objects.create(person=member.person, title=f"Étude {one}", year=one)
    assert [len(line.works) for line in asked_of(bid)] == [1]
    assert len(lacks_of(bid)) == 1
    assert [line.lack for line in asked_of(bid, whole_group=True)] == [""]
    join(bid, group.bob)
    assert lacks_of(bid) == []
    with scope.use(group.space):
        BuyerTerm.objects.update(years=None)
    assert [work.year for work in asked_of(bid)[0].works] == [year, year - 3, year - 9, None]
