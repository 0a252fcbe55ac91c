"""M6: a request to come in is talked about, and a named member welcomes who comes in, until it is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from commun.core import journal, registries, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.governance import actions as doors
from commun.governance import states
from commun.governance.actions import welcomes as actions
from commun.governance.models import AdmissionMessage, Membership, MembershipRules, Welcome
from commun.governance.policies import membership_of
from commun.governance.policies.welcomes import welcome_of
from commun.people.models import Person
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """Refused with this sentence, in English whatever language a page before it was read in."""
    with translation.override("en"), pytest.raises(Refused, match=sentence):
        yield


def rule(group: Group, **fields: Any) -> None:
    with scope.use(group.space):
        MembershipRules.objects.update_or_create(space=group.space, defaults=fields)


@pytest.fixture
def zoe(group: Group) -> Membership:
    group.space.collective.is_public = True
    group.space.collective.save()
    Person.objects.update(language="en")
    for member in (group.alice, group.bob):
        member.person.language = "en"
    return doors.apply_to_join(space=group.space, person=make_person("Zoé Lefèvre", language="en"), note="Bonjour.")


def signed(member: Membership) -> GateClient:
    client = GateClient()
    client.force_login(member.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(group: Group, name: str, **arguments: object) -> str:
    return reverse(f"governance:{name}", kwargs={"space_slug": group.space.slug, **arguments})


def fresh(member: Membership) -> Membership:
    found = membership_of(member.person, member.space)
    assert found is not None
    return found


@pytest.mark.usefixtures("told_ten_times")
def test_the_person_and_the_group_talk_and_each_is_told_by_mail(group: Group, zoe: Membership) -> None:
    url = address(group, "application", applicant=zoe.person.ref)
    hers, alice = signed(zoe), signed(group.alice)
    assert "Bonjour." in hers.get(url).content.decode()
    assert alice.post(url, {"text": "Combien de jours par mois ?"}).status_code == 302
    with scope.use(group.space):
        first = AdmissionMessage.objects.get()
    letter = OutgoingMail.objects.get(key=f"governance.admission:{first.pk}:{zoe.pk}")
    assert letter.to == zoe.person.email
    assert "Combien de jours par mois ?" in letter.text
    assert url in letter.text
    page = hers.post(url, {"text": "Quatre jours."}, follow=True).content.decode()
    assert "Combien de jours par mois ?" in page
    with scope.use(group.space):
        second = AdmissionMessage.objects.latest("pk")
    assert OutgoingMail.objects.get(key=f"governance.admission:{second.pk}:{group.alice.pk}").to == str(
        group.alice.person.email
    )
    assert "Quatre jours." in alice.get(url).content.decode()
    # Words stay in their own table: the journal keeps who and when.
    with scope.use(group.space):
        assert "Quatre" not in str(list(Fact.objects.values_list("data", flat=True)))


def test_only_those_who_answer_read_it(group: Group, zoe: Membership) -> None:
    actions.write_about_request(by=zoe, applicant=zoe, text="Entre nous.")
    url = address(group, "application", applicant=zoe.person.ref)
    assert signed(group.bob).get(url).status_code == 404
    assert signed(group.bob).post(url, {"text": "Bonjour"}).status_code == 404
    with pytest.raises(NotFound):
        actions.write_about_request(by=group.bob, applicant=zoe, text="Bonjour")
    rule(group, admission="several", admission_voices=2)
    assert "Entre nous." in signed(group.bob).get(url).content.decode()
    other = make_member(group.space, make_person("Autre"), states.APPLICANT)
    assert signed(other).get(url).status_code == 404
    asleep = make_member(group.space, make_person("Repos"), states.DORMANT)
    assert signed(asleep).get(url).status_code == 404


@pytest.mark.parametrize(("text", "sentence"), [("   ", "few words"), ("a" * 2001, "too long")])
def test_a_message_written_wrong_gets_a_sentence(group: Group, zoe: Membership, text: str, sentence: str) -> None:
    with refused(sentence):
        actions.write_about_request(by=zoe, applicant=zoe, text=text)
    page = signed(zoe).post(address(group, "application", applicant=zoe.person.ref), {"text": text})
    assert page.status_code == 422
    assert text.strip() in page.content.decode()


def test_once_answered_or_taken_back_nobody_talks_there_any_more(group: Group, zoe: Membership) -> None:
    url = address(group, "withdraw-application", applicant=zoe.person.ref)
    assert signed(group.alice).post(url).status_code == 404
    assert signed(zoe).get(url).status_code == 404
    assert signed(zoe).post(url).status_code == 302
    assert fresh(zoe).state == states.LEFT
    assert signed(group.alice).get(address(group, "application", applicant=zoe.person.ref)).status_code == 404
    with pytest.raises(NotFound):
        actions.write_about_request(by=group.alice, applicant=zoe, text="Trop tard")


def test_i_welcome_them_is_shown_on_arrival_on_the_list_and_told(group: Group, zoe: Membership) -> None:
    rule(group, admission="several", admission_voices=2)
    bob = signed(group.bob)
    bob.post(address(group, "name-welcomer", newcomer=zoe.person.ref))
    assert (
        "Bob Durand will welcome them."
        in signed(group.alice).get(address(group, "application", applicant=zoe.person.ref)).content.decode()
    )
    doors.support_application(by=group.alice, membership=zoe)
    doors.support_application(by=group.bob, membership=zoe)
    welcome = welcome_of(fresh(zoe))
    assert welcome is not None
    assert welcome.welcomer == group.bob
    letter = OutgoingMail.objects.get(key=f"governance.welcomed:{welcome.pk}")
    assert letter.to == zoe.person.email
    assert "Bob Durand welcomes you" in letter.text
    assert "Bob Durand welcomes you" in signed(zoe).get(address(group, "my-place")).content.decode()
    assert "welcomed by Bob Durand" in bob.get(address(group, "members")).content.decode()
    with translation.override("en"):
        waiting = [item.title for item in registries.todo.get("governance.welcomes")(group.bob.person)]  # type: ignore[misc]
    assert waiting == ["Welcome Zoé Lefèvre"]
    signed(zoe).post(address(group, "welcome", welcome=welcome.pk), {"fait": "1"})
    assert welcome_of(fresh(zoe)) is None
    assert "welcomed by" not in bob.get(address(group, "members")).content.decode()
    told = bob.get(address(group, "register")).content.decode()
    assert "Bob Durand named who welcomes Zoé Lefèvre" in told
    assert "Zoé Lefèvre said that the welcome of Zoé Lefèvre is done" in told


@pytest.mark.parametrize("admission", ["one", "several", "consent"])
def test_under_each_rule_whoever_opens_the_door_welcomes_when_nobody_said_so(
    group: Group, zoe: Membership, admission: str
) -> None:
    rule(group, admission=admission, admission_voices=1)
    if admission == "one":
        doors.move_member(by=group.alice, membership=zoe, to=states.MEMBER)
    elif admission == "several":
        doors.support_application(by=group.alice, membership=zoe)
    else:
        decision = doors.propose_admission(by=group.bob, membership=zoe)
        doors.adopt(decision=decision, actor=journal.Person(group.alice.person_id))
    found = welcome_of(fresh(zoe))
    assert found is not None
    assert found.welcomer == group.alice


def test_a_rule_that_the_clock_executes_welcomes_nobody(group: Group, zoe: Membership) -> None:
    rule(group, admission="consent")
    decision = doors.propose_admission(by=group.bob, membership=zoe)
    doors.adopt(decision=decision, actor=journal.Rule("governance.agreed-close"))
    assert fresh(zoe).state == states.MEMBER
    assert welcome_of(fresh(zoe)) is None
    page = signed(group.bob).get(address(group, "member", ref=zoe.person.ref)).content.decode()
    assert "I welcome them" in page


def test_those_who_facilitate_name_somebody_who_may_hand_it_on(group: Group, zoe: Membership) -> None:
    url = address(group, "name-welcomer", newcomer=zoe.person.ref)
    with refused("facilitate"):
        actions.name_welcomer(by=group.bob, newcomer=zoe, welcomer=group.alice)
    signed(group.alice).post(url, {"qui": group.bob.pk})
    welcome = welcome_of(zoe)
    assert welcome is not None
    assert OutgoingMail.objects.get(key=f"governance.welcomer:{welcome.pk}").to == group.bob.person.email
    with refused("welcomes them already"):
        actions.name_welcomer(by=group.alice, newcomer=zoe, welcomer=group.alice)
    with refused("not in the group yet"):
        actions.end_welcome(by=group.bob, welcome=welcome)
    with refused("Only who welcomes"):
        actions.hand_on_welcome(by=zoe, welcome=welcome)
    with pytest.raises(NotFound):
        actions.hand_on_welcome(by=group.alice, welcome=welcome)
    signed(group.bob).post(address(group, "welcome", welcome=welcome.pk), {"relais": "1"})
    assert welcome_of(zoe) is None


def test_one_welcomes_somebody_new_being_awake_oneself(group: Group, zoe: Membership) -> None:
    asleep = make_member(group.space, make_person("Repos"), states.DORMANT)
    with refused("awake"):
        actions.name_welcomer(by=group.alice, newcomer=zoe, welcomer=asleep)
    with refused("awake"):
        actions.name_welcomer(by=asleep, newcomer=zoe, welcomer=asleep)
    group.bob.since = group.bob.since.replace(year=2020)
    group.bob.save()
    with refused("not new"):
        actions.name_welcomer(by=group.alice, newcomer=group.bob, welcomer=group.alice)
    page = signed(group.alice).post(
        address(group, "name-welcomer", newcomer=zoe.person.ref), {"qui": "999999"}, follow=True
    )
    assert "awake member" in page.content.decode()


def test_by_leaving_the_welcome_goes_back_to_the_group(group: Group, zoe: Membership) -> None:
    actions.name_welcomer(by=group.alice, newcomer=zoe, welcomer=group.alice)
    make_member(group.space, make_person("Autre"), role="facilitator")
    doors.leave(member=group.alice)
    with scope.use(group.space):
        assert not Welcome.objects.exists()


def test_words_are_exported_and_erased(group: Group, zoe: Membership) -> None:
    actions.write_about_request(by=zoe, applicant=zoe, text="Mes mots.")
    actions.write_about_request(by=group.alice, applicant=zoe, text="Les nôtres.")
    assert "Mes mots." in str(actions.export(zoe.person))
    assert "Les nôtres." in str(actions.export(group.alice.person))
    actions.erase(group.alice.person)
    with scope.use(group.space):
        assert "Les nôtres." not in set(AdmissionMessage.objects.values_list("text", flat=True))
    actions.erase(zoe.person)
    with scope.use(group.space):
        assert not AdmissionMessage.objects.exists()


def test_a_long_talk_asks_no_more_queries_than_a_short_one(group: Group, zoe: Membership) -> None:
    for number in range(40):
        actions.write_about_request(by=(zoe, group.alice)[number % 2], applicant=zoe, text=f"Mot {number}")
    alice = signed(group.alice)
    with at_most(25):
        assert alice.get(address(group, "application", applicant=zoe.person.ref)).status_code == 200
    with at_most(25):
        assert alice.get(address(group, "members")).status_code == 200
