"""The profile: unfinished is fine, strange words are kept or refused with a sentence, each change is a fact."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as within
from hypothesis import strategies as st

from commun.core import journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact
from commun.core.urls import here
from commun.people import actions, queries
from commun.people.actions import ProfileContent, ReferenceContent
from commun.people.forms import AvailabilityForm, LegalEntityForm, PreferencesForm, ProfileForm, ReferenceForm
from commun.people.models import LegalEntity, Person
from tests.support import world
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db
GRAND_CHEMINS = {"siren": "732829320", "name": "Les Grands Chemins", "kind": "cae", "town": "Valence"}


@pytest.fixture
def alice(client: GateClient) -> Person:
    """Alice, signed in."""
    person = world.make_person("Alice Martin")
    client.force_login(person)
    return person


def facts() -> list[str]:
    with scope.use(journal.house()):
        return list(Fact.objects.order_by("position").values_list("name", flat=True))


def test_an_empty_profile_is_welcome(client: GateClient, alice: Person) -> None:
    page = client.get(reverse("people:profile"))
    assert page.status_code == 200
    assert page.context["sheet"].done_count == 0


def test_activities_lead_to_their_watch_for_those_who_are_in_a_group(client: GateClient, group: Group) -> None:
    activity = actions.add_activity(person=group.bob.person, content=actions.ActivityContent(label="Médiation"))
    client.force_login(group.bob.person)
    page = client.get(reverse("people:profile")).content.decode()
    assert here(group.space.slug, "tenders:edit-watch", ref=activity.ref) in page
    assert here(group.space.slug, "tenders:new-watch") in page


def test_writing_the_profile_records_which_fields_changed_and_not_their_words(
    client: GateClient, alice: Person
) -> None:
    sent = {"name": "Alice Martin", "trade": "Médiatrice", "bio": "L’été, « je » médite 🌱", "town": "Die"}
    assert client.post(reverse("people:change-profile"), sent).headers["Location"] == reverse("people:profile")
    alice.refresh_from_db()
    assert (alice.trade, alice.bio, alice.is_offer_stable) == ("Médiatrice", "L’été, « je » médite 🌱", False)
    with scope.use(journal.house()):
        fact = Fact.objects.get(name="people.person.changed")
    assert fact.data == {"fields": ["trade", "bio", "town"]}
    client.post(reverse("people:change-profile"), sent)
    assert facts().count("people.person.changed") == 1


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "a" * 5000])
def test_a_profile_needs_a_name_of_a_human_length(client: GateClient, alice: Person, name: str) -> None:
    page = client.post(reverse("people:change-profile"), {"name": name})
    assert page.status_code == 200
    assert page.context["form"].errors["name"]


def test_each_thing_told_is_one_step_more(alice: Person) -> None:
    actions.change_profile(person=alice, content=ProfileContent(name="Alice", trade="x", bio="y", town="z"))
    actions.add_activity(person=alice, content=actions.ActivityContent(label="Médiation"))
    actions.add_reference(person=alice, content=ReferenceContent(title="Plan climat"))
    past = dt.date(2026, 1, 1)
    actions.add_availability(person=alice, starts_on=past, ends_on=past, hours_per_week=4)
    assert queries.profile_sheet(alice).done_count == 5
    actions.add_availability(person=alice, starts_on=past, ends_on=None, hours_per_week=4)
    assert queries.profile_sheet(alice).done_count == 6


def test_an_availability_is_added_and_taken_back(client: GateClient, alice: Person) -> None:
    client.post(
        reverse("people:add-availability"), {"hours_per_week": 12, "starts_on": "2026-12-01", "note": "le matin"}
    )
    availability = alice.availabilities.get()
    assert (availability.hours_per_week, availability.ends_on) == (12, None)
    client.post(reverse("people:remove-availability", kwargs={"pk": availability.pk}))
    assert not alice.availabilities.exists()
    assert facts() == ["people.availability.added", "people.availability.removed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours_per_week": "-1"},
        {"hours_per_week": "81"},
        {"hours_per_week": "beaucoup"},
        {"hours_per_week": ""},
        {"starts_on": ""},
        {"starts_on": "demain"},
        {"starts_on": "99999-01-01"},
        {"ends_on": "2026-11-30"},
        {"note": "🌱" * 500},
    ],
)
def test_a_wrong_availability_is_refused_with_words(client: GateClient, alice: Person, wrong: dict[str, str]) -> None:
    page = client.post(reverse("people:add-availability"), {"hours_per_week": "8", "starts_on": "2026-12-01", **wrong})
    assert page.context["form"].errors
    assert not alice.availabilities.exists()


def test_an_availability_that_ends_before_it_starts_is_refused(alice: Person) -> None:
    with pytest.raises(Refused):
        actions.add_availability(
            person=alice, starts_on=dt.date(2026, 2, 1), ends_on=dt.date(2026, 1, 1), hours_per_week=4
        )


def test_a_reference_is_added_changed_and_removed(client: GateClient, alice: Person) -> None:
    client.post(reverse("people:add-reference"), {"title": "Plan climat", "client": "Valence", "year": "2025"})
    reference = alice.references.get()
    url = reverse("people:change-reference", kwargs={"ref": reference.ref})
    assert client.get(url).context["form"].initial["client"] == "Valence"
    client.post(url, {"title": "Plan climat, suite"})
    reference.refresh_from_db()
    assert (reference.title, reference.year) == ("Plan climat, suite", None)
    client.post(reverse("people:remove-reference", kwargs={"ref": reference.ref}))
    assert not alice.references.exists()


@pytest.mark.parametrize("wrong", [{"title": " "}, {"year": "1492"}, {"year": "2099"}, {"year": "l’an dernier"}])
def test_a_wrong_reference_is_refused_with_words(client: GateClient, alice: Person, wrong: dict[str, str]) -> None:
    page = client.post(reverse("people:add-reference"), {"title": "Plan climat", **wrong})
    assert page.context["form"].errors
    assert not alice.references.exists()


def test_another_persons_reference_cannot_be_removed(alice: Person) -> None:
    reference = actions.add_reference(person=alice, content=ReferenceContent(title="Plan climat"))
    with pytest.raises(NotFound):
        actions.remove_reference(person=world.make_person(), reference=reference)


@pytest.mark.parametrize("number", ["732829321", "000000000", "", "٧٣٢٨٢٩٣٢٠", "7328293200"])
def test_the_action_too_refuses_what_is_not_a_siren(alice: Person, number: str) -> None:
    with pytest.raises(Refused):
        actions.register_legal_entity(by=alice, siren=number, name="Les Grands Chemins", kind="cae")
    assert not LegalEntity.objects.exists()


def test_the_first_names_a_legal_entity_and_the_next_only_need_its_siren(client: GateClient, alice: Person) -> None:
    client.post(reverse("people:legal-entity"), {**GRAND_CHEMINS, "siren": "732 829 320"})
    bob = world.make_person("Bob Durand")
    client.force_login(bob)
    client.post(reverse("people:legal-entity"), {"siren": "732829320", "kind": "company", "name": "Autre nom"})
    entity = LegalEntity.objects.get()
    assert (entity.name, entity.kind, entity.people.count()) == ("Les Grands Chemins", "cae", 2)
    client.post(reverse("people:leave-legal-entity"))
    client.post(reverse("people:leave-legal-entity"))
    assert list(entity.people.all()) == [alice]
    assert facts() == [
        "people.legal_entity.registered",
        "people.legal_entity.joined",
        "people.legal_entity.joined",
        "people.legal_entity.left",
    ]


@pytest.mark.parametrize("wrong", [{"siren": "732829321"}, {"siren": "🌱"}, {"siren": ""}, {"name": ""}, {"kind": "x"}])
def test_a_wrong_legal_entity_is_refused_with_words(client: GateClient, alice: Person, wrong: dict[str, str]) -> None:
    page = client.post(reverse("people:legal-entity"), {**GRAND_CHEMINS, **wrong})
    assert page.context["form"].errors
    assert not LegalEntity.objects.exists()


def test_preferences_speak_the_language_that_was_chosen(client: GateClient, alice: Person) -> None:
    chosen = {"language": "en", "time_zone": "Indian/Reunion", "digest_rhythm": "weekly", "digest_hour": "18"}
    client.post(reverse("people:preferences"), chosen)
    alice.refresh_from_db()
    assert (alice.language, alice.time_zone, alice.digest_rhythm, alice.digest_hour) == (
        "en", "Indian/Reunion", "weekly", 18,
    )  # fmt: skip
    assert client.get(reverse("people:preferences")).content.decode().count('lang="en"') == 1


@pytest.mark.parametrize(
    "wrong", [{"language": "de"}, {"time_zone": "Mars/Olympus"}, {"digest_rhythm": "hourly"}, {"digest_hour": "24"}]
)
def test_a_wrong_preference_is_refused_with_words(client: GateClient, alice: Person, wrong: dict[str, str]) -> None:
    chosen = {"language": "fr", "time_zone": "Europe/Paris", "digest_rhythm": "daily", "digest_hour": "7", **wrong}
    assert client.post(reverse("people:preferences"), chosen).context["form"].errors
    alice.refresh_from_db()
    assert (alice.language, alice.digest_hour) == ("fr", 7)


def test_a_time_zone_chosen_elsewhere_is_kept(alice: Person) -> None:
    alice.time_zone = "Asia/Tokyo"
    chosen = {"language": "fr", "time_zone": "Asia/Tokyo", "digest_rhythm": "daily", "digest_hour": "7"}
    assert PreferencesForm.of(alice, chosen).is_valid()


@within(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.data())
def test_no_form_trips_over_any_text(alice: Person, data: Any) -> None:
    for form in (ProfileForm, AvailabilityForm, ReferenceForm, LegalEntityForm, PreferencesForm):
        names = list(form.base_fields)
        form(data.draw(st.dictionaries(st.sampled_from(names), st.text(max_size=60)))).is_valid()
