"""Row 3: what a mail lets one do, by a signed link: reading its page changes nothing, its button acts once."""

import datetime as dt
import re

import pytest

from commun.core import clock, links, scope
from commun.core.models import Fact, OutgoingMail
from commun.governance import actions
from commun.governance.actions import authorisations, consent, processes, reminders, volunteering
from commun.governance.models import Action, Attendance, Membership, Objection, Process, Volunteering
from commun.governance.notifications import acts
from commun.people.models import Person
from tests.governance.guided_world import a_consent, a_decision, again, make_circle
from tests.governance.meeting_world import first_of
from tests.governance.role_worlds import make_role
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture(autouse=True)
def _read_in_english(group: Group) -> None:
    Person.objects.update(language="en")
    for member in (group.alice, group.bob):
        member.person.refresh_from_db()


def path(name: str, member: Membership, **data: object) -> str:
    return "/m/" + links.link(name, member.person_id, **data).split("/m/")[1]


def facts(group: Group) -> int:
    with scope.use(group.space):
        return Fact.objects.count()


def announced(group: Group) -> Process:
    circle = make_circle(group)
    closes_at = clock.now() + dt.timedelta(days=3)
    wish = processes.Wish(method="authorisation", decision=a_decision(circle), closes_at=closes_at)
    return processes.open_process(by=circle.bob, wish=wish)


def cases(group: Group) -> dict[str, tuple[str, dict[str, str]]]:
    """One link of Alice's for each act, and what its form takes."""
    mine = actions.add_action(by=group.bob, title="Appeler la mairie", owner=group.alice)
    free = actions.add_action(by=group.bob, title="Réserver la salle")
    meeting = first_of(group.alice)
    stood = announced(group)
    wanted = a_consent(make_circle(group), title="Un four commun")
    role = make_role(group.alice, name="Trésorerie")
    return {
        "finish": (path(acts.FINISH_ACTION, group.alice, action=mine.ref), {"note": "Ils rappellent."}),
        "take": (path(acts.TAKE_ACTION, group.alice, action=free.ref), {}),
        "come": (path(acts.COME, group.alice, meeting=meeting.ref, answer="coming"), {"note": "À 15 h."}),
        "stop": (path(acts.OBJECT, group.alice, process=stood.ref, version=1), {"reason": "Trop cher."}),
        "object": (path(acts.OBJECT, group.alice, process=wanted.ref, version=1), {"reason": "Trop chaud."}),
        "carry": (path(acts.VOLUNTEER, group.alice, role=role.ref, wish="carry"), {"note": "Avec plaisir."}),
        "learn": (path(acts.VOLUNTEER, group.alice, role=role.ref, wish="learn"), {}),
    }


@pytest.mark.parametrize("name", ["finish", "take", "come", "stop", "object", "carry", "learn"])
def test_a_link_asks_then_acts_once_and_says_so_the_second_time(client: GateClient, group: Group, name: str) -> None:
    link, said = cases(group)[name]
    before = facts(group)
    for _time in range(2):
        page = client.get(link)
        assert page.status_code == 200
        assert "Nothing is done until you confirm" in page.content.decode()
    assert client.head(link).status_code == 200
    assert facts(group) == before
    answer = client.post(link, said)
    assert answer.status_code == 200
    # Not only « it is done »: where it goes on.
    assert f'href="/g/{group.space.slug}/' in answer.content.decode().partition("<main")[2]
    done = facts(group)
    assert done > before
    with scope.use(group.space):
        assert Fact.objects.latest("position").person_id == group.alice.person_id
    for answer in (client.get(link), client.post(link, said)):
        assert answer.status_code == 409
        assert "already" in answer.content.decode()
    assert facts(group) == done


@pytest.mark.parametrize("name", ["finish", "take", "come", "stop", "object", "carry", "learn"])
def test_a_link_whose_person_left_is_nothing(client: GateClient, group: Group, name: str) -> None:
    link, said = cases(group)[name]
    places, people = Membership._base_manager.filter(pk=group.alice.pk), Person.objects.filter(pk=group.alice.person_id)
    before = facts(group)
    people.update(is_active=False)
    assert (client.get(link).status_code, client.post(link, said).status_code) == (404, 404), "their account is closed"
    people.update(is_active=True)
    places.update(state="left")
    assert (client.get(link).status_code, client.post(link, said).status_code) == (404, 404)
    assert facts(group) == before


@pytest.mark.parametrize("name", ["finish", "take", "come", "stop", "object", "carry", "learn"])
def test_a_link_signed_for_somebody_outside_reaches_nothing(client: GateClient, group: Group, name: str) -> None:
    cases(group)
    with scope.use(group.space):
        link = {
            "finish": links.link(acts.FINISH_ACTION, group.chloe.pk, action=Action.objects.earliest("pk").ref),
            "take": links.link(acts.TAKE_ACTION, group.chloe.pk, action=Action.objects.latest("pk").ref),
            "come": links.link(acts.COME, group.chloe.pk, meeting=first_of(group.alice).ref, answer="coming"),
            "stop": links.link(acts.OBJECT, group.chloe.pk, process=Process.objects.earliest("pk").ref),
            "object": links.link(acts.OBJECT, group.chloe.pk, process=Process.objects.latest("pk").ref),
            "carry": links.link(acts.VOLUNTEER, group.chloe.pk, role=make_role(group.alice, name="Autre").ref),
            "learn": links.link(acts.VOLUNTEER, group.chloe.pk, role=make_role(group.alice, name="Autre 2").ref),
        }[name]
    before = facts(group)
    here = "/m/" + link.split("/m/")[1]
    assert (client.get(here).status_code, client.post(here, {"reason": "Non."}).status_code) == (404, 404)
    assert facts(group) == before


def test_what_the_form_says_never_replaces_what_was_signed(client: GateClient, group: Group) -> None:
    meeting = first_of(group.alice)
    link = path(acts.COME, group.bob, meeting=meeting.ref, answer="absent")
    client.post(link, {"answer": "coming", "note": "Bon vent."})
    row = Attendance._base_manager.get(meeting=meeting, membership=group.bob)
    assert (row.answer, row.note) == ("absent", "Bon vent.")


def test_an_objection_owes_its_reason(client: GateClient, group: Group) -> None:
    process = a_consent(make_circle(group))
    link = path(acts.OBJECT, group.alice, process=process.ref, version=1)
    empty = client.post(link, {"reason": "  "})
    assert empty.status_code == 422
    assert "An objection has a reason" in empty.content.decode()
    assert not Objection._base_manager.exists()
    # The link was not used up by that.
    assert client.post(link, {"reason": "Le loyer."}).status_code == 200
    kept = Objection._base_manager.get()
    assert (kept.reason, kept.membership_id) == ("Le loyer.", group.alice.pk)


def test_nobody_objects_to_another_text_than_the_one_they_read(client: GateClient, group: Group) -> None:
    circle = make_circle(group)
    process = a_consent(circle)
    link = path(acts.OBJECT, group.alice, process=process.ref, version=1)
    assert process.decision is not None
    actions_draft = consent.decisions.Draft(title="Un local", text="Louer deux bureaux.", concerned="Tout le groupe")
    consent.write_version(by=circle.bob, process=process, draft=actions_draft, note="Deux bureaux")
    for answer in (client.get(link), client.post(link, {"reason": "Trop grand."})):
        assert answer.status_code == 409
        assert "new version" in answer.content.decode()
    assert not Objection._base_manager.exists()


def test_an_announced_act_is_stopped_by_the_link_until_its_hour_only(client: GateClient, group: Group) -> None:
    process = announced(group)
    link = path(acts.OBJECT, group.alice, process=process.ref, version=1)
    authorisations.stop(by=group.bob, process=process, reason="Finalement non.")
    answer = client.post(link, {"reason": "Moi aussi."})
    assert answer.status_code == 409
    assert "too late" in answer.content.decode()
    assert Objection._base_manager.count() == 1


def test_a_thing_somebody_took_is_not_taken_from_them(client: GateClient, group: Group) -> None:
    action = actions.add_action(by=group.alice, title="Réserver la salle")
    link = path(acts.TAKE_ACTION, group.bob, action=action.ref)
    actions.take_action(by=group.alice, action=action)
    answer = client.post(link)
    assert answer.status_code == 409
    assert "Somebody took it meanwhile" in answer.content.decode()
    assert Action._base_manager.get(pk=action.pk).owner_id == group.alice.pk


def test_offering_oneself_gives_no_role(client: GateClient, group: Group) -> None:
    from commun.governance.models import Mandate

    role = make_role(group.alice, name="Trésorerie")
    client.post(path(acts.VOLUNTEER, group.bob, role=role.ref, wish="carry"), {"note": "Volontiers."})
    offer = Volunteering._base_manager.get(role=role)
    assert (offer.membership_id, offer.wish, offer.note) == (group.bob.pk, "carry", "Volontiers.")
    assert not Mandate._base_manager.filter(role=role).exists()
    # Said on the page already: another mail's link says so.
    with scope.use(group.space):
        volunteering.volunteer(by=group.alice, role=role, wish="carry")
    again_link = path(acts.VOLUNTEER, group.alice, role=role.ref, wish="carry")
    assert client.get(again_link).status_code == 409


def links_in(mail: OutgoingMail) -> list[str]:
    """Those that act; each letter also bears the one that chooses one's mails."""
    out = mail.headers["List-Unsubscribe"]
    return ["/m/" + one for one in re.findall(r"/m/(\S+)", mail.text) if one not in out]


def test_the_reminder_of_a_thing_to_do_carries_the_link_that_finishes_it(client: GateClient, group: Group) -> None:
    world_person = Person.objects.get(pk=group.bob.person_id)
    action = actions.add_action(by=group.alice, title="Appeler", owner=group.bob, due_on=clock.today())
    reminders.remind(space=group.space)
    mail = OutgoingMail.objects.get(to=world_person.email)
    assert mail.headers["Reply-To"].startswith("<r+")
    (link,) = links_in(mail)
    client.post(link)
    assert Action._base_manager.get(pk=action.pk).state == "done"


def test_letters_about_a_text_carry_the_link_that_objects_and_an_announcement_too(group: Group) -> None:
    process = a_consent(make_circle(group))
    asked = OutgoingMail.objects.get(key=f"governance.ask:{process.ref}:1:{group.alice.pk}")
    assert any(
        links.read(one.removeprefix("/m/").strip("/"))[0] is links.acts.get(acts.OBJECT) for one in links_in(asked)
    )
    assert "Reply-To" in asked.headers
    told = announced(group)
    letter = OutgoingMail.objects.get(key=f"governance.opened:{told.ref}:{group.alice.pk}")
    assert [links.read(one.removeprefix("/m/").strip("/"))[0] for one in links_in(letter)] == [
        links.acts.get(acts.OBJECT)
    ]


def test_a_consent_that_is_only_opened_is_not_yet_objected_to_by_mail(group: Group) -> None:
    circle = make_circle(group)
    process = a_consent(circle, stage="questions")
    letter = OutgoingMail.objects.get(key=f"governance.opened:{process.ref}:{group.alice.pk}")
    assert links_in(letter) == []
    assert "Reply-To" not in letter.headers
    assert again(process).stage == "questions"
