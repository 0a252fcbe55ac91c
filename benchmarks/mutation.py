"""How many planted faults the tests see, in what must never be wrong: votes, moves, rights, follow-through, money.

mutmut plants one fault at a time (a sign turned, a number off by one, an argument left out) in a copy of the sources
and runs the tests of that part. Budget: 80 % of the faults seen, 85 % where money is shared and written. Reduced: the
pure tables and two modules of votes.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUDGET = 80
CONFIGURATION = """
[tool.mutmut]
source_paths = ["src/commun"]
only_mutate = [{modules}]
also_copy = ["src", "tests", "benchmarks"]
pytest_add_cli_args = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", "-m", "not slow and not referee"]
pytest_add_cli_args_test_selection = [{tests}]

[tool.pytest.ini_options]
DJANGO_SETTINGS_MODULE = "commun.config.settings"
pythonpath = ["src", "."]
markers = ["slow: s", "referee: r", "browser: b", "real_clock: c", "english: e"]
"""


@dataclass(frozen=True)
class Part:
    """Modules to spoil, and the tests that should see it."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    budget: int = BUDGET


VOTES = Part(
    "majorities and lots",
    ("src/commun/algo/voting/majority.py", "src/commun/algo/voting/lots.py"),
    ("tests/algo/voting/test_majority.py", "tests/algo/voting/test_lots.py", "tests/algo/voting/test_properties.py"),
)
TABLES = Part(
    "follow-through and places",
    ("src/commun/governance/follow_through.py", "src/commun/governance/states.py"),
    ("tests/governance/test_follow_through.py", "tests/governance/test_states.py"),
)
COUNTS = Part(
    "every count",
    tuple(
        f"src/commun/algo/voting/{name}.py" for name in ("totals", "judgment", "runoff", "stv", "condorcet", "voices")
    ),
    tuple(
        f"tests/algo/voting/test_{name}.py"
        for name in ("totals", "judgment", "runoff", "stv", "condorcet", "voices", "profile", "properties")
    ),
)
SHARING = Part(
    "sharing",
    tuple(
        f"src/commun/algo/sharing/{name}.py"
        for name in ("distribution", "fairness", "levy", "shapley", "steps", "templates")
    ),
    ("tests/algo/sharing", "tests/algo/exact"),
    85,
)
LEDGER = Part(
    "ledger",
    tuple(f"src/commun/algo/ledger/{name}.py" for name in ("books", "entries", "export", "rules", "signing")),
    ("tests/algo/ledger",),
    85,
)


def measure(part: Part) -> tuple[int, int]:
    """Return how many faults were planted and how many were seen."""
    with tempfile.TemporaryDirectory(prefix="commun-mutants-") as folder:
        place = Path(folder)
        for name in ("src", "tests", "benchmarks"):
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        listed = {key: ", ".join(f'"{path}"' for path in getattr(part, key)) for key in ("modules", "tests")}
        (place / "pyproject.toml").write_text(CONFIGURATION.format(**listed))
        done = subprocess.run(
            [sys.executable, "-m", "mutmut", "run", "--max-children", "2"],
            cwd=place, capture_output=True, text=True, check=False,
        )  # fmt: skip
        told = subprocess.run(
            [sys.executable, "-m", "mutmut", "results", "--all", "true"],
            cwd=place, capture_output=True, text=True, check=False,
        )  # fmt: skip
    ends = [line.rpartition(": ")[2].strip() for line in told.stdout.splitlines() if ": " in line]
    if not ends:
        raise SystemExit(f"mutmut planted nothing:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return len(ends), sum(end in {"killed", "timeout"} for end in ends)


def main(full: bool = False) -> int:
    """Print the share of planted faults that the tests see; 1 when a part is under the budget."""
    failed = False
    for part in (TABLES, VOTES, COUNTS, SHARING, LEDGER) if full else (TABLES, VOTES):
        planted, seen = measure(part)
        share = 100 * seen // planted
        failed |= share < part.budget
        print(f"{part.name}: {seen} of {planted} planted faults seen, {share} % (budget {part.budget} %)")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main("--full" in sys.argv))
