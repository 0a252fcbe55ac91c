"""The solver's own process: whole programmes in (one JSON line each), values and a bound out.

Run as a script, it needs neither the application nor its settings. It keeps what it solves in no file, and ends with
its standard input.
"""

import json
import resource
import sys
import time
from collections.abc import Mapping
from typing import Any


def solve(programme: Mapping[str, Any]) -> dict[str, Any]:
    """Minimise costs under rows ``low <= sum <= high``; one thread, fixed seed: same programme, same answer.

    Keys: costs, lows, highs, whole (1 where a column is whole), starts, columns, factors (the rows, one after the
    other), row_lows, row_highs, start (a solution, or empty), seconds.
    """
    import highspy
    import numpy as np

    begin = time.perf_counter()
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {
        "output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5,
        "time_limit": programme["seconds"], "mip_feasibility_tolerance": 1e-7,
    }  # fmt: skip
    for name, value in options.items():
        highs.setOptionValue(name, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(programme["costs"]), len(programme["row_lows"])
    lp.col_cost_ = np.array(programme["costs"], float)
    lp.col_lower_, lp.col_upper_ = np.array(programme["lows"], float), np.array(programme["highs"], float)
    lp.row_lower_ = np.array([-np.inf if low is None else low for low in programme["row_lows"]], float)
    lp.row_upper_ = np.array([np.inf if high is None else high for high in programme["row_highs"]], float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(programme["starts"])
    lp.a_matrix_.index_ = np.array(programme["columns"])
    lp.a_matrix_.value_ = np.array(programme["factors"], float)
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if is_whole else kinds.kContinuous for is_whole in programme["whole"]]
    highs.passModel(lp)
    if programme["start"]:
        start = highspy.HighsSolution()
        start.col_value = list(programme["start"])
        highs.setSolution(start)
    highs.run()
    found = highs.getInfo()
    is_found = found.primal_solution_status == 2
    return {
        "values": list(highs.getSolution().col_value) if is_found else [],
        "bound": found.mip_dual_bound if abs(found.mip_dual_bound) < 1e15 else None,
        "is_optimal": highs.getModelStatus() == highspy.HighsModelStatus.kOptimal,
        "is_empty": highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible,
        "seconds": time.perf_counter() - begin,
    }


def main() -> None:
    """Answer each line until the input ends. The first line is the most processor seconds this process may use."""
    limit = int(sys.stdin.readline())
    # Should the one who asks be gone, the system ends this process by itself.
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(solve(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
