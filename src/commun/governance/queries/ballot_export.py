"""« Recompter vous-même »: the ballots and the result as files, without any name; the same as the screen."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from commun.algo.voting import exports, pabulib
from commun.core import scope
from commun.governance.models import Ballot, Elector, Option, Process, SecretBallot
from commun.governance.ways import budget

Method = Process.Method
GRADED = frozenset({Method.SCORE, Method.RESISTANCE, Method.DOTS, Method.GRADES})
ORDERED = frozenset({Method.PROPOSAL, Method.CHOICE, Method.APPROVAL, Method.RANKED, Method.SEVERAL})
RULE_OF_PROPOSAL = "plurality"


def as_dict(process: Process) -> dict[str, Any]:
    """All that the result was counted from, in an order that says nothing of the voters. 4 queries."""
    with scope.use(process.space_id):
        options = list(Option.objects.filter(process=process).order_by("position"))
        electors = Elector.objects.filter(process=process).count()
    rules = {
        name: value for name, value in process.rules.items() if name not in {"weights", "electors", "needed", "strata"}
    }
    return {
        "format": exports.FORMAT,
        "reference": process.ref,
        "group": process.space.name,
        "title": process.title,
        "method": process.method,
        "rules": rules,
        "is_secret": process.is_secret,
        "opened_at": process.opened_at.isoformat() if process.opened_at else None,
        "closed_at": process.closed_at.isoformat() if process.closed_at else None,
        "electors": electors,
        "electorate_sha256": process.electorate_digest,
        "options": [{"id": str(one.position), "label": one.label, "detail": one.detail, **one.data} for one in options],
        "ballots": _ballots(process),
        "outcome": process.outcome,
        "result": process.result,
        "recount": command_of(process),
    }


def as_json(content: Mapping[str, Any]) -> str:
    """As a file."""
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _ballots(process: Process) -> list[dict[str, Any]]:
    """Equal ballots together, with how many cast them and what they weigh. 1 query."""
    with scope.use(process.space_id):
        if process.is_secret:
            found = SecretBallot.objects.filter(process=process).values_list("content", flat=True)
            rows = [(content, 1) for content in found]
        else:
            rows = list(Ballot.objects.filter(process=process).values_list("content", "elector__weight"))
    people: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for content, weight in rows:
        key = json.dumps(content, ensure_ascii=False, sort_keys=True)
        people[key] += 1
        weights[key] += weight
    return [{"ballot": json.loads(key), "people": people[key], "weight": weights[key]} for key in sorted(people)]


def file_name(process: Process) -> str:
    """The file that ``./commun manage count`` reads; empty where no rule of a file counts it."""
    if process.method == Method.BUDGET:
        return f"vote-{process.ref}.pb"
    return f"vote-{process.ref}.abif" if process.method in GRADED | ORDERED else ""


def rule_of(process: Process) -> str:
    """The rule by the name that the command knows."""
    return RULE_OF_PROPOSAL if process.method == Method.PROPOSAL else str(process.rules.get("rule") or "")


def command_of(process: Process) -> str:
    """What to type to count again; empty where there is no such file."""
    name = file_name(process)
    if not name:
        return ""
    seats = f" --seats {process.rules['seats']}" if process.method == Method.SEVERAL else ""
    seed = str((process.result or {}).get("seed") or "")
    lots = f" --seed {seed}" if seed and process.rules.get("tie") == "draw" else ""
    return f"./commun manage count --rule {rule_of(process)}{seats}{lots} {name}"


def as_file(process: Process) -> str:
    """The ballots in a public format: Pabulib for a budget, ABIF for the rest."""
    if process.method == Method.BUDGET:
        election = budget.election_of(process)
        return pabulib.write(election, {"description": process.title, "rule": rule_of(process), "currency": "EUR"})
    return _abif(process)


def _abif(process: Process) -> str:
    """One line for each kind of ballot: what it weighs, then ranks (``1>2=3``) or marks (``1/5,2/3``)."""
    lines = [f"# {_plain(process.title)}", *_names(process)]
    for pile in _ballots(process):
        said = exports.line(pile["ballot"])
        if said and pile["weight"]:
            lines.append(f"{pile['weight']}:{said}")
    return "\n".join(lines) + "\n"


def _names(process: Process) -> list[str]:
    if process.method == Method.PROPOSAL:
        return ["=for:[for]", "=against:[against]"]
    with scope.use(process.space_id):
        options = Option.objects.filter(process=process).order_by("position").values_list("position", "label")
        return [f"={position}:[{_plain(label)}]" for position, label in options]


def _plain(text: str) -> str:
    return " ".join(text.translate(str.maketrans("[]#", "()·")).split())
