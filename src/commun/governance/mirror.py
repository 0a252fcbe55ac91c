"""The mirror of a group's decisions: figures computed from their lives, never by person, without a database (S7, R61).

A life is what the journal tells of one decision: the days it reached each state. Shares are fractions of 1, or None
when there is nothing to count.
"""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commun.governance import follow_through as steps

SOON = dt.timedelta(days=30)
WAY = (steps.HEARD, steps.PROPOSED, steps.ADOPTED, steps.ENGAGED, steps.DONE)


@dataclass(frozen=True)
class Life:
    """One decision: its state today, the first day it reached each state, when it was due and when it ended.

    ``carries_itself``: adopting it already did what it says (C25), so that nobody has to carry it.
    """

    state: str
    first: Mapping[str, dt.date]
    due_on: dt.date | None = None
    closed_on: dt.date | None = None
    has_reason: bool = False
    carries_itself: bool = False

    @property
    def voiced_on(self) -> dt.date:
        """The day it was heard."""
        return self.first[steps.HEARD]


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    count: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Rounded to the nearest whole; None of nothing."""
        return None if self.whole == 0 else (200 * self.count + self.whole) // (2 * self.whole)


@dataclass(frozen=True)
class Stair:
    """One state on the way: how many reached it, and what became of those who went no further."""

    state: str
    reached: int
    waiting: int
    let_go: int
    replaced: int


@dataclass(frozen=True)
class Mirror:
    """The four figures of S7; ages in days."""

    engaged_soon: Share
    done_in_time: Share
    let_go_with_reason: Share
    median_age: float | None


@dataclass(frozen=True)
class Period:
    """From a day to another, both included; None: open."""

    starts_on: dt.date | None = None
    ends_on: dt.date | None = None

    def __contains__(self, day: dt.date) -> bool:
        return (self.starts_on is None or day >= self.starts_on) and (self.ends_on is None or day <= self.ends_on)


ALWAYS = Period()


def mirror(lives: Iterable[Life], *, today: dt.date, period: Period = ALWAYS) -> Mirror:
    """The figures of a group over a period.

    Engaged soon: of those adopted in the period, more than 30 days ago or engaged already, how many within 30 days.
    Done in time: of those due in the period and by today, how many were done by that day.
    """
    known = list(lives)
    return Mirror(
        engaged_soon=_engaged_soon(known, today, period),
        done_in_time=_done_in_time(known, today, period),
        let_go_with_reason=_let_go(known, period),
        median_age=_median_age(known, today),
    )


def _engaged_soon(lives: Sequence[Life], today: dt.date, period: Period) -> Share:
    count = whole = 0
    for life in lives:
        adopted, engaged = life.first.get(steps.ADOPTED), life.first.get(steps.ENGAGED)
        if adopted is None or adopted not in period or life.carries_itself:
            continue
        is_soon = engaged is not None and engaged - adopted <= SOON
        if is_soon or engaged is not None or today - adopted > SOON:
            whole += 1
            count += is_soon
    return Share(count, whole)


def _done_in_time(lives: Sequence[Life], today: dt.date, period: Period) -> Share:
    due = [life for life in lives if life.due_on is not None and life.due_on in period and life.due_on <= today]
    return Share(sum(_is_in_time(life) for life in due), len(due))


def _is_in_time(life: Life) -> bool:
    done = life.first.get(steps.DONE)
    return done is not None and life.due_on is not None and done <= life.due_on


def _let_go(lives: Sequence[Life], period: Period) -> Share:
    gone = [
        life for life in lives if life.state == steps.LET_GO and life.closed_on is not None and life.closed_on in period
    ]
    return Share(sum(life.has_reason for life in gone), len(gone))


def _median_age(lives: Sequence[Life], today: dt.date) -> float | None:
    ages = [(today - life.voiced_on).days for life in lives if life.state not in steps.ENDED]
    return statistics.median(ages) if ages else None


def funnel(lives: Iterable[Life], *, period: Period = ALWAYS) -> list[Stair]:
    """From heard to done, the matters voiced in a period: how many came that far, and where the others stopped.

    A later state counts for the earlier ones; what waits at a step was neither let go nor replaced there.
    """
    stops = Counter((_rank(life), life.state) for life in lives if life.voiced_on in period)
    left = (steps.LET_GO, steps.REPLACED)
    return [
        Stair(
            state=state,
            reached=sum(count for (stop, _state), count in stops.items() if stop >= rank),
            waiting=sum(count for (stop, now), count in stops.items() if stop == rank and now not in left),
            let_go=stops[rank, steps.LET_GO],
            replaced=stops[rank, steps.REPLACED],
        )
        for rank, state in enumerate(WAY)
    ]


def _rank(life: Life) -> int:
    """How far it came, at its best; what its adoption applied is done."""
    if life.carries_itself and steps.ADOPTED in life.first:
        return len(WAY) - 1
    return max(rank for rank, state in enumerate(WAY) if state in life.first)
