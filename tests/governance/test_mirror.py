"""The mirror's figures and the funnel: a known set gives known numbers (S7, R60, R61)."""

import datetime as dt
from typing import Any

import pytest

from commun.governance import follow_through as steps
from commun.governance.mirror import Life, Period, Share, funnel, mirror

TODAY = dt.date(2026, 11, 16)
WAY = ("heard", "proposed", "adopted", "engaged", "done")


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def life(state: str, *reached: int, **fields: Any) -> Life:
    """A life by the days ago at which it was heard, proposed, adopted, engaged, done."""
    return Life(state, {name: ago(days) for name, days in zip(WAY, reached, strict=False)}, **fields)


KNOWN = [
    life("heard", 10),
    life("proposed", 20, 15),
    # Adopted 31 days ago and never engaged: counted against; 30 days ago: too early to say.
    life("adopted", 60, 50, 31),
    life("adopted", 60, 50, 30),
    # Nobody has to carry what carries itself.
    life("adopted", 60, 50, 40, carries_itself=True),
    life("engaged", 90, 80, 70, 40, due_on=ago(-10)),
    life("engaged", 90, 80, 70, 39, due_on=ago(1)),
    life("done", 200, 190, 180, 150, 100, due_on=ago(100), closed_on=ago(100)),
    life("done", 200, 190, 180, 150, 100, due_on=ago(101), closed_on=ago(100)),
    life("partly", 200, 190, 180, 149, due_on=ago(100), closed_on=ago(100)),
    life("let_go", 100, 90, closed_on=ago(80), has_reason=True),
    life("let_go", 100, closed_on=ago(80), has_reason=False),
    life("replaced", 300, 290, 280, closed_on=ago(250)),
]


def test_a_known_set_gives_known_numbers() -> None:
    found = mirror(KNOWN, today=TODAY)
    # Engaged within 30 days: 40 days ago after 70 (30 days), two done (30); not: 31 ago, 39 after 70, partly, replaced.
    assert found.engaged_soon == Share(3, 7)
    assert found.done_in_time == Share(1, 4)
    assert found.let_go_with_reason == Share(1, 2)
    # Still open: 10, 20, 60, 60, 60, 90, 90.
    assert found.median_age == 60


def test_a_period_counts_what_happened_in_it() -> None:
    found = mirror(KNOWN, today=TODAY, period=Period(ago(180), ago(100)))
    assert found.engaged_soon == Share(2, 3)
    assert found.done_in_time == Share(1, 3)
    assert found.let_go_with_reason == Share(0, 0)
    assert mirror(KNOWN, today=TODAY, period=Period(ago(80), None)).let_go_with_reason == Share(1, 2)
    assert mirror(KNOWN, today=TODAY, period=Period(None, ago(81))).let_go_with_reason == Share(0, 0)


def test_nothing_to_count_gives_no_share() -> None:
    found = mirror([], today=TODAY)
    assert found.engaged_soon.percent is None
    assert found.median_age is None


@pytest.mark.parametrize(
    ("count", "whole", "percent"),
    [(0, 3, 0), (1, 3, 33), (2, 3, 67), (1, 2, 50), (1, 200, 1), (1, 201, 0), (3, 3, 100)],
)
def test_shares_are_rounded_to_the_nearest(count: int, whole: int, percent: int) -> None:
    assert Share(count, whole).percent == percent


def test_the_funnel_tells_how_far_each_came_and_where_the_others_stopped() -> None:
    told = [(one.state, one.reached, one.waiting, one.let_go, one.replaced) for one in funnel(KNOWN)]
    assert told == [
        ("heard", 13, 1, 1, 0),
        ("proposed", 11, 1, 1, 0),
        ("adopted", 9, 2, 0, 1),
        ("engaged", 6, 3, 0, 0),
        # One of the three was done by its very adoption.
        ("done", 3, 3, 0, 0),
    ]


def test_the_funnel_of_a_period_follows_what_was_voiced_in_it() -> None:
    assert [one.reached for one in funnel(KNOWN, period=Period(ago(60), ago(10)))] == [5, 4, 3, 1, 1]


def test_every_voiced_matter_is_somewhere_in_the_funnel() -> None:
    stairs = funnel(KNOWN)
    assert sum(one.waiting + one.let_go + one.replaced for one in stairs) == stairs[0].reached == len(KNOWN)
    assert [one.state for one in stairs] == list(WAY) == [*steps.STATES[:5]]
