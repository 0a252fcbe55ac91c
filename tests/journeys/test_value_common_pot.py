"""Un membre propose un fonds, le groupe l'adopte ; il demande, deux autres signent depuis « À faire » : sans script."""

import datetime as dt

import pytest

from commun.core import clock, journal, scope
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.governance.actions import ballots, processes
from commun.governance.models import Decision
from commun.value.models import BudgetLine, Spending
from commun.value.queries.invariants import offenders
from commun.value.queries.pot import in_the_pot, line_seen
from tests.journeys.test_value_choosing_a_key import Reader
from tests.support.client import GateClient
from tests.value.pot_world import Pot, filled

pytestmark = [pytest.mark.django_db, pytest.mark.english]


def adopt(pot: Pot) -> None:
    """By a vote, as the page of the decision leads to."""
    with scope.use(pot.space):
        decision = Decision.objects.select_related("space").get()
    closes_at = clock.now() + dt.timedelta(days=2)
    wish = processes.Wish(method="proposal", decision=decision, closes_at=closes_at)
    process = processes.open_process(by=pot.alice, wish=wish)
    ballots.cast(by=pot.alice, process=process, content={"answer": "for"})
    processes.close(process=process, actor=journal.Rule("governance.agreed-close"))


def test_a_fund_is_decided_then_used_with_two_signatures(client: GateClient) -> None:
    pot = filled()
    for member in (pot.dina, pot.emile):
        member.role = "facilitator"
        member.save(update_fields=["role"])
    client.force_login(pot.bob.person)
    bob = Reader(client)
    bob.go(here(pot.space.slug, "value:home"))
    bob.follow("/valeur/pot/")
    bob.follow("?depart=solidarite")
    bob.press("", amount="300,00", signers="accounts", threshold="100", until="2026-12-31")
    assert "/decisions/" in bob.url
    assert "€300" in bob.text
    assert in_the_pot(pot.space) == 100_000
    adopt(pot)
    line = BudgetLine._base_manager.select_related("space", "account").get(space=pot.space)
    assert (line.threshold, line.is_discreet, line_seen(line).left) == (10_000, True, 30_000)
    bob.go(here(pot.space.slug, "value:pot"))
    bob.follow(f"/lignes/{line.ref}/")
    bob.follow("/demander/")
    bob.press("", amount="120,50", words="Loyer", on="2026-11-16")
    row = Spending._base_manager.get(space=pot.space)
    assert (row.reimburses_id, row.needed, row.amount) == (pot.bob.pk, 2, 12_050)
    assert f"/depenses/{row.ref}/" in bob.url
    assert not bob.tree.xpath("//main//a[contains(@href, '/signer/')]")
    for signer, state in ((pot.dina, "waiting"), (pot.emile, "spent")):
        client.force_login(signer.person)
        reader = Reader(client)
        reader.go(here(pot.space.slug, "governance:todo"))
        reader.follow(f"/depenses/{row.ref}/")
        assert "Loyer" in reader.text
        reader.follow("/signer/")
        reader.press("")
        row.refresh_from_db()
        assert row.state == state
    assert line_seen(line).spent == 12_050
    assert OutgoingMail.objects.filter(to=pot.bob.person.email, subject="Signed: €120.50, “Solidarity fund”").exists()
    reader.go(here(pot.space.slug, "value:book"))
    assert "Spending on “Solidarity fund”" in reader.text
    assert offenders(pot.space) == []
