"""The front door: words for visitors, their group for members, first steps for the others."""

import pytest
from django.urls import reverse

from commun.config import views
from tests.support import queries, world
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_what_commun_is_and_finds_the_door(client: GateClient) -> None:
    page = client.get(reverse("home"))
    assert reverse("account_login") in page.content.decode()


def test_without_a_group_one_is_told_what_to_do_first(client: GateClient) -> None:
    client.force_login(world.make_person("Chloé Petit", email="chloe@exemple.test"))
    with queries.at_most(9):
        page = client.get(reverse("home"))
    assert "chloe@exemple.test" in page.content.decode()


def test_a_member_is_led_to_the_first_group_by_name(client: GateClient, group: Group) -> None:
    other = world.make_space("Atelier des Mots")
    world.make_member(other, group.bob.person)
    client.force_login(group.bob.person)
    assert client.get(reverse("home")).headers["Location"] == views.first_page(other)


def test_a_chosen_group_is_remembered_and_only_a_post_chooses(client: GateClient, group: Group) -> None:
    world.make_member(world.make_space("Atelier des Mots"), group.bob.person)
    client.force_login(group.bob.person)
    assert client.get(reverse("go-to-group")).status_code == 405
    client.post(reverse("go-to-group"), {"group": group.space.slug})
    assert client.get(reverse("home")).headers["Location"] == views.first_page(group.space)


def test_nobody_chooses_a_group_they_are_not_in(client: GateClient, group: Group) -> None:
    client.force_login(group.chloe)
    for slug in (group.space.slug, "absent", "", "🌱"):
        assert client.post(reverse("go-to-group"), {"group": slug}).status_code == 404


def test_those_who_left_are_not_led_back(client: GateClient, group: Group) -> None:
    world.make_member(group.space, group.chloe, state="left")
    client.force_login(group.chloe)
    assert client.get(reverse("home")).status_code == 200
