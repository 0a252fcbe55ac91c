"""Papers: their last day, what is asked of whom, and what to say before it is too late (B6)."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.validity import KINDS, THRESHOLD, Held, Situation, State, checked, last_day, step

TODAY = dt.date(2026, 11, 16)
DEADLINE = dt.date(2026, 12, 15)
KNOWN = Situation(amount=2_000_000, employs_foreigners=False, headcount=12, is_insolvent=False)
CODES = [kind.code for kind in KINDS]
days = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


def states(held: list[Held], situation: Situation = KNOWN, needed_on: dt.date = DEADLINE) -> dict[str, State]:
    return {line.kind: line.state for line in checked(held, situation, today=TODAY, needed_on=needed_on)}


@pytest.mark.parametrize(
    ("kind", "made_on", "until", "end"),
    [
        ("vigilance", "2026-05-17", None, "2026-11-16"),
        ("vigilance", "2026-08-31", None, "2027-02-27"),
        ("vigilance", "2023-08-30", None, "2024-02-28"),
        ("registration", "2026-11-30", None, "2027-02-27"),
        ("tax", "2026-01-02", None, "2026-12-31"),
        ("insurance", "2026-01-01", "2027-06-30", "2027-06-30"),
        ("foreign_workers", "2026-07-01", None, "2026-12-31"),
        ("bank", "2019-01-01", None, None),
    ],
)
def test_each_kind_has_its_last_day(kind: str, made_on: str, until: str | None, end: str | None) -> None:
    day = dt.date.fromisoformat
    paper = Held(kind, day(made_on), day(until) if until else None)
    assert last_day(paper) == (day(end) if end else None)


def test_missing_expired_too_short_soon_and_good_are_told_apart() -> None:
    held = [
        Held("vigilance", dt.date(2026, 5, 16)),
        Held("registration", dt.date(2026, 9, 1)),
        Held("tax", dt.date(2026, 3, 1)),
        Held("insurance", dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
    ]
    found = states(held)
    assert found["vigilance"] is State.EXPIRED
    assert found["registration"] is State.TOO_SHORT
    assert found["tax"] is State.SOON
    assert found["insurance"] is State.VALID
    assert found["bank"] is State.MISSING
    assert found["judgment"] is found["foreign_workers"] is found["power"] is State.NOT_ASKED


def test_vigilance_is_asked_from_five_thousand_euros_excluding_vat() -> None:
    assert states([], replace(KNOWN, amount=THRESHOLD))["vigilance"] is State.MISSING
    assert states([], replace(KNOWN, amount=THRESHOLD - 1))["vigilance"] is State.NOT_ASKED
    assert states([], replace(KNOWN, amount=None))["vigilance"] is State.MISSING


def test_what_nobody_said_is_asked_and_not_supposed() -> None:
    found = states([], Situation())
    assert {code for code, state in found.items() if state is State.UNKNOWN} == {
        "foreign_workers", "disabled_workers", "judgment",
    }  # fmt: skip
    found = states([], Situation(THRESHOLD, employs_foreigners=True, headcount=20, is_insolvent=True))
    assert {found[code] for code in ("foreign_workers", "disabled_workers", "judgment")} == {State.MISSING}


def test_the_paper_that_lasts_longest_counts_and_one_of_tomorrow_is_not_there() -> None:
    old, new = Held("vigilance", dt.date(2026, 6, 1), ref="old"), Held("vigilance", dt.date(2026, 11, 2), ref="new")
    tomorrow = Held("vigilance", TODAY + dt.timedelta(days=1), ref="tomorrow")
    for held in ([old, new, tomorrow], [tomorrow, new, old]):
        (line,) = [each for each in checked(held, KNOWN, today=TODAY, needed_on=DEADLINE) if each.kind == "vigilance"]
        assert line.held is new
        assert line.last_day == dt.date(2027, 5, 1)


def test_reminders_come_at_thirty_days_at_seven_and_once_it_is_over() -> None:
    end = dt.date(2026, 12, 31)
    told = {left: step(end, end - dt.timedelta(days=left)) for left in (31, 30, 8, 7, 0, -1, -400)}
    assert told == {31: None, 30: 30, 8: 30, 7: 7, 0: 7, -1: 0, -400: 0}
    assert step(None, TODAY) is None


@given(st.sampled_from(CODES), days, days, days)
def test_a_later_need_never_makes_a_paper_better(code: str, made_on: dt.date, today: dt.date, needed: dt.date) -> None:
    held = [Held(code, made_on, made_on + dt.timedelta(days=200))]
    rank = list(State).index
    all_asked = Situation(THRESHOLD, employs_foreigners=True, headcount=50, is_insolvent=True)
    near, far = (
        {line.kind: line.state for line in checked(held, all_asked, today=today, needed_on=day)}[code]
        for day in (needed, needed + dt.timedelta(days=90))
    )
    if code not in ("power", "references", "certificate"):
        assert rank(far) <= rank(near)
    lines = checked(held, all_asked, today=today, needed_on=needed)
    assert [line.kind for line in lines] == CODES
    for line in lines:
        assert (line.held is None) == (line.state in (State.MISSING, State.NOT_ASKED)) or line.state is State.NOT_ASKED
