"""What is missing is true, says why, and names whom to invite; a team by hand is weighed like any other."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings

from commun.algo.team import (
    CARRY,
    PASS,
    Ask,
    Candidate,
    Entity,
    Limits,
    Need,
    Problem,
    Reason,
    compose,
    lay_out,
    whom_to_invite,
)  # fmt: skip
from commun.algo.team.pool import Pool
from commun.algo.team.weighing import weigh
from tests.algo.team.support import problems, proposed

PLUME = Need("memo", "plume", 4)


def why(*people: Candidate, need: Need = PLUME) -> list[tuple[str, int, str, int]]:
    team = proposed(Problem((need,), people), 1)[0]
    return [(gap.need, gap.half_days, gap.why, gap.able) for gap in team.gaps]


def test_each_cause_of_a_gap_is_said() -> None:
    bob = Candidate("bob", {"terrain": 2}, 10)
    assert why(bob) == [("memo", 4, "nobody", 0)]
    assert why(bob, Candidate("zoe", {"plume": 1}, 9), need=replace(PLUME, level=2)) == [("memo", 4, "level", 0)]
    assert why(bob, Candidate("zoe", {"plume": 1}, 9, {"memo": PASS})) == [("memo", 4, "declined", 0)]
    assert why(bob, Candidate("zoe", {"plume": 1}, 0)) == [("memo", 4, "no_days", 1)]
    assert why(bob, Candidate("zoe", {"plume": 1}, 3)) == [("memo", 1, "few_days", 1)]


def test_somebody_needed_elsewhere_and_somebody_left_out_are_told_apart() -> None:
    both = Candidate("zoe", {"plume": 1, "terrain": 1}, 4)
    needs = (PLUME, Need("visit", "terrain", 4, weight=2))
    alone = proposed(Problem(needs, (both,)), 1)[0]
    assert [(gap.need, gap.why) for gap in alone.gaps] == [("memo", "shared")]
    people = (replace(both, half_days=8), Candidate("bob", {"terrain": 1}, 4))
    by_hand = compose(Problem(needs, people), ["bob"])
    assert [(gap.need, gap.why) for gap in by_hand.gaps] == [("memo", "not_in_team")]


@settings(max_examples=40, deadline=None)
@given(problems())
def test_a_gap_of_the_first_team_cannot_be_closed_by_anybody_when_it_says_so(problem: Problem) -> None:
    pool = lay_out(problem)
    for gap in proposed(problem, 1)[0].gaps:
        together = sum(
            min(p.half_days, pool.needs[gap.need].half_days) for p in pool.people.values() if gap.need in p.takes
        )
        assert (gap.why in {"nobody", "level", "declined"}) == (gap.able == 0)
        if gap.why in {"nobody", "level", "declined", "no_days"}:
            assert together == 0
        if gap.why in {"shared", "not_in_team"}:
            assert together >= pool.needs[gap.need].half_days


def spreads(pool: Pool, people: tuple[str, ...]) -> tuple[int, int, int, int, int]:
    """The best of all ways to spread days, tried one by one: must, wish, without a task, idle, what people said."""
    ways = [(key, name) for key in people for name in pool.people[key].takes]
    best = None
    rooms = [range(min(pool.people[key].half_days, pool.needs[name].half_days) + 1) for key, name in ways]
    for units in itertools.product(*rooms):
        done = dict.fromkeys(pool.needs, 0)
        load = dict.fromkeys(people, 0)
        for (key, name), count in zip(ways, units, strict=True):
            done[name] += count
            load[key] += count
        if any(load[key] > pool.people[key].half_days for key in people):
            continue
        if any(done[name] > need.half_days for name, need in pool.needs.items()):
            continue
        missing = {True: 0, False: 0}
        for name, need in pool.needs.items():
            missing[need.is_must] += need.weight * (need.half_days - done[name])
        idle = sum(max(0, pool.problem.ask.least_half_days - load[key]) for key in people)
        said = sum(count * pool.people[key].takes[name] for (key, name), count in zip(ways, units, strict=True))
        bare = sum(not load[key] for key in people)
        value = (missing[True], missing[False], bare, idle, -said)
        best = value if best is None or value < best else best
    assert best is not None
    return best


@settings(max_examples=40, deadline=None)
@given(problems(most_people=2))
def test_days_are_spread_as_well_as_can_be(problem: Problem) -> None:
    pool = lay_out(problem)
    found = weigh(pool, tuple(pool.people))
    score, bare = found.score, sum(not work for work in found.work.values())
    assert (score.must, score.wish, bare, score.idle, score.unwilling) == spreads(pool, tuple(pool.people))


def test_a_team_by_hand_says_what_it_breaks_and_why_people_are_in_it() -> None:
    people = (
        Candidate("alice", {"plume": 2}, 4, {"memo": CARRY}, "cae", left_out=2),
        Candidate("bob", {"terrain": 1}, 4, {}, "cae", is_newcomer=True),
    )
    ask = Ask(most=1, most_per_entity=1, carrier=True)
    problem = Problem((PLUME,), people, (Entity("cae", 0, True),), frozenset({frozenset({"alice", "bob"})}), ask)
    team = compose(problem, ["bob", "alice"])
    assert [(one.kind, one.amount) for one in team.breaks] == [("too_many", 1), ("entity", 1)]
    parts = {part.person: part for part in team.parts}
    assert parts["alice"].reasons == (
        Reason("only", "memo"), Reason("carry", "memo"), Reason("worked", "bob"), Reason("turn", "2"),
        Reason("carrier", "cae"),
    )  # fmt: skip
    assert parts["bob"].tasks == ()
    with pytest.raises(KeyError):
        compose(problem, ["chloe"])


def test_the_nearest_who_close_the_gaps_are_invited_and_what_nobody_has_stays_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("commun.algo.team.inviting.propose", lambda *given: iter(proposed(given[0], 1)))
    needs = (PLUME, Need("visit", "terrain", 6), Need("law", "droit", 2))
    alice = Candidate("alice", {"plume": 1}, 8)
    problem = Problem(needs, (alice,), ask=Ask(carrier=True), entities=(Entity("cae", 0, True),))
    team = compose(problem, ["alice"])
    wider = [
        Candidate("far", {"terrain": 3}, 20, circle=2), Candidate("near", {"terrain": 1}, 6, circle=1),
        Candidate("bearer", {}, 0, entity="cae", circle=1), Candidate("off", {"terrain": 1}, 0),
    ]  # fmt: skip
    invited = whom_to_invite(problem, team, [*wider, alice], Limits())
    assert invited.best is not None
    assert set(invited.best.people) == {"near", "bearer"}
    assert dict(invited.able) == {"visit": ("near", "far"), "law": ()}
    assert [(gap.need, gap.why) for gap in invited.still] == [("law", "nobody")]
    assert invited.lacks == ()
