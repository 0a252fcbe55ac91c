"""The first page of the room: a door for members, three figures, nothing for the others."""

import datetime as dt

import pytest

from commun.core import clock
from commun.core.urls import here
from commun.value.models import JointWork, Receipt
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group

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
