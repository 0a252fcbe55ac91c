"""Every measure that is promised can be asked by its name, prints its figures, and fails over its budget."""

import ast
import importlib
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest
from benchmarks.algo import matching, notices

from commun.launch import bench

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("file", bench.files(ROOT), ids=str)
def test_each_measure_can_be_imported_and_says_what_it_measures(file: Path) -> None:
    module = importlib.import_module(".".join(("benchmarks", *file.with_suffix("").parts)))
    assert callable(module.main)
    assert (module.__doc__ or "").strip()


def test_reading_prints_both_figures_and_fails_over_its_budget(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = notices.measure
    monkeypatch.setattr(notices, "measure", lambda rounds, repeats: measured(rounds=1, repeats=1))
    monkeypatch.setattr(notices, "LEAST_PER_SECOND", 1)
    monkeypatch.setattr(notices, "LEAST_SHARE", 0.0)
    notices.main(full=False)
    assert re.search(r"[\d,]+ notices/s, \d+% of lxml's bare parse: ok", capsys.readouterr().out)
    monkeypatch.setattr(notices, "LEAST_SHARE", 100.0)
    with pytest.raises(SystemExit, match="budget"):
        notices.main(full=False)
    assert "TOO SLOW" in capsys.readouterr().out


def test_the_day_s_matching_prints_its_time_its_memory_and_its_curve(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The budget is 2,000 profiles against 600 notices; a few tell here that the figures come out."""
    asked: list[int] = []
    whole = matching.profiles

    def few(rng: object, vocabulary: object, count: int) -> object:
        asked.append(count)
        return whole(rng, vocabulary, 30)  # type: ignore[arg-type]

    monkeypatch.setattr(matching, "profiles", few)
    monkeypatch.setattr(matching, "SECONDS", 1000.0)
    monkeypatch.setattr(matching, "MEGABYTES", 1e9)
    matching.main(full=True)
    printed = capsys.readouterr().out
    assert asked == [20_000]
    assert re.findall(r"^ *(\d+) profiles: ", printed, re.MULTILINE) == [
        "500",
        "1000",
        "2000",
        "5000",
        "10000",
        "20000",
    ]
    assert "index of 600 notices" in printed
    assert re.search(r"day's run: [\d.]+ s of processor .* peak memory \d+ MB", printed)
    monkeypatch.setattr(matching, "SECONDS", 0.0)
    with pytest.raises(SystemExit, match="budget"):
        matching.main(full=False)


# What was promised, by file and name: a budget is loosened here too, in sight of all, or not at all.
BUDGETS: dict[str, dict[str, object]] = {
    "algo.budgets": {
        "SECONDS_OF_10_000": 1.0, "LARGEST_SECONDS": {"equal-shares": 2.0, "equal-shares-add1": 20.0},
        "TIMES_FASTER": {"equal-shares": 20, "equal-shares-add1": 10},
    },
    "algo.matching": {"SECONDS": 5.0, "MEGABYTES": 500.0},
    "algo.notices": {"LEAST_PER_SECOND": 1_000, "LEAST_SHARE": 0.40},
    "algo.rotation": {"SPREAD": 2, "NEVER": 1, "SECONDS": 0.2},
    "algo.sharing": {"SECONDS": 20.0},
    "algo.voting": {"SECONDS": 1.0},
    "chain": {"FULL": 1_000_000, "EXPORTED": 50_000, "SECONDS_A_MILLION": 30, "EXPORT_SECONDS": 5},
    "feed": {"CLIENTS": 500, "P95_MS": 50.0, "CONNECTIONS": 1},
    "governance_pages": {"FULL": (5_000, 500, 40), "BUDGET_MS": 200, "BUDGET_QUERIES": 25},
    "group_export": {"FULL": 100_000, "MEGABYTES": 300},
    "ledger": {"FULL": (200, 8, 12.0), "BUDGET": 1_000, "CROWD": 100, "LEAST": -500},
    "mailing": {
        "SMALL_SECONDS": 3.0, "LARGE_SECONDS": 20.0, "SHARE": 0.60, "INBOUND": 200.0, "MEMORY_MIB": 250.0,
        "KILLS": (20, 200), "MAILS_IN": (400, 2_000),
    },
    "mbox": {"BUDGETS": {True: (10_000, 120.0), False: (1_000, 12.0)}},
    "mutation": {"BUDGET": 80},
    "pages": {"FULL": (10_000, 300), "BUDGET_MS": 100, "BUDGET_QUERIES": 20, "BUDGET_KB": 150},
    "search": {"FULL": 100_000, "BUDGET_MS": 300},
    "search_messages": {"FULL": 100_000, "BUDGET_MS": 300, "GROUPS": 20, "MINE": 12},
    "simulator": {"SCENES": ((5, 300, 15), (200, 1_000, 5)), "MOST_QUERIES": 25},
    "statement": {"FULL": 100_000, "PAGE_MS": 100, "BALANCE_MS": 50, "PAPER_MS": 1_500},
    "team": {"ALLOWED": {20: (2.0, 2.0), 200: (2.0, 2.0), 1_000: (10.0, 30.0), 7_000: (10.0, 30.0)}},
    "votes": {"FULL": (2000, 60.0, 100), "P99_MS": 1000},
    "writing": {"KEY_MS": 150, "OPEN_S": 1.5, "SESSIONS": (20, 200), "KILLS": (3, 20)},
}  # fmt: skip


@pytest.mark.parametrize("name", BUDGETS)
def test_the_budgets_are_those_that_were_promised(name: str) -> None:
    module = importlib.import_module(f"benchmarks.{name}")
    assert {one: getattr(module, one, "gone") for one in BUDGETS[name]} == BUDGETS[name]
    # Each is asked for in the file, and not only to be printed: a budget that nothing is held to is none.
    assert set(BUDGETS[name]) - _weighed(module) == set()


def test_every_measure_has_its_budget_here() -> None:
    assert {".".join(file.with_suffix("").parts) for file in bench.files(ROOT)} == set(BUDGETS)


def _weighed(module: ModuleType) -> set[str]:
    """Names that the functions of a file read outside of what they print."""
    tree = ast.parse(inspect.getsource(module))
    printed = {id(one) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for one in ast.walk(text)}
    return {
        one.id
        for one in ast.walk(tree)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and id(one) not in printed
    }
