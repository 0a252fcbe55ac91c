"""The load of a team, week by week, beside what each said they can give (R53). Names are alphabetical, never ranked.

Rule: what is left of an open task of a person weighs evenly on the weeks from this one to that of its date; a late
one weighs on this week. Tasks of the other projects of the group count too. What has no date or no estimate is told
beside, and weighs nowhere.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from commun.bids.models import Project, TaskCard
from commun.bids.queries.project_tasks import TaskLine, lines_of, monday_of
from commun.core import clock, scope
from commun.governance.models import Action, Membership
from commun.people.models import Availability

WEEKS = 6
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class WeekLoad:
    """One week of one person, in minutes; ``room`` is None when they said nothing of that week."""

    monday: dt.date
    minutes: int
    room: int | None

    @property
    def is_over(self) -> bool:
        """More than what they said they can give."""
        return self.room is not None and self.minutes > self.room


@dataclass(frozen=True)
class PersonLoad:
    """One person: the weeks ahead; minutes without a date; tasks without an estimate."""

    member: Membership
    weeks: list[WeekLoad]
    undated: int
    unestimated: int


def load_of(project: Project, members: Sequence[Membership]) -> list[PersonLoad]:
    """The six weeks ahead of each member, alphabetical. 4 queries."""
    with scope.use(project.space_id):
        cards = TaskCard.objects.filter(
            action__owner__in=[member.pk for member in members],
            action__state=Action.State.OPEN,
            project__state=Project.State.RUNNING,
        )
        lines = lines_of(cards.select_related("action"))
    said = Availability.objects.filter(person__in=[member.person_id for member in members]).order_by("starts_on", "pk")
    spoken: dict[int, list[Availability]] = {}
    for row in said:
        spoken.setdefault(row.person_id, []).append(row)
    first = monday_of(clock.today())
    return [
        _of(
            member,
            [line for line in lines if line.action.owner_id == member.pk],
            spoken.get(member.person_id, []),
            first,
        )
        for member in sorted(members, key=lambda one: one.name.casefold())
    ]


def _of(member: Membership, lines: Sequence[TaskLine], said: Sequence[Availability], first: dt.date) -> PersonLoad:
    minutes = dict.fromkeys((first + WEEK * number for number in range(WEEKS)), 0)
    undated = 0
    for line in lines:
        if line.action.due_on is None:
            undated += line.minutes_left
            continue
        for monday, part in spread(line.minutes_left, first, line.action.due_on).items():
            if monday in minutes:
                minutes[monday] += part
    weeks = [WeekLoad(monday, weighs, room_of(said, monday)) for monday, weighs in minutes.items()]
    return PersonLoad(member, weeks, undated, sum(line.card.minutes_estimated is None for line in lines))


def spread(minutes: int, first: dt.date, due_on: dt.date) -> dict[dt.date, int]:
    """Minutes by week, evenly from the first Monday to the week of the date; what does not divide goes first."""
    count = max(1, (monday_of(due_on) - first).days // 7 + 1)
    share, rest = divmod(minutes, count)
    return {first + WEEK * number: share + (number < rest) for number in range(count)}


def room_of(said: Sequence[Availability], monday: dt.date) -> int | None:
    """Minutes that a person can give in a week, by the last thing they said of it."""
    sunday = monday + dt.timedelta(days=6)
    held = [row for row in said if row.starts_on <= sunday and (row.ends_on is None or row.ends_on >= monday)]
    return held[-1].hours_per_week * 60 if held else None
