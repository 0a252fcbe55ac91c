"""Random keys and people: every distribution exact to the cent, in seconds; sixteen people looked at exactly.

Budget: 20,000 random keys of up to 20 people in 20 s of CPU, each sum exact, each person within a cent of their part of
a step. Beside it the bare limit: the same divisions of whole numbers, with no rule around.
"""

import random
import sys
import time

from commun.algo.sharing import (
    BadKey,
    Base,
    Brought,
    Key,
    Kind,
    Measure,
    Place,
    Step,
    checked,
    distribute,
    instalments,
    shapley,
)

SECONDS = 20.0
REST = Step(Kind.EQUAL, rate=10_000)
MEASURES = (Measure.DAYS, Measure.HOURS, Measure.POINTS, Measure.TURNOVER)


def _step(draws: random.Random) -> Step:
    kind = draws.choice(list(Kind))
    rate, place = draws.randint(1, 4000), draws.choice([Place.POT, Place.CARRY, Place.ENTITY, Place.ROLE])
    role = "lead" if place == Place.ROLE else ""
    bounds = {"floor": draws.choice([0, 0, 500]), "cap": draws.choice([None, None, 90_000])}
    if kind == Kind.FIXED:
        return Step(kind, amount=draws.randint(1, 50_000), place=place, role=role)
    if kind == Kind.PERCENT:
        return Step(kind, rate=rate, base=draws.choice(list(Base)), place=place, role=role)
    if kind == Kind.REIMBURSE:
        return Step(kind, amount=draws.choice([0, 20_000]))
    if kind == Kind.EQUAL:
        return Step(kind, rate=rate, **bounds)
    return Step(kind, rate=10_000, measure=draws.choice(MEASURES), **bounds)


def _key(draws: random.Random) -> Key:
    while True:
        try:
            return checked([*(_step(draws) for _ in range(draws.randint(0, 6))), REST])
        except BadKey:
            continue


def _brought(draws: random.Random) -> Brought:
    people = tuple(f"p{rank:02}" for rank in range(draws.randint(1, 20)))
    return Brought(
        people=people,
        measures={measure: {name: draws.randint(0, 5000) for name in people} for measure in MEASURES},
        roles={"lead": {draws.choice(people): 1}},
        expenses={draws.choice(people): draws.randint(0, 40_000)},
    )


def _bare(amount: int, weights: list[int]) -> list[int]:
    whole = sum(weights) or 1
    return [divmod(amount * weight, whole)[0] for weight in weights]


def main(full: bool) -> int:
    """Print the figures; 1 when a sum is not exact or the budget is passed."""
    count = 20_000 if full else 4_000
    draws = random.Random(2026)
    cases = [(_key(draws), draws.randint(0, 10**8), _brought(draws)) for _ in range(count)]
    start = time.process_time()
    found = [distribute(key, amount, told) for key, amount, told in cases]
    seconds = time.process_time() - start
    wrong = sum(
        sum(one.people.values()) + one.pot + one.carried + one.entity != amount
        for one, (_, amount, _) in zip(found, cases, strict=True)
    )
    away = sum(
        abs(line.parts.get(name, 0) * sum(line.weights.values()) - line.taken * weight) >= sum(line.weights.values())
        for one, (key, _, _) in zip(found, cases, strict=True)
        for line, step in zip(one.lines, key, strict=True)
        if not step.floor and step.cap is None
        for name, weight in line.weights.items()
    )
    start = time.process_time()
    for one in found:
        for line in one.lines:
            _bare(line.taken, list(line.weights.values()))
    bare = time.process_time() - start
    print(f"{count} random keys, 1 to 20 people: {seconds:.2f} s of CPU (bare divisions {bare:.2f} s)")
    print(f"sums that are not exact: {wrong}; people a cent or more away from their part of a step: {away}")
    back = _taken_back(cases[: count // 20], draws)
    print(f"shares lowered by one more cent, of {count // 20} pots that grew 50 times: {back}")
    start = time.process_time()
    exact = sum(shapley([f"p{rank}" for rank in range(16)], lambda team: len(team) ** 2).values()) == 256
    print(f"sixteen people looked at exactly: {time.process_time() - start:.2f} s of CPU, sum exact: {exact}")
    return int(bool(wrong or away or back or not exact or seconds > SECONDS * count / 20_000))


def _taken_back(cases: list[tuple[Key, int, Brought]], draws: random.Random) -> int:
    lowered = 0
    for key, _, told in cases:
        receipts = [(draws.choice([1, 1, 1, 997]), told) for _ in range(50)]
        lowered += sum(part < 0 for one in instalments(key, receipts) for part in (*one.people.values(), one.pot))
    return lowered


if __name__ == "__main__":
    sys.exit(main("--full" in sys.argv))
