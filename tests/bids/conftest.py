"""What the tests of papers and folders share."""

import datetime as dt

import pytest

from commun.bids.models import Bid
from tests.bids.vault_worlds import employ, lead
from tests.bids.worlds import join, make_bid, make_entity
from tests.support.world import Group
from tests.tenders.worlds import make_open_notice


@pytest.fixture
def two_entities(group: Group) -> Group:
    """Alice works under one entity and leads; Bob under another one."""
    employ(group.alice, make_entity(0))
    employ(group.bob, make_entity(1, "Boussole"))
    return group


@pytest.fixture
def shared_bid(two_entities: Group) -> Bid:
    """An answer of both, with a deadline on 15 December."""
    notice = make_open_notice()
    notice.deadline_at = dt.datetime(2026, 12, 15, 11, tzinfo=dt.UTC)
    notice.save()
    made = make_bid(two_entities.alice, notice, price_cents=2_000_000)
    join(made, two_entities.bob)
    lead(made, two_entities.alice)
    made.refresh_from_db()
    return made
