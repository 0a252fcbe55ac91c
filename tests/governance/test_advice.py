"""Advice (C3): named before, asked, kept, answered one by one; no decision without asking."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact, OutgoingMail
from commun.core.urls import here
from commun.governance.actions import advice, decisions, processes
from commun.governance.models import Process
from commun.governance.queries import advices
from commun.governance.queries.todo_decisions import things_to_do
from tests.governance import guided_world as paths
from tests.governance.guided_world import Circle, again
from tests.support import world
from tests.support.client import GateClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def circle(group: world.Group) -> Circle:
    return paths.make_circle(group)


def opened(circle: Circle, **rules: Any) -> Process:
    rules = {"decider": circle.bob.pk, "consulted": [circle.dina.pk, circle.elie.pk]} | rules
    closes_at = clock.now() + dt.timedelta(days=7)
    wish = processes.Wish(method="advice", decision=paths.a_decision(circle), rules=rules, closes_at=closes_at)
    return again(processes.open_process(by=circle.alice, wish=wish))


def decided(circle: Circle, process: Process, **fields: Any) -> Process:
    said: dict[str, Any] = {"is_kept": True, "text": "On y va.", "answers": {}} | fields
    return advice.decide(by=circle.bob, process=process, **said)


def test_the_decider_decides_and_says_what_became_of_each_advice(circle: Circle) -> None:
    process = opened(circle)
    first = advice.advise(by=circle.dina, process=process, text="Prendre plus petit.")
    second = advice.advise(by=circle.elie, process=process, text="Attendre janvier.")
    with pytest.raises(Refused, match="each advice"):
        decided(circle, process, answers={first.pk: "Suivi."})
    decided(circle, process, answers={first.pk: "Suivi.", second.pk: "Le bail part avant."})
    row = again(process)
    assert (row.outcome, paths.decision_of(row).state) == ("adopted", "adopted")
    found = advices.hearing_of(row)
    assert {pk: one.text for pk, one in found.answers.items()} == {first.pk: "Suivi.", second.pk: "Le bail part avant."}
    assert found.last_word is not None
    assert found.last_word.text == "On y va."


def test_the_text_may_follow_the_advice_and_everybody_reads_it(circle: Circle, client: GateClient) -> None:
    process = opened(circle, consulted=[circle.dina.pk])
    first = advice.advise(by=circle.dina, process=process, text="Prendre plus petit.")
    decision = paths.decision_of(process)
    draft = decisions.Draft(title=decision.title, text="Dix cafés, 3 000 €.", concerned="Le groupe")
    decisions.amend(by=circle.alice, decision=decision, draft=draft, note="Plus grand.")
    client.force_login(circle.bob.person)
    page = here(process.space.slug, "governance:process", process=process.ref)
    for address in (page, here(process.space.slug, "governance:decide-after-advice", advice=process.ref)):
        read = client.get(address).content.decode()
        assert "The text was changed since advice was asked" in read
        assert "3 000" in read
    with translation.override("en"), pytest.raises(Refused, match="while you were reading"):
        decided(circle, again(process), answers={first.pk: "Suivi."}, version=1)
    decided(circle, again(process), answers={first.pk: "Suivi."}, version=2)
    assert again(process).version == 2
    read = client.get(page).content.decode()
    assert "was changed since advice" not in read
    assert "3 000" in read


def test_it_cannot_be_decided_with_no_advice_asked(circle: Circle) -> None:
    process = opened(circle, consulted=[])
    with pytest.raises(Refused, match="No advice was asked"):
        decided(circle, process)
    for conductor in (circle.alice,):
        with pytest.raises(Refused, match="No advice was asked"):
            processes.close_early(by=conductor, process=process)
    with clock.stopped(clock.now() + dt.timedelta(days=30)):
        assert processes.close_due() == 0
        advice.consult(by=circle.bob, process=process, person=circle.dina)
    assert again(process).state == "open"


def test_people_have_the_days_that_were_said_and_silence_shows(circle: Circle) -> None:
    process = opened(circle)
    one = advice.advise(by=circle.dina, process=process, text="Oui.")
    with pytest.raises(Refused, match="still have time"):
        decided(circle, process, answers={one.pk: "Merci."})
    with clock.stopped(clock.now() + dt.timedelta(days=7)):
        decided(circle, process, answers={one.pk: "Merci."})
    row = again(process)
    assert row.result is not None
    assert row.result["silent"] == [circle.elie.pk]
    assert (row.result["asked"], row.result["answered"]) == (2, 1)


def test_only_the_one_named_decides(circle: Circle) -> None:
    process = opened(circle)
    for other in (circle.alice, circle.dina):
        with pytest.raises(Refused, match="named at the opening"):
            advice.decide(by=other, process=process, is_kept=True, text="Non.", answers={})
    with pytest.raises(Refused, match="You decide"):
        advice.advise(by=circle.bob, process=process, text="Je me conseille.")


def test_a_decider_may_renounce(circle: Circle) -> None:
    process = opened(circle, consulted=[circle.dina.pk])
    one = advice.advise(by=circle.dina, process=process, text="Non.")
    decided(circle, process, is_kept=False, text="Vous m’avez convaincu.", answers={one.pk: "Suivi."})
    assert again(process).outcome == "rejected"
    assert paths.decision_of(process).state == "proposed"


def test_anybody_awake_may_advise_and_be_asked_once(circle: Circle) -> None:
    process = opened(circle, consulted=[circle.dina.pk])
    advice.advise(by=circle.elie, process=process, text="Si je puis me permettre.")
    advice.consult(by=circle.alice, process=process, person=circle.elie)
    with pytest.raises(Refused, match="already"):
        advice.consult(by=circle.bob, process=process, person=circle.elie)
    with pytest.raises(Refused):
        advice.consult(by=circle.bob, process=process, person=circle.bob)
    with pytest.raises(Refused):
        advice.advise(by=world.make_group().alice, process=process, text="D’ailleurs.")


@pytest.mark.parametrize("rules", [{"decider": None}, {"decider": 0}, {"consulted": ["x"]}, {"consulted": [0]}])
def test_who_decides_and_who_is_asked_are_members(circle: Circle, rules: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        opened(circle, **rules)


def letters_to(member: Any) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(to=member.person.email).order_by("pk"))


def test_those_who_advised_read_what_became_of_it(circle: Circle) -> None:
    process = opened(circle)
    first = advice.advise(by=circle.dina, process=process, text="Prendre plus petit.")
    second = advice.advise(by=circle.elie, process=process, text="Attendre janvier.")
    decided(circle, process, is_kept=False, answers={first.pk: "Oui, plus petit.", second.pk: "Le bail part avant."})
    told = letters_to(circle.dina)[-1]
    assert told.subject.startswith("Decided after your advice")
    assert "About your advice: Oui, plus petit." in told.text
    assert "does not adopt" in told.text
    assert "Le bail part avant." not in told.text
    assert "On y va." in told.text


def test_the_decider_is_told_when_it_is_theirs_to_decide(circle: Circle) -> None:
    def waits() -> list[str]:
        return [item.title for item in things_to_do(circle.bob.person) if item.title.startswith("You have the advice")]

    process = opened(circle)
    advice.advise(by=circle.dina, process=process, text="Prendre plus petit.")
    assert waits() == []
    with clock.stopped(clock.now() + dt.timedelta(days=8)):
        assert len(waits()) == 1
    advice.advise(by=circle.elie, process=process, text="Attendre janvier.")
    assert len(waits()) == 1
    assert [item for item in things_to_do(circle.alice.person) if item.title.startswith("You have")] == []
    # Nobody asked yet: there is nothing to decide on.
    opened(circle, consulted=[])
    assert len(waits()) == 1


def test_the_same_words_sent_twice_are_kept_once(circle: Circle) -> None:
    process = opened(circle)
    advice.advise(by=circle.dina, process=process, text="Prendre plus petit.")
    with pytest.raises(Refused, match="word for word"):
        advice.advise(by=circle.dina, process=process, text="Prendre plus petit. ")
    advice.advise(by=circle.elie, process=process, text="Prendre plus petit.")
    assert len(advices.hearing_of(process).advices) == 2


def test_whoever_passes_is_no_longer_awaited_and_is_shown_as_such(client: GateClient, circle: Circle) -> None:
    process = opened(circle)
    client.force_login(circle.dina.person)
    here_it_is = here(process.space.slug, "governance:process", process=process.ref)
    url = here(process.space.slug, "governance:pass-advice", advice=process.ref)
    assert f'action="{url}"' in client.get(here_it_is).content.decode()
    for _twice in range(2):
        client.post(url)
    assert f'action="{url}"' not in client.get(here_it_is).content.decode()
    with scope.use(process.space_id):
        assert Fact.objects.filter(name="governance.process.passed").count() == 1
    one = advice.advise(by=circle.elie, process=process, text="Oui.")
    client.force_login(circle.bob.person)
    told = client.get(here_it_is).context
    assert told is not None
    assert told["asked"] == [("Dina Roux", "passes, no advice"), ("Élie Blanc", "gave their advice")]
    awaited = f"governance.voice:{process.ref}"
    assert awaited in [item.key for item in things_to_do(circle.bob.person)]
    assert awaited not in [item.key for item in things_to_do(circle.dina.person)]
    decided(circle, process, answers={one.pk: "Merci."})
    row = again(process)
    assert row.result is not None
    assert (row.result["passed"], row.result["silent"], row.result["answered"]) == ([circle.dina.pk], [], 1)


def test_the_page_of_who_is_asked_begins_with_it(client: GateClient, circle: Circle) -> None:
    process = opened(circle)
    where = here(process.space.slug, "governance:process", process=process.ref)
    asked = gettext("Your advice is asked")
    client.force_login(circle.dina.person)
    shown = client.get(where).content.decode().split("<main")[1]
    assert shown.index(asked) < shown.index('class="c-steps"') < shown.index('id="mon-avis"')
    assert "Dina Roux" in shown[shown.index(asked) : shown.index('class="c-steps"')]
    for other in (circle.alice, circle.bob):
        client.force_login(other.person)
        assert asked not in client.get(where).content.decode()


def test_one_may_pass_from_the_mail_and_advise_after_all(client: GateClient, circle: Circle) -> None:
    process = opened(circle)
    link = letters_to(circle.dina)[-1].text.split("No advice to give? One click: ")[1].split()[0]
    client.get(link)
    assert [one.membership_id for one in advices.hearing_of(process).silent] == [circle.dina.pk, circle.elie.pk]
    client.post(link)
    assert [one.membership_id for one in advices.hearing_of(process).passed] == [circle.dina.pk]
    advice.advise(by=circle.dina, process=process, text="Finalement, oui.")
    assert advices.hearing_of(process).passed == []
    with translation.override("en"), pytest.raises(Refused, match="already"):
        advice.pass_on(by=circle.dina, process=process)
    with translation.override("en"), pytest.raises(Refused, match="not asked"):
        advice.pass_on(by=circle.alice, process=process)


def test_when_all_pass_the_decider_decides_without_advice(circle: Circle) -> None:
    process = opened(circle)
    for member in (circle.dina, circle.elie):
        advice.pass_on(by=member, process=process)
    assert f"governance.voice:{process.ref}" in [item.key for item in things_to_do(circle.bob.person)]
    decided(circle, process)
    assert again(process).outcome == "adopted"
