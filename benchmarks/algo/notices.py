"""Speed of reading notices: one pass over the XML samples, beside lxml's bare parse of the same bytes.

Budgets (issue 2, E3): at least 1,000 notices a second, and at least 40 % of lxml's own speed, in the same run.
Run it with `./commun bench notices` or `python -m benchmarks.algo.notices [--full]`.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from commun.algo.notices import parse

LEAST_PER_SECOND = 1_000
LEAST_SHARE = 0.40
ROOT = Path(__file__).resolve().parents[2]


def samples() -> list[bytes]:
    """The XML notices of the data folder, else our own fictional ones."""
    data = Path(os.environ.get("COMMUN_DATA", ROOT.parent / "shared" / "data"))
    theirs, ours = (
        [path for path in sorted(place.glob("*.xml")) if path.name.startswith(("eforms_", "ted_"))]
        for place in (data / "tenders" / "samples", ROOT / "tests" / "payloads")
    )
    return [path.read_bytes() for path in theirs or ours]


def _seconds(read: Callable[[bytes], object], payloads: list[bytes], repeats: int) -> float:
    # Processor time: a neighbour on the same machine must not decide.
    start = time.process_time()
    for _ in range(repeats):
        for payload in payloads:
            read(payload)
    return time.process_time() - start


def measure(rounds: int, repeats: int) -> tuple[float, float]:
    """(notices a second, share of lxml's bare speed): medians of rounds in which both take their turn."""
    payloads = samples()
    speeds, shares = [], []
    for _ in range(rounds):
        bare = _seconds(etree.fromstring, payloads, repeats)
        ours = _seconds(parse, payloads, repeats)
        speeds.append(len(payloads) * repeats / ours)
        shares.append(bare / ours)
    return statistics.median(speeds), statistics.median(shares)


def main(full: bool = False) -> None:
    """Print both figures and whether they hold. Leaves with an error when they do not."""
    speed, share = measure(rounds=41 if full else 15, repeats=8 if full else 4)
    is_held = speed >= LEAST_PER_SECOND and share >= LEAST_SHARE
    print(f"notices: {speed:,.0f} notices/s, {share:.0%} of lxml's bare parse: {'ok' if is_held else 'TOO SLOW'}")
    if not is_held:
        raise SystemExit("reading is over its budget")


if __name__ == "__main__":
    main("--full" in sys.argv)
