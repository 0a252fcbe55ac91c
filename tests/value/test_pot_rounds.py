"""A budget round of the pot: said, voted by equal shares, its kept projects opened as lines, once (gov B5)."""

import datetime as dt

import pytest

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.core.models import OutgoingMail
from commun.core.urls import here
from commun.governance.actions import ballots, processes
from commun.governance.actions.ballot_letters import tell_openings
from commun.governance.actions.processes import OptionWish
from commun.governance.models import Decision, Process
from commun.value.actions import pot_rounds as actions
from commun.value.actions.pot import NewLine, Terms, propose_line
from commun.value.models import BudgetLine
from commun.value.queries import pot as queries
from commun.value.queries.invariants import offenders
from commun.value.queries.pot_rounds import rounds_of
from tests.support.client import GateClient
from tests.value.pot_world import Pot, adopted, ask, filled

pytestmark = [pytest.mark.django_db, pytest.mark.english]
COSTS = {"Jardin": 33_000, "Vélos": 50_000, "Chorale": 20_000}


@pytest.fixture
def pot() -> Pot:
    return filled()


def proposed(pot: Pot, amount: int = 100_000) -> Decision:
    terms = Terms(signers="anybody", threshold=20_000)
    return actions.propose_round(by=pot.bob, wish=actions.Round("Que financer ?", amount, terms))


def opened(pot: Pot, decision: Decision, amount: int = 100_000, method: str = "budget") -> Process:
    options = tuple(OptionWish(name, data={"cost_cents": cost}) for name, cost in COSTS.items())
    rules = {"amount_cents": amount, "rule": "equal-shares-add1"} if method == "budget" else {}
    wish = processes.Wish(
        method=method, decision=decision, rules=rules, options=options,
        closes_at=clock.now() + dt.timedelta(days=7),
    )  # fmt: skip
    return processes.open_process(by=pot.bob, wish=wish)


def voted(pot: Pot, process: Process) -> Process:
    """All want the garden, two the choir, two the bikes: with 250 euros each, the bikes cannot be paid."""
    # Bob changes his mind before the close, as anybody may (cobudget#594).
    ballots.cast(by=pot.bob, process=process, content={"options": ["2"]})
    for member, chosen in ((pot.alice, "13"), (pot.bob, "13"), (pot.dina, "12"), (pot.emile, "12")):
        ballots.cast(by=member, process=process, content={"options": list(chosen)})
    return processes.close(process=process, actor=journal.Rule("governance.agreed-close"))


def test_a_round_is_started_from_the_pot_with_its_amount(pot: Pot, client: GateClient) -> None:
    client.force_login(pot.bob.person)
    address = here(pot.space.slug, "value:new-round")
    assert 'value="1000"' in client.get(address).content.decode()
    said = {"title": "Que financer ?", "amount": "850,50", "signers": "anybody"}
    assert client.post(address, said | {"amount": "-1"}).status_code == 422
    answer = client.post(address, said)
    assert answer["Location"].endswith("/budget/")
    page = client.get(answer["Location"]).content.decode()
    assert 'value="850.5' in page
    choices = "Jardin : 330\nVélos : 500"
    closes = {"closes_at_0": "2026-11-30", "closes_at_1": "20:00"}
    rules = {"credits": "0", "rule": "equal-shares-add1", "shown": "close", "tie": "further-discussion"}
    wanted = rules | closes | {"choices": choices, "min_ballots": "4", "absent_per_holder": "0"}
    # More than the round says is refused, with a sentence.
    more = client.post(answer["Location"], wanted | {"amount": "900"})
    assert "This round shares €850.50" in more.content.decode()
    assert client.post(answer["Location"], wanted | {"amount": "850.50"}).status_code == 302
    (shown,) = rounds_of(pot.space)
    assert (shown.process.rules["amount_cents"], shown.can_open) == (85_050, False)
    tell_openings()
    (brochure,) = OutgoingMail.objects.filter(key__startswith="governance.vote-open:", to=pot.emile.person.email)
    assert "€850.50 are to be shared between these projects:\n\nJardin · €330\n\nVélos · €500" in brochure.text


def test_what_the_round_kept_is_opened_once_as_lines(pot: Pot, client: GateClient) -> None:
    decision = proposed(pot)
    with pytest.raises(Refused, match="participatory budget: choose"):
        opened(pot, Decision._base_manager.get(pk=decision.pk), method="approval")
    process = opened(pot, decision)
    with pytest.raises(Refused, match="not closed, or kept nothing"):
        actions.open_round_lines(by=pot.bob, decision=decision)
    process = voted(pot, process)
    assert (process.outcome, process.result and process.result["settled"]) == ("adopted", ["1", "3"])
    address = here(pot.space.slug, "value:open-round-lines", round_held=decision.ref)
    client.force_login(pot.dina.person)
    assert "The group kept 2 projects" in client.get(here(pot.space.slug, "value:pot")).content.decode()
    for _twice in range(2):
        told = client.post(address, follow=True).content.decode()
    assert "open already" in told
    lines = list(BudgetLine._base_manager.filter(decision=decision).order_by("project"))
    assert [(one.title, one.project, one.threshold) for one in lines] == [("Jardin", 1, 20_000), ("Chorale", 3, 20_000)]
    assert [queries.line_seen(one).left for one in lines] == [33_000, 20_000]
    assert (queries.in_the_pot(pot.space), rounds_of(pot.space)) == (47_000, [])
    assert ask(pot.bob, lines[0], 20_001).needed == 2
    assert offenders(pot.space) == []


def test_lines_of_a_round_are_opened_all_or_none(pot: Pot) -> None:
    decision = proposed(pot)
    voted(pot, opened(pot, decision))
    other = NewLine("Urgence", "Toit", 50_000, Terms())
    adopted(pot.alice, propose_line(by=pot.bob, line=other))
    with pytest.raises(Refused, match="holds €500: not enough to set €530 aside"):
        actions.open_round_lines(by=pot.bob, decision=decision)
    assert not BudgetLine._base_manager.filter(decision=decision).exists()
    assert queries.in_the_pot(pot.space) == 50_000
    # A decision that is no round opens nothing.
    with pytest.raises(Refused, match="no budget round"):
        actions.open_round_lines(by=pot.bob, decision=BudgetLine._base_manager.get(space=pot.space).decision)
