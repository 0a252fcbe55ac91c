"""Taking one's data away, and leaving for good: nothing forgotten, the journal still whole."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse

from commun.core import journal, mail, registries, scope
from commun.core.errors import Refused
from commun.core.models import Fact, FactWords, OutgoingMail
from commun.people import actions, personal_data
from commun.people.actions import ActivityContent, ProfileContent, ReferenceContent
from commun.people.models import Activity, LegalEntity, Person
from tests.support import world
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db
journal.declare(journal.FactKind("people.test.said", "something was said"))


@pytest.fixture
def chloe() -> Person:
    """Chloé, who told much about herself and is in no group."""
    person = world.make_person("Chloé Petit", email="chloe@exemple.test")
    content = ProfileContent(name="Chloé Petit", trade="Scénographe", bio="Je construis des lieux.", town="Crest")
    actions.change_profile(person=person, content=content)
    actions.add_activity(person=person, content=ActivityContent(label="Scénographie", keywords=("décor",)))
    actions.add_reference(person=person, content=ReferenceContent(title="Fête du Rhône"))
    cooperative = actions.register_legal_entity(by=person, siren="732829320", name="Les Grands Chemins", kind="cae")
    actions.join_legal_entity(person=person, entity=cooperative)
    EmailAddress.objects.create(user=person, email="chloe@exemple.test", verified=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})
    mail.send(key="a", to="chloe@exemple.test", subject="Bonjour Chloé", text="…")
    with transaction.atomic():
        journal.record(
            "people.test.said",
            space=journal.house(),
            actor=journal.Person(person.pk),
            about=("people.person", person.ref),
            words={"reason": "Je déménage à Lyon"},
        )
    return person


def test_the_export_tells_everything(client: GateClient, chloe: Person) -> None:
    client.force_login(chloe)
    answer = client.get(reverse("people:export"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = answer.content.decode()
    json.loads(text)
    said = ("Scénographe", "décor", "Fête du Rhône", "Je déménage à Lyon", "Bonjour Chloé", "732829320")
    for told in ("chloe@exemple.test", *said):
        assert told in text, told
        assert told in client.get(reverse("people:data")).content.decode(), told


def test_the_export_holds_nothing_of_others(client: GateClient, chloe: Person, group: Group) -> None:
    client.force_login(group.alice.person)
    assert "Scénographe" not in client.get(reverse("people:export")).content.decode()


def test_any_shape_of_export_can_be_read() -> None:
    shape = {"a": {"b": [{"c": None}, {"c": [1, 2]}], "d": {}}, "e": True}
    lines = [(line.depth, line.label, line.value) for line in personal_data.readable(shape)]
    assert lines[0] == (0, "a", "")
    assert (3, "c", "1, 2") in lines
    assert (1, "d", "–") in lines


def test_erasing_leaves_no_word_and_a_whole_journal(chloe: Person) -> None:
    actions.erase_person(person=chloe, keeps_name=False)
    chloe.refresh_from_db()
    assert (chloe.email, chloe.trade, chloe.bio, chloe.town) == (None, "", "", "")
    assert "Chloé" not in chloe.name + chloe.sort_key
    assert chloe.erased_at is not None
    assert not chloe.is_active
    assert not Activity.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    # The legal entity is not the person: it stays, and nothing ties them any more.
    assert LegalEntity.objects.get().people.count() == 0
    with scope.everywhere("the whole journal is looked at"):
        assert not FactWords.objects.exists()
        assert Fact.objects.filter(name="people.person.erased").count() == 1
    assert journal.verify(journal.house()) == []
    # Only the goodbye is left, and it says no name.
    goodbye = OutgoingMail.objects.get()
    assert "Chloé" not in goodbye.text + goodbye.html + goodbye.subject


def test_the_name_may_stay_or_give_way_to_a_pseudonym(chloe: Person) -> None:
    actions.erase_person(person=chloe, keeps_name=True)
    chloe.refresh_from_db()
    assert chloe.name == "Chloé Petit"
    other = world.make_person("Dominique")
    actions.erase_person(person=other, keeps_name=False, pseudonym="  Merle ")
    other.refresh_from_db()
    assert other.name == "Merle"


def test_a_person_who_left_is_signed_out_everywhere_and_may_be_invited_again(client: GateClient, chloe: Person) -> None:
    client.force_login(chloe)
    actions.erase_person(person=chloe, keeps_name=False)
    assert client.get(reverse("people:profile")).status_code == 302
    again = actions.register_person(email="chloe@exemple.test", name="Chloé Petit")
    assert again.pk != chloe.pk


def test_a_room_may_refuse_and_then_nothing_is_erased(chloe: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(person: Any) -> None:
        raise Refused("You still owe a mandate.")

    items = {**registries.personal_data._items, "zzz": registries.PersonalData("x", lambda person: {}, refuse)}
    # Also when the refusal comes after other rooms have erased their part.
    for order in (items, dict(reversed(items.items()))):
        monkeypatch.setattr(registries.personal_data, "_items", order)
        with pytest.raises(Refused):
            actions.erase_person(person=chloe, keeps_name=False)
        chloe.refresh_from_db()
        assert (chloe.email, chloe.activities.count()) == ("chloe@exemple.test", 1)


def test_erasing_asks_for_a_recent_sign_in_and_a_clear_yes(
    client: GateClient, chloe: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(chloe)
    url = reverse("people:erase")
    assert client.post(url, {"name_choice": "keep", "is_sure": "on"}).status_code == 302
    assert Person.objects.get(pk=chloe.pk).email
    monkeypatch.setattr("commun.people.views.security.came_in_recently", lambda request: True)
    assert client.get(url).status_code == 200
    assert client.post(url, {"name_choice": "keep"}).context["form"].errors
    assert Person.objects.get(pk=chloe.pk).email
    answer = client.post(url, {"name_choice": "replace", "pseudonym": "Merle", "is_sure": "on"})
    assert answer.headers["Location"] == reverse("erased")
    assert Person.objects.get(pk=chloe.pk).name == "Merle"
    assert "_auth_user_id" not in client.session


def test_erasing_a_member_leaves_the_history_of_the_group_whole(group: Group) -> None:
    bob = group.bob.person
    with transaction.atomic():
        journal.record(
            "people.test.said",
            space=group.space,
            actor=journal.Person(bob.pk),
            about=("people.person", bob.ref),
            words={"reason": "J’ai trop de travail"},
        )
    actions.erase_person(person=bob, keeps_name=False, pseudonym="Merle")
    assert journal.verify(group.space) == []
    with scope.use(group.space):
        assert Fact.objects.filter(name="people.test.said", person_id=bob.pk).exists()
        assert not FactWords.objects.filter(text__contains="travail").exists()


def test_sign_in_codes_are_not_part_of_the_export(client: GateClient, chloe: Person) -> None:
    mail.send(key="code", to="chloe@exemple.test", subject="1234 5678 est votre code", text="…", is_secret=True)
    client.force_login(chloe)
    assert "1234 5678" not in client.get(reverse("people:export")).content.decode()


def test_what_each_room_keeps_is_exported_and_erased(chloe: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"people", "governance", "tenders"} <= set(registries.personal_data.names())
    erased: list[Person] = []
    part = registries.PersonalData("Une pièce", lambda person: {"gardé": person.ref}, erased.append)
    monkeypatch.setattr(registries.personal_data, "_items", {**registries.personal_data._items, "zzz": part})
    assert personal_data.export_of(chloe)["Une pièce"] == {"gardé": chloe.ref}
    actions.erase_person(person=chloe, keeps_name=True)
    assert erased == [chloe]
