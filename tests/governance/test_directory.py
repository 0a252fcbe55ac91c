"""« Who does what »: found in French, never ranked, safe in a spreadsheet."""

import datetime as dt

import pytest

from commun.core import clock
from commun.core.models import CpvCode
from commun.governance.models import Membership
from commun.governance.queries.directory import Filters, as_csv, directory, people_of
from commun.governance.queries.relations import neighbours_of
from commun.people.models import Activity, Availability, Person, Reference
from tests.support import world
from tests.support.queries import assert_flat
from tests.support.world import Group


def does(person: Person, label: str, keywords: list[str], **fields: object) -> Activity:
    now = clock.now()
    return Activity.objects.create(
        person=person, label=label, keywords=keywords, created_at=now, changed_at=now, **fields
    )


@pytest.fixture
def people(group: Group) -> Group:
    does(group.alice.person, "Concertation", ["budgets participatifs", "ateliers d’habitants"], cpv_prefixes=["7941"])
    does(group.bob.person, "Vidéo", ["films documentaires"], cpv_prefixes=["7941", "9211"])
    Reference.objects.create(person=group.bob.person, title="Charte de la forêt", client="Ville de Lille", year=2024)
    return group


def names(group: Group, **asked: object) -> list[str]:
    return [entry.name for entry in directory(group.space, Filters(**asked))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("budget participatif", ["Alice Martin"]),
        ("BUDGETS", ["Alice Martin"]),
        ("video", ["Bob Durand"]),
        ("documentaire", ["Bob Durand"]),
        ("forets lille", ["Bob Durand"]),
        ("martin", ["Alice Martin"]),
        ("concertation -habitants", []),
        ('"films documentaires"', ["Bob Durand"]),
        ("plomberie", []),
        ("", ["Alice Martin", "Bob Durand"]),
        ("%_'\"();--", ["Alice Martin", "Bob Durand"]),
    ],
)
def test_people_are_found_in_french(people: Group, words: str, found: list[str]) -> None:
    assert names(people, words=words) == found


def test_the_order_is_always_alphabetical(people: Group) -> None:
    zoe = world.make_member(people.space, world.make_person("Zoé"))
    for word in ("vidéo", "concertation", "ateliers", "films"):
        does(zoe.person, "Vidéo et concertation", [word] * 3)
    assert names(people, words="vidéo") == ["Bob Durand", "Zoé"]


def test_people_of_other_places_are_not_in_the_directory(people: Group) -> None:
    for state in ("visitor", "invited", "applicant", "left", "guest"):
        world.make_member(people.space, world.make_person(f"Personne {state}"), state=state)
    world.make_member(people.space, world.make_person("Zoé"), state="dormant")
    assert names(people) == ["Alice Martin", "Bob Durand", "Zoé"]
    assert names(people, state="dormant") == ["Zoé"]
    assert names(people, role=True) == ["Alice Martin"]


def test_only_hours_that_hold_today_are_shown(people: Group) -> None:
    today = clock.today()
    Availability.objects.create(person=people.alice.person, starts_on=today - dt.timedelta(9), hours_per_week=7)
    Availability.objects.create(
        person=people.bob.person, starts_on=today - dt.timedelta(9), ends_on=today - dt.timedelta(1), hours_per_week=9
    )
    assert [(one.name, one.hours) for one in people_of(people.space)] == [
        ("Alice Martin", 7),
        ("Bob Durand", None),
    ]
    assert names(people, available=True) == ["Alice Martin"]


@pytest.mark.parametrize(
    "parameters", [{"etat": "nul"}, {"role": "x", "dispo": ""}, {"q": "\x00"}, {"q": "a" * 5000}, {}]
)
def test_odd_addresses_are_read_without_fuss(people: Group, parameters: dict[str, str]) -> None:
    directory(people.space, Filters.read(parameters))


def test_the_directory_costs_the_same_for_two_and_twenty(people: Group) -> None:
    def add(count: int) -> None:
        for number in range(count):
            person = world.make_person(f"Personne {number}")
            world.make_member(people.space, person)
            does(person, "Concertation", ["ateliers"])

    assert_flat(add, lambda: as_csv(directory(people.space, Filters(words="ateliers"))))


def test_no_cell_of_the_sheet_can_be_a_formula(people: Group) -> None:
    bob = people.bob.person
    bob.trade = "=cmd|' /C calc'!A0"
    bob.save()
    sheet = as_csv(people_of(people.space))
    assert sheet.startswith("\ufeff")
    assert "'=cmd" in sheet
    assert ";=cmd" not in sheet


def test_ties_say_their_reason_and_come_in_alphabetical_order(people: Group) -> None:
    zoe = world.make_member(people.space, world.make_person("Zoé"))
    does(zoe.person, "Concertations", ["urbanisme"])
    found = neighbours_of(people.alice.person.ref, people_of(people.space))
    assert [(one.entry.name, "concertations" in one.reason) for one in found.similar] == [("Zoé", True)]
    names_found = [one.entry.name for one in found.complementary]
    assert names_found == sorted(names_found)
    assert "Bob Durand" in names_found
    (why,) = [one.reason for one in found.complementary if one.entry.name == "Bob Durand"]
    assert why.startswith("Apporte films documentaires")


def test_the_reason_of_a_complementary_person_says_what_they_bring_and_the_common_ground(people: Group) -> None:
    CpvCode.objects.get_or_create(code="79000000", defaults={"french": "Services", "english": "Services"})
    does(people.alice.person, "Ateliers", [], departements=["59"])
    does(people.bob.person, "Tournages", [], departements=["59"])
    found = neighbours_of(people.alice.person.ref, people_of(people.space))
    (why,) = [one.reason for one in found.complementary if one.entry.name == "Bob Durand"]
    assert why.startswith("Apporte ")
    assert "en commun" in why
    assert "Nord" in why


def test_somebody_who_is_not_in_the_list_has_no_ties(people: Group) -> None:
    assert neighbours_of("inconnu", people_of(people.space)).similar == []


def test_a_person_without_a_written_offer_is_in_the_directory(people: Group, db: None) -> None:
    fresh: Membership = world.make_member(people.space, world.make_person("Émile"))
    assert names(people) == ["Alice Martin", "Bob Durand", "Émile"]
    assert neighbours_of(fresh.person.ref, people_of(people.space)).complementary == []


def test_a_search_is_the_same_whether_or_not_its_terms_are_kept(people: Group) -> None:
    for words in ("films documentaires", '"documentaires films"', "vidéo -films", "-films"):
        assert names(people, words=words) == names(people, words=words)
    assert names(people, words='"documentaires films"') == []
    assert names(people, words="-films") == ["Alice Martin"]
    assert names(people, words="-films") == ["Alice Martin"]


def test_the_people_of_another_group_are_not_in_the_directory(people: Group) -> None:
    world.make_member(world.make_space("Autre groupe"), world.make_person("Zoé"))
    assert names(people) == ["Alice Martin", "Bob Durand"]
