"""Accounts are born once for each address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.people import actions
from commun.people.actions.accounts import clean_name
from commun.people.models import Person
from tests.support import world


def facts(name: str) -> int:
    with scope.use(journal.house()):
        return Fact.objects.filter(name=name).count()


@pytest.mark.django_db
def test_a_new_address_opens_an_account_without_a_password() -> None:
    person = actions.register_person(email=" Alice.Martin@Exemple.test ", name="  Alice\u00a0 Martin ")
    assert (person.email, person.name, person.language) == ("alice.martin@exemple.test", "Alice Martin", "fr")
    assert not person.has_usable_password()
    assert facts("people.person.registered") == 1


@pytest.mark.django_db
def test_the_same_address_is_the_same_person() -> None:
    first = actions.register_person(email="alice@exemple.test", name="Alice")
    again = actions.register_person(email="ALICE@exemple.test", name="Quelqu’un d’autre")
    assert (again.pk, again.name) == (first.pk, "Alice")
    assert facts("people.person.registered") == 1


@pytest.mark.django_db
def test_without_a_name_the_address_gives_one() -> None:
    assert actions.register_person(email="jean-luc.de_la_tour+travail@exemple.test").name == "Jean Luc De La Tour"


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["", "alice", "alice@", "a b@exemple.test", "é\x00@exemple.test"])
def test_what_is_not_an_address_is_refused(email: str) -> None:
    with pytest.raises(Refused):
        actions.register_person(email=email, name="Alice")
    assert not Person.objects.exists()


@given(st.text(max_size=400))
def test_a_clean_name_fits_on_one_line(name: str) -> None:
    cleaned = clean_name(name)
    assert len(cleaned) <= 120
    assert cleaned == clean_name(cleaned)
    assert cleaned.isprintable()
    assert cleaned == cleaned.strip()


@pytest.mark.django_db
def test_names_sort_as_in_french() -> None:
    for name in ("Zoé", "Édith", "Eudes", "Étienne"):
        actions.register_person(
            email=f"{len(name)}{name[0]}{name[-1]}@exemple.test".encode("ascii", "ignore").decode(), name=name
        )
    assert list(Person.objects.order_by("sort_key").values_list("name", flat=True)) == [
        "Édith",
        "Étienne",
        "Eudes",
        "Zoé",
    ]


@pytest.mark.django_db
def test_a_demo_door_opens_for_fictional_people_in_the_demo_only(settings: pytest.FixtureRequest) -> None:
    fictional = world.make_person(email="maya@demo.commun.example")
    real = world.make_person(email="maya@exemple.test")
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        actions.open_demo_door(person=fictional)
    settings.DEMO = True  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        actions.open_demo_door(person=real)
    actions.open_demo_door(person=fictional)
    fictional.refresh_from_db()
    assert fictional.is_demo_door
