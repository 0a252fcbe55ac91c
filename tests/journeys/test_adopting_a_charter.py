"""Un groupe sans charte en adopte une, chacun dit s'il l'accepte, un article change et l'on redemande : sans script."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from commun.core import clock, scope
from commun.governance.actions import ballots, processes
from commun.governance.models import Decision, Process
from tests.governance.charter_world import last_text
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db
PASTED = "# Charte\n\n## Se parler\n\nPortée : tout le monde\n\nTout se dit.\n\n## Répondre ensemble\n\nÀ plusieurs.\n"


def address(group: Group, name: str, **arguments: object) -> str:
    return reverse(f"governance:{name}", kwargs={"space_slug": group.space.slug, **arguments})


def page(client: GateClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return str(response.content.decode())


def adopt(group: Group, decision: Decision) -> None:
    wish = processes.Wish(method="proposal", decision=decision, closes_at=clock.now() + dt.timedelta(days=2))
    process = processes.open_process(by=group.alice, wish=wish)
    ballots.cast(by=group.alice, process=process, content={"answer": "for"})
    with clock.stopped(clock.now() + dt.timedelta(days=3)):
        processes.close_due()
    with scope.use(group.space):
        assert Process.objects.get(pk=process.pk).outcome == "adopted"


def last_decision(group: Group) -> Decision:
    with scope.use(group.space):
        return Decision.objects.select_related("space").order_by("-number")[0]


def test_a_group_adopts_a_charter_and_each_answers(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    assert "/charte/proposer/" in page(client, address(group, "charter"))
    form = {"title": "Notre charte", "kind": "charter", "bindingness": "engage", "body": PASTED, "why": "Pour durer."}
    proposed = client.post(address(group, "new-text"), form, follow=True)
    assert proposed.status_code == 200
    assert "Répondre ensemble" in proposed.content.decode()
    adopt(group, last_decision(group))

    text = last_text(group.alice)
    read = page(client, address(group, "charter"))
    assert "Tout se dit." in read
    assert "tout le monde" in read
    client.post(address(group, "answer-text", text=text.ref), {"version": "1", "accepter": "1"}, follow=True)
    assert "Bob Durand" in page(client, address(group, "acceptances", text=text.ref))

    article = re.search(r"/charte/article/([\w-]+)/", read)
    assert article
    changed = {
        "title": "Se parler", "body": "Tout se dit, et s’écrit.", "scope_of": "tout le monde", "weight": "major",
        "review_on": "", "why": "",
    }  # fmt: skip
    shown = client.post(address(group, "change-article", article=article[1]), changed, follow=True)
    assert re.search(r"<ins>.*s’écrit", shown.content.decode(), re.DOTALL)
    adopt(group, last_decision(group))

    again = page(client, address(group, "charter"))
    assert "Tout se dit, et s’écrit." in again
    assert 'name="version" value="2"' in again
    history = page(client, address(group, "article", article=article[1]))
    assert "<ins>" in history
    for name in ("text-print", "text-markdown", "text-json"):
        assert "Répondre ensemble" in page(client, address(group, name, text=text.ref))
    withdrawn = client.post(
        address(group, "withdraw-article", article=article[1]),
        {"weight": "minor", "why": "Redit ailleurs."},
        follow=True,
    )
    assert withdrawn.status_code == 200
    adopt(group, last_decision(group))
    assert "Tout se dit, et s’écrit." not in page(client, address(group, "charter"))
    assert page(client, address(group, "article", article=article[1]))


def test_what_cannot_be_read_loses_nothing(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    response = client.post(
        address(group, "new-text"), {"title": "", "kind": "charter", "bindingness": "engage", "body": "Mon texte"}
    )
    assert response.status_code == 422
    assert "Mon texte" in response.content.decode()


def test_the_rules_are_proposed_from_those_in_force(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    assert page(client, address(group, "rules"))
    form = {
        "admission": "several", "admission_voices": "2", "admission_questions": "Qui êtes-vous ?",
        "dormancy_days": "180", "arbitration": "Un cercle de trois.",
        "removal_percent": "75", "removal_days": "90", "removal_hearing_days": "14",
        "why": "",
    }  # fmt: skip
    shown = client.post(address(group, "change-rules"), form, follow=True)
    assert "Qui êtes-vous" in shown.content.decode()
    adopt(group, last_decision(group))
    assert "Un cercle de trois." in page(client, address(group, "rules"))
    refused = client.post(address(group, "change-rules"), {**form, "dormancy_days": "2"})
    assert refused.status_code == 422
