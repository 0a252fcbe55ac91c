"""How a guided path ended is told by mail, once, to those who took part in it."""

import datetime as dt

import pytest

from commun.core import clock
from commun.core.models import OutgoingMail
from commun.governance.actions import advice, authorisations, consent, elections, guided, processes
from commun.governance.models import Membership, Process
from tests.governance import guided_world as paths
from tests.governance.guided_world import Circle, a_consent, again
from tests.support import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def circle(group: world.Group) -> Circle:
    made = paths.make_circle(group)
    world.make_member(group.space, world.make_person("Dort"), "dormant")
    return made


def told(process: Process) -> dict[str, str]:
    """What each was told of the end: the first name, and the letter."""
    letters = OutgoingMail.objects.filter(key__startswith=f"governance.ended:{process.ref}:").order_by("to")
    return {mail.text.split("Hello ")[1].split()[0]: f"{mail.subject}\n{mail.text}" for mail in letters}


def announced(circle: Circle) -> Process:
    wish = processes.Wish(
        method="authorisation",
        decision=paths.a_decision(circle),
        rules={"days": 5},
        closes_at=clock.now() + dt.timedelta(days=5),
    )
    return again(processes.open_process(by=circle.alice, wish=wish))


@pytest.mark.usefixtures("told_ten_times")
def test_a_consent_tells_its_end_to_those_who_took_part(circle: Circle) -> None:
    process = a_consent(circle, rules={"silence_counts": True})
    objection = consent.object_to(by=circle.dina, process=process, reason="Trop cher.")
    consent.lift(by=circle.dina, objection=objection)
    with clock.stopped(clock.now() + dt.timedelta(days=8)):
        consent.adopt(by=circle.alice, process=process)
    # Alice ended it, Élie said nothing.
    letters = told(process)
    assert set(letters) == {"Bob", "Dina"}
    assert letters["Bob"].startswith("Adopted: Un local commun")
    assert "no objection is left" in letters["Bob"]


def test_whoever_wants_only_what_concerns_them_is_not_told(circle: Circle) -> None:
    process = a_consent(circle)
    circle.dina.mails = "concerns"
    circle.dina.save(update_fields=["mails"])
    # The rhythm of the digest is about the digest alone.
    circle.elie.person.digest_rhythm = "none"
    circle.elie.person.save(update_fields=["digest_rhythm"])
    paths.all_consent(process, *circle.everybody)
    consent.adopt(by=circle.alice, process=process)
    assert set(told(process)) == {"Bob", "Élie"}


def test_what_is_withdrawn_is_told_with_its_reason(circle: Circle) -> None:
    process = a_consent(circle, "questions")
    guided.remark(by=circle.elie, process=process, nature="question", text="Où ?")
    processes.withdraw(by=circle.bob, process=process, reason="Le bail est parti.")
    letters = told(process)
    assert set(letters) == {"Élie"}
    assert letters["Élie"].startswith("Withdrawn: ")
    assert "Le bail est parti." in letters["Élie"]


def test_an_announced_act_that_stands_is_told_to_who_announced_it(circle: Circle) -> None:
    process = announced(circle)
    guided.remark(by=circle.dina, process=process, nature="reaction", text="Oui !")
    with clock.stopped(clock.now() + dt.timedelta(days=6)):
        processes.close_due()
        processes.close_due()
    letters = told(process)
    assert set(letters) == {"Alice", "Bob", "Dina"}
    assert "nobody objected in time" in letters["Alice"]


def test_an_act_that_is_stopped_is_told_once_to_each(circle: Circle) -> None:
    process = announced(circle)
    authorisations.stop(by=circle.dina, process=process, reason="Trop cher.")
    letters = told(process)
    # Dina stopped it, Alice has a letter with the objection.
    assert set(letters) == {"Bob"}
    assert "somebody objected in time" in letters["Bob"]
    assert OutgoingMail.objects.filter(key__startswith=f"governance.stopped:{process.ref}:").count() == 1


def test_after_advice_those_who_passed_or_brought_it_read_the_decision(circle: Circle) -> None:
    rules = {"decider": circle.elie.pk, "consulted": [circle.dina.pk, circle.alice.pk]}
    wish = processes.Wish(method="advice", decision=paths.a_decision(circle), rules=rules)
    process = again(processes.open_process(by=circle.alice, wish=wish))
    one = advice.advise(by=circle.dina, process=process, text="Prendre plus petit.")
    advice.pass_on(by=circle.alice, process=process)
    advice.decide(by=circle.elie, process=process, is_kept=False, text="On attend.", answers={one.pk: "Suivi."})
    letters = told(process)
    # Dina reads what became of her advice in a letter of its own.
    assert set(letters) == {"Alice", "Bob"}
    assert letters["Bob"].startswith("Not adopted: ")
    assert "On attend." in letters["Bob"]


def test_an_election_tells_those_who_named_and_those_who_were_named(circle: Circle) -> None:
    role = paths.a_role(circle)
    process = again(processes.open_process(by=circle.bob, wish=processes.Wish(method="election", role=role)))
    named: dict[Membership, Membership] = {circle.bob: circle.dina, circle.dina: circle.elie}
    for by, nominee in named.items():
        elections.nominate(by=by, process=process, nominee=nominee, reason="Elle écoute.")
    elections.reveal(by=circle.bob, process=process)
    elections.end_changes(by=circle.bob, process=process)
    elections.propose_person(by=circle.bob, process=process, nominee=circle.dina, reason="Entendu.")
    paths.all_consent(again(process), *circle.everybody)
    consent.adopt(by=circle.bob, process=process)
    letters = told(process)
    # Dina receives the role by a letter of its own.
    assert set(letters) == {"Alice", "Élie"}
    assert "The group chose Dina Roux: Facilitation." in letters["Élie"]


@pytest.mark.parametrize("is_revealed", [False, True])
def test_an_election_withdrawn_says_to_nobody_that_they_were_named_in_secret(circle: Circle, is_revealed: bool) -> None:
    wish = processes.Wish(method="election", role=paths.a_role(circle))
    process = again(processes.open_process(by=circle.bob, wish=wish))
    for by in (circle.alice, circle.dina):
        elections.nominate(by=by, process=process, nominee=circle.elie, reason="Elle écoute.")
    circle.alice.state = "dormant"
    circle.alice.save(update_fields=["state"])
    if is_revealed:
        elections.reveal(by=circle.bob, process=process)
    processes.withdraw(by=circle.bob, process=process, reason="Le rôle change.")
    assert set(told(process)) == ({"Dina", "Élie"} if is_revealed else {"Dina"})
