"""Keys are data of a closed list: written and read back alike, and nothing else is a key (C14, bad input)."""

import contextlib
import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.sharing import BRAND, BadKey, Base, Key, Kind, Measure, Place, Problem, Step, checked, read, written
from tests.algo.sharing.keys import KEYS

REST = Step(Kind.EQUAL, rate=10_000)


@given(key=KEYS)
def test_a_key_is_written_and_read_back(key: Key) -> None:
    told = json.loads(json.dumps(written(key)))
    assert written(read(told)) == written(key)
    for step, again in zip(key, read(told), strict=True):
        assert dataclasses.replace(step) == again


def refused(*steps: Step) -> tuple[Problem, int | None]:
    with pytest.raises(BadKey) as error:
        checked(steps)
    return error.value.problem, error.value.step


def of_gross(rate: int) -> Step:
    return Step(Kind.PERCENT, rate=rate, base=Base.GROSS, place=Place.POT)


def test_a_hundred_and_one_percent_is_refused() -> None:
    assert refused(of_gross(6000), of_gross(4100), REST) == (Problem.OVER_THE_WHOLE, 1)
    assert checked((of_gross(6000), of_gross(4000), REST))
    assert refused(of_gross(10_001), REST) == (Problem.RATE, 0)


def test_a_key_gives_all_and_only_its_last_step_takes_the_rest() -> None:
    assert refused() == (Problem.EMPTY, None)
    assert refused(*[of_gross(1)] * 20, REST) == (Problem.TOO_LONG, None)
    assert refused(REST, REST) == (Problem.NEVER_REACHED, 1)
    leaves: list[Step] = [
        of_gross(10_000),
        Step(Kind.PRO_RATA, rate=10_000, measure=Measure.DAYS),
        Step(Kind.EQUAL, rate=9_999),
        Step(Kind.EQUAL, rate=10_000, cap=5),
        Step(Kind.PERCENT, rate=9_999, base=Base.REMAINING),
        Step(Kind.PERCENT, rate=10_000, base=Base.REMAINING, place=Place.ROLE, role="x"),
    ]
    for last in leaves:
        assert refused(last) == (Problem.LEAVES_SOME, None)
        assert checked((last, REST))


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        (Step(Kind.FIXED, amount=0), Problem.AMOUNT),
        (Step(Kind.FIXED, amount=-5), Problem.AMOUNT),
        (Step(Kind.FIXED, amount=10**14 + 1), Problem.AMOUNT),
        (Step(Kind.REIMBURSE, amount=-1), Problem.AMOUNT),
        (Step(Kind.EQUAL, rate=0), Problem.RATE),
        (Step(Kind.PRO_RATA, rate=-1), Problem.RATE),
        (Step(Kind.EQUAL, rate=100, floor=-1), Problem.BOUNDS),
        (Step(Kind.EQUAL, rate=100, floor=5, cap=4), Problem.BOUNDS),
        (Step(Kind.EQUAL, rate=100, cap=0), Problem.BOUNDS),
        (Step(Kind.EQUAL, rate=100, cap=10**14 + 1), Problem.BOUNDS),
        (Step(Kind.FIXED, amount=5, place=Place.ROLE), Problem.ROLE_MISSING),
        (Step(Kind.FIXED, amount=5, place=Place.ROLE, role="  "), Problem.ROLE_MISSING),
        (Step(Kind.FIXED, amount=5, place=Place.POT, role="x"), Problem.ROLE_MISSING),
        (Step(Kind.PRO_RATA, rate=5, measure=Measure.ROLE), Problem.ROLE_MISSING),
        (Step(Kind.EQUAL, rate=5, role="x"), Problem.ROLE_MISSING),
    ],
)
def test_a_bad_step_is_named(step: Step, problem: Problem) -> None:
    assert refused(of_gross(1), step, REST) == (problem, 1)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "eval", "rate": 1},
        {"kind": "equal", "rate": 10_000, "formula": "1+1"},
        {"kind": "equal", "rate": "10000"},
        {"kind": "equal", "rate": 1e4},
        {"kind": "equal", "rate": True},
        {"kind": "percent", "rate": 5, "place": "mars"},
        {"kind": "percent", "rate": 5, "base": []},
        {"kind": "fixed", "amount": 5, "place": "role", "role": 7},
        {"kind": ["equal"]},
        None,
        7,
    ],
)
def test_anything_else_is_not_a_key(told: Any) -> None:
    with pytest.raises(BadKey) as error:
        read([told, *written(BRAND)])
    assert (error.value.problem, error.value.step) == (Problem.UNKNOWN, 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "rate", "role", "x"]), inner),
    max_leaves=6,
)


@given(told=st.lists(JSON, max_size=3))
def test_whatever_is_sent_is_a_key_or_is_refused(told: list[Any]) -> None:
    with contextlib.suppress(BadKey):
        assert written(read(told)) == told
