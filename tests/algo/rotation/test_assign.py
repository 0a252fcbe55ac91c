"""Roles shared out over several meetings: as good as trying everything, proved, and never at the solver's mercy."""

import itertools
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.rotation import Plan, Slot, assign
from commun.algo.rotation import solver as solver_module
from commun.algo.rotation.solver import Answer, Programme, solve, solve_in_child

PEOPLE = ["alice", "bob", "chloe", "dina"]
WISHES = st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 3), max_size=4)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Slot], dict[str, int]]:
    meetings = draw(st.lists(st.integers(1, 4), max_size=5))
    slots = [Slot(f"s{number}", meeting, "facilitator", draw(WISHES)) for number, meeting in enumerate(meetings)]
    return slots, draw(st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 4)))


def is_allowed(slots: list[Slot], given: tuple[str | None, ...], rest: bool) -> bool:
    held = [(slot.meeting, person) for slot, person in zip(slots, given, strict=True) if person]
    return len(set(held)) == len(held) and not (rest and any((at + 1, person) in held for at, person in held))


def price(slots: list[Slot], history: dict[str, int], given: tuple[str | None, ...]) -> tuple[int, int]:
    """Open slots first, then ten times the sum of squares that the turns add, less the wishes."""
    turns = Counter(person for person in given if person)
    squares = sum((history.get(key, 0) + new) ** 2 - history.get(key, 0) ** 2 for key, new in turns.items())
    wishes = sum(slot.people[person] for slot, person in zip(slots, given, strict=True) if person)
    return given.count(None), 10 * squares - wishes


def best_of_all(slots: list[Slot], history: dict[str, int], rest: bool) -> tuple[int, int]:
    options = itertools.product(*([None, *slot.people] for slot in slots))
    return min(price(slots, history, given) for given in options if is_allowed(slots, given, rest))


def people_of(plan: Plan) -> tuple[str | None, ...]:
    return tuple(given.person for given in plan.given)


@settings(max_examples=150, deadline=None)
@given(cases(), st.booleans())
def test_nothing_is_better_among_all_plans(case: tuple[list[Slot], dict[str, int]], rest: bool) -> None:
    slots, history = case
    plan = assign(slots, history, seed="groupe", rest=rest, solve=solve)
    assert is_allowed(slots, people_of(plan), rest)
    assert price(slots, history, people_of(plan)) == best_of_all(slots, history, rest)
    assert (plan.is_optimal, plan.bound) == (True, plan.cost)
    assert plan == assign(slots, history, seed="groupe", rest=rest, solve=solve) or plan.seconds


@settings(max_examples=60, deadline=None)
@given(cases(), st.booleans())
def test_the_draft_alone_is_a_right_plan_and_claims_nothing(
    case: tuple[list[Slot], dict[str, int]], rest: bool
) -> None:
    slots, history = case
    plan = assign(slots, history, seed="groupe", rest=rest, solve=lambda programme: None)
    assert is_allowed(slots, people_of(plan), rest)
    assert price(slots, history, people_of(plan)) >= best_of_all(slots, history, rest)
    assert plan.is_optimal == (not slots)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_each_reason_is_true(case: tuple[list[Slot], dict[str, int]]) -> None:
    slots, history = case
    plan = assign(slots, history, seed="groupe", solve=solve)
    order = sorted(range(len(slots)), key=lambda place: (slots[place].meeting, place))
    turns = Counter(history)
    for place in order:
        told, slot = plan.given[place], slots[place]
        assert told.slot == slot.key
        if told.person is None:
            assert told.open_because == ("nobody_free" if slot.people else "nobody_able")
            continue
        assert (told.turns_before, told.wish) == (turns[told.person], slot.people[told.person])
        assert told.among == len(slot.people)
        assert told.is_least == (turns[told.person] == min(turns[key] for key in slot.people))
        turns[told.person] += 1


def year(roles: int = 3) -> list[Slot]:
    """Twelve meetings of a group of 20, some 12 able for each role."""
    able = {month: [number for number in range(20) if (number * 7 + month) % 5 < 3] for month in range(1, 13)}
    return [
        Slot(f"{month}-{role}", month, str(role), {f"p{number}": number * month % 4 for number in able[month]})
        for month in able
        for role in range(roles)
    ]


def test_a_year_of_a_group_of_twenty_is_proved_best_in_its_own_process() -> None:
    plan = assign(year(), {f"p{n}": n % 3 for n in range(20)}, seed="groupe", rest=True)
    assert plan.is_optimal
    assert plan.gap <= 2
    assert plan.seconds is not None
    assert plan.seconds < 2  # 0.05 s here: the benchmark holds the budget
    held = [(slot.meeting, given.person) for slot, given in zip(year(), plan.given, strict=True)]
    assert not any((meeting + 1, person) in held for meeting, person in held)


def test_the_same_question_has_the_same_answer_in_any_order() -> None:
    slots = year()
    first = assign(slots, {}, seed="groupe", solve=solve)
    second = assign(
        [Slot(s.key, s.meeting, s.role, dict(reversed(s.people.items()))) for s in slots],
        {},
        seed="groupe",
        solve=solve,
    )
    assert people_of(first) == people_of(second)


def test_the_seed_orders_equals() -> None:
    slots = [Slot("s", 1, "scribe", dict.fromkeys("abcdefgh", 0))]
    assert len({people_of(assign(slots, {}, seed=f"g{n}", solve=lambda programme: None)) for n in range(30)}) > 3


def test_who_served_just_before_rests_when_the_group_asked_for_it() -> None:
    slots = [Slot("s", 5, "scribe", {"alice": 3, "bob": 0})]
    assert people_of(assign(slots, {}, seed="g", just_served=["alice"], solve=solve)) == ("alice",)
    assert people_of(assign(slots, {}, seed="g", just_served=["alice"], rest=True, solve=solve)) == ("bob",)


def test_loads_level_before_wishes_are_heard() -> None:
    slots = [Slot(f"s{n}", n, "scribe", {"alice": 3, "bob": 0}) for n in range(1, 5)]
    assert Counter(people_of(assign(slots, {}, seed="g", solve=solve))) == {"alice": 2, "bob": 2}
    assert Counter(people_of(assign(slots, {"alice": 2}, seed="g", solve=solve))) == {"alice": 1, "bob": 3}


def test_a_solver_that_answers_nonsense_is_not_believed() -> None:
    def wrong(programme: Programme) -> Answer:
        return Answer(tuple(1.0 for _ in programme.costs), 0.0, 0.1)

    slots = [Slot("s", 1, "scribe", {"alice": 3, "bob": 0}), Slot("t", 1, "facilitator", {"alice": 3, "bob": 0})]
    plan = assign(slots, {}, seed="g", solve=wrong)
    assert sorted(people_of(plan), key=str) == ["alice", "bob"]
    assert not plan.is_optimal


def test_a_cheaper_plan_that_breaks_a_rule_is_not_believed() -> None:
    def tiring(programme: Programme) -> Answer:
        return Answer(tuple(float(cost == -3) for cost in programme.costs), 0.0, 0.1)  # alice, twice running

    slots = [Slot("s", 1, "scribe", {"alice": 3}), Slot("t", 2, "scribe", {"alice": 3, "bob": 0})]
    plan = assign(slots, {"bob": 5}, seed="g1", rest=True, solve=tiring)
    assert people_of(plan) == ("alice", "bob")


def test_a_solver_that_never_ends_is_killed_and_the_draft_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = tmp_path / "stuck.py"
    stuck.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(solver_module, "__file__", str(stuck))
    monkeypatch.setattr(solver_module, "START_SECONDS", 0.2)
    begin = time.monotonic()
    plan = assign(year(1), {}, seed="g", seconds=0.1)
    assert time.monotonic() - begin < 20
    assert (plan.is_optimal, plan.seconds, plan.bound) == (False, None, None)
    assert all(given.person for given in plan.given)


@pytest.mark.parametrize("script", ["raise SystemExit(3)", "print('rien')", "print('{}')"])
def test_a_solver_that_fails_leaves_the_draft(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(script)
    monkeypatch.setattr(solver_module, "__file__", str(broken))
    assert solve_in_child(Programme((), 0, (), (), 0.1)) is None


@pytest.mark.parametrize(
    ("slots", "history"),
    [
        ([Slot("s", 1, "scribe", {"a": 4})], {}),
        ([Slot("s", 1, "scribe", {"a": -1})], {}),
        ([Slot("s", 1, "scribe", {}), Slot("s", 2, "scribe", {})], {}),
        ([Slot("s", 1, "scribe", {"a": 0})], {"a": -1}),
        ([Slot(f"s{n}", n, "scribe", {"a": 0}) for n in range(201)], {}),
    ],
)
def test_an_absurd_question_is_refused(slots: list[Slot], history: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        assign(slots, history, seed="g", solve=solve)


def test_nothing_to_share_out_is_a_plan() -> None:
    assert assign([], {}, seed="g").is_optimal
