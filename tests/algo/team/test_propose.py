"""Teams: as good as trying all of them, within all bounds, at two people from one another, whatever the order."""

import random
from dataclasses import replace

from hypothesis import given, settings

from commun.algo.team import Candidate, Need, Problem, greedy, lay_out, propose
from commun.algo.team.reduction import useful
from tests.algo.team.support import Here, every_team, problems, proposed

FEW = settings(max_examples=40, deadline=None)


@FEW
@given(problems())
def test_three_teams_are_the_best_of_all_that_are_two_people_apart(problem: Problem) -> None:
    left = every_team(problem)
    given_teams = proposed(problem)
    for composition in given_teams:
        assert composition.is_proven
        team = frozenset(composition.people)
        assert (composition.score, left[team]) == (min(left.values()), min(left.values()))
        left = {other: score for other, score in left.items() if len(other ^ team) >= 2}
    assert len(given_teams) == 3 or not left


@FEW
@given(problems())
def test_nobody_gives_more_days_than_they_have_nor_a_need_gets_more_than_it_asks(problem: Problem) -> None:
    people = {one.key: one for one in problem.candidates}
    needs = {need.key: need for need in problem.needs}
    for composition in proposed(problem, 1):
        assert composition.breaks == ()
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
        assert composition.score <= greedy(lay_out(problem)).score


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
