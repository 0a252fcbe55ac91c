"""Pages of guided paths: without a script, step by step, in few queries."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from commun.core import clock, journal, scope
from commun.core.urls import here
from commun.governance.actions import consent, decisions, elections, guided, processes
from commun.governance.models import Decision, Mandate, Objection, Process, ProcessTemplate, Remark
from commun.governance.queries import advices
from tests.governance import guided_world as paths
from tests.governance.guided_world import Circle, a_consent, again, all_consent
from tests.support import world
from tests.support.queries import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LIMIT = 25


@pytest.fixture
def circle(group: world.Group) -> Circle:
    return paths.make_circle(group)


def url(circle: Circle, name: str, **arguments: Any) -> str:
    return here(circle.group.space.slug, f"governance:{name}", **arguments)


KINDS = {
    **dict.fromkeys(("trail-json", "trail-markdown"), "guided"),
    **dict.fromkeys(("stop-authorisation", "take-to-consent", "look-again"), "announced"),
    **dict.fromkeys(("advise", "consult-somebody", "decide-after-advice"), "advice"),
    **dict.fromkeys(
        ("nominate", "reveal-nominations", "end-changes", "decline-election", "propose-person"), "election"
    ),
    "write-version": "consent",
}


def of(circle: Circle, name: str, process: Process, **arguments: Any) -> str:
    """An address of the path; an objection and a remark have their own."""
    return url(circle, name, **(arguments or {KINDS.get(name, "process"): process.ref}))


def as_member(client: Client, member: Any) -> Client:
    client.force_login(member.person)
    return client


def said(client: Client, address: str, **data: Any) -> str:
    response = client.post(address, data, follow=True)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_ways_are_offered_with_when_to_choose_each(circle: Circle, client: Client) -> None:
    decision = paths.a_decision(circle)
    page = shown(as_member(client, circle.bob), url(circle, "choose-way", decision=decision.ref))
    for method in ("consent", "authorisation", "advice"):
        assert url(circle, "decide-by", decision=decision.ref, method=method) in page
    assert url(circle, "decide-by", decision=decision.ref, method="election") not in page
    assert url(circle, "consult-by", method="election") in shown(client, url(circle, "consult"))


def test_a_way_asked_for_at_the_wrong_place_leads_to_the_right_one(circle: Circle, client: Client) -> None:
    as_member(client, circle.bob)
    response = client.get(url(circle, "consult-by", method="consent"))
    place = response.headers["Location"]
    assert place == f"{url(circle, 'new-decision')}?facon=consent", "consent is given to a text"
    sent = {"title": "Un local", "text": "Quai de la Deûle.", "concerned": "Le groupe", "proposer": "1"}
    assert client.post(place, sent).headers["Location"].endswith("/decider/consent/"), "the way chosen is kept"
    decision = paths.a_decision(circle)
    response = client.get(url(circle, "decide-by", decision=decision.ref, method="election"))
    assert response.headers["Location"] == url(circle, "consult-by", method="election")
    assert client.get(url(circle, "consult-by", method="oracle")).status_code == 404


def test_a_consent_from_the_opening_to_the_adoption(circle: Circle, client: Client) -> None:
    decision = paths.a_decision(circle)
    as_member(client, circle.bob)
    said(client, url(circle, "decide-by", decision=decision.ref, method="consent"), days="7", guidance="Lisez.")
    process = again(Process._base_manager.get(decision=decision))
    as_member(client, circle.elie)
    said(client, of(circle, "ask-question", process), text="Combien ?")
    with scope.use(circle.group.space):
        question = Remark.objects.get()
    as_member(client, circle.bob)
    page = said(client, of(circle, "reply", process, remark=question.pk), text="300 € par mois")
    assert "Combien" in page
    assert "300" in page
    said(client, of(circle, "consent-stage", process), to="reactions")
    said(client, of(circle, "react", process), text="J’aime l’idée.")
    said(client, of(circle, "consent-stage", process), to="objections")
    for member in (circle.alice, circle.bob, circle.dina):
        said(as_member(client, member), of(circle, "consent-answer", process), version="1")
    page = said(as_member(client, circle.elie), of(circle, "object-to", process), text="Trop cher pour nous.")
    assert "Trop cher pour nous" in page
    as_member(client, circle.bob)
    assert of(circle, "consent-adopt", process) not in shown(client, of(circle, "process", process))
    with scope.use(circle.group.space):
        objection = Objection.objects.get()
    said(client, of(circle, "consent-stage", process), to="integration")
    said(
        client,
        of(circle, "write-version", process),
        title="Un local à deux",
        text="Partager le loyer.",
        note="Moitié moins cher.",
        integrates=str(objection.pk),
    )
    assert again(process).version == 2
    said(as_member(client, circle.elie), of(circle, "consent-answer", process), version="2")
    as_member(client, circle.bob)
    assert of(circle, "consent-adopt", process) in shown(client, of(circle, "process", process))
    assert "somebody carries it" in said(client, of(circle, "consent-adopt", process))
    assert Decision._base_manager.get(pk=decision.pk).state == "adopted"


def test_an_objection_without_a_reason_says_so_and_loses_nothing(circle: Circle, client: Client) -> None:
    process = a_consent(circle)
    as_member(client, circle.elie)
    response = client.post(of(circle, "object-to", process), {"text": "  "})
    assert response.status_code == 422
    long = "Trop cher. " * 500
    response = client.post(of(circle, "object-to", process), {"text": long})
    assert response.status_code == 422
    assert long[:200] in response.content.decode()


def test_lifting_testing_and_standing_aside_have_their_pages(circle: Circle, client: Client) -> None:
    process = a_consent(circle)
    first = consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    as_member(client, circle.bob)
    assert client.get(of(circle, "lift-objection", process, objection=first.pk)).status_code == 404
    as_member(client, circle.elie)
    said(client, of(circle, "lift-objection", process, objection=first.pk), text="Rassuré.")
    second = consent.object_to(by=circle.elie, process=process, reason="Je préfère le bleu.")
    as_member(client, circle.alice)
    answers = {f"answer_{n}": "no" for n in range(4)} | {f"note_{n}": "" for n in range(4)}
    page = said(client, of(circle, "test-objection", process, objection=second.pk), **answers)
    assert "Je préfère le bleu" in page
    assert paths.objection_again(second).state == "not_kept"
    assert "Ailleurs" in said(as_member(client, circle.dina), of(circle, "stand-aside", process), reason="Ailleurs.")


def test_an_announced_act_is_stopped_then_taken_to_consent(circle: Circle, client: Client) -> None:
    decision = paths.a_decision(circle)
    as_member(client, circle.bob)
    said(client, url(circle, "decide-by", decision=decision.ref, method="authorisation"), days="5", guidance="")
    process = again(Process._base_manager.get(decision=decision))
    assert process.closes_at == clock.now() + dt.timedelta(days=5)
    as_member(client, circle.elie)
    assert client.post(of(circle, "stop-authorisation", process), {"text": ""}).status_code == 422
    said(client, of(circle, "stop-authorisation", process), text="Le voisin refuse.")
    said(as_member(client, circle.bob), of(circle, "take-to-consent", process))
    assert Process._base_manager.get(follows=process).method == "consent"


def test_what_stood_can_be_looked_at_again(circle: Circle, client: Client) -> None:
    wish = processes.Wish(
        method="authorisation", decision=paths.a_decision(circle), closes_at=clock.now() + dt.timedelta(days=7)
    )
    process = processes.open_process(by=circle.bob, wish=wish)
    processes.close(process=process, actor=journal.Person(circle.bob.person_id))
    as_member(client, circle.elie)
    assert of(circle, "look-again", process) in shown(client, of(circle, "process", process))
    said(client, of(circle, "look-again", process), reason="Le local est vide.", answer="stop")
    assert Process._base_manager.get(follows=process).method == "consent"


def test_advice_from_the_asking_to_the_decision(circle: Circle, client: Client) -> None:
    decision = paths.a_decision(circle)
    as_member(client, circle.bob)
    said(
        client,
        url(circle, "decide-by", decision=decision.ref, method="advice"),
        decider=str(circle.bob.pk),
        consulted=[str(circle.dina.pk)],
        days="7",
        guidance="",
    )
    process = again(Process._base_manager.get(decision=decision))
    said(client, of(circle, "consult-somebody", process), person=str(circle.elie.pk))
    said(as_member(client, circle.dina), of(circle, "advise", process), text="Plus petit.")
    said(as_member(client, circle.elie), of(circle, "advise", process), text="Attendre.")
    as_member(client, circle.bob)
    one, two = advices.hearing_of(process).advices
    response = client.post(of(circle, "decide-after-advice", process), {"is_kept": "yes", "text": "On y va."})
    assert response.status_code == 422
    page = said(
        client,
        of(circle, "decide-after-advice", process),
        is_kept="yes",
        text="On y va.",
        **{f"answer_{one.pk}": "Suivi.", f"answer_{two.pk}": "Le bail part."},
    )
    assert "Le bail part" in page
    assert Decision._base_manager.get(pk=decision.pk).state == "adopted"


def test_an_election_from_the_card_to_the_mandate(circle: Circle, client: Client) -> None:
    role = paths.a_role(circle)
    as_member(client, circle.alice)
    address = url(circle, "consult-by", method="election")
    assert f'value="{role.pk}" selected' in shown(client, f"{address}?role={role.ref}")
    said(client, address, role=str(role.pk), days="7", guidance="")
    process = again(Process._base_manager.get(method="election"))
    for by, nominee in ((circle.bob, circle.elie), (circle.dina, circle.elie), (circle.elie, circle.dina)):
        as_member(client, by)
        said(client, of(circle, "nominate", process), nominee=str(nominee.pk), reason=f"Vu par {by.name}.")
    assert "Vu par Bob" not in shown(client, of(circle, "process", process)), "not before it is revealed"
    as_member(client, circle.alice)
    assert "Vu par Bob" in said(client, of(circle, "reveal-nominations", process))
    said(client, of(circle, "end-changes", process))
    said(client, of(circle, "propose-person", process), nominee=str(circle.elie.pk), reason="Elle sait écouter.")
    for member in circle.everybody:
        said(as_member(client, member), of(circle, "consent-answer", process), version="1")
    page = said(as_member(client, circle.alice), of(circle, "consent-adopt", process))
    assert "somebody carries it" not in page, "the mandate is given: nothing is left to carry"
    assert "Adopted, and applied" in page
    with scope.use(circle.group.space):
        assert Mandate.objects.get().membership_id == circle.elie.pk


def test_declining_has_its_page(circle: Circle, client: Client) -> None:
    process = processes.open_process(by=circle.alice, wish=processes.Wish(method="election", role=paths.a_role(circle)))
    page = said(as_member(client, circle.elie), of(circle, "decline-election", process), note="")
    assert circle.elie.name in page
    response = client.post(of(circle, "nominate", process), {"nominee": str(circle.elie.pk), "reason": "Moi."})
    assert response.status_code == 422


def test_a_library_goes_from_a_group_to_another_and_opens_the_same_process(circle: Circle, client: Client) -> None:
    as_member(client, circle.alice)
    process = a_consent(circle, stage="questions", rules={"days": 12, "silence_counts": True})
    said(
        client,
        of(circle, "keep-template", process),
        name="Le nôtre",
        guidance="Prenez le temps.",
        explain="Chez nous, on dit « ça me va ».",
        is_shared="on",
    )
    exported = client.get(url(circle, "export-templates")).content
    other = world.make_group()
    client.force_login(other.alice.person)
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = here(other.space.slug, "governance:import-templates")
    said(client, address, file=SimpleUploadedFile("modeles.json", exported))
    with scope.use(other.space):
        template = ProcessTemplate.objects.get()
    decision = decisions.voice(by=other.alice, draft=paths.draft())
    way = here(other.space.slug, "governance:decide-by", decision=decision.ref, method="consent")
    page = shown(client, f"{way}?modele={template.ref}")
    assert 'value="12"' in page
    assert "Prenez le temps." in page
    said(client, f"{way}?modele={template.ref}", days="12", silence_counts="on", guidance="Prenez le temps.")
    opened = Process._base_manager.get(space=other.space)
    rules = {name: value for name, value in opened.rules.items() if name != "wording"}
    assert (opened.method, rules, opened.guidance, opened.wording) == (
        "consent",
        process.rules,
        "Prenez le temps.",
        {"explain": "Chez nous, on dit « ça me va »."},
    )
    assert "ça me va" in shown(client, here(other.space.slug, "governance:process", process=opened.ref))


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"[]", b'{"format": "autre"}', b'{"format": "commun.processes/1", "templates": 3}']
)
def test_a_file_that_is_no_library_is_refused_in_words(circle: Circle, client: Client, content: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    as_member(client, circle.alice)
    response = client.post(url(circle, "import-templates"), {"file": SimpleUploadedFile("x.json", content)})
    assert response.status_code == 422
    with scope.use(circle.group.space):
        assert not ProcessTemplate.objects.exists()


def test_every_starter_can_be_copied_and_changed(circle: Circle, client: Client) -> None:
    from commun.governance.starters import STARTERS

    as_member(client, circle.alice)
    for starter in STARTERS:
        said(client, url(circle, "take-starter", method=starter.method))
    with scope.use(circle.group.space):
        rows = list(ProcessTemplate.objects.order_by("pk"))
    assert [row.method for row in rows] == [starter.method for starter in STARTERS]
    page = said(client, url(circle, "edit-template", template=rows[0].ref), name="À nous", guidance="Ici.", explain="")
    assert "À nous" in page
    assert "À nous" not in said(client, url(circle, "remove-template", template=rows[0].ref))
    decision = paths.a_decision(circle)
    assert f"?modele={rows[1].ref}" in shown(client, url(circle, "choose-way", decision=decision.ref))


def test_a_template_that_is_not_shared_is_not_copied_elsewhere(circle: Circle, client: Client) -> None:
    from commun.governance.actions.process_templates import Template, save_template

    mine = save_template(by=circle.bob, content=Template(name="À nous", method="consent"))
    other = world.make_group()
    client.force_login(other.alice.person)
    address = here(other.space.slug, "governance:copy-template", template=mine.ref)
    assert client.post(address).status_code == 404
    assert "À nous" not in shown(client, here(other.space.slug, "governance:templates"))
    save_template(by=circle.bob, content=Template(name="À nous", method="consent", is_shared=True), template=mine)
    assert "À nous" in said(client, address)


def test_the_groups_rules_are_written_by_those_who_facilitate(circle: Circle, client: Client) -> None:
    assert as_member(client, circle.bob).get(url(circle, "our-ways")).status_code == 404
    as_member(client, circle.alice)
    page = said(client, url(circle, "our-ways"), authorisation_days="3", criteria="Est-ce grave ?\nEst-ce urgent ?")
    assert "Est-ce urgent" in page
    decision = paths.a_decision(circle)
    form = shown(client, url(circle, "decide-by", decision=decision.ref, method="authorisation"))
    assert 'value="3"' in form


def test_the_full_trail_is_exported(circle: Circle, client: Client) -> None:
    process = a_consent(circle)
    guided.remark(by=circle.elie, process=process, nature="question", text="Combien ?")
    consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    as_member(client, circle.dina)
    trail = json.loads(client.get(of(circle, "trail-json", process)).content)
    assert [one["text"] for one in trail["remarks"]] == ["Combien ?"]
    assert [one["reason"] for one in trail["objections"]] == ["Trop cher."]
    assert len(trail["stances"]) == 4
    assert trail["versions"][0]["title"] == "Un local commun"
    text = client.get(of(circle, "trail-markdown", process)).content.decode()
    assert "Trop cher." in text
    assert "Combien ?" in text


def test_the_trail_of_an_election_keeps_the_secret_of_the_first_round(circle: Circle, client: Client) -> None:
    process = processes.open_process(by=circle.alice, wish=processes.Wish(method="election", role=paths.a_role(circle)))
    elections.nominate(by=circle.bob, process=process, nominee=circle.elie, reason="Elle écoute.")
    as_member(client, circle.alice)
    for name in ("trail-json", "trail-markdown", "process"):
        content = client.get(of(circle, name, process)).content.decode()
        assert "Elle écoute" not in content, name


@pytest.mark.parametrize("count", [10, 1000])
def test_the_page_of_a_consent_costs_the_same_whatever_was_said(circle: Circle, client: Client, count: int) -> None:
    process = a_consent(circle)
    all_consent(process, circle.alice)
    consent.object_to(by=circle.elie, process=process, reason="Trop cher.")
    with scope.use(circle.group.space):
        Remark.objects.bulk_create(
            Remark(
                space=circle.group.space,
                process=process,
                membership=circle.everybody[n % 4],
                version=1,
                nature="question",
                text=f"Question {n}",
                written_at=clock.now(),
            )
            for n in range(count)
        )
        Objection.objects.bulk_create(
            Objection(
                space=circle.group.space,
                process=process,
                membership=circle.everybody[n % 4],
                version=1,
                state="integrated",
                reason=f"Raison {n}",
                raised_at=clock.now(),
            )
            for n in range(count // 10)
        )
    as_member(client, circle.bob)
    shown(client, of(circle, "process", process))
    with at_most(LIMIT):
        shown(client, of(circle, "process", process))


@pytest.mark.parametrize("method", ["authorisation", "advice", "election"])
def test_the_other_pages_cost_little(circle: Circle, client: Client, method: str) -> None:
    rules = {"decider": circle.bob.pk, "consulted": [circle.dina.pk, circle.elie.pk]} if method == "advice" else {}
    wish = processes.Wish(
        method=method,
        decision=None if method == "election" else paths.a_decision(circle),
        role=paths.a_role(circle) if method == "election" else None,
        rules=rules,
        closes_at=clock.now() + dt.timedelta(days=7),
    )
    process = processes.open_process(by=circle.bob, wish=wish)
    if method == "election":
        elections.nominate(by=circle.bob, process=process, nominee=circle.elie, reason="Elle écoute.")
        elections.reveal(by=circle.bob, process=process)
    as_member(client, circle.bob)
    shown(client, of(circle, "process", process))
    with at_most(LIMIT):
        shown(client, of(circle, "process", process))
