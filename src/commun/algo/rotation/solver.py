"""The solver's own process: one integer programme in (JSON), its best values and bound out.

Run as a script, it needs neither the application nor its settings. A process can be killed: the solver's own time
limit is not kept in all its phases.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

START_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Programme:
    """Minimise ``costs`` (integers) with each row ``low <= sum of columns <= high``; columns are within 0 and 1.

    A row is (low, high, ((column, factor), ...)). The first ``integers`` columns are whole. ``start`` is any solution.
    """

    costs: tuple[int, ...]
    integers: int
    rows: tuple[tuple[int, int, tuple[tuple[int, int], ...]], ...]
    start: tuple[float, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The best values found, a number that no solution can be under, and the time inside the solver."""

    values: tuple[float, ...]
    bound: float
    seconds: float


def solve(programme: Programme) -> Answer:
    """Solve in this process, one thread, fixed seed: the same programme gives the same answer."""
    import highspy
    import numpy as np

    begin = time.perf_counter()
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    limits = {"time_limit": programme.seconds, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5, "threads": 1, "random_seed": 0}
    # The start is already a good plan: looking for a first one would only take time.
    for name, value in {"output_flag": False, "mip_heuristic_run_feasibility_jump": False, **limits}.items():
        highs.setOptionValue(name, value)
    size, rows = len(programme.costs), programme.rows
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = size, len(rows)
    lp.col_cost_ = np.array(programme.costs, float)
    lp.col_lower_, lp.col_upper_ = np.zeros(size), np.ones(size)
    lp.row_lower_ = np.array([low for low, _, _ in rows], float)
    lp.row_upper_ = np.array([high for _, high, _ in rows], float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(cells) for _, _, cells in rows)])
    lp.a_matrix_.index_ = np.array([column for _, _, cells in rows for column, _ in cells])
    lp.a_matrix_.value_ = np.array([factor for _, _, cells in rows for _, factor in cells], float)
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger] * programme.integers + [kinds.kContinuous] * (size - programme.integers)
    highs.passModel(lp)
    start = highspy.HighsSolution()
    start.col_value = list(programme.start)
    highs.setSolution(start)
    highs.run()
    values = tuple(highs.getSolution().col_value)
    return Answer(values, highs.getInfo().mip_dual_bound, time.perf_counter() - begin)


def solve_in_child(programme: Programme) -> Answer | None:
    """Solve in a process of its own, killed START_SECONDS after the time allowed; None when it gave nothing."""
    command = [sys.executable, "-I", str(Path(__file__))]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(asdict(programme)),
            capture_output=True,
            text=True,
            timeout=programme.seconds + START_SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
        return Answer(tuple(found["values"]), found["bound"], found["seconds"])
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        return None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(solve(Programme(**json.loads(sys.stdin.read()))))))
