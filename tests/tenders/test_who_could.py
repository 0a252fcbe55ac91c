"""« Who of us could answer »: by need, with the words that say so, alphabetical; beyond the group only who said so."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.urls import here
from commun.governance.models import BodyLink, Membership
from commun.people.models import Person
from commun.tenders.actions import needs as needs_actions
from commun.tenders.actions.openness import open_to
from commun.tenders.models import Need, Notice, Openness
from commun.tenders.queries import corpus
from commun.tenders.queries.able import who_could
from tests.support import world
from tests.tenders.worlds import make_activity, make_open_notice


@pytest.fixture
def notice() -> Notice:
    corpus.forget()
    for number in range(6):
        make_open_notice(f"Travaux de voirie {number}")
    return make_open_notice("Animation d’ateliers de concertation")


@pytest.fixture
def around(group: world.Group) -> Membership:
    """Dina, of another group of the same network, facilitates too."""
    network = world.make_space("Réseau", slug="reseau")
    Space.objects.filter(pk=network.pk).update(kind=Space.Kind.NETWORK)
    other = world.make_space("Voisins")
    for space in (group.space, other):
        BodyLink.objects.create(inside=space, around=network, starts_on=clock.today())
    dina = world.make_person("Dina Abadie")
    make_activity(dina, "Animation", keywords=["ateliers de concertation"])
    return world.make_member(other, dina)


def address(group: world.Group, notice: Notice) -> str:
    return here(group.space.slug, "tenders:able", ref=notice.ref)


def test_those_who_could_are_named_by_need_with_their_words_and_no_number(
    client: Client, group: world.Group, notice: Notice
) -> None:
    make_activity(group.bob.person, "Animation", keywords=["ateliers de concertation"])
    make_activity(group.alice.person, "Écriture", keywords=["rédaction"])
    with scope.use(group.space):
        needs_actions.add_need(
            member=group.bob, notice=notice, label="Synthèse", details=needs_actions.NeedDetails("rédaction")
        )
    client.force_login(group.bob.person)
    page = client.get(address(group, notice))
    found = page.context["page"]
    assert [one.name for one in found.whole.strong] == ["Bob Durand"]
    assert {line.need.label: [one.name for one in line.strong] for line in found.needs} == {
        "L’ensemble du marché": ["Bob Durand"], "Synthèse": ["Alice Martin"],
    }  # fmt: skip
    shown = re.sub(r"<(script|style|head)[\s\S]*?</\1>", "", page.content.decode())
    assert "ateliers de concertation" in shown
    assert not re.search(r"\d+ ?%|score|\d+[.,]\d+", re.sub(r"<[^>]*>", "", shown))


def test_where_a_skill_is_written_the_title_of_the_need_covers_nothing(group: world.Group, notice: Notice) -> None:
    """Who knows the councils does no law; who does a part of it has a part in common, no more."""
    make_activity(group.bob.person, "Participation", keywords=["conseil citoyen", "public"])
    with scope.use(group.space):
        details = needs_actions.NeedDetails("droit public")
        needs_actions.add_need(member=group.bob, notice=notice, label="Appui aux conseils citoyens", details=details)

    def able() -> tuple[list[str], list[str]]:
        with scope.use(group.space):
            [line] = [one for one in who_could(group.space, notice).needs if not one.need.is_whole]
        return [one.name for one in line.strong], [one.name for one in line.possible]

    assert able() == ([], [])
    make_activity(group.bob.person, "Juriste", keywords=["droit"])
    make_activity(group.alice.person, "Juriste", keywords=["droit public des collectivités"])
    assert able() == (["Alice Martin"], ["Bob Durand"])
    with scope.use(group.space):
        Need.objects.filter(notice=notice).update(skill="")
    assert able() == (["Bob Durand"], [])


def test_a_heading_is_a_trade_in_common_and_words_of_every_trade_name_nobody(
    group: world.Group, notice: Notice
) -> None:
    Notice.objects.filter(pk=notice.pk).update(
        cpv=["79411000"], description="Conseil et gestion de projet, conseils citoyens"
    )
    corpus.forget()
    erwan = world.make_member(group.space, world.make_person("Erwan"))
    make_activity(erwan.person, "Conseil", keywords=["conseil", "gestion de projet"], cpv_prefixes=["79"])
    make_activity(group.alice.person, "Finances", keywords=["conseil", "budget"], cpv_prefixes=["7941"])
    make_activity(group.bob.person, "Participation", keywords=["conseil citoyen"], cpv_prefixes=["7941"])
    with scope.use(group.space):
        whole = who_could(group.space, notice).whole
    assert whole is not None
    assert [(one.name, one.reasons) for one in whole.strong] == [("Bob Durand", ("conseil citoyen",))]
    assert [one.name for one in whole.possible] == ["Alice Martin"]
    assert "conseil" not in whole.possible[0].reasons


def test_somebody_of_a_network_is_found_only_once_they_said_so(
    client: Client, group: world.Group, notice: Notice, around: Membership
) -> None:
    client.force_login(group.bob.person)
    assert "Dina" not in client.get(address(group, notice)).content.decode()
    open_to(person=around.person, circle="cooperative")
    assert "Dina" not in client.get(address(group, notice)).content.decode()
    open_to(person=around.person, circle="network")
    found = client.get(address(group, notice)).context["page"]
    assert [(one.name, one.circle) for one in found.whole.strong] == [("Dina Abadie", 2)]
    Person.objects.filter(pk=around.person_id).update(is_active=False)
    assert "Dina" not in client.get(address(group, notice)).content.decode()


def test_one_says_who_may_find_oneself_and_nonsense_changes_nothing(
    client: Client, group: world.Group, notice: Notice
) -> None:
    client.force_login(group.bob.person)
    act = here(group.space.slug, "tenders:openness", ref=notice.ref)
    for said in ("network", "😀", ""):
        assert client.post(act, {"cercle": said}).status_code == 302
        assert Openness.objects.get(person=group.bob.person).circle == "network"


def test_no_more_are_named_than_on_the_inverse_task_and_many_cost_the_same(
    client: Client, group: world.Group, notice: Notice
) -> None:
    client.force_login(group.bob.person)

    def arrive(count: int) -> None:
        for _rank in range(count):
            person = world.make_person("Éloïse Roux")
            world.make_member(group.space, person)
            make_activity(person, "Animation", keywords=["ateliers de concertation"])

    def read() -> int:
        # The first reader after somebody came lays the activities out again.
        client.get(address(group, notice))
        with CaptureQueriesContext(connection) as captured:
            client.get(address(group, notice))
        return len(captured)

    arrive(2)
    few = read()
    arrive(18)
    assert read() == few <= 25
    found = client.get(address(group, notice)).context["page"]
    assert (len(found.whole.strong), len(found.needs[0].strong)) == (10, 20)
