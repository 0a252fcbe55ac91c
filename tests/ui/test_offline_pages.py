"""What the house gives for texts kept on a device, and that it asks the device to forget whoever leaves."""

import json

import pytest
from django.urls import reverse

from commun.bids import actions
from commun.bids.actions import SectionSheet
from commun.core.urls import here
from tests.bids.worlds import make_bid
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db


def test_who_signs_out_leaves_nothing_on_the_device(client: GateClient, group: Group) -> None:
    client.force_login(group.alice.person)
    leave = reverse("account_logout")
    asked = client.get(leave)
    assert "Clear-Site-Data" not in asked
    assert "data-commun-waiting hidden" in asked.content.decode()
    assert "offline/forget.js" not in asked.content.decode()
    assert client.post(leave)["Clear-Site-Data"] == '"storage"'
    # Nobody is here any more: browsers that do not know the word above are asked by the page.
    assert "offline/forget.js" in client.get(reverse("account_login")).content.decode()


def test_the_worker_is_a_script_of_ours_asked_again_each_time(client: GateClient) -> None:
    answer = client.get(reverse("offline-worker"))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer.content.startswith(b"// Keeps one page")


def test_the_outline_offers_to_keep_its_texts_and_nothing_else(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    client.force_login(group.bob.person)
    url = here(group.space.slug, "bids:outline", bid=bid.ref)
    assert "data-commun-keep" not in client.get(url).content.decode()
    one = actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Méthode"))
    page = client.get(url)
    (kept,) = json.loads(page.context["kept"])
    assert kept["page"] == here(group.space.slug, "bids:section", section=one.ref)
    assert kept["path"].startswith(f"/vif/textes/{group.space.slug}/")
    assert f'data-commun-person="{group.bob.person_id}"' in page.content.decode()
