"""The first page of the room: a door for members, three figures, nothing for the others."""

import datetime as dt

import pytest

from commun.core import clock
from commun.core.urls import here
from commun.value import actions
from commun.value.actions.receipts import Received
from commun.value.actions.sharings import prepared_for
from commun.value.models import JointWork, Receipt
from commun.value.queries.home import Year, year_of
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group
from tests.value.adopted import adopt_key
from tests.value.contribution_world import joint_work
from tests.value.key_world import equal

pytestmark = pytest.mark.django_db


def test_the_door_leads_to_the_figures_of_the_year(client: GateClient, group: Group) -> None:
    work = JointWork(
        space=group.space, title="Atelier", started_on=clock.today(), created_by=group.bob, created_at=clock.now()
    )
    work.save()
    for on, amount in ((clock.today(), 1_000_00), (clock.today() - dt.timedelta(days=400), 7_000_00)):
        Receipt(
            space=group.space, work=work, on=on, amount=amount, kept=100_00, written_by=group.bob,
            written_at=clock.now(),
        ).save()  # fmt: skip
    client.force_login(group.bob.person)
    with at_most(25):
        page = client.get(here(group.space.slug, "value:home")).content.decode()
    assert "1\u202f000\u00a0€" in page
    assert "7\u202f000" not in page
    assert 'aria-current="page"' in page


def test_a_stranger_finds_no_value_page(client: GateClient, group: Group) -> None:
    client.force_login(group.chloe)
    assert client.get(here(group.space.slug, "value:home")).status_code == 404


def test_one_s_own_part_of_the_year_is_told(client: GateClient, group: Group) -> None:
    work = joint_work(group.alice, group.bob)
    adopt_key(group, equal())
    actions.write_receipt(by=group.alice, work=work, received=Received(on=clock.today(), amount=300_00))
    actions.share_out(by=group.alice, work=work, seen=prepared_for(work).fingerprint)
    assert year_of(group.bob, clock.today().year) == Year(2026, 300_00, 0, 300_00, 150_00)
    client.force_login(group.bob.person)
    assert "150\u00a0€" in client.get(here(group.space.slug, "value:home")).content.decode()
