"""Whoever is proposed for a role is named on the page, told, and may decline, whatever the way of deciding."""

from typing import Any

import pytest

from commun.core import clock, journal, registries, scope
from commun.core.errors import Refused
from commun.core.models import Fact, OutgoingMail
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions import elections, processes
from commun.governance.models import Decision, Mandate, Membership, Process, Role
from tests.governance import role_worlds as roles
from tests.governance import vote_world as votes
from tests.support import world
from tests.support.client import GateClient
from tests.support.queries import at_most

pytestmark = pytest.mark.django_db
LIMIT = 25


def address(process: Process, name: str = "process") -> str:
    argument = "process" if name == "process" else "election"
    return here(process.space.slug, f"governance:{name}", **{argument: process.ref})


def page(client: GateClient, url: str, who: Membership, most: int = 2 * LIMIT) -> str:
    client.force_login(who.person)
    with at_most(most):
        response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def put(by: Membership, role: Role, member: Membership, method: str = "authorisation") -> Process:
    change = {"kind": "mandate", "role": role.ref, "membership": member.pk}
    draft = actions.Draft(title="Qui prend le rôle ?", text="Pour ses comptes.", concerned="Tous", change=change)
    decision = actions.voice(by=by, draft=draft)
    if method == "proposal":
        return votes.opened(by, method, decision=decision, title="")
    rules = {"decider": by.pk} if method == "advice" else {"days": 1}
    closes = {} if method == "consent" else {"closes_at": votes.in_days(1)}
    return processes.open_process(by=by, wish=processes.Wish(method=method, decision=decision, rules=rules, **closes))


def to_do(member: Membership) -> list[str]:
    return [item.title for todo in registries.todo for item in todo(member.person)]


def letters(start: str) -> list[str]:
    return [mail.to for mail in OutgoingMail.objects.filter(key__startswith=f"governance.{start}:").order_by("pk")]


@pytest.mark.parametrize("method", ["authorisation", "consent", "advice", "proposal"])
def test_the_page_names_the_person_proposed(client: GateClient, group: world.Group, method: str) -> None:
    dina = world.make_member(group.space, world.make_person("Dina Roux"))
    process = put(group.alice, roles.make_role(group.alice), group.bob, method)
    shown = page(client, address(process), dina, LIMIT)
    assert "Personne proposée : Bob Durand" in shown
    assert "pas encore de réponse" in shown
    assert "pas-moi" not in shown, "only Bob may decline"


@pytest.mark.usefixtures("told_ten_times")
def test_the_person_proposed_is_told_by_mail_and_in_what_they_have_to_do(group: world.Group) -> None:
    process = put(group.alice, roles.make_role(group.alice), group.bob)
    assert letters("proposed") == [group.bob.person.email]
    assert "Vous êtes proposé·e : Qui prend le rôle ?" in [one.replace("\u00a0", " ") for one in to_do(group.bob)]
    assert not any("proposé·e" in one for one in to_do(group.alice))
    elections.accept(by=group.bob, process=process)
    assert not any("proposé·e" in one for one in to_do(group.bob))


def test_a_yes_is_read_by_all_and_may_be_taken_back(client: GateClient, group: world.Group) -> None:
    process = put(group.alice, roles.make_role(group.alice), group.bob)
    client.force_login(group.bob.person)
    for _twice in range(2):
        assert client.post(address(process, "accept-proposal")).status_code == 302
    with scope.use(group.space):
        said = Fact.objects.filter(name="governance.process.accepted", about_ref=process.ref)
        assert said.count() == 1, "pressed twice, said once"
    assert "veut bien" in page(client, address(process), group.alice)
    assert "Je préfère ne pas être choisi" in page(client, address(process), group.bob)


def test_declining_takes_the_proposal_off_the_table(client: GateClient, group: world.Group) -> None:
    role = roles.make_role(group.alice)
    process = put(group.alice, role, group.bob)
    assert client.get(address(process, "decline-election")).status_code == 302, "signed out"
    client.force_login(group.bob.person)
    assert client.get(address(process, "decline-election")).status_code == 200
    assert client.post(address(process, "decline-election"), {"note": ""}).status_code == 302
    row = votes.again(process)
    assert row.state == Process.State.WITHDRAWN
    decision = Decision._base_manager.get(pk=row.decision_id)
    assert (decision.state, decision.outcome) == ("let_go", "La personne proposée préfère ne pas être choisie.")
    with clock.stopped(votes.in_days(2)):
        processes.close_due()
    with scope.use(group.space):
        assert not Mandate.objects.filter(role=role).exists()


def test_nobody_else_declines_or_accepts_for_them(client: GateClient, group: world.Group) -> None:
    process = put(group.alice, roles.make_role(group.alice), group.bob)
    for act in (elections.accept, elections.decline):
        with pytest.raises(Refused, match="personne proposée"):
            act(by=group.alice, process=process)
    client.force_login(group.alice.person)
    assert client.post(address(process, "decline-election"), {"note": ""}).status_code == 404
    assert votes.again(process).state == Process.State.OPEN


def test_one_seat_is_chosen_in_one_way_at_a_time(client: GateClient, group: world.Group) -> None:
    role = roles.make_role(group.alice)
    wish: dict[str, Any] = {"method": "election", "title": "Renouveler", "role": role}
    process = processes.open_process(by=group.alice, wish=processes.Wish(**wish))
    with pytest.raises(Refused, match="choisit déjà quelqu’un"):
        put(group.alice, role, group.bob)
    client.force_login(group.alice.person)
    said = {"person": group.bob.pk, "why": "Pour ses comptes."}
    response = client.post(here(group.space.slug, "governance:propose-mandate", role=role.ref), said)
    assert response.status_code == 422
    assert "Renouveler" in response.content.decode()
    processes.withdraw(by=group.alice, process=process, reason="On propose quelqu’un.")
    put(group.alice, role, group.bob)
    with pytest.raises(Refused, match="choisit déjà quelqu’un"):
        processes.open_process(by=group.alice, wish=processes.Wish(**wish))


def test_whoever_is_given_a_role_by_a_decision_is_told(group: world.Group) -> None:
    process = put(group.alice, roles.make_role(group.alice), group.bob)
    with clock.stopped(votes.in_days(2)):
        assert processes.close(process=process, actor=journal.Rule("governance.agreed-close")).outcome == "adopted"
    assert letters("given") == [group.bob.person.email]
