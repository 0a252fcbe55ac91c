"""Read what a vote of Commun exports as JSON (`commun-vote/1`): its options, its ballots, its seats or its amount.

A ballot is written on one line of ABIF, the same for this file and for the one of the page: `line`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from commun.algo.voting import abif
from commun.algo.voting.budget_election import BudgetElection, Project
from commun.algo.voting.errors import BadFile, BadInput
from commun.algo.voting.profile import Graded, Pile, Ranked

FORMAT = "commun-vote/1"
ANSWERS = ("for", "against")
CENTS = 100


def line(content: Mapping[str, Any]) -> str:
    """Return ranks (`1>2=3`) or marks (`1/5,2/3`); empty for who abstains."""
    if content.get("abstain") or content.get("answer") == "abstain":
        return ""
    if "answer" in content:
        return str(content["answer"])
    if "option" in content:
        return str(content["option"])
    if "options" in content:
        return "=".join(content["options"])
    if "ranks" in content:
        ranks = content["ranks"]
        groups = [[name for name in ranks if ranks[name] == rank] for rank in sorted(set(ranks.values()))]
        return ">".join("=".join(group) for group in groups)
    return ",".join(f"{name}/{mark}" for name, mark in content["grades"].items())


def read(text: str, *, graded: bool = False) -> tuple[Ranked | Graded | BudgetElection, int | None, dict[str, str]]:
    """Return the election, its seats where it has some, and the label of each option; raises BadFile."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise KeyError(FORMAT)
        rules = said["rules"]
        names = {str(one["id"]): str(one["label"]) for one in said["options"]}
        piles = [(one["ballot"], int(one["people"]), int(one["weight"])) for one in said["ballots"]]
        if "amount_cents" in rules:
            return _budget(said["options"], rules["amount_cents"], piles), None, names
        seats = int(rules["seats"]) if rules.get("seats") else None
        lines = [f"{weight}:{found}" for ballot, _people, weight in piles if weight and (found := line(ballot))]
    except BadInput:
        raise
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
        raise BadFile("bad-line", number=1, line=text[:60]) from None
    declared = [f"={name}" for name in names or ANSWERS]
    return abif.ballots("\n".join([*declared, *lines]), graded=graded), seats, names


def _budget(
    options: Sequence[Mapping[str, Any]], amount: int, piles: Sequence[tuple[Mapping[str, Any], int, int]]
) -> BudgetElection:
    projects = [Project(str(one["id"]), int(one["cost_cents"]), str(one["label"])) for one in options]
    wanted = [
        Pile(ballot.get("dots") or ballot.get("options") or [], people, weight) for ballot, people, weight in piles
    ]
    return BudgetElection.build(projects, amount, wanted, unit=CENTS)
