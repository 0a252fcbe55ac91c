"""The search of a group: French words, whatever their accents and plurals; only what one may read (D8)."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commun.core import journal
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions.charter import Proposal
from commun.governance.actions.decisions import Draft
from commun.governance.models import Membership
from commun.governance.queries import search as queries
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = pytest.mark.django_db


def voiced(member: Membership, title: str, text: str = "") -> str:
    return actions.voice(by=member, draft=Draft(title=title, text=text, concerned="Le groupe")).ref


def titles(member: Membership, words: str) -> list[str]:
    return [hit.title.split(": ")[-1] for one in queries.search(member, words) for hit in one.hits]


@pytest.mark.parametrize("words", ["décision", "decisions", "DÉCISIONS", "les décisions", "decision"])
def test_accents_and_plurals_do_not_matter(group: Group, words: str) -> None:
    voiced(group.alice, "Écrire nos décisions au propre")
    voiced(group.alice, "Louer un local")
    assert titles(group.bob, words) == ["Écrire nos décisions au propre"]


def test_the_text_is_searched_too_and_the_title_counts_more(group: Group) -> None:
    voiced(group.alice, "Autre chose", text="On y parle de la trésorerie, une fois.")
    voiced(group.alice, "La trésorerie", text="Qui la tient ?")
    assert titles(group.bob, "trésoreries") == ["La trésorerie", "Autre chose"]


def test_what_was_said_before_an_amendment_is_found_no_more(group: Group) -> None:
    row = actions.voice(by=group.alice, draft=Draft(title="Le local", text="Près du canal.", concerned="Tous"))
    actions.amend(by=group.alice, decision=row, draft=Draft(title="Le local", text="Près du parc."), note="")
    assert titles(group.bob, "canal") == []
    assert len(titles(group.bob, "parc")) == 1


def test_roles_votes_minutes_and_articles_answer_too(group: Group) -> None:
    said = {"title": "Le potager", "body": "On arrose.", "scope": "", "gates": [], "review_on": None}
    change = {"kind": "charter.text", "text_kind": "charter", "title": "Charte", "bindingness": "engage"}
    proposal = Proposal(title="Adopter", why="", change={**change, "articles": [said]})
    decision = actions.propose_charter_change(by=group.alice, proposal=proposal)
    actions.adopt(decision=decision, actor=journal.Person(group.alice.person_id))
    card = actions.Card("Gardien du potager", "Arroser.", "support", 60, expectations=["Être là"], filling="self")
    actions.create_role(by=group.alice, card=card)
    kinds = {one.kind for one in queries.search(group.bob, "potagers")}
    assert {"article", "rôle"} <= kinds


def test_nothing_of_another_group_is_found(group: Group) -> None:
    other = make_member(make_space("Ailleurs"), make_person("Zoé"))
    voiced(other, "Le potager d’ailleurs")
    assert titles(group.alice, "potager") == []
    assert len(titles(other, "potager")) == 1


def test_a_stranger_gets_404(group: Group, client: Client) -> None:
    client.force_login(group.chloe)
    assert client.get(here(group.space.slug, "governance:search")).status_code == 404


def test_the_page_says_what_it_found_or_that_there_is_nothing(group: Group, client: Client) -> None:
    ref = voiced(group.alice, "Le potager")
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:search")
    assert client.get(url).status_code == 200
    found = client.get(url, {"q": "potagers"}).content.decode()
    assert here(group.space.slug, "governance:decision", decision=ref) in found
    nothing = client.get(url, {"q": "introuvable"}).content.decode()
    assert "c-empty" in nothing
    assert "introuvable" in nothing


@pytest.mark.parametrize("words", ["", "   ", "-", '"', "-potager", "a:* & !", "'; drop table x", "x" * 9000, "🙂"])
def test_odd_words_lose_nothing(group: Group, client: Client, words: str) -> None:
    voiced(group.alice, "Le potager")
    client.force_login(group.bob.person)
    assert client.get(here(group.space.slug, "governance:search"), {"q": words}).status_code == 200


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
@example("aujourd’hui l'eau 10:30 <b>")
def test_any_words_can_be_asked(group: Group, words: str) -> None:
    queries.search(group.alice, words)


def test_the_search_costs_the_same_with_many_decisions(group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:search")

    def add(count: int) -> None:
        for number in range(count):
            voiced(group.alice, f"Le potager {number}")

    assert_flat(add, lambda: client.get(url, {"q": "potager"}))
