"""Every measure that is promised can be asked by its name, prints its figures, and fails over its budget."""

import importlib
import re
from pathlib import Path

import pytest
from benchmarks import pages, search
from benchmarks.algo import matching, notices

from commun.launch import bench

ROOT = Path(__file__).resolve().parents[2]


def test_the_promised_measures_are_there() -> None:
    promised = {Path("algo/matching.py"), Path("algo/notices.py"), Path("pages.py"), Path("search.py")}
    assert promised <= set(bench.files(ROOT))


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


def test_the_budgets_are_those_that_were_promised() -> None:
    assert (notices.LEAST_PER_SECOND, notices.LEAST_SHARE) == (1_000, 0.40)
    assert (matching.SECONDS, matching.MEGABYTES) == (5.0, 500.0)
    assert (search.FULL, search.BUDGET_MS) == (100_000, 300)
    assert (pages.FULL, pages.BUDGET_MS, pages.BUDGET_QUERIES, pages.BUDGET_KB) == ((10_000, 300), 100, 20, 150)
