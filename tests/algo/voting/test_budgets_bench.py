"""The measure of budgets prints its figures, says when nobody compared, and fails over its budget."""

from pathlib import Path
from typing import Any

import pytest
from benchmarks.algo import budgets as bench

from tests.algo.voting import budget_referee as referee


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A fictional town of 200 ballots instead of the largest one, no referee, and time enough."""
    whole = bench.generated
    monkeypatch.setattr(bench, "generated", lambda ballots, projects: whole(200, 8))
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setenv("COMMUN_DATA", str(tmp_path))
    monkeypatch.setattr(referee, "python", lambda: None)
    monkeypatch.setattr(bench, "SECONDS_OF_10_000", 100.0)
    monkeypatch.setattr(bench, "LARGEST_SECONDS", dict.fromkeys(bench.LARGEST_SECONDS, 100.0))


def test_the_promised_speeds_are_those_held() -> None:
    assert bench.TIMES_FASTER == {"equal-shares": 20, "equal-shares-add1": 10}


def test_without_referee_our_times_alone_are_held_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(full=True) == 0
    printed = capsys.readouterr().out
    assert "NOT COMPARED" in printed
    assert "fictional: 200 voters, 8 projects" in printed
    monkeypatch.setattr(bench, "LARGEST_SECONDS", dict.fromkeys(bench.LARGEST_SECONDS, 0.0))
    assert bench.main(full=False) == 1
    monkeypatch.setattr(bench, "LARGEST_SECONDS", dict.fromkeys(bench.LARGEST_SECONDS, 100.0))
    monkeypatch.setattr(bench, "SECONDS_OF_10_000", 0.0)
    assert bench.main(full=False) == 1


@pytest.mark.parametrize(("seconds", "alike", "code"), [(1e6, True, 0), (1e-9, True, 1), (1e6, False, 1)])
def test_a_slower_or_another_outcome_than_the_referee_fails(
    monkeypatch: pytest.MonkeyPatch, seconds: float, alike: bool, code: int
) -> None:
    funded: dict[str, list[str]] = {}
    ours = bench._ours

    def remember(election: Any, rule: str) -> tuple[float, list[str]]:
        time, funded["last"] = ours(election, rule)
        return time, funded["last"]

    def ask(interpreter: str, jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"winners": funded["last"] if alike else [], "seconds": seconds, "reading": 1.0}]

    monkeypatch.setattr(bench, "_ours", remember)
    monkeypatch.setattr(referee, "python", lambda: "python")
    monkeypatch.setattr(referee, "ask", ask)
    assert bench.main(full=True) == code
