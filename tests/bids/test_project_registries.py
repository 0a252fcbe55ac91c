"""Where else projects are found: search, « À faire », the journal, pages of joint works and of things to do."""

import datetime as dt

import pytest

from commun.bids.actions.project_ends import bring_sections, close_project, give_debrief
from commun.bids.actions.projects import ProjectSheet, open_from_bid
from commun.bids.models import Bid, BidSection
from commun.bids.queries.project_ends import compost_of
from commun.bids.queries.project_registries import digest_events, things_to_do
from commun.core import clock, scope
from commun.core.urls import here
from tests.bids.project_world import make_project, make_task
from tests.bids.worlds import join, make_bid
from tests.exchange.search_world import indexed, titles
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group

pytestmark = pytest.mark.django_db


def test_a_project_is_found_by_its_words(group: Group) -> None:
    project = make_project(group, approach="Des marches commentées dans les hameaux.")
    indexed()
    assert titles(group.bob.person, "marche hameau") == [project.title]
    assert titles(group.bob.person, "piscine") == []


def test_a_proposed_move_is_in_the_digest_of_its_period_only(group: Group) -> None:
    make_task(group.alice, make_project(group), owner=group.bob)
    now, before = clock.now(), clock.now() - dt.timedelta(days=1)
    assert len(list(digest_events(group.bob.person, before, now))) == 1
    assert not list(digest_events(group.bob.person, now, now + dt.timedelta(days=1)))
    assert not list(digest_events(group.alice.person, before, now))


def test_a_debrief_is_asked_once_the_project_is_closed_until_it_is_given(group: Group) -> None:
    project = make_project(group)
    assert not list(things_to_do(group.bob.person))
    close_project(by=group.alice, project=project)
    [asked] = things_to_do(group.bob.person)
    assert asked.url == here(group.space.slug, "bids:project-debrief", project=project.ref)
    give_debrief(by=group.bob, project=project, answers={"to_keep": "Les marches"}, is_signed=False)
    assert not list(things_to_do(group.bob.person))


def test_the_joint_work_the_task_and_the_answer_lead_to_the_project(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    with scope.use(group.space):
        Bid.objects.filter(pk=bid.pk).update(stage=Bid.Stage.WON)
    project = open_from_bid(by=group.alice, bid=bid, sheet=ProjectSheet("Étude gagnée", clock.today()))
    card = make_task(group.alice, project)
    client.force_login(group.bob.person)
    slug = group.space.slug
    page = here(slug, "bids:project", project=project.ref)
    for name, argument in (
        ("value:work", {"work": project.work.ref}),
        ("governance:action", {"action": card.action.ref}),
    ):
        assert page in client.get(here(slug, name, **argument)).content.decode(), name
    door = here(slug, "bids:project-from-bid", bid=bid.ref)
    assert door in client.get(here(slug, "bids:bid", bid=bid.ref)).content.decode()
    assert client.get(door)["Location"] == page


def test_sections_of_the_answer_come_into_the_compost_plan_once(group: Group) -> None:
    bid = make_bid(group.alice)
    with scope.use(group.space):
        Bid.objects.filter(pk=bid.pk).update(stage=Bid.Stage.WON)
        for position, title in enumerate(("Méthode", "Équipe"), start=1):
            BidSection(space=group.space, bid=bid, position=position, title=title).save()
    project = open_from_bid(by=group.alice, bid=bid, sheet=ProjectSheet("Étude gagnée", clock.today()))
    for _twice in range(2):
        bring_sections(by=group.alice, project=project)
    assert [(line.item.title, line.is_settled) for line in compost_of(project)] == [
        ("Méthode", False),
        ("Équipe", False),
    ]


def test_the_list_of_projects_costs_the_same_for_two_and_for_twenty(client: GateClient, group: Group) -> None:
    client.force_login(group.alice.person)

    def fill(count: int) -> None:
        for _each in range(count):
            make_task(group.alice, make_project(group, relation="supplier"))

    assert_flat(fill, lambda: client.get(here(group.space.slug, "bids:projects")))
