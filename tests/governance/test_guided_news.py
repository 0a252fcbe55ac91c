"""What guided paths tell: who is asked, when, by mail, in « À faire » and in the digest; what stays of a person."""

import datetime as dt
import re

import pytest
from django.core import signing
from django.test import Client

from commun.core import clock, journal, registries, scope
from commun.core.errors import NotFound
from commun.core.models import Fact, OutgoingMail
from commun.core.urls import here
from commun.governance.actions import (
    advice,
    authorisations,
    consent,
    decisions,
    elections,
    guided,
    guided_data,
    processes,
)
from commun.governance.models import Objection, Remark
from commun.governance.queries.guided_news import events
from commun.governance.queries.todo_decisions import things_to_do
from tests.governance import guided_world as paths
from tests.governance.guided_world import Circle, a_consent, again, stands
from tests.support import world
from tests.support.queries import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def circle(group: world.Group) -> Circle:
    return paths.make_circle(group)


def titles(member: object) -> list[str]:
    return [item.title for item in things_to_do(member.person)]  # type: ignore[attr-defined]


def written_to(member: object) -> list[str]:
    address = member.person.email  # type: ignore[attr-defined]
    return list(OutgoingMail.objects.filter(to=address).order_by("pk").values_list("text", flat=True))


@pytest.mark.usefixtures("told_ten_times")
def test_those_who_are_asked_receive_one_mail_each_that_says_why(circle: Circle) -> None:
    process = a_consent(circle)
    assert OutgoingMail.objects.filter(key__startswith=f"governance.ask:{process.ref}:1:").count() == 4
    asked = written_to(circle.elie)[-1]
    assert "because you have a voice" in asked
    assert "silence is not consent" in asked


@pytest.mark.parametrize("method", ["consent", "authorisation", "election"])
def test_the_opening_is_told_to_all_who_have_a_voice_save_who_opened_it(circle: Circle, method: str) -> None:
    world.make_member(circle.group.space, world.make_person("Dort"), "dormant")
    fields = {"role": paths.a_role(circle)} if method == "election" else {"decision": paths.a_decision(circle)}
    closes_at = clock.now() + dt.timedelta(days=5)
    process = processes.open_process(by=circle.bob, wish=processes.Wish(method=method, closes_at=closes_at, **fields))
    told = OutgoingMail.objects.filter(key__startswith=f"governance.opened:{process.ref}:")
    assert set(told.values_list("to", flat=True)) == {
        one.person.email for one in (circle.alice, circle.dina, circle.elie)
    }


def test_whoever_is_asked_for_advice_is_written_to_once_whenever_they_are_asked(circle: Circle) -> None:
    rules = {"decider": circle.bob.pk, "consulted": [circle.dina.pk]}
    closes_at = clock.now() + dt.timedelta(days=7)
    wish = processes.Wish(method="advice", decision=paths.a_decision(circle), rules=rules, closes_at=closes_at)
    process = processes.open_process(by=circle.alice, wish=wish)
    asked = OutgoingMail.objects.filter(key__startswith=f"governance.advice:{process.ref}:").order_by("pk")
    assert list(asked.values_list("to", flat=True)) == [circle.dina.person.email]
    advice.consult(by=circle.bob, process=process, person=circle.elie)
    assert list(asked.values_list("to", flat=True)) == [circle.dina.person.email, circle.elie.person.email]
    assert "Bob" in asked[0].text


def test_opening_the_link_changes_nothing_and_pressing_the_button_answers(circle: Circle, client: Client) -> None:
    process = a_consent(circle)
    found = re.search(r"https?://[^/]+(/\S+)", written_to(circle.elie)[-1].split("One click")[1])
    assert found is not None
    for _visit in range(3):
        page = client.get(found[1])
        assert page.status_code == 200
    assert stands(process)["Élie"] == "asked", "a scanner that opens every link changes nothing"
    assert client.post(found[1]).status_code in {200, 302}
    assert stands(process)["Élie"] == "consents"


def test_the_link_of_an_older_version_is_dead(circle: Circle, client: Client) -> None:
    process = a_consent(circle)
    found = re.search(r"https?://[^/]+(/\S+)", written_to(circle.elie)[-1].split("One click")[1])
    assert found is not None
    consent.write_version(by=circle.bob, process=process, draft=paths.draft(text="Autre."), note="Mieux.")
    assert client.post(found[1]).status_code == 404
    assert stands(process)["Élie"] == "asked"


def test_a_forged_link_is_nothing(client: Client) -> None:
    token = signing.dumps({"act": "governance.consent", "person": 1, "data": {}}, salt="autre")
    assert client.get(f"/lien/{token}/").status_code in {404, 410}


def test_to_do_holds_what_waits_for_me_until_i_answer(circle: Circle) -> None:
    process = a_consent(circle)
    assert [item.title for source in registries.todo for item in source(circle.elie.person)] == [
        "Any objection? Un local commun"
    ], "told once in the whole list, whatever the places it could come from"
    consent.answer(by=circle.elie, process=process, position="consents")
    assert titles(circle.elie) == []
    consent.object_to(by=circle.dina, process=process, reason="Trop cher.")
    assert titles(circle.dina) == []
    consent.write_version(by=circle.bob, process=process, draft=paths.draft(text="Autre."), note="Moins cher.")
    assert titles(circle.dina) == ["Any objection? Un local commun"], "asked again"
    assert titles(circle.elie) == [], "the others' consent stands"


def test_to_do_holds_advice_and_nominations(circle: Circle) -> None:
    asked = processes.open_process(
        by=circle.bob,
        wish=processes.Wish(
            method="advice",
            decision=paths.a_decision(circle),
            rules={"decider": circle.bob.pk, "consulted": [circle.dina.pk]},
        ),
    )
    election = processes.open_process(by=circle.bob, wish=processes.Wish(method="election", role=paths.a_role(circle)))
    assert len(titles(circle.dina)) == 2
    with at_most(1):
        titles(circle.dina)
    told = [item.url for source in registries.todo for item in source(circle.dina.person)]
    assert len(told) == len(set(told)) == 2, "each is told once in the whole list"
    advice.advise(by=circle.dina, process=asked, text="Oui.")
    elections.nominate(by=circle.dina, process=election, nominee=circle.elie, reason="Elle écoute.")
    assert titles(circle.dina) == []


def test_the_digest_tells_what_opened_and_how_it_ended(circle: Circle) -> None:
    start = clock.now() - dt.timedelta(minutes=1)
    process = a_consent(circle)
    told = [one.title for one in events(circle.dina.person, start, clock.now())]
    assert told == ["On the table: Un local commun"]
    paths.all_consent(process, *circle.everybody)
    consent.adopt(by=circle.bob, process=process)
    told = [one.title for one in events(circle.dina.person, start, clock.now())]
    assert told == ["Adopted: Un local commun"]
    assert list(events(circle.group.chloe, start, clock.now())) == []


def test_an_objection_is_told_to_who_can_work_on_it(circle: Circle) -> None:
    process = a_consent(circle)
    consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    assert "Trop cher." in written_to(circle.bob)[-1]
    assert not any("Trop cher." in text for text in written_to(circle.dina))


def test_who_announced_hears_that_it_is_stopped(circle: Circle) -> None:
    wish = processes.Wish(
        method="authorisation", decision=paths.a_decision(circle), closes_at=clock.now() + dt.timedelta(days=7)
    )
    process = processes.open_process(by=circle.bob, wish=wish)
    authorisations.stop(by=circle.elie, process=process, reason="Le voisin refuse.")
    assert "Le voisin refuse." in written_to(circle.bob)[-1]


@pytest.mark.parametrize("method", ["authorisation", "advice", "consent"])
def test_the_mail_that_asks_holds_the_text_and_what_it_changes(circle: Circle, method: str) -> None:
    former = decisions.propose(by=circle.bob, decision=paths.a_decision(circle, title="L’ancien local"))
    decisions.adopt(decision=former, actor=journal.Rule("test"))
    decision = paths.a_decision(circle, change={"kind": "decision.replace", "decision": former.ref})
    rules = {"decider": circle.bob.pk, "consulted": [circle.dina.pk]} if method == "advice" else {}
    closes_at = None if method == "consent" else clock.now() + dt.timedelta(days=7)
    wish = processes.Wish(method=method, decision=decision, closes_at=closes_at, rules=rules)
    processes.open_process(by=circle.bob, wish=wish)
    mail = written_to(circle.dina)[-1]
    assert "Louer un bureau." in mail
    assert "L’ancien local: in force, then: replaced by this text" in mail


def test_words_are_exported_and_erased_and_the_decision_stays(circle: Circle) -> None:
    process = a_consent(circle)
    guided.remark(by=circle.elie, process=process, nature="question", text="Combien ?")
    consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    consent.answer(by=circle.elie, process=process, position="aside", reason="Sans moi.")
    paths.all_consent(process, circle.alice, circle.bob, circle.dina)
    consent.adopt(by=circle.bob, process=process)
    exported = str(guided_data.export(circle.elie.person))
    assert all(word in exported for word in ("Combien ?", "Trop cher.", "Sans moi."))
    guided_data.erase(circle.elie.person)
    left = str(guided_data.export(circle.elie.person))
    assert not any(word in left for word in ("Combien ?", "Trop cher.", "Sans moi."))
    row = again(process)
    assert row.decision is not None
    assert (row.outcome, row.decision.state) == ("adopted", "adopted")
    with scope.use(circle.group.space):
        assert (Remark.objects.count(), Objection.objects.count()) == (1, 1)


def test_only_people_or_adopted_rules_move_anything(circle: Circle) -> None:
    """C27: no fact of a process or of a decision comes from the program itself."""
    wish = processes.Wish(
        method="authorisation", decision=paths.a_decision(circle), closes_at=clock.now() + dt.timedelta(days=7)
    )
    processes.open_process(by=circle.bob, wish=wish)
    with clock.stopped(clock.now() + dt.timedelta(days=7)):
        processes.close_due()
    process = a_consent(circle, title="Autre chose")
    paths.all_consent(process, *circle.everybody)
    consent.adopt(by=circle.bob, process=process)
    with scope.use(circle.group.space):
        moved = Fact.objects.filter(name__startswith="governance.")
        assert not moved.filter(actor="system").exists()
        assert set(moved.filter(actor="rule").values_list("rule", flat=True)) == {"governance.agreed-close"}


def test_a_stranger_gets_404_everywhere(circle: Circle, client: Client) -> None:
    process = a_consent(circle)
    objection = consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    client.force_login(circle.group.chloe)
    kinds = {"write-version": "consent", "trail-json": "guided", "trail-markdown": "guided"}
    for name in ("process", "object-to", "stand-aside", *kinds):
        address = here(circle.group.space.slug, f"governance:{name}", **{kinds.get(name, "process"): process.ref})
        assert client.get(address).status_code == 404, name
    address = here(circle.group.space.slug, "governance:lift-objection", objection=objection.pk)
    assert client.get(address).status_code == 404


def test_a_link_for_somebody_who_left_is_nothing(circle: Circle) -> None:
    from commun.governance.mail_consents import _found

    process = a_consent(circle)
    circle.elie.state = "left"
    circle.elie.save()
    with pytest.raises(NotFound):
        _found(circle.elie.person_id, {"process": process.ref, "version": 1})
