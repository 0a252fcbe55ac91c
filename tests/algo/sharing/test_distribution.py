"""What a key gives: exact to the cent, the same whatever the order, never less for one more cent (V1, V2)."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.sharing import (
    BRAND,
    ZERO_AT_YEAR_END,
    Base,
    Brought,
    CannotShare,
    Distribution,
    Key,
    Kind,
    Measure,
    Place,
    Step,
    bid_team,
    checked,
    distribute,
    instalments,
)
from tests.algo.sharing.keys import AMOUNTS, KEYS, brought

TEAM = Brought(
    people=("alice", "bob", "chloe"),
    measures={Measure.DAYS: {"alice": 400, "bob": 250, "chloe": 50}, Measure.TURNOVER: {"alice": 30, "bob": 10}},
    roles={"bringer": {"chloe": 1}, "writer": {"alice": 1, "bob": 1}, "lead": {"alice": 1}},
    expenses={"bob": 12_345},
)


def whole(found: Distribution) -> int:
    return sum(found.people.values()) + found.pot + found.carried + found.entity


@settings(max_examples=400)
@given(key=KEYS, amount=AMOUNTS, told=brought())
def test_the_sum_is_exact_to_the_cent(key: Key, amount: int, told: Brought) -> None:
    found = distribute(key, amount, told)
    assert whole(found) == amount
    assert all(part >= 0 for part in (*found.people.values(), found.pot, found.carried, found.entity))
    assert set(found.people) == set(told.people)
    assert sum(line.taken for line in found.lines) == amount
    left = amount
    for line in found.lines:
        assert line.taken == (sum(line.parts.values()) if line.place is None else line.taken)
        left -= line.taken
        assert line.left == left


@given(key=KEYS, amount=AMOUNTS, told=brought())
def test_each_is_within_a_cent_of_their_part_of_a_step(key: Key, amount: int, told: Brought) -> None:
    for step, line in zip(key, distribute(key, amount, told).lines, strict=True):
        if step.floor or step.cap or not line.parts:
            continue
        of_all = sum(line.weights.values())
        for name, weight in line.weights.items():
            assert abs(line.parts.get(name, 0) - Fraction(line.taken * weight, of_all)) < 1


@given(key=KEYS, amount=AMOUNTS, told=brought(), order=st.integers(0, 10**6))
def test_the_order_of_people_changes_nothing(key: Key, amount: int, told: Brought, order: int) -> None:
    people = list(told.people)
    random.Random(order).shuffle(people)
    turned = Brought(
        people=tuple(people),
        measures={measure: dict(reversed(each.items())) for measure, each in reversed(told.measures.items())},
        roles={role: dict(reversed(each.items())) for role, each in told.roles.items()},
        expenses=dict(reversed(told.expenses.items())),
    )
    once, twice = distribute(key, amount, told), distribute(key, amount, turned)
    assert dict(once.people) == dict(twice.people)
    assert (once.pot, once.carried, once.entity) == (twice.pot, twice.carried, twice.entity)


@given(key=KEYS, told=brought(6), steps=st.lists(AMOUNTS, min_size=1, max_size=12))
def test_a_pot_that_grows_never_takes_back(key: Key, told: Brought, steps: list[int]) -> None:
    paid = instalments(key, [(step, told) for step in steps])
    assert [whole(found) for found in paid] == steps
    for found in paid:
        assert all(part >= 0 for part in (*found.people.values(), found.pot, found.carried, found.entity))


@given(key=KEYS, told=brought(6), start=st.integers(0, 5000))
def test_one_more_cent_never_lowers_a_share(key: Key, told: Brought, start: int) -> None:
    held = dict.fromkeys(told.people, 0)
    for found in instalments(key, [(start, told), *[(1, told)] * 12]):
        assert all(part >= 0 for part in found.people.values())
        held = {name: held[name] + part for name, part in found.people.items()}
    straight = distribute(key, start + 12, told)
    assert sum(held.values()) <= start + 12
    # All came in small steps, or at once: it is the same, but for cents of rounding in each step of the key.
    if not any(step.floor or step.cap for step in key):
        assert all(abs(held[name] - straight.people[name]) <= 2 * len(key) for name in held)


def test_a_bid_team_by_hand() -> None:
    """The worked example of docs/algorithms/sharing.md and of the guide: 10 000,00 € received."""
    key = bid_team(bringing="bringer", writing="writer", coordination="lead")
    found = distribute(key, 1_000_000, TEAM)
    assert [line.taken for line in found.lines] == [12_345, 30_000, 50_000, 50_000, 70_000, 787_655, 0]
    # Each line says its place in the key, what it is computed from and what it leaves: people read them.
    assert [(line.step, line.base, line.left) for line in found.lines] == [
        (0, 1_000_000, 987_655), (1, 1_000_000, 957_655), (2, 1_000_000, 907_655), (3, 1_000_000, 857_655),
        (4, 1_000_000, 787_655), (5, 787_655, 0), (6, 0, 0),
    ]  # fmt: skip
    assert (found.amount, found.pot) == (1_000_000, 30_000)
    assert found.lines[3].parts == {"alice": 25_000, "bob": 25_000}
    # 7 876,55 € for 7 days: 4 500,885..., 2 813,053..., 562,610...; the cents left go to the largest remainders.
    assert found.lines[5].parts == {"alice": 450_089, "bob": 281_305, "chloe": 56_261}
    assert found.people == {"alice": 545_089, "bob": 318_650, "chloe": 106_261}


def test_the_other_templates_by_hand() -> None:
    found = distribute(BRAND, 10_001, TEAM)
    assert (found.pot, found.people) == (500, {"alice": 7126, "bob": 2375, "chloe": 0})
    found = distribute(ZERO_AT_YEAR_END, 100_000, TEAM)
    assert found.people == {"alice": 50_089, "bob": 12_345 + 31_305, "chloe": 6261}
    assert (found.pot, found.carried) == (0, 0)


def test_a_step_that_finds_nobody_takes_nothing() -> None:
    key = checked(
        (
            Step(Kind.FIXED, amount=5000, place=Place.ROLE, role="nobody"),
            Step(Kind.PRO_RATA, rate=10_000, measure=Measure.POINTS),
            Step(Kind.EQUAL, rate=10_000),
        )
    )
    found = distribute(key, 900, TEAM)
    assert found.people == {"alice": 300, "bob": 300, "chloe": 300}
    assert [line.taken for line in found.lines] == [0, 0, 900]


def test_expenses_come_back_up_to_what_there_is() -> None:
    told = Brought(people=("a", "b"), expenses={"a": 3000, "b": 1000})
    capped = checked((Step(Kind.REIMBURSE, amount=2000), Step(Kind.EQUAL, rate=10_000)))
    assert distribute(capped, 10_000, told).lines[0].parts == {"a": 1500, "b": 500}
    assert distribute(ZERO_AT_YEAR_END, 400, told).people == {"a": 300, "b": 100}


def test_what_a_cap_leaves_goes_on() -> None:
    key = checked(
        (
            Step(Kind.PRO_RATA, rate=10_000, measure=Measure.DAYS, cap=20_000),
            Step(Kind.PERCENT, rate=10_000, base="remaining", place=Place.CARRY),  # type: ignore[arg-type]
        )
    )
    found = distribute(key, 100_000, TEAM)
    assert found.people == {"alice": 20_000, "bob": 20_000, "chloe": 20_000}
    assert found.carried == 40_000


def test_a_part_of_the_whole_is_not_a_part_of_what_remains() -> None:
    """10 % of 1 000,00 €, then 10 % of what remains, then the days, 200,00 € at least each."""
    key = checked(
        (
            Step(Kind.PERCENT, rate=1_000, base=Base.GROSS, place=Place.POT),
            Step(Kind.PERCENT, rate=1_000, base=Base.REMAINING, place=Place.CARRY),
            Step(Kind.PRO_RATA, rate=10_000, measure=Measure.DAYS, floor=20_000),
            Step(Kind.EQUAL, rate=10_000),
        )
    )
    found = distribute(key, 100_000, TEAM)
    assert (found.pot, found.carried) == (10_000, 9_000)
    assert [(line.step, line.base) for line in found.lines] == [(0, 100_000), (1, 90_000), (2, 81_000), (3, 0)]
    assert min(found.people.values()) == 20_000
    assert found.lines[3].weights == {"alice": 1, "bob": 1, "chloe": 1}


def test_nothing_and_nobody() -> None:
    assert distribute(BRAND, 10**14, TEAM).amount == 10**14
    assert distribute(BRAND, 0, TEAM).people == {"alice": 0, "bob": 0, "chloe": 0}
    with pytest.raises(CannotShare, match="nobody"):
        distribute(BRAND, 100, Brought(people=()))
    with pytest.raises(CannotShare, match="twice"):
        distribute(BRAND, 100, Brought(people=("a", "a")))
    for amount in (-1, 10**14 + 1):
        with pytest.raises(CannotShare, match="amount"):
            distribute(BRAND, amount, TEAM)
    with pytest.raises(CannotShare, match="amount"):
        instalments(BRAND, [(100, TEAM), (-1, TEAM)])


def test_who_no_longer_shares_keeps_what_was_paid() -> None:
    alone = Brought(people=("b",))
    both = Brought(people=("a", "b"))
    key = checked((Step(Kind.EQUAL, rate=10_000),))
    first, second = instalments(key, [(100, both), (100, alone)])
    assert [found.amount for found in (first, second)] == [100, 100]
    assert second.lines == distribute(key, 200, alone).lines
    assert (first.people, second.people) == ({"a": 50, "b": 50}, {"b": 100})
    # Who comes late catches up; who is ahead waits, and owes nothing.
    first, second, third = instalments(key, [(100, alone), (40, both), (60, both)])
    assert [found.people for found in (first, second, third)] == [{"b": 100}, {"a": 40, "b": 0}, {"a": 60, "b": 0}]
