"""The pages of one's own corner open, for oneself only."""

import pytest
from django.urls import reverse

from commun.core import clock
from commun.people import actions
from commun.people.actions import ReferenceContent
from commun.people.models import Person
from tests.support import queries, world
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db
MINE = (
    "profile",
    "change-profile",
    "legal-entity",
    "add-availability",
    "add-reference",
    "preferences",
    "data",
    "export",
    "erase",
    "security",
    "add-passkey",
)


@pytest.mark.parametrize("name", MINE)
def test_my_pages_are_closed_to_signed_out_visitors_and_open_to_me(client: GateClient, name: str) -> None:
    url = reverse(f"people:{name}")
    assert client.get(url).headers["Location"].startswith(reverse("account_login"))
    client.force_login(world.make_person("Alice Martin"))
    # The pages that ask for a recent sign-in lead to a page that offers it.
    expected = 302 if name in {"erase", "add-passkey"} else 200
    assert client.get(url).status_code == expected
    assert client.get(url, headers={"HX-Request": "true"}).status_code == expected


def test_signed_out_pages_open(client: GateClient) -> None:
    for name in ("home", "account_login", "account_signup", "account_inactive", "erased", "outbox"):
        assert client.get(reverse(name)).status_code == 200, name


def test_another_persons_things_are_not_found(client: GateClient) -> None:
    alice = world.make_person("Alice Martin")
    reference = actions.add_reference(person=alice, content=ReferenceContent(title="Diagnostic"))
    availability = actions.add_availability(person=alice, starts_on=clock.today(), ends_on=None, hours_per_week=8)
    client.force_login(world.make_person("Chloé Petit"))
    urls = [
        reverse("people:change-reference", kwargs={"ref": reference.ref}),
        reverse("people:remove-reference", kwargs={"ref": reference.ref}),
        reverse("people:remove-availability", kwargs={"pk": availability.pk}),
    ]
    for url in urls:
        assert client.post(url, {"title": "Volé"}).status_code == 404
    assert alice.references.get().title == "Diagnostic"


def test_what_changes_something_refuses_get(client: GateClient) -> None:
    client.force_login(world.make_person())
    assert client.get(reverse("people:leave-legal-entity")).status_code == 405


@pytest.mark.parametrize("wanted", ["https://ailleurs.test/", "//ailleurs.test/", "javascript:alert(1)", ""])
def test_signing_in_again_leads_nowhere_else(client: GateClient, wanted: str) -> None:
    client.force_login(world.make_person())
    url = reverse("people:sign-in-again", query={"next": wanted})
    assert client.get(url).status_code == 200
    answer = client.post(url)
    assert answer.headers["Location"] == reverse("account_login", query={"next": reverse("people:security")})
    assert "_auth_user_id" not in client.session


def fill(person: Person, number: int) -> None:
    for index in range(number):
        actions.add_activity(person=person, content=actions.ActivityContent(label=f"Activité {index}"))
        actions.add_reference(person=person, content=ReferenceContent(title=f"Référence {index}"))
        actions.add_availability(person=person, starts_on=clock.today(), ends_on=None, hours_per_week=index)


def test_the_profile_costs_the_same_for_few_and_many_lines(client: GateClient, group: Group) -> None:
    person = group.alice.person
    client.force_login(person)
    queries.assert_flat(lambda number: fill(person, number), lambda: client.get(reverse("people:profile")), 2, 12)
    # Two of them count what waits for the person, for the badge around the page.
    with queries.at_most(9):
        client.get(reverse("people:profile"))


def test_my_data_cost_the_same_for_few_and_many_lines(client: GateClient, group: Group) -> None:
    person = group.alice.person
    client.force_login(person)
    queries.assert_flat(lambda number: fill(person, number), lambda: client.get(reverse("people:data")), 2, 12)
