"""The solver's process: real once, killed at the limit, and never left behind."""

import subprocess
import time
from pathlib import Path

from commun.algo.team import Limits, propose
from commun.algo.team.solver import Solver
from tests.algo.team.test_propose import crowd


def left_behind() -> list[str]:
    """Children of this process, the dead ones too."""
    here = subprocess.run(["ps", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in here.splitlines() if "child" in line]


def script(folder: Path, text: str) -> Path:
    path = folder / "child.py"
    path.write_text(text)
    return path


def test_three_teams_come_from_a_process_of_their_own() -> None:
    found = list(propose(crowd(40), limits=Limits(20, 30)))
    assert [(one.method, one.is_proven) for one in found] == [("exact", True)] * 3


def test_a_solver_that_does_not_answer_is_killed_and_the_greedy_answer_says_what_it_is(tmp_path: Path) -> None:
    stuck = script(tmp_path, "import time\ntime.sleep(60)\n")
    solvers = []

    def stuck_solver(limit: float) -> Solver:
        solvers.append(Solver(limit, stuck))
        return solvers[0]

    begin = time.monotonic()
    found = list(propose(crowd(300), limits=Limits(0.2, 0.3), solver_of=stuck_solver))
    assert time.monotonic() - begin < 20
    assert [(one.method, one.is_proven) for one in found] == [("greedy", False)]
    assert found[0].parts
    assert solvers[0]._process is None
    assert str(stuck) not in " ".join(left_behind())


def test_a_solver_that_says_nonsense_or_cannot_start_gives_the_greedy_answer_too(tmp_path: Path) -> None:
    for text in ("print('no')\n", "raise SystemExit(3)\n", "print('{}', flush=True)\ninput()\n"):
        path = script(tmp_path, text)
        found = list(propose(crowd(30), limits=Limits(5, 5), solver_of=lambda limit, path=path: Solver(limit, path)))
        assert [one.method for one in found] == ["greedy"]
