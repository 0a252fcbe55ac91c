"""Counting 10,000 ballots by every rule of `algo.voting`: at most 1 s of processor each (issue 3, Q4).

Ballots are all different or nearly so, the worst case for piles: ten options in a random order, cut at random, with
equal ranks; grades on six steps. Budget rules have their own measure. The full run also counts 100,000 ballots, and
50 options. Run it with `./commun bench voting` or `python -m benchmarks.algo.voting [--full]`.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

from commun.algo.voting import totals
from commun.algo.voting.condorcet import ranked_pairs, schulze
from commun.algo.voting.judgment import majority_judgment
from commun.algo.voting.lots import sortition, stratified
from commun.algo.voting.majority import Majority, Tally, decide
from commun.algo.voting.profile import Approvals, Graded, Pile, Ranked
from commun.algo.voting.result import Result
from commun.algo.voting.runoff import irv
from commun.algo.voting.stv import scottish_stv
from commun.algo.voting.summaries import GRADIENTS, date_poll, summarise

SECONDS = 1.0


def orders(rng: random.Random, options: list[str], voters: int) -> list[Pile[list[list[str]]]]:
    """Orders cut at random, one rank in ten shared."""
    piles = []
    for _ in range(voters):
        order: list[list[str]] = []
        for name in rng.sample(options, rng.randint(1, len(options))):
            if order and rng.random() < 0.1:
                order[-1].append(name)
            else:
                order.append([name])
        piles.append(Pile(order))
    return piles


def rules(voters: int, size: int) -> dict[str, Callable[[], object]]:
    """Each rule with its ballots ready, as raw as a page has them: checking them is part of the count."""
    rng = random.Random(2026)
    options = [f"o{number}" for number in range(size)]
    ranked = orders(rng, options, voters)
    strict = [Pile([name for rank in pile.ballot for name in rank]) for pile in ranked]
    approved = [Pile(rng.sample(options, rng.randint(0, size))) for _ in range(voters)]
    single = [Pile([rng.choice(options)]) for _ in range(voters)]
    grades = [Pile({name: rng.randint(0, 5) for name in options}) for _ in range(voters)]
    people = [f"person {number}" for number in range(voters)]
    dates = {person: {name: rng.choice(("yes", "if-need-be", "no")) for name in options} for person in people}
    answers = [rng.choice(GRADIENTS) for _ in range(voters)]

    def graded(rule: Callable[[Graded], Result]) -> Callable[[], Result]:
        return lambda: rule(Graded.build(options, grades, scale=(0, 5)))

    return {
        "plurality": lambda: totals.plurality(Approvals.build(options, single)),
        "approval": lambda: totals.approval(Approvals.build(options, approved)),
        "score": graded(totals.score),
        "resistance": graded(totals.resistance),
        "dots": graded(lambda profile: totals.dots(profile, budget=5 * size)),
        "quadratic": graded(lambda profile: totals.quadratic(profile, budget=25 * size)),
        "majority-judgment": graded(majority_judgment),
        "irv": lambda: irv(Ranked.build(options, ranked), "seed"),
        "schulze": lambda: schulze(Ranked.build(options, ranked)),
        "ranked-pairs": lambda: ranked_pairs(Ranked.build(options, ranked)),
        "scottish-stv": lambda: scottish_stv(Ranked.build(options, strict), 3, "seed"),
        "majority": lambda: decide(Majority(), Tally({"yes": voters // 2, "no": voters // 3}, voters // 9, voters)),
        "gradients": lambda: summarise(GRADIENTS, answers),
        "date poll": lambda: date_poll(options, dates, people[:20]),
        "sortition": lambda: sortition(people, 30, "seed"),
        "stratified": lambda: stratified({"x": people[::2], "y": people[1::2]}, 30, "seed"),
    }


def measure(voters: int, size: int) -> float:
    """Print the processor time of each rule; return the longest."""
    longest = 0.0
    print(f"{voters} ballots, {size} options, seconds of processor (the better of two):")
    for name, count in rules(voters, size).items():
        times = []
        for _ in range(2):
            start = time.process_time()
            count()
            times.append(time.process_time() - start)
        longest = max(longest, min(times))
        print(f"  {name:18} {min(times):6.3f}")
    return longest


def main(full: bool) -> None:
    """Print the figures; leaves with an error when 10,000 ballots take more than a second by any rule."""
    longest = measure(10_000, 10)
    if full:
        measure(10_000, 50)
        measure(100_000, 10)
    print(f"longest: {longest:.3f} s, of {SECONDS:.0f} allowed")
    if longest > SECONDS:
        raise SystemExit("a count of 10,000 ballots is over its budget")


if __name__ == "__main__":
    main(full="--full" in sys.argv)
