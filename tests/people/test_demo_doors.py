"""One click in the demo, never elsewhere."""

from typing import Any

import pytest
from django.urls import reverse

from commun.people import actions
from commun.people.models import Person
from tests.support import world
from tests.support.client import GateClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(settings: Any) -> Person:
    """A door of the demo."""
    settings.DEMO = True
    person = world.make_person("Maya Lefort", email="maya@demo.commun.example", trade="facilitatrice")
    actions.open_demo_door(person=person)
    return person


def enter(client: GateClient, person: Person) -> Any:
    return client.post(reverse("enter-demo", kwargs={"ref": person.ref}))


def test_the_demo_shows_its_doors_and_one_click_enters(client: GateClient, maya: Person) -> None:
    assert "Maya Lefort" in client.get(reverse("account_login")).content.decode()
    assert "Maya Lefort" in client.get(reverse("home")).content.decode()
    assert enter(client, maya).headers["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(maya.pk)


def test_reading_the_address_of_a_door_does_not_enter(client: GateClient, maya: Person) -> None:
    assert client.get(reverse("enter-demo", kwargs={"ref": maya.ref})).status_code == 405
    assert "_auth_user_id" not in client.session


def test_outside_the_demo_there_is_no_door(client: GateClient, maya: Person, settings: Any) -> None:
    settings.DEMO = False
    assert "Maya Lefort" not in client.get(reverse("account_login")).content.decode()
    assert enter(client, maya).status_code == 404
    assert "_auth_user_id" not in client.session


def test_only_flagged_fictional_people_are_doors(client: GateClient, maya: Person) -> None:
    real = world.make_person(email="maya@exemple.test", is_demo_door=True)
    unflagged = world.make_person(email="bob@demo.commun.example")
    closed = world.make_person(email="iris@demo.commun.example", is_demo_door=True, is_active=False)
    for person in (real, unflagged, closed):
        assert enter(client, person).status_code == 404
    assert "_auth_user_id" not in client.session


def test_one_may_go_from_a_door_to_another(client: GateClient, maya: Person) -> None:
    other = world.make_person("Noé Marchand", email="noe@demo.commun.example")
    actions.open_demo_door(person=other)
    enter(client, maya)
    enter(client, other)
    assert client.session["_auth_user_id"] == str(other.pk)
