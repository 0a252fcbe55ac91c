"""Ask pabutools (GPL-3, never imported by the product) to count budgets, in the Python of the referees.

Imported here, `ask` runs this same file with that Python: COMMUN_REFEREES, or .venv-referees of the clone. Run there,
it reads jobs as JSON on its input and prints one answer a line.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
NOT_HERE = "pabutools is not here: set COMMUN_REFEREES to a Python that has it, or make .venv-referees"


def python() -> str | None:
    """Return the Python of the referees, or None."""
    named = [os.environ.get("COMMUN_REFEREES"), str(ROOT / ".venv-referees" / "bin" / "python"), sys.executable]
    for candidate in named:
        if candidate and Path(candidate).exists():
            probe = [candidate, "-c", "import pabutools"]
            if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
                return candidate
    return None


def ask(interpreter: str, jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one answer for each job: `winners` in order, `seconds` of processor without reading, `reading`.

    A job has `path`, `order` (every key, best first: the last order of ties), `satisfaction` ("cost" or
    "cardinality") and `raise` (None, or how much add-one raises each purse).
    """
    ran = subprocess.run(
        [interpreter, __file__], input=json.dumps(jobs), capture_output=True, text=True, check=True, timeout=3600
    )
    return [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    from pabutools.election import Additive_Cardinal_Sat, Cardinality_Sat, Cost_Sat, parse_pabulib
    from pabutools.rules import method_of_equal_shares
    from pabutools.tiebreaking import TieBreakingRule

    started = time.process_time()
    instance, profile = parse_pabulib(job["path"])
    reading = time.process_time() - started
    ranks = {key: rank for rank, key in enumerate(job["order"])}
    points = hasattr(profile[0], "items") if len(profile) else False
    votes = {project.name: sum(project in ballot for ballot in profile) for project in instance}
    ties = TieBreakingRule(lambda instance, profile, project: (-votes[project.name], project.cost, ranks[project.name]))
    by_number = Additive_Cardinal_Sat if points else Cardinality_Sat
    started = time.process_time()
    # Equal ballots together: its best way of running.
    grouped = profile.as_multiprofile()
    found = method_of_equal_shares(
        instance,
        grouped,
        Cost_Sat if job["satisfaction"] == "cost" else by_number,
        tie_breaking=ties,
        voter_budget_increment=job["raise"],
    )
    seconds = time.process_time() - started
    return {"winners": [project.name for project in found], "seconds": seconds, "reading": reading}


def _main() -> None:
    for job in json.load(sys.stdin):
        sys.stdout.write(json.dumps(_answer(job)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
