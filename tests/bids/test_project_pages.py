"""Pages of projects: what is shown, in which order, to whom, and at which cost."""

import datetime as dt

import pytest

from commun.bids.actions.project_ends import CompostSheet, write_compost
from commun.bids.actions.project_people import Body, write_beneficiaries, write_stakeholder
from commun.bids.actions.projects import take_dispatch
from commun.core import clock
from commun.core.urls import here
from tests.bids.project_world import make_project, make_task
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_member, make_person

pytestmark = pytest.mark.django_db
PAGES = ("project", "project-tasks", "project-board", "project-calendar", "project-load", "project-compost",
         "project-debrief", "close-project")  # fmt: skip


def test_every_page_of_a_project_is_within_its_queries(client: GateClient, group: Group) -> None:
    project = make_project(group, relation="cooperation", approach="Des ateliers.")
    take_dispatch(by=group.alice, project=project)
    write_beneficiaries(by=group.alice, project=project, who="Les familles", uses="Elles vont à pied à l’école.")
    write_stakeholder(by=group.alice, project=project, body=Body("Mairie", "finance", "takes_part"))
    write_compost(by=group.alice, project=project, sheet=CompostSheet("method", "Atelier", "", "commons", "CC0-1.0"))
    make_task(group.alice, project, owner=group.bob, due_on=clock.today() + dt.timedelta(days=3), minutes=90)
    client.force_login(group.bob.person)
    for name in PAGES:
        with at_most(25):
            response = client.get(here(group.space.slug, f"bids:{name}", project=project.ref))
        assert response.status_code == 200, name
    with at_most(25):
        assert client.get(here(group.space.slug, "bids:projects")).status_code == 200


def test_lists_cost_the_same_for_two_and_twenty_tasks(client: GateClient, group: Group) -> None:
    project = make_project(group)
    client.force_login(group.alice.person)

    def make(count: int) -> None:
        for number in range(count):
            day = clock.today() + dt.timedelta(days=number)
            make_task(group.alice, project, f"Tâche {count}-{number}", owner=group.bob, due_on=day, minutes=60)

    addresses = [here(group.space.slug, f"bids:{name}", project=project.ref) for name in PAGES[1:5]]
    assert_flat(make, lambda: [client.get(url) for url in addresses])


def test_uses_come_before_solutions(client: GateClient, group: Group) -> None:
    project = make_project(group, approach="Nous posons des bancs.")
    write_beneficiaries(by=group.alice, project=project, who="Les anciens", uses="Ils s’arrêtent souvent en chemin.")
    client.force_login(group.bob.person)
    page = client.get(here(group.space.slug, "bids:project", project=project.ref)).content.decode()
    assert 0 < page.index("s’arrêtent souvent") < page.index("posons des bancs")


def test_a_member_who_does_not_take_part_reads_and_cannot_write(client: GateClient, group: Group) -> None:
    project = make_project(group)
    other = make_member(group.space, make_person("Denise Autre"))
    client.force_login(other.person)
    page = client.get(here(group.space.slug, "bids:project", project=project.ref)).content.decode()
    assert here(group.space.slug, "bids:edit-project", project=project.ref) not in page
    assert client.get(here(group.space.slug, "bids:new-task", project=project.ref)).status_code == 404


def test_the_three_views_show_the_same_tasks_and_filter_by_person(client: GateClient, group: Group) -> None:
    project = make_project(group)
    day = clock.today() + dt.timedelta(days=2)
    make_task(group.alice, project, "Imprimer les plans", owner=group.alice, due_on=day)
    make_task(group.bob, project, "Réserver la salle", owner=group.bob, due_on=day)
    client.force_login(group.alice.person)
    for name in PAGES[1:4]:
        url = here(group.space.slug, f"bids:{name}", project=project.ref)
        page = client.get(url).content.decode()
        assert "Imprimer les plans" in page, name
        assert "Réserver la salle" in page, name
        page = client.get(f"{url}?qui={group.bob.person.ref}").content.decode()
        assert "Imprimer les plans" not in page, name
        assert "Réserver la salle" in page, name
