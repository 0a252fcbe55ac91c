"""Equal shares against pabutools on public budgets and on generated ones, with the same order of ties."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from commun.algo.voting import pabulib
from commun.algo.voting.budget_election import CARDINALITY, COST, BudgetElection
from commun.algo.voting.completion import add_one
from commun.algo.voting.equal_shares import Market, Shares, equal_purse
from tests.algo.voting import budget_referee as referee
from tests.algo.voting import budget_reference as reference

pytestmark = [pytest.mark.referee, pytest.mark.slow]
MOST_BYTES = 40_000


@pytest.fixture(scope="module")
def interpreter() -> str:
    """The Python of the referees; the test is skipped where there is none."""
    found = referee.python()
    if found is None:
        pytest.skip(referee.NOT_HERE)
    return found


def job(path: Path, election: BudgetElection, satisfaction: str, step: int | None = None) -> dict[str, Any]:
    """Return what to ask the referee."""
    order = [election.key(each) for each in sorted(range(len(election.projects)), key=election.ranks().__getitem__)]
    return {"path": str(path), "order": order, "satisfaction": satisfaction, "raise": step}


def keys(election: BudgetElection, shares: Shares) -> list[str]:
    """Return the keys of the purchases, in order."""
    return [election.key(each) for each in shares.projects]


def small_files(data: Path) -> list[Path]:
    """The small real budgets."""
    return [path for path in sorted((data / "choice" / "pb").glob("*.pb")) if path.stat().st_size < MOST_BYTES]


def read(path: Path) -> pabulib.PabulibFile:
    """Read a file as it is, whatever its ends of lines."""
    with path.open(encoding="utf-8", newline="") as opened:
        return pabulib.read(opened.read())


def test_real_budgets_are_bought_as_by_pabutools(data: Path, interpreter: str) -> None:
    jobs, expected = [], []
    for path in small_files(data):
        file = read(path)
        if file.vote_type == pabulib.ORDINAL:
            continue  # its points for ranks are others than those of the files
        by_points = file.vote_type == pabulib.CUMULATIVE
        for satisfaction in (CARDINALITY,) if by_points else (COST, CARDINALITY):
            jobs.append(job(path, file.election, satisfaction))
            shares = Market(file.election, satisfaction).run(equal_purse(file.election))
            expected.append(keys(file.election, shares))
    found = [answer["winners"] for answer in referee.ask(interpreter, jobs)]
    assert len(found) == len(jobs) > 60
    assert found == expected


def test_purses_raised_one_by_one_buy_as_by_pabutools(data: Path, interpreter: str) -> None:
    """Both start from the exact equal purse here: pabutools knows no whole units."""
    jobs, expected = [], []
    for path in small_files(data):
        file = read(path)
        if file.vote_type == pabulib.APPROVAL and path.stat().st_size < MOST_BYTES // 3:
            jobs.append(job(path, file.election, COST, file.election.unit))
            raised = add_one(Market(file.election), start=equal_purse(file.election), step=file.election.unit)
            expected.append(sorted(keys(file.election, raised.shares)))
    found = [sorted(answer["winners"]) for answer in referee.ask(interpreter, jobs)]
    assert len(found) == len(jobs) > 4
    assert found == expected


def test_generated_budgets_full_of_ties_are_bought_as_by_pabutools(tmp_path: Path, interpreter: str) -> None:
    jobs, expected = [], []
    for seed in range(150):
        election = reference.generated(seed, tight=True)
        if not any(election.points()):
            continue
        path = tmp_path / f"{seed}.pb"
        path.write_text(pabulib.write(election), "utf-8")
        for satisfaction in (COST, CARDINALITY):
            jobs.append(job(path, election, satisfaction))
            expected.append(keys(election, Market(election, satisfaction).run(Fraction(equal_purse(election)))))
    found = [answer["winners"] for answer in referee.ask(interpreter, jobs)]
    assert len(found) == len(jobs)
    assert found == expected
