"""From the papers that are held to one line per kind: missing, out of date, ending too early, soon to end, good."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from commun.algo.validity.kinds import HEADCOUNT, KINDS, THRESHOLD, Asked, Kind, Rule, kind

# Days before the end at which a paper is asked again; 0: it has ended.
STEPS = (30, 7, 0)


class State(Enum):
    """Of one kind of paper, for one entity and one purpose; from the worst to the best."""

    MISSING = "missing"
    EXPIRED = "expired"  # not good today
    TOO_SHORT = "too_short"  # good today, not on the day it is needed
    UNKNOWN = "unknown"  # nobody has said whether it is asked of this entity
    SOON = "soon"  # good on that day, for less than 30 days after it
    VALID = "valid"
    NOT_ASKED = "not_asked"


BLOCKING = (State.MISSING, State.EXPIRED, State.TOO_SHORT)


@dataclass(frozen=True)
class Held:
    """A paper that is there: made on a day, with the day written on it if it has one; ``ref`` is the caller's."""

    kind: str
    made_on: dt.date
    until: dt.date | None = None
    ref: str = ""


@dataclass(frozen=True)
class Situation:
    """What decides which papers are asked. ``amount``: of the contract, cents excluding VAT; None: not known."""

    amount: int | None = None
    employs_foreigners: bool | None = None
    headcount: int | None = None
    is_insolvent: bool | None = None


@dataclass(frozen=True)
class Line:
    """One kind: its state, the best paper of it, and that paper's last good day (None: no end, or no paper)."""

    kind: str
    state: State
    held: Held | None = None
    last_day: dt.date | None = None

    @property
    def is_blocking(self) -> bool:
        """A buyer would turn the answer down, or ask again."""
        return self.state in BLOCKING


def last_day(paper: Held) -> dt.date | None:
    """The last day on which it is good; None when it has no end.

    >>> last_day(Held("vigilance", dt.date(2026, 8, 31)))
    datetime.date(2027, 2, 27)
    """
    found = kind(paper.kind)
    if found.rule is Rule.MONTHS:
        return _months_later(paper.made_on, found.count) - dt.timedelta(days=1)
    if found.rule is Rule.YEAR:
        return dt.date(paper.made_on.year, 12, 31)
    return paper.until if found.rule is Rule.UNTIL else None


def _months_later(day: dt.date, count: int) -> dt.date:
    """The same day so many months later, or the last of that month."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month, last)
        except ValueError:
            continue
    raise AssertionError(day)


def checked(held: Iterable[Held], situation: Situation, *, today: dt.date, needed_on: dt.date) -> tuple[Line, ...]:
    """One line per kind of the closed list, in its order; papers of days to come are not there yet."""
    there: dict[str, list[Held]] = {}
    for paper in held:
        if paper.made_on <= today:
            there.setdefault(paper.kind, []).append(paper)
    return tuple(_line(each, there.get(each.code, []), situation, today, max(today, needed_on)) for each in KINDS)


def _line(found: Kind, papers: Sequence[Held], situation: Situation, today: dt.date, needed_on: dt.date) -> Line:
    is_asked = _is_asked(found.asked, situation)
    if not papers:
        absent = {True: State.MISSING, False: State.NOT_ASKED, None: State.UNKNOWN}
        return Line(found.code, absent[is_asked])
    best = max(papers, key=lambda paper: (last_day(paper) or dt.date.max, paper.made_on, paper.ref))
    end = last_day(best)
    return Line(found.code, _state_of(end, is_asked, today, needed_on), best, end)


def _state_of(end: dt.date | None, is_asked: bool | None, today: dt.date, needed_on: dt.date) -> State:
    if end is None or end >= needed_on + dt.timedelta(days=STEPS[0]):
        return State.VALID
    if is_asked is False and end < needed_on:
        return State.NOT_ASKED
    if end < today:
        return State.EXPIRED
    return State.TOO_SHORT if end < needed_on else State.SOON


def _is_asked(asked: Asked, situation: Situation) -> bool | None:
    """None: what decides it is not known."""
    # An amount that nobody knows yet is taken as above: a paper too many never lost a contract.
    is_above = situation.amount is None or situation.amount >= THRESHOLD
    headcount = situation.headcount
    answers = {
        Asked.ALWAYS: True,
        Asked.WISHED: False,
        Asked.THRESHOLD: is_above,
        Asked.FOREIGN: situation.employs_foreigners if is_above else False,
        Asked.HEADCOUNT: None if headcount is None else headcount >= HEADCOUNT,
        Asked.INSOLVENT: situation.is_insolvent,
    }
    return answers[asked]


def step(end: dt.date | None, today: dt.date) -> int | None:
    """Which of STEPS a paper has reached: the smallest that its days left do not exceed; None: it is too early."""
    if end is None:
        return None
    left = (end - today).days
    if left < 0:
        return 0
    reached = [each for each in STEPS if each and left <= each]
    return min(reached) if reached else None
