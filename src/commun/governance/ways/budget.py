"""Participatory budget: an amount, projects with a cost, each says what they would fund; changeable until the close."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.voting import budgets, lots
from commun.algo.voting.budget_election import BudgetElection, Project
from commun.algo.voting.profile import Pile
from commun.algo.voting.result import Result
from commun.core import scope
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.methods import Ending, Way
from commun.governance.models import Option, Process
from commun.governance.ways import common

# In the order in which they are offered.
RULES = ("equal-shares-add1", "equal-shares", "greedy")
CENTS_PER_UNIT = 100
MOST_CENTS = 1_000_000_000_00


def clean(said: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a budget: the amount in cents, the rule, and whether people tick projects or share dots."""
    kept = common.clean(said)
    kept["rule"] = common.one_of(said, "rule", RULES)
    kept["amount_cents"] = common.whole(said, "amount_cents", 0, 1, MOST_CENTS)
    kept["credits"] = common.whole(said, "credits", 0, 0, 1000)
    return kept


def opened(process: Process) -> None:
    """Each project needs a cost that the amount could pay."""
    common.weigh(process)
    with scope.use(process.space_id):
        for option in Option.objects.filter(process=process):
            cost = option.data.get("cost_cents")
            if not isinstance(cost, int) or not 0 < cost <= process.rules["amount_cents"]:
                raise Refused(_("“%(option)s” needs a cost, at most the whole amount.") % {"option": option.label})


def answer(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    """The projects one would fund, or dots on them."""
    if not process.rules["credits"]:
        chosen = common.known(process, dict.fromkeys(content.get("options") or ()))
        return {"options": sorted(chosen, key=int)}
    dots = {str(name): value for name, value in dict(content.get("dots") or {}).items() if value}
    common.known(process, dots)
    if any(not isinstance(value, int) or isinstance(value, bool) or value < 0 for value in dots.values()):
        raise Refused(_("Dots are whole numbers."))
    if sum(dots.values()) > process.rules["credits"]:
        raise Refused(_("This is more than what each has to give: take some back."))
    return {"dots": {name: dots[name] for name in sorted(dots, key=int)}}


def election_of(process: Process) -> BudgetElection:
    """The projects, the amount and the ballots as the count takes them. 2 queries."""
    with scope.use(process.space_id):
        options = Option.objects.filter(process=process).order_by("position")
        projects = [Project(str(option.position), option.data["cost_cents"], option.label) for option in options]
    piles: list[Pile[Any]] = [
        Pile(pile.ballot.get("dots") or pile.ballot.get("options") or [], pile.people, pile.weight)
        for pile in common.piles_of(process)
    ]
    return BudgetElection.build(projects, process.rules["amount_cents"], piles, unit=CENTS_PER_UNIT)


def ending(process: Process) -> Ending:
    """Share the amount by the rule of the process; the greedy count is kept beside, to compare."""
    election = election_of(process)
    electors, _weight = common.eligible_of(process)
    quorum = common.quorum_of(process.rules)
    people = sum(pile.people for pile in common.piles_of(process))
    if quorum is not None and not quorum.reached(eligible=electors, voted=people):
        lacks = {"electors": electors, "cast": people, "needed": quorum.needed(electors), "rule": "quorum/1"}
        return Ending(methods.NO_QUORUM, lacks)
    seed = common.seed_of(process) if process.rules["tie"] == lots.DRAW else ""
    found = budgets.allocate(process.rules["rule"], election, seed=seed)
    beside = budgets.allocate("greedy", election, seed=seed).result()
    result = found.result()
    costs = {project.key: project.cost for project in election.projects}
    settled = list(result.winners) if seed else _sure(process.rules["rule"], election, result)
    spent = sum(costs[key] for key in settled)
    told: dict[str, Any] = {
        **result.as_json(),
        "electors": electors,
        "cast": people,
        "spent_cents": spent,
        "left_cents": election.budget - spent,
        "costs": costs,
        "settled": settled,
        "beside": {"rule": beside.rule, "winners": list(beside.winners)},
    }
    is_open = len(settled) < len(result.winners) or not settled
    return Ending(methods.TIE if is_open else methods.ADOPTED, told)


def _sure(rule: str, election: BudgetElection, result: Result) -> list[str]:
    """The projects funded whichever of those of equal support and equal cost is served first: nobody chose an order."""
    places = {project.key: place for place, project in enumerate(election.projects)}
    kept = list(result.winners)
    for first in _tied(election, result, places):
        order = (places[first], *(place for key, place in places.items() if key != first))
        served = set(budgets.allocate(rule, replace(election, order=order)).result().winners)
        kept = [key for key in kept if key in served]
    return kept


def _tied(election: BudgetElection, result: Result, places: Mapping[str, int]) -> list[str]:
    """The projects that only their order separates: the cheaper goes first, by the rule."""
    found: list[str] = []
    for group in result.ties:
        costs = {key: election.projects[places[key]].cost for key in group}
        left = {costs[key] for key in group if key not in result.winners}
        found += [key for key in group if costs[key] in left]
    return found


def register() -> None:
    """Add the participatory budget to the ways of deciding."""
    methods.ways.add(
        Process.Method.BUDGET,
        Way(
            explain=gettext_lazy(
                "An amount, projects with their cost: each says what to fund, and each has an equal share."
            ),
            clean=clean,
            ballot=answer,
            opened=opened,
            ending=ending,
            needs_options=True,
            may_be_secret=True,
        ),
    )
