"""Whoever votes, consents, objects or advises reads on that very page what is decided and what it changes (C25)."""

import json
from typing import Any

import pytest

from commun.core import links
from commun.core.urls import here
from commun.governance import actions, vote_links
from commun.governance.actions import processes
from commun.governance.models import Decision, Elector, Membership, Process
from tests.governance import charter_world as made
from tests.governance import decisions_world as decided
from tests.governance import vote_world as votes
from tests.support import world
from tests.support.client import GateClient
from tests.support.queries import at_most

pytestmark = pytest.mark.django_db
LIMIT = 25
WRITTEN = "Trois thés au lieu d’un café, chaque mardi."


def address(process: Process, name: str = "process") -> str:
    return here(process.space.slug, f"governance:{name}", process=process.ref)


def page(client: GateClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def put(by: Membership, decision: Decision, method: str, **fields: Any) -> Process:
    if method not in {"consent", "authorisation", "advice"}:
        return votes.opened(by, method, decision=decision, title="", **fields)
    rules = {"advice": {"decider": by.pk}}.get(method, {})
    closes = {} if method == "consent" else {"closes_at": votes.in_days(7)}
    wish = processes.Wish(method=method, decision=decision, rules=rules, **closes, **fields)
    return processes.open_process(by=by, wish=wish)


def a_change(group: world.Group) -> Decision:
    """An article « Tout se dit, avec soin. » would say something else."""
    text = made.charter(group.alice)
    return made.propose(group.alice, made.article_change(text, body="Tout se dit, avec rigueur."))


WAYS = ("proposal", "choice", "grades", "dots", "sense", "consent", "authorisation", "advice")


@pytest.mark.parametrize("method", WAYS)
def test_the_text_is_read_where_one_answers(client: GateClient, group: world.Group, method: str) -> None:
    process = put(group.alice, decided.proposed(group.alice, "Passer au thé", text=WRITTEN), method)
    client.force_login(group.bob.person)
    shown = page(client, address(process))
    assert WRITTEN in shown
    assert "Version 1, par Alice" in shown


@pytest.mark.parametrize("method", ["proposal", "consent", "authorisation", "advice"])
def test_what_adopting_changes_is_read_where_one_answers(client: GateClient, group: world.Group, method: str) -> None:
    process = put(group.alice, a_change(group), method)
    client.force_login(group.bob.person)
    with at_most(LIMIT):
        shown = page(client, address(process))
    assert "Ce que son adoption changerait" in shown
    assert "rigueur" in shown
    assert "<del>" in shown
    assert "<ins>" in shown


def test_a_ballot_on_paper_says_what_is_decided_and_changed(client: GateClient, group: world.Group) -> None:
    process = put(group.alice, a_change(group), "proposal")
    client.force_login(group.bob.person)
    shown = page(client, address(process, "paper-ballot"))
    assert "rigueur" in shown
    tea = put(group.alice, decided.proposed(group.alice, "Passer au thé", text=WRITTEN * 60), "proposal")
    printed = page(client, address(tea, "paper-ballot"))
    assert WRITTEN in printed
    assert "Lire tout le texte" not in printed, "paper does not unfold"


def test_the_ballot_of_a_mail_says_what_is_decided_and_changed(client: GateClient, group: world.Group) -> None:
    process = put(group.alice, a_change(group), "proposal")
    elector = Elector._base_manager.select_related("membership").get(process=process, membership=group.bob)
    link = vote_links.link_of(elector, process)
    with at_most(20):
        shown = page(client, link)
    assert "Ce que son adoption changerait" in shown
    assert "rigueur" in shown
    tea = put(group.alice, decided.proposed(group.alice, "Passer au thé", text=WRITTEN), "proposal")
    elector = Elector._base_manager.select_related("membership").get(process=tea, membership=group.bob)
    assert WRITTEN in page(client, vote_links.link_of(elector, tea))


def test_consenting_from_a_mail_shows_what_is_decided_and_changed(client: GateClient, group: world.Group) -> None:
    process = put(group.alice, a_change(group), "consent")
    link = links.link("governance.consent", group.bob.person_id, process=process.ref, version=process.version)
    shown = page(client, link)
    assert "rigueur" in shown
    assert "Ce que son adoption changerait" in shown


def test_an_answer_written_for_an_absent_member_has_the_text_beside_it(client: GateClient, group: world.Group) -> None:
    rules = {"absent_per_holder": 1}
    process = put(group.alice, decided.proposed(group.alice, text=WRITTEN), "proposal", rules=rules)
    client.force_login(group.alice.person)
    assert WRITTEN in page(client, address(process, "cast-for-absent"))


def test_a_long_text_is_folded_and_a_short_one_is_not(client: GateClient, group: world.Group) -> None:
    long = put(group.alice, decided.proposed(group.alice, "Long", text=WRITTEN * 60), "proposal")
    short = put(group.alice, decided.proposed(group.alice, "Court", text=WRITTEN), "proposal")
    client.force_login(group.bob.person)
    assert "Lire tout le texte" in page(client, address(long))
    assert "Lire tout le texte" not in page(client, address(short))


@pytest.mark.parametrize("rules", [{}, {"credits": 10}])
def test_each_project_is_read_with_its_cost(client: GateClient, group: world.Group, rules: dict[str, Any]) -> None:
    process = votes.opened(group.alice, "budget", {"amount_cents": 100_000} | rules)
    elector = Elector._base_manager.select_related("membership").get(process=process, membership=group.bob)
    client.force_login(group.bob.person)
    for url in (address(process), address(process, "paper-ballot"), vote_links.link_of(elector, process)):
        shown = page(client, url)
        assert "Jardin : 330 €" in shown, url
        assert "1 000 € à répartir" in shown, url


def test_an_adopted_change_of_the_charter_keeps_showing_what_it_changed(client: GateClient, group: world.Group) -> None:
    text = made.charter(group.alice)
    first = made.decide(group.alice, made.article_change(text, body="Tout se dit, avec rigueur."))
    made.decide(group.alice, made.article_change(text, body="Chacun se tait."))
    client.force_login(group.bob.person)
    shown = page(client, here(group.space.slug, "governance:decision", decision=first.ref))
    assert "Ce que son adoption a changé" in shown
    assert "<ins>" in shown
    assert "rigueur" in shown
    assert "soin" in shown
    assert "se tait" not in shown
    # The register on paper and its files tell it too.
    printed = page(client, here(group.space.slug, "governance:decisions-print"))
    assert "rigueur" in printed
    for name in ("decision-markdown", "decision-json"):
        assert "rigueur" in page(client, here(group.space.slug, f"governance:{name}", decision=first.ref))
    told = json.loads(page(client, here(group.space.slug, "governance:decisions-json")))
    row = next(one for one in told["decisions"] if one["ref"] == first.ref)
    assert {"label": "Texte", "before": "Tout se dit, avec soin.", "after": "Tout se dit, avec rigueur."} in row[
        "changed"
    ]
    assert "rigueur" in page(client, here(group.space.slug, "governance:decisions-markdown"))


def test_a_refused_change_is_never_told_as_made(client: GateClient, group: world.Group) -> None:
    decision = a_change(group)
    actions.let_go(by=group.alice, decision=decision, reason="Pas maintenant.")
    client.force_login(group.bob.person)
    shown = page(client, here(group.space.slug, "governance:decision", decision=decision.ref))
    assert "Ce que son adoption changerait" in shown
    assert "Ce que son adoption a changé" not in shown


def test_the_register_on_paper_costs_no_more_for_more_changes(client: GateClient, group: world.Group) -> None:
    text = made.charter(group.alice)
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:decisions-print")
    for number in range(12):
        made.decide(group.alice, made.article_change(text, body=f"Mot {number}."))
    with at_most(LIMIT):
        page(client, url)
