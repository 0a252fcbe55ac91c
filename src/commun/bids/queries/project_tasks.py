"""Tasks of a project: one read for the list, the board and the calendar; what changes is how it is shown (R54)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from commun.bids.models import Project, TaskCard, TaskMove, TaskTime
from commun.core import clock, scope
from commun.governance.models import Action, Membership
from commun.value import quantities
from commun.value.models import ContributionKind

Column = TaskCard.Column
DONE = "done"
# The board shows the last ones that were done; the list tells them all.
DONE_SHOWN = 12


def said(minutes: int) -> str:
    """« 1 h 30 »; nothing of nothing."""
    return quantities.say(minutes, ContributionKind.Measure.HOURS) if minutes else ""


@dataclass(frozen=True)
class TaskLine:
    """One task, as the three views show it."""

    card: TaskCard
    action: Action
    minutes_given: int
    move: TaskMove | None

    @property
    def is_open(self) -> bool:
        """Still to be done."""
        return self.action.state == Action.State.OPEN

    @property
    def is_late(self) -> bool:
        """Open, and its day is past."""
        return self.is_open and self.action.due_on is not None and self.action.due_on < clock.today()

    @property
    def waits_for(self) -> Action | None:
        """The open thing that comes before it, if any."""
        before = self.action.blocked_by
        return before if before is not None and before.state == Action.State.OPEN else None

    @property
    def column(self) -> str:
        """To do, being done, done."""
        return self.card.column if self.is_open else DONE

    @property
    def estimate(self) -> str:
        """How long it should take, in words."""
        return said(self.card.minutes_estimated or 0)

    @property
    def given(self) -> str:
        """The time given to it, in words."""
        return said(self.minutes_given)

    @property
    def minutes_left(self) -> int:
        """What is left of the estimate."""
        return max(0, (self.card.minutes_estimated or 0) - self.minutes_given)


@dataclass(frozen=True)
class Summary:
    """How far the tasks are: open and done; minutes given; what is the member's own, soonest first."""

    open_count: int
    done_count: int
    minutes_given: int
    mine: list[TaskLine]


@dataclass(frozen=True)
class Week:
    """A week of the calendar: its Monday, and the days that have something."""

    monday: dt.date
    days: list[tuple[dt.date, list[TaskLine]]]


def tasks_of(project: Project) -> list[TaskLine]:
    """Every task, those let go left out: by place on the board, then the last done first. 3 queries."""
    with scope.use(project.space_id):
        cards = TaskCard.objects.filter(project=project).exclude(action__state=Action.State.LET_GO)
        return lines_of(cards.select_related("action__owner__person", "action__owner__space", "action__blocked_by"))


def lines_of(cards: Iterable[TaskCard]) -> list[TaskLine]:
    """Cards with the time given to them and the move that waits, in scope. 3 queries."""
    found = list(cards)
    pks = [card.pk for card in found]
    rows = TaskTime.objects.filter(card__in=pks).order_by().values_list("card")
    given = dict(rows.annotate(sum=Sum("minutes")))
    waiting = TaskMove.objects.filter(card__in=pks, state=TaskMove.State.ASKED)
    around = ("giver__person", "taker__person", "giver__space", "taker__space")
    moves = {move.card_id: move for move in waiting.select_related(*around)}
    return [TaskLine(card, card.action, given.get(card.pk, 0), moves.get(card.pk)) for card in found]


def filtered(lines: Sequence[TaskLine], who: str) -> list[TaskLine]:
    """Those of one person, by reference; of nobody yet, under « personne »; all of them otherwise."""
    if who == "personne":
        return [line for line in lines if line.is_open and line.action.owner_id is None]
    if not who:
        return list(lines)
    return [line for line in lines if line.action.owner is not None and line.action.owner.person.ref == who]


def listed(lines: Sequence[TaskLine]) -> list[TaskLine]:
    """Open ones by date, those without one after them, done ones last."""
    far = dt.date.max
    return sorted(
        lines,
        key=lambda line: (
            not line.is_open,
            (line.action.due_on or far) if line.is_open else far,
            -(line.action.closed_on or dt.date.min).toordinal(),
            line.card.pk,
        ),
    )


def board(lines: Sequence[TaskLine]) -> list[tuple[str, list[TaskLine], int]]:
    """The columns, in order: name, cards, how many in all."""
    found: dict[str, list[TaskLine]] = {Column.TODO: [], Column.DOING: [], DONE: []}
    for line in lines:
        found[line.column].append(line)
    done = sorted(found[DONE], key=lambda line: line.action.closed_on or dt.date.min, reverse=True)
    return [
        (Column.TODO.value, found[Column.TODO], len(found[Column.TODO])),
        (Column.DOING.value, found[Column.DOING], len(found[Column.DOING])),
        (DONE, done[:DONE_SHOWN], len(done)),
    ]


def monday_of(day: dt.date) -> dt.date:
    """The Monday of its week."""
    return day - dt.timedelta(days=day.weekday())


def weeks(lines: Sequence[TaskLine]) -> list[Week]:
    """Weeks of open tasks that have a date, in order; the one of today is there even when it is empty."""
    by_day: dict[dt.date, list[TaskLine]] = {}
    for line in lines:
        if line.is_open and line.action.due_on is not None:
            by_day.setdefault(line.action.due_on, []).append(line)
    found: dict[dt.date, list[tuple[dt.date, list[TaskLine]]]] = {monday_of(clock.today()): []}
    for day in sorted(by_day):
        found.setdefault(monday_of(day), []).append((day, by_day[day]))
    return [Week(monday, found[monday]) for monday in sorted(found)]


def summary_of(project: Project, member: Membership) -> Summary:
    """How far it is, and what is the member's. 3 queries."""
    lines = tasks_of(project)
    is_open = [line for line in lines if line.is_open]
    mine = [line for line in listed(is_open) if line.action.owner_id == member.pk]
    return Summary(len(is_open), len(lines) - len(is_open), sum(line.minutes_given for line in lines), mine[:5])


def times_of(card: TaskCard) -> list[TaskTime]:
    """Who gave how much time to it, the last first. 1 query."""
    with scope.use(card.space_id):
        return list(TaskTime.objects.filter(card=card).select_related("membership__person", "membership__space"))


def moves_of(card: TaskCard) -> list[TaskMove]:
    """What was proposed for it, the last first. 1 query."""
    with scope.use(card.space_id):
        around = (
            "asked_by__person",
            "giver__person",
            "taker__person",
            "asked_by__space",
            "giver__space",
            "taker__space",
        )
        return list(TaskMove.objects.filter(card=card).select_related(*around)[:20])


def could_wait_for(project: Project, card: TaskCard | None = None) -> list[Action]:
    """Open tasks of the project, for « comes after ». 1 query."""
    with scope.use(project.space_id):
        rows = Action.objects.filter(card__project=project, state=Action.State.OPEN)
        return list((rows if card is None else rows.exclude(pk=card.action_id)).order_by("title", "pk"))
