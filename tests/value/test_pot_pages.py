"""Pages of the common pot: the same form twice; bad input; strangers; flat queries."""

import pytest

from commun.core import clock, scope
from commun.core.urls import here
from commun.governance.models import Decision
from commun.value.models import Spending
from commun.value.queries import pot as queries
from tests.support import world
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.value.pot_world import Pot, again, ask, filled

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def pot() -> Pot:
    return filled()


def url(pot: Pot, name: str, **arguments: str) -> str:
    return here(pot.space.slug, f"value:{name}", **arguments)


def test_who_asks_twice_by_the_same_form_asked_once_and_signs_nothing(pot: Pot, client: GateClient) -> None:
    client.force_login(pot.bob.person)
    line = pot.line()
    page = {"amount": "120,50", "words": "Loyer", "reimburses": str(pot.bob.pk), "on": "2026-11-16", "token": "t"}
    for _twice in range(2):
        assert client.post(url(pot, "ask-spending", budget_line=line.ref), page).status_code == 302
    row = Spending._base_manager.get(space=pot.space)
    # Who asks is shown nothing to sign, and is told why when they try.
    assert client.get(url(pot, "sign-spending", spending=row.ref)).status_code == 404
    tried = client.post(url(pot, "sign-spending", spending=row.ref), follow=True).content.decode()
    assert "Nobody signs what they ask for" in tried
    assert (
        "Only who asked"
        not in client.post(url(pot, "withdraw-spending", spending=row.ref), follow=True).content.decode()
    )
    assert again(row).state == "withdrawn"


def test_what_cannot_be_read_or_true_is_said_on_the_form_and_moves_nothing(pot: Pot, client: GateClient) -> None:
    line = pot.line()
    client.force_login(pot.bob.person)
    right = {"amount": "12", "words": "Papier", "payee": "Bureau Plus", "on": clock.today().isoformat()}
    elsewhere = filled().bob
    wrong = [
        {}, right | {"amount": ""}, right | {"amount": "-5"}, right | {"amount": "0"}, right | {"amount": "🍒"},
        right | {"amount": "douze"}, right | {"amount": "9" * 25}, right | {"amount": "1.250"}, right | {"words": ""},
        right | {"payee": ""}, right | {"on": "2099-01-01"}, right | {"on": "hier"}, right | {"words": "a" * 301},
        right | {"reimburses": str(elsewhere.pk), "payee": ""}, right | {"reimburses": "x"},
        right | {"amount": "300,01"},
    ]  # fmt: skip
    for said in wrong:
        assert client.post(url(pot, "ask-spending", budget_line=line.ref), said).status_code == 422, said
    new = {"title": "T", "rules": "R", "amount": "10", "signers": "accounts"}
    bad = [
        {}, new | {"signers": "moi"}, new | {"signers": "role"}, new | {"amount": "1 000,01"},
        new | {"until": "2099-01-01"},
        new | {"threshold": "-1"}, new | {"title": "a" * 121}, new | {"role": "99999999"},
    ]  # fmt: skip
    for said in bad:
        assert client.post(url(pot, "new-line"), said).status_code == 422, said
    for said in ({}, {"amount": "", "until": "", "why": "Rien"}, {"amount": "700,01", "why": "Trop"}):
        assert client.post(url(pot, "change-line", budget_line=line.ref), said).status_code == 422, said
    with scope.use(pot.space):
        assert not Spending.objects.exists()
        assert Decision.objects.count() == 1
    assert queries.in_the_pot(pot.space) == 70_000


def test_a_stranger_and_who_rests_do_nothing_here(pot: Pot, client: GateClient) -> None:
    line = pot.line()
    row = ask(pot.bob, line)
    on_line, on_spending = {"budget_line": line.ref}, {"spending": row.ref}
    pages: dict[str, dict[str, str]] = {
        "pot": {}, "new-line": {}, "new-round": {}, "line": on_line, "ask-spending": on_line,
        "spending": on_spending, "sign-spending": on_spending, "refuse-spending": on_spending,
    }  # fmt: skip
    client.force_login(world.make_person("Chloé Petit"))
    assert {client.get(url(pot, name, **arguments)).status_code for name, arguments in pages.items()} == {404}
    # In another group the same references lead nowhere.
    other = filled()
    client.force_login(other.alice.person)
    mine = {name: client.get(here(other.space.slug, f"value:{name}", **arguments)) for name, arguments in pages.items()}
    assert [name for name, answer in mine.items() if answer.status_code != 404] == ["pot", "new-line", "new-round"]
    resting = world.make_member(pot.space, world.make_person("Rose"), "dormant")
    client.force_login(resting.person)
    seen = {name: client.get(url(pot, name, **arguments)).status_code for name, arguments in pages.items()}
    assert {name for name, status in seen.items() if status == 200} == {"pot", "line", "spending"}
    client.post(url(pot, "sign-spending", spending=row.ref))
    assert again(row).state == "waiting"


def test_pages_cost_the_same_for_two_lines_and_for_twelve(pot: Pot, client: GateClient) -> None:
    client.force_login(pot.dina.person)
    line = pot.line(1_000)
    counts = []
    for more in (1, 9):
        for _number in range(more):
            pot.line(1_000)
            ask(pot.bob, line, 10, payee="", reimburses=pot.emile)
        with at_most(25) as pot_page:
            client.get(url(pot, "pot"))
        with at_most(25) as line_page:
            client.get(url(pot, "line", budget_line=line.ref))
        counts.append((len(pot_page), len(line_page)))
    assert counts[0] == counts[1]
