"""What the cooperative keeps: written by those who keep the accounts, applied to receipts, never to the past (V15)."""

import datetime as dt

import pytest

from commun.algo.sharing import Levy, LevyBase
from commun.core import clock
from commun.core.errors import Refused
from commun.core.urls import here
from commun.people.models import LegalEntity
from commun.value.actions import levies
from commun.value.queries.levies import kept_of
from commun.value.queries.sharings import money_of
from tests.support.client import GateClient
from tests.support.world import Group
from tests.value.works import work_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def entity() -> LegalEntity:
    return LegalEntity.objects.create(siren="732829320", name="Les Grands Chemins")


def test_a_receipt_is_filled_in_by_the_rule_of_its_day(group: Group, entity: LegalEntity, client: GateClient) -> None:
    work = work_of(group, entity=entity)
    assert kept_of(work, 10_000, clock.today()) == 0
    levies.write_levy(by=group.alice, entity=entity, levy=Levy(rate=800), since=clock.today() - 10 * DAY)
    levies.write_levy(by=group.alice, entity=entity, levy=Levy(LevyBase.MARGIN, rate=1350), since=clock.today())
    assert kept_of(work, 10_000, clock.today() - DAY) == 800
    assert kept_of(work, 10_000, clock.today()) == 1_350
    assert kept_of(work, 10_000, clock.today() - 11 * DAY) == 0
    client.force_login(group.alice.person)
    address = here(group.space.slug, "value:new-receipt", work=work.ref)
    for kept, token in (("", "a"), ("5", "b"), ("0", "c")):
        sent = {"amount": "100", "kept": kept, "on": clock.today().isoformat(), "token": token}
        assert client.post(address, sent).status_code == 302
    assert [row.kept for row in money_of(work).receipts] == [1_350, 500, 0]


def test_those_who_keep_the_accounts_write_it_on_a_page(group: Group, entity: LegalEntity, client: GateClient) -> None:
    address = here(group.space.slug, "value:levies")
    client.force_login(group.bob.person)
    assert "<form" not in client.get(address).content.decode().split("<main")[1].split("</main>")[0]
    sent = {"entity": entity.pk, "base": "margin", "rate": "13.5", "monthly": "30", "since": clock.today().isoformat()}
    assert client.post(address, sent).status_code == 422
    client.force_login(group.alice.person)
    assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert "13,5" in page
    assert client.post(address, sent | {"rate": "101"}).status_code == 422


@pytest.mark.parametrize("days", [-4 * 366, 400])
def test_a_day_too_far_is_refused(group: Group, entity: LegalEntity, days: int) -> None:
    with pytest.raises(Refused, match="three years"):
        levies.write_levy(by=group.alice, entity=entity, levy=Levy(), since=clock.today() + days * DAY)
    with pytest.raises(Refused, match="keep the accounts"):
        levies.write_levy(by=group.bob, entity=entity, levy=Levy(), since=clock.today())
