"""Teams: as good as trying all of them, within all bounds, at two people from one another, whatever the order."""

import random
from dataclasses import replace

from hypothesis import given, settings

from commun.algo.team import (
    CARRY,
    Ask,
    Candidate,
    Composition,
    Entity,
    Need,
    Problem,
    compose,
    greedy,
    lay_out,
    propose,
)  # fmt: skip
from commun.algo.team.reduction import useful
from tests.algo.team.support import Here, every_team, problems, proposed

FEW = settings(max_examples=40, deadline=None)


@FEW
@given(problems())
def test_three_teams_are_the_best_of_all_that_are_two_people_apart(problem: Problem) -> None:
    left = every_team(problem)
    given_teams = proposed(problem)
    if not left:
        assert [(one.people, one.is_proven) for one in given_teams] == [((), True)]
        return
    for composition in given_teams:
        assert composition.is_proven
        team = frozenset(composition.people)
        assert (composition.score, left[team]) == (min(left.values()), min(left.values()))
        left = {other: score for other, score in left.items() if len(other ^ team) >= 2}
    assert len(given_teams) == 3 or not left


@FEW
@given(problems())
def test_nobody_is_in_a_team_for_nothing_and_fewer_teams_are_proven_to_be_all(problem: Problem) -> None:
    search, found, is_all = propose(problem, solver_of=Here), list[Composition](), False
    while True:
        try:
            found.append(next(search))
        except StopIteration as end:
            is_all = end.value
            break
    assert is_all == (len(found) < 3)
    for composition in found:
        lacks = sum(one.amount for one in composition.lacks if one.kind != "people")
        fixed = {one.key for one in problem.candidates if one.is_fixed}
        assert fixed <= set(composition.people)
        for part in (one for one in composition.parts if one.person not in fixed):
            others = [key for key in composition.people if key != part.person]
            without = sum(one.amount for one in compose(problem, others).lacks if one.kind != "people")
            assert part.tasks or without > lacks


def test_in_a_small_group_two_people_who_do_all_are_one_team_not_three() -> None:
    """Three more could only be there to make another team: they are in none."""
    needs = (Need("memo", "plume", 4), Need("visit", "terrain", 4))
    able = (Candidate("alice", {"plume": 1}, 8, entity="cae"), Candidate("bob", {"terrain": 1}, 8, entity="cae"))
    idle = tuple(Candidate(key, {}, 10, entity="cae") for key in ("chloe", "dan", "eve"))
    ask = Ask(fewest=2, most=6, carrier=True)
    problem = Problem(needs, (*able, *idle), (Entity("cae", 0, True),), ask=ask)
    assert [set(one.people) for one in proposed(problem)] == [{"alice", "bob"}]
    nobody = proposed(replace(problem, candidates=idle, ask=replace(ask, carrier=False)))
    assert [(one.people, [gap.why for gap in one.gaps]) for one in nobody] == [((), ["nobody", "nobody"])]


def test_who_said_yes_is_in_every_team_even_with_nothing_to_do() -> None:
    """Two said yes and one may be asked at most: they stay, and it is said; whom one invites is asked for the rest."""
    need = Need("memo", "plume", 4)
    alice = Candidate("alice", {}, 8, is_fixed=True)
    able = [Candidate(key, {"plume": 1}, 8) for key in ("bob", "chloe", "dan")]
    teams = proposed(Problem((need,), (alice, *able), ask=Ask(fewest=2, most=4)))
    assert [one.people.count("alice") for one in teams] == [1, 1, 1]
    assert {part.tasks for one in teams for part in one.parts if part.person == "alice"} == {()}
    both = (alice, replace(able[0], is_fixed=True), *able[1:])
    teams = proposed(Problem((need,), both, ask=Ask(most=1)))
    assert [(set(one.people), [(lack.kind, lack.amount) for lack in one.breaks]) for one in teams] == [
        ({"alice", "bob"}, [("too_many", 1)])
    ]
    few = [replace(one, is_fixed=True) for one in able]
    teams += proposed(Problem((replace(need, half_days=1),), tuple(few)))
    assert [len(one.people) for one in teams] == [2, 3]
    assert all(one.is_proven for one in teams)


def test_a_number_of_people_asked_makes_nobody_come_for_nothing() -> None:
    """Three able people and two half days: teams of two, and one who is missing."""
    people = tuple(Candidate(key, {"plume": 1}, 8) for key in ("alice", "bob", "chloe"))
    teams = proposed(Problem((Need("memo", "plume", 2),), people, ask=Ask(fewest=3, most=5)))
    assert [len(one.people) for one in teams] == [2, 2, 2]
    assert [[(lack.kind, lack.amount) for lack in one.lacks] for one in teams] == [[("people", 1)]] * 3


def test_a_task_is_found_for_each_where_there_is_one() -> None:
    """One could do both days; the other, who said less, has one of them all the same."""
    people = (Candidate("alice", {"plume": 1}, 8, {"memo": CARRY}), Candidate("bob", {"plume": 1}, 8))
    team = compose(Problem((Need("memo", "plume", 2),), people), ["alice", "bob"])
    assert [part.half_days for part in team.parts] == [1, 1]


@FEW
@given(problems())
def test_nobody_gives_more_days_than_they_have_nor_a_need_gets_more_than_it_asks(problem: Problem) -> None:
    people = {one.key: one for one in problem.candidates}
    needs = {need.key: need for need in problem.needs}
    for composition in proposed(problem, 1):
        fixed = [one.key for one in problem.candidates if one.is_fixed]
        assert composition.breaks == (compose(problem, fixed).breaks if fixed else ())
        done = dict.fromkeys(needs, 0)
        for part in composition.parts:
            one = people[part.person]
            assert part.half_days == sum(task.half_days for task in part.tasks) <= one.half_days == part.available
            for task in part.tasks:
                need = needs[task.need]
                done[task.need] += task.half_days
                assert one.levels[need.skill] >= need.level
                assert one.said.get(need.key, 0) >= 0
        assert done == dict(composition.covered)
        missing = {gap.need: gap.half_days for gap in composition.gaps}
        assert {key: need.half_days - done[key] for key, need in needs.items() if need.half_days > done[key]} == missing
        simple = greedy(lay_out(problem), fixed)
        assert composition.score <= simple.score or not simple.people


@FEW
@given(problems())
def test_the_order_in_which_people_and_needs_are_given_changes_nothing(problem: Problem) -> None:
    dice = random.Random(1)
    other = replace(
        problem,
        candidates=tuple(dice.sample(problem.candidates, len(problem.candidates))),
        needs=tuple(dice.sample(problem.needs, len(problem.needs))),
        entities=problem.entities[::-1],
    )
    assert proposed(problem, 2) == proposed(other, 2)


def crowd(size: int, seed: int = 0) -> Problem:
    """Many people of few kinds: most of them can be exchanged for one another."""
    dice = random.Random(seed)
    skills = [f"s{number}" for number in range(12)]
    needs = tuple(
        Need(f"n{number}", skill, dice.randint(2, 12), dice.random() < 0.6, dice.randint(1, 3))
        for number, skill in enumerate(dice.sample(skills, 5))
    )
    people = tuple(
        Candidate(
            f"c{number}",
            {skill: dice.randint(1, 2) for skill in dice.sample(skills, 2)},
            dice.randint(0, 10),
            {need.key: dice.choice([0, 0, 2, 3]) for need in needs},
            left_out=dice.randint(0, 3),
        )
        for number in range(size)
    )
    pairs = frozenset(frozenset(dice.sample([one.key for one in people], 2)) for _ in range(size // 5))
    return Problem(needs, people, pairs=pairs, seed="foule")


def test_leaving_people_aside_loses_no_team() -> None:
    problem = crowd(60)
    pool = lay_out(problem)
    narrow = replace(problem, ask=replace(problem.ask, most=2))
    assert len(useful(lay_out(narrow))) < len(pool.people)
    left = every_team(narrow)
    for composition in proposed(narrow):
        assert composition.score == min(left.values())
        left = {t: score for t, score in left.items() if len(t ^ frozenset(composition.people)) >= 2}


def test_nobody_to_choose_from_is_no_team_and_a_key_is_there_once() -> None:
    need = Need("n", "plume", 2)
    assert list(propose(Problem((need,), ()), solver_of=Here)) == []
    bob = Candidate("bob", {"plume": 1}, 4)
    for needs, people in (((need, need), (bob,)), ((need,), (bob, bob))):
        try:
            Problem(needs, people)
        except ValueError:
            continue
        raise AssertionError
