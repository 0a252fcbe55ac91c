"""R39: facilitators are a pool; a group calls one for a meeting, they say yes or no, and the group tells them after."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from commun.core import clock, scope
from commun.core.errors import Gone, NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.governance import states
from commun.governance.actions import facilitation as actions
from commun.governance.actions import meetings
from commun.governance.models import Facilitator, FacilitatorCall, Meeting
from commun.governance.policies import facilitation as policies
from commun.governance.policies import membership_of
from commun.governance.policies.guests import own_pass
from commun.governance.queries import facilitation as queries
from commun.people.models import Person
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db
State = FacilitatorCall.State


@pytest.fixture
def yael() -> Person:
    """Somebody of another collective, in the pool."""
    person = make_person("Yaël Moreau")
    make_member(make_group().space, person)
    actions.join_pool(person=person, words="Des séances courtes.", limits="Pas de conflit ouvert.")
    return person


def to_come(group: Group, title: str = "Bilan de l’année") -> Meeting:
    plan = meetings.MeetingPlan(title=title, day=clock.today() + dt.timedelta(days=3), at=dt.time(10), minutes=60)
    return meetings.plan_meeting(by=group.alice, plan=plan)


def called(group: Group, person: Person, meeting: Meeting | None = None) -> FacilitatorCall:
    facilitator = Facilitator.objects.get(person=person)
    words = "Nous sommes vingt et un."
    meeting = meeting or to_come(group)
    return actions.call_facilitator(by=group.alice, meeting=meeting, facilitator=facilitator, words=words)


def held(group: Group, call: FacilitatorCall) -> None:
    """The meeting takes place."""
    with clock.stopped(call.meeting.starts_at):
        row = meetings.open_meeting(by=group.alice, meeting=call.meeting)
    with clock.stopped(call.meeting.ends_at):
        meetings.close_meeting(by=group.alice, meeting=row)


def again(call: FacilitatorCall) -> FacilitatorCall:
    return FacilitatorCall._base_manager.select_related("meeting", "space", "facilitator").get(pk=call.pk)


def mails_to(person: Person) -> list[str]:
    """Subjects of what a person receives, the invitation to the meeting aside."""
    rows = OutgoingMail.objects.filter(to=person.email).exclude(subject__endswith="venez-vous ?")
    return list(rows.order_by("pk").values_list("subject", flat=True))


@pytest.mark.usefixtures("told_ten_times")
def test_a_call_is_asked_accepted_held_and_told(group: Group, yael: Person) -> None:
    call = called(group, yael)
    assert mails_to(yael) == ["Démarches participatives vous demande de faciliter une séance"]
    actions.answer_call(person=yael, call=call, is_yes=True, words="Avec plaisir.")
    assert mails_to(group.alice.person) == ["Yaël Moreau facilitera « Bilan de l’année »"]
    guest = membership_of(yael, group.space)
    assert guest is not None
    assert guest.state == states.GUEST
    given = again(call).guest_pass
    assert given is not None
    assert own_pass(guest, given.ref).thing == call.meeting.ref
    assert given.ends_on == call.meeting.ends_at.date() + dt.timedelta(days=7)
    held(group, call)
    actions.tell_facilitator(by=group.bob, call=again(call), words="Le tour de parole a tenu ; la fin a débordé.")
    assert mails_to(yael)[-1] == "Ce que Démarches participatives vous dit de « Bilan de l’année »"
    with scope.use(group.space):
        told = [name for name in Fact.objects.order_by("pk").values_list("name", flat=True) if "facilitator" in name]
    assert told == [f"governance.facilitator.{one}" for one in ("asked", "accepted", "told")]


def test_no_is_an_answer_and_opens_no_door(group: Group, yael: Person) -> None:
    call = called(group, yael)
    actions.answer_call(person=yael, call=call, is_yes=False, words="Je suis déjà prise.")
    assert again(call).state == State.DECLINED
    assert membership_of(yael, group.space) is None
    assert mails_to(group.alice.person) == ["Yaël Moreau ne peut pas venir"]
    with pytest.raises(Refused, match="a reçu sa réponse"):
        actions.answer_call(person=yael, call=call, is_yes=True)
    # Somebody who said no may be asked again.
    assert called(group, yael, call.meeting).state == State.WAITING


def test_a_call_taken_back_shuts_the_door_it_had_opened(group: Group, yael: Person) -> None:
    call = called(group, yael)
    actions.answer_call(person=yael, call=call, is_yes=True)
    guest = membership_of(yael, group.space)
    assert guest is not None
    actions.take_back_call(by=group.alice, call=call)
    row = again(call)
    assert row.state == State.TAKEN_BACK
    assert row.guest_pass is not None
    with pytest.raises(Gone):
        own_pass(guest, row.guest_pass.ref)
    assert mails_to(yael)[-1].startswith("Démarches participatives n’a plus besoin de vous")
    with pytest.raises(Refused, match="plus rien à annuler"):
        actions.take_back_call(by=group.alice, call=row)


def test_nobody_is_in_the_pool_but_by_their_own_act(group: Group, yael: Person) -> None:
    assert [one.person for one in queries.pool()] == [yael]
    with pytest.raises(Refused, match="Dites en quelques mots"):
        actions.join_pool(person=group.chloe, words="  ", limits="")
    actions.leave_pool(person=yael)
    assert queries.pool() == []
    with pytest.raises(Refused, match="pas dans le vivier"):
        actions.leave_pool(person=yael)
    with pytest.raises(Refused, match="n’est plus dans le vivier"):
        called(group, yael)
    actions.join_pool(person=yael, words="De retour.", limits="")
    assert [one.words for one in queries.pool()] == ["De retour."]


def test_whoever_is_of_the_group_takes_turns_and_is_not_called(group: Group) -> None:
    actions.join_pool(person=group.bob.person, words="Je facilite.", limits="")
    assert queries.pool(besides=group.space) == []
    with pytest.raises(Refused, match="Cette personne est dans votre groupe"):
        called(group, group.bob.person)


def test_one_call_at_a_time_for_a_meeting(group: Group, yael: Person) -> None:
    call = called(group, yael)
    with pytest.raises(Refused, match="déjà appelée"):
        called(group, yael, call.meeting)


def test_a_meeting_past_or_cancelled_calls_nobody(group: Group, yael: Person) -> None:
    meeting = to_come(group)
    call = called(group, yael, meeting)
    meetings.cancel_meeting(by=group.alice, meeting=meeting, reason="Trop peu de monde.")
    with pytest.raises(Refused, match="n’est plus à venir"):
        actions.answer_call(person=yael, call=call, is_yes=True)
    other = to_come(group, "La suivante")
    with clock.stopped(other.ends_at + dt.timedelta(hours=1)), pytest.raises(Refused, match="n’est plus à venir"):
        called(group, yael, other)


def test_only_those_asked_answer_and_only_awake_members_call(group: Group, yael: Person) -> None:
    call = called(group, yael)
    with pytest.raises(NotFound):
        actions.answer_call(person=group.chloe, call=call, is_yes=True)
    with pytest.raises(NotFound):
        policies.own_call(group.chloe, call.ref)
    stranger = make_group().alice
    with pytest.raises(Refused):
        actions.take_back_call(by=stranger, call=call)
    with pytest.raises(NotFound):
        policies.call_for(stranger, call.ref)
    resting = make_member(group.space, make_person("Inès"), state="dormant")
    facilitator = Facilitator.objects.get(person=yael)
    with pytest.raises(Refused, match="en pause"):
        actions.call_facilitator(by=resting, meeting=call.meeting, facilitator=facilitator, words="Venez.")


def test_it_is_told_once_and_after_the_meeting(group: Group, yael: Person) -> None:
    call = called(group, yael)
    actions.answer_call(person=yael, call=call, is_yes=True)
    with pytest.raises(Refused, match="une seule fois"):
        actions.tell_facilitator(by=group.alice, call=again(call), words="Merci.")
    held(group, call)
    actions.tell_facilitator(by=group.alice, call=again(call), words="Merci.")
    with pytest.raises(Refused, match="une seule fois"):
        actions.tell_facilitator(by=group.alice, call=again(call), words="Et encore.")


@pytest.mark.parametrize("words", ["", "   ", "é" * 1001])
def test_empty_and_huge_words_are_refused_with_a_sentence(group: Group, yael: Person, words: str) -> None:
    facilitator = Facilitator.objects.get(person=yael)
    with pytest.raises(Refused):
        actions.call_facilitator(by=group.alice, meeting=to_come(group), facilitator=facilitator, words=words)
    call = called(group, yael)
    if words.strip():
        with pytest.raises(Refused, match="trop long"):
            actions.answer_call(person=yael, call=call, is_yes=True, words=words)
        assert again(call).state == State.WAITING


def test_the_pages_lead_from_the_pool_to_the_answer(client: GateClient, group: Group, yael: Person) -> None:
    meeting = to_come(group)
    slug = group.space.slug
    client.force_login(group.alice.person)
    page = client.get(reverse("governance:facilitators", kwargs={"space_slug": slug}) + f"?seance={meeting.ref}")
    assert "Pas de conflit ouvert." in page.text
    facilitator = Facilitator.objects.get(person=yael)
    url = reverse("governance:call-facilitator", kwargs={"space_slug": slug, "facilitator": facilitator.ref})
    assert f'value="{meeting.ref}" selected' in client.get(f"{url}?seance={meeting.ref}").text
    assert client.post(url, {"meeting": meeting.ref, "words": ""}).status_code == 422
    assert client.post(url, {"meeting": "inconnu", "words": "Venez."}).status_code == 422
    assert client.post(url, {"meeting": meeting.ref, "words": "Venez 🌿"}).status_code == 302
    with scope.use(group.space):
        call = FacilitatorCall.objects.get()
    client.force_login(yael)
    todo = client.get(reverse("governance:todo", kwargs=elsewhere(yael))).text
    assert reverse("answer-facilitator-call", kwargs={"call": call.ref}) in todo
    url = reverse("answer-facilitator-call", kwargs={"call": call.ref})
    assert "Venez 🌿" in client.get(url).text
    assert client.post(url, {"answer": "perhaps"}).status_code == 422
    assert client.post(url, {"answer": "yes", "words": ""}).status_code == 302
    assert "accepté" in client.get(reverse("my-facilitation")).text
    assert client.get(url).status_code == 302


def elsewhere(person: Person) -> dict[str, str]:
    with scope.everywhere("a test"):
        return {"space_slug": person.memberships.exclude(state="guest").get().space.slug}


def test_one_joins_rewords_and_leaves_by_a_page(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    url = reverse("my-facilitation")
    assert client.post(url, {"words": ""}).status_code == 422
    assert client.post(url, {"words": "Je tiens l’horloge.", "limits": "Le soir, non."}).status_code == 302
    assert client.post(url, {"words": "Je tiens l’horloge et la parole.", "limits": ""}).status_code == 302
    assert "Je tiens l’horloge et la parole." in client.get(url).text
    assert client.post(reverse("leave-pool")).status_code == 302
    assert queries.place_of(group.bob.person) is None


def test_the_pages_cost_the_same_for_many(client: GateClient, group: Group) -> None:
    def many(count: int) -> None:
        for _one in range(count):
            person = make_person()
            actions.join_pool(person=person, words="Oui.", limits="")
            called(group, person)

    client.force_login(group.alice.person)
    url = reverse("governance:facilitators", kwargs={"space_slug": group.space.slug})
    assert_flat(many, lambda: client.get(url))


def test_erasing_takes_every_word_away(group: Group, yael: Person) -> None:
    call = called(group, yael)
    actions.answer_call(person=yael, call=call, is_yes=True, words="Secret d’atelier.")
    held(group, call)
    actions.tell_facilitator(by=group.alice, call=again(call), words="Merci pour le secret.")
    assert "Secret d’atelier." in str(actions.export(yael))
    actions.erase(yael)
    row = again(call)
    assert (row.answer, row.feedback) == ("", "")
    assert queries.pool() == []
    actions.erase(group.alice.person)
    assert again(call).words == "(effacé)"


def test_two_answers_at_once_make_one(group: Group, yael: Person) -> None:
    """The row is held: the second reads what the first wrote."""
    call = called(group, yael)
    stale: Any = again(call)
    actions.answer_call(person=yael, call=call, is_yes=False)
    with pytest.raises(Refused):
        actions.answer_call(person=yael, call=stale, is_yes=True)
    assert membership_of(yael, group.space) is None
