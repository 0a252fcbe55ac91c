"""After an announcement: an objection goes on in the consent, a new text is said, a second look says what it does."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils.translation import gettext

from commun.core import clock
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance import tokens
from commun.governance.actions import authorisations, consent, decisions, guests, invitations, processes
from commun.governance.models import Decision, Membership, Objection, Process
from tests.governance import guided_world as paths
from tests.governance import vote_world as votes
from tests.support import world
from tests.support.client import GateClient
from tests.support.queries import at_most

pytestmark = pytest.mark.django_db
LIMIT = 25


@pytest.fixture
def circle(group: world.Group) -> Iterator[paths.Circle]:
    return paths.make_circle(group)


@pytest.fixture
def announced(circle: paths.Circle) -> Process:
    decision = paths.a_decision(circle, title="S’abonner au journal", text="Douze euros par mois.")
    wish = processes.Wish(method="authorisation", decision=decision, closes_at=votes.in_days(7), rules={"days": 7})
    return processes.open_process(by=circle.bob, wish=wish)


def address(process: Process, name: str = "process") -> str:
    kind = {"process": "process", "write-version": "consent"}.get(name, "announced")
    return here(process.space.slug, f"governance:{name}", **{kind: process.ref})


def page_of(decision: Decision, name: str = "decision") -> str:
    return here(decision.space.slug, f"governance:{name}", decision=decision.ref)


def page(client: GateClient, url: str, who: Membership) -> str:
    who.person.language = "fr"
    who.person.save(update_fields=["language"])
    client.force_login(who.person)
    with at_most(LIMIT):
        response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def standing(process: Process) -> Process:
    with clock.stopped(votes.in_days(8)):
        processes.close_due()
    return paths.again(process)


def test_the_objection_that_stopped_it_is_read_and_answered_in_the_consent(
    client: GateClient, circle: paths.Circle, announced: Process
) -> None:
    objection = authorisations.stop(by=circle.elie, process=announced, reason="Personne ne le lit.")
    opened = authorisations.take_to_consent(by=circle.bob, process=paths.again(announced))
    shown = page(client, address(opened), circle.dina)
    assert "Personne ne le lit." in shown
    assert "une objection l’a arrêté" in shown
    assert address(announced) in shown
    assert "Personne ne le lit." in page(client, address(announced), circle.dina), "still told where it was raised"
    consent.go_on(by=circle.bob, process=opened, to="objections")
    paths.all_consent(opened, circle.alice, circle.bob, circle.dina)
    with pytest.raises(Refused):
        consent.adopt(by=circle.bob, process=opened)
    consent.answer(by=circle.elie, process=opened, position="consents")
    consent.adopt(by=circle.bob, process=opened)
    assert paths.objection_again(objection).state == Objection.State.LIFTED


def test_an_objection_that_came_with_the_text_may_be_lifted_before_anybody_is_asked(
    circle: paths.Circle, announced: Process
) -> None:
    objection = authorisations.stop(by=circle.elie, process=announced, reason="Personne ne le lit.")
    opened = authorisations.take_to_consent(by=circle.bob, process=paths.again(announced))
    consent.lift(by=circle.elie, objection=paths.objection_again(objection))
    consent.go_on(by=circle.bob, process=opened, to="objections")
    assert set(paths.stands(opened).values()) == {"asked"}


def test_looking_again_says_what_consenting_does_and_shows_the_decision(
    client: GateClient, circle: paths.Circle, announced: Process
) -> None:
    process = standing(announced)
    review = authorisations.look_again(by=circle.elie, process=process, reason="Le prix a doublé.")
    shown = page(client, address(review), circle.dina)
    assert "Si c’est adopté, « S’abonner au journal » s’arrête" in shown
    assert "Douze euros par mois." in shown
    assert page_of(paths.decision_of(announced)) in shown
    assert "Il est proposé d’arrêter « S’abonner au journal »" in shown, "its text says what it does"
    asked = page(client, page_of(paths.decision_of(review)), circle.dina)
    assert "Douze euros par mois." in asked
    assert "s’arrête" in asked
    original = page(client, page_of(paths.decision_of(announced)), circle.dina)
    assert "En cours de réexamen" in original
    assert address(review) in original
    with pytest.raises(Refused):
        authorisations.look_again(by=circle.dina, process=process, reason="Moi aussi.")


def test_a_guest_of_the_second_look_reads_what_it_does(
    client: GateClient, circle: paths.Circle, announced: Process
) -> None:
    review = authorisations.look_again(by=circle.elie, process=standing(announced), reason="Le prix a doublé.")
    person = world.make_person("Maryse Coulon")
    asked = guests.Guest(str(person.email), clock.today() + dt.timedelta(days=9), person.name)
    made = guests.invite_guest(by=circle.alice, thing=paths.decision_of(review), guest=asked)
    invitations.accept_invitation(token=tokens.token_of(made.invitation), person=person)
    client.force_login(person)
    response = client.get(here(made.space.slug, "governance:guest-thing", guest_pass=made.ref))
    assert response.status_code == 200
    shown = response.content.decode()
    assert "Douze euros par mois." in shown
    assert "s’arrête" in shown
    assert page_of(paths.decision_of(announced)) not in shown, "a guest reads one thing: no link to what is closed"


def test_looking_again_may_propose_to_adapt(client: GateClient, circle: paths.Circle, announced: Process) -> None:
    process = standing(announced)
    client.force_login(circle.elie.person)
    assert " checked" not in page(client, address(announced, "look-again"), circle.elie)
    said = {"reason": "Trop cher.", "answer": "adapt", "text": ""}
    assert client.post(address(process, "look-again"), said).status_code == 422
    assert client.post(address(process, "look-again"), said | {"text": "Six euros."}).status_code == 302
    review = Process._base_manager.select_related("space", "decision").get(follows=process)
    shown = page(client, address(review), circle.dina)
    assert "ce texte remplace « S’abonner au journal »" in shown
    assert "Six euros." in shown
    consent.go_on(by=circle.elie, process=review, to="objections")
    paths.all_consent(review, *circle.everybody)
    consent.adopt(by=circle.elie, process=review)
    assert paths.decision_of(announced).state == "replaced"


def test_a_new_version_of_a_review_says_what_it_does(
    client: GateClient, circle: paths.Circle, announced: Process
) -> None:
    review = authorisations.look_again(by=circle.elie, process=standing(announced), reason="Le prix a doublé.")
    client.force_login(circle.elie.person)
    said = {"answer": "keep", "title": "On le garde", "text": "Le prix va.", "note": "Après lecture."}
    assert client.post(address(review, "write-version"), said).status_code == 302
    assert "est gardée telle quelle" in page(client, address(review), circle.dina)


def test_a_text_changed_after_its_announcement_is_said_everywhere(
    client: GateClient, circle: paths.Circle, announced: Process
) -> None:
    decision = paths.decision_of(announced)
    assert "ne sera pas acquis" in page(client, page_of(decision, "amend-decision"), circle.bob)
    assert "à annoncer de nouveau" not in page(client, page_of(decision), circle.dina)
    decisions.amend(by=circle.bob, decision=decision, draft=paths.draft(text="Vingt euros."), note="Prix.")
    assert "Le texte a changé depuis l’annonce : à annoncer de nouveau" in page(client, page_of(decision), circle.dina)
    shown = page(client, address(announced), circle.dina)
    assert "ce qui était annoncé ne sera pas acquis" in shown
    assert "Si personne n’objecte" not in shown


def test_the_strip_of_what_was_stopped_ends_there_and_it_is_a_matter_again(
    client: GateClient, circle: paths.Circle, announced: Process
) -> None:
    stands = gettext("It stands")
    assert stands in page(client, address(announced), circle.dina)
    authorisations.stop(by=circle.elie, process=announced, reason="Personne ne le lit.")
    shown = page(client, address(announced), circle.dina)
    assert f'aria-current="step">{gettext("Stopped")}' in shown
    assert stands not in shown
    assert announced.decision is not None
    matter = gettext("Matter no. %(number)s: %(title)s") % {"number": announced.decision.number, "title": "£"}
    assert matter.split("£")[0] in shown


def test_what_followed_is_told_in_its_own_gender(client: GateClient, circle: paths.Circle, announced: Process) -> None:
    authorisations.stop(by=circle.elie, process=announced, reason="Personne ne le lit.")
    authorisations.take_to_consent(by=circle.bob, process=paths.again(announced))
    assert ">ouvert<" in page(client, address(announced), circle.dina)
