"""M8: a guest reads one decision, one meeting or one disagreement, until a day, and nothing else of the group."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from commun.core import clock, scope
from commun.core.errors import Gone, NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.governance import states, tokens
from commun.governance.actions import guests as actions
from commun.governance.actions import invitations, personal_data
from commun.governance.actions.decisions import Draft, voice
from commun.governance.actions.guided import remark
from commun.governance.actions.meetings import MeetingPlan, open_meeting, plan_meeting
from commun.governance.actions.minutes import write_line
from commun.governance.actions.processes import Wish, open_process, set_stage
from commun.governance.models import CaseAsk, Collective, Decision, Elector, GuestPass, Meeting, Membership, Process
from commun.governance.policies import guests as policies
from commun.governance.policies import membership_of
from commun.governance.queries import guests as queries
from commun.people.models import Person
from tests.governance.case_world import again, make_town, opened, write
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """Refused with this sentence, in English whatever language a page before it was read in."""
    with translation.override("en"), pytest.raises(Refused, match=sentence):
        yield


def until(days: int = 30) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def decision(group: Group, title: str = "Louer un local") -> Decision:
    return voice(by=group.alice, draft=Draft(title=title, text="Un texte à lire.", concerned="Le groupe"))


def meeting(group: Group) -> Meeting:
    plan = MeetingPlan(title="Séance de novembre", day=clock.today(), at=dt.time(13), minutes=60)
    return plan_meeting(by=group.alice, plan=plan)


def invited(group: Group, thing: Any, person: Person, days: int = 30) -> GuestPass:
    guest = actions.Guest(str(person.email), until(days), person.name)
    return actions.invite_guest(by=group.alice, thing=thing, guest=guest)


def came(made: GuestPass, person: Person) -> Membership:
    invitations.accept_invitation(token=tokens.token_of(made.invitation), person=person)
    found = membership_of(person, made.space)
    assert found is not None
    return found


def signed(person: Person) -> GateClient:
    """Signed in, reading English, as the sentences of this file are."""
    Person.objects.filter(pk=person.pk).update(language="en")
    client = GateClient()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(group: Group, name: str, **arguments: object) -> str:
    return reverse(f"governance:{name}", kwargs={"space_slug": group.space.slug, **arguments})


def test_a_guest_comes_by_a_link_of_their_own_and_reads_one_decision(group: Group) -> None:
    row = decision(group)
    other = decision(group, "Autre chose")
    Collective.objects.filter(space=group.space).update(purpose="Une raison d’être à nous")
    alice = signed(group.alice.person)
    sent = alice.post(
        address(group, "invite-to-decision", decision=row.ref),
        {"email": str(group.chloe.email), "name": "Chloé", "ends_on": until().isoformat()},
    )
    assert sent.status_code == 302
    with scope.use(group.space):
        made = GuestPass.objects.select_related("invitation").get()
    letter = OutgoingMail.objects.get(key=f"governance.guest:{made.ref}")
    assert "Louer un local" in letter.text
    assert "fonctionne jusqu" not in letter.text, "one last day is told, not two"
    assert letter.is_secret
    chloe = signed(group.chloe)
    link = tokens.path_of(tokens.token_of(made.invitation))
    shown = chloe.get(link).content.decode()
    assert "Louer un local" in shown
    assert "Une raison d’être à nous" not in shown
    home = chloe.post(link, follow=True)
    assert home.redirect_chain[-1][0] == address(group, "guest-home")
    assert "Louer un local" in home.content.decode()
    assert "Autre chose" not in home.content.decode()
    page = chloe.get(address(group, "guest-thing", guest_pass=made.ref)).content.decode()
    assert "Un texte à lire." in page
    assert chloe.get(address(group, "decision", decision=row.ref)).status_code == 404
    assert chloe.get(address(group, "decision", decision=other.ref)).status_code == 404
    # The used link leads back to the guest's page; members read who is a guest of what.
    assert chloe.get(link).status_code == 302
    listed = signed(group.bob.person).get(address(group, "guests")).content.decode()
    assert "Chloé Petit" in listed
    assert "Louer un local" in listed


def test_only_those_who_invite_ask_a_guest_in(group: Group) -> None:
    row = decision(group)
    with pytest.raises(Refused):
        actions.invite_guest(by=group.bob, thing=row, guest=actions.Guest("x@exemple.test", until()))
    url = address(group, "invite-to-decision", decision=row.ref)
    assert signed(group.bob.person).get(url).status_code == 404


@pytest.mark.parametrize(
    ("email", "days", "sentence"),
    [
        ("", 30, "Enter"),
        ("pas une adresse", 30, "valid"),
        ("x@exemple.test", -1, "last day between today and a year"),
        ("x@exemple.test", 400, "last day between today and a year"),
    ],
)
def test_what_is_written_wrong_gets_a_sentence(group: Group, email: str, days: int, sentence: str) -> None:
    row = decision(group)
    data = {"email": email, "name": "N" * 10, "ends_on": until(days).isoformat()}
    page = signed(group.alice.person).post(address(group, "invite-to-decision", decision=row.ref), data)
    assert page.status_code == 422
    assert "NNNNNNNNNN" in page.content.decode()
    with scope.use(group.space):
        assert not GuestPass.objects.exists()
    if "last day" in sentence:
        assert sentence in page.content.decode()


def test_a_member_is_no_guest_and_nobody_is_asked_twice(group: Group) -> None:
    row = decision(group)
    with refused("as a member"):
        invited(group, row, group.bob.person)
    made = invited(group, row, group.chloe)
    with refused("already invited"):
        invited(group, row, group.chloe)
    came(made, group.chloe)
    with refused("already invited"):
        invited(group, row, group.chloe)
    # Another thing is another pass, and joining as a member stays possible.
    came(invited(group, meeting(group), group.chloe), group.chloe)
    invitations.invite_by_mail(by=group.alice, email=str(group.chloe.email))


def test_an_invitation_that_is_revoked_expired_or_ended_is_gone(group: Group) -> None:
    row = decision(group)
    made = invited(group, row, group.chloe, days=40)
    token = tokens.token_of(made.invitation)
    with clock.stopped(clock.now() + dt.timedelta(days=31)), pytest.raises(Gone):
        invitations.accept_invitation(token=token, person=group.chloe)
    actions.take_back_pass(by=group.alice, guest_pass=made)
    with pytest.raises(Gone):
        invitations.accept_invitation(token=token, person=group.chloe)
    assert signed(group.chloe).get(tokens.path_of(token)).status_code == 410
    with refused("over already"):
        actions.take_back_pass(by=group.alice, guest_pass=made)


def test_taken_back_or_ended_nothing_is_read_any_more(group: Group) -> None:
    row, seen = decision(group), meeting(group)
    first, second = invited(group, row, group.chloe), invited(group, seen, group.chloe, days=3)
    came(first, group.chloe)
    came(second, group.chloe)
    chloe = signed(group.chloe)
    url = address(group, "guest-thing", guest_pass=first.ref)
    assert chloe.get(url).status_code == 200
    assert signed(group.bob.person).post(address(group, "take-back-guest", guest_pass=first.ref)).status_code == 404
    signed(group.alice.person).post(address(group, "take-back-guest", guest_pass=first.ref))
    assert chloe.get(url).status_code == 410
    with clock.stopped(clock.now() + dt.timedelta(days=3)):
        assert chloe.get(address(group, "guest-thing", guest_pass=second.ref)).status_code == 200
    with clock.stopped(clock.now() + dt.timedelta(days=4)):
        assert chloe.get(address(group, "guest-thing", guest_pass=second.ref)).status_code == 410
        assert chloe.get(address(group, "guest-home")).status_code == 404


def test_a_guest_says_a_word_and_never_counts(group: Group) -> None:
    row = decision(group)
    process = open_process(by=group.alice, wish=Wish(method="consent", decision=row))
    set_stage(by=group.alice, process=process, stage="reactions")
    remark(by=group.bob, process=process, nature="reaction", text="Un mot de Bob.")
    made = invited(group, row, group.chloe)
    guest = came(made, group.chloe)
    chloe = signed(group.chloe)
    where = address(group, "guest-thing", guest_pass=made.ref)
    assert "Un mot de Bob." in chloe.get(where).content.decode()
    url = address(group, "guest-word", guest_pass=made.ref, number=1)
    empty = chloe.post(url, {f"{process.ref}-nature": "reaction", f"{process.ref}-text": ""})
    assert empty.status_code == 422
    words = {f"{process.ref}-nature": "reaction", f"{process.ref}-text": "Un mot de Chloé."}
    assert chloe.post(url, words).status_code == 302
    read = signed(group.bob.person).get(address(group, "process", process=process.ref)).content.decode()
    assert "Un mot de Chloé." in read
    with scope.use(group.space):
        assert guest.pk not in set(Elector.objects.filter(process=process).values_list("membership", flat=True))
    with refused("question, or a reaction"):
        actions.speak_as_guest(guest=guest, guest_pass=made, process=process, nature="advice", text="Non")
    assert chloe.post(address(group, "guest-word", guest_pass=made.ref, number=9), words).status_code == 404


def test_a_guest_gives_advice_where_advice_is_asked_but_no_word_in_a_vote(group: Group) -> None:
    row, voted = decision(group), decision(group, "Voter")
    hearing = open_process(by=group.alice, wish=Wish(method="advice", decision=row, rules={"decider": group.alice.pk}))
    vote = open_process(
        by=group.alice, wish=Wish(method="proposal", decision=voted, closes_at=clock.now() + dt.timedelta(days=3))
    )
    made, there = invited(group, row, group.chloe), invited(group, voted, group.chloe)
    guest = came(made, group.chloe)
    came(there, group.chloe)
    said = actions.speak_as_guest(guest=guest, guest_pass=made, process=hearing, nature="", text="Mon avis.")
    assert said.nature == "advice"
    with refused("no word of a guest"):
        actions.speak_as_guest(guest=guest, guest_pass=there, process=vote, nature="reaction", text="Non")
    with refused("not a guest of this"):
        actions.speak_as_guest(guest=guest, guest_pass=made, process=vote, nature="reaction", text="Non")
    Process._base_manager.filter(pk=hearing.pk).update(state="closed")
    with refused("over"):
        actions.speak_as_guest(guest=guest, guest_pass=made, process=hearing, nature="", text="Trop tard.")


def test_a_guest_follows_one_meeting_from_its_agenda_to_its_minutes(group: Group) -> None:
    row = meeting(group)
    made = invited(group, row, group.chloe)
    came(made, group.chloe)
    chloe, url = signed(group.chloe), address(group, "guest-thing", guest_pass=made.ref)
    assert "Séance de novembre" in chloe.get(url).content.decode()
    row = open_meeting(by=group.alice, meeting=row)
    write_line(by=group.alice, meeting=row, text="On a dit oui.")
    with at_most(25):
        page = chloe.get(url).content.decode()
    assert "On a dit oui." in page
    assert "every 5s" in page
    assert chloe.get(address(group, "meeting", meeting=row.ref)).status_code == 404


def test_a_party_asks_a_guest_into_a_disagreement_whom_the_others_accept(group: Group) -> None:
    town = make_town()
    case = opened(town)
    write(case, town.mayor, narrative="Un récit à ne pas lire.")
    person = make_person("Maryse Coulon")
    wanted = actions.Guest(str(person.email), until())
    with refused("Only a party"):
        actions.invite_guest(by=town.zoe, thing=case, guest=wanted)
    made = actions.invite_guest(by=town.mayor, thing=case, guest=wanted)
    assert case.title not in OutgoingMail.objects.get(key=f"governance.guest:{made.ref}").text
    guest = came(made, person)
    maryse = signed(person)
    slug = {"space_slug": town.space.slug}
    thing = reverse("governance:guest-thing", kwargs={**slug, "guest_pass": made.ref})
    page = reverse("governance:disagreement", kwargs={**slug, "disagreement": case.ref})
    asked = reverse("governance:be-handler", kwargs={**slug, "disagreement": case.ref})
    assert maryse.get(thing).headers["Location"] == asked
    assert maryse.get(page).status_code == 404
    with scope.use(town.space):
        ask = CaseAsk.objects.get(case=case, membership=guest)
        ask.state, ask.is_willing = CaseAsk.State.ACCEPTED, True
        ask.save()
    case.handler = guest
    case.save()
    assert maryse.get(thing).headers["Location"] == page
    assert "Un récit à ne pas lire." in maryse.get(page).content.decode()
    # The others read that there is a guest of a disagreement, neither of which one nor who asked.
    listed = signed(town.zoe.person).get(reverse("governance:guests", kwargs=slug)).content.decode()
    assert "Maryse Coulon" in listed
    assert case.title not in listed
    assert town.mayor.name not in listed
    with scope.use(town.space):
        told = Fact.objects.filter(name__startswith="governance.guest.asked").get()
        assert told.person_id is None
    actions.take_back_pass(by=town.mayor, guest_pass=made)
    assert maryse.get(page).status_code == 404
    assert again(case).handler_id is None


def test_the_last_day_over_the_third_person_reads_the_disagreement_no_more(group: Group) -> None:
    town = make_town()
    case, person = opened(town), make_person("Maryse Coulon")
    made = actions.invite_guest(by=town.mayor, thing=case, guest=actions.Guest(str(person.email), until(2)))
    case.handler = came(made, person)
    case.save()
    url = reverse("governance:disagreement", kwargs={"space_slug": town.space.slug, "disagreement": case.ref})
    assert signed(person).get(url).status_code == 200
    with clock.stopped(clock.now() + dt.timedelta(days=3)):
        assert signed(person).get(url).status_code == 404


def test_somebody_who_asks_to_come_in_is_answered_first(group: Group) -> None:
    made = invited(group, decision(group), group.chloe)
    make_member(group.space, group.chloe, states.APPLICANT)
    response = signed(group.chloe).post(tokens.path_of(tokens.token_of(made.invitation)), follow=True)
    assert "waits for an answer" in response.content.decode()
    with scope.use(group.space):
        assert GuestPass.objects.get().membership_id is None


def test_the_journal_names_the_guest_and_the_thing(group: Group) -> None:
    came(invited(group, decision(group), group.chloe), group.chloe)
    page = signed(group.bob.person).get(address(group, "register")).content.decode()
    assert "Alice Martin invited a guest to one thing only: Louer un local" in page
    assert "Chloé Petit came as a guest of one thing only: Louer un local" in page


def test_what_one_was_the_guest_of_is_exported_and_the_address_erased(group: Group) -> None:
    made = invited(group, decision(group), group.chloe)
    guest = came(made, group.chloe)
    assert queries.export(group.chloe)[0]
    personal_data.erase(group.chloe)
    made.invitation.refresh_from_db()
    assert made.invitation.email == ""
    assert not policies.passes_of(Membership._base_manager.get(pk=guest.pk)).exists()


def test_the_list_of_guests_asks_as_many_queries_for_two_as_for_thirty(group: Group) -> None:
    bob = signed(group.bob.person)
    for number in range(30):
        person = make_person(f"Invitée {number}")
        came(invited(group, decision(group, f"Décision {number}"), person), person)
    with at_most(20):
        assert bob.get(address(group, "guests")).status_code == 200


def test_another_guests_pass_does_not_exist(group: Group) -> None:
    first = invited(group, decision(group), group.chloe)
    came(first, group.chloe)
    other = make_person("Denis Roux")
    guest = came(invited(group, meeting(group), other), other)
    with pytest.raises(NotFound):
        policies.own_pass(guest, first.ref)
    assert signed(other).get(address(group, "guest-thing", guest_pass=first.ref)).status_code == 404
