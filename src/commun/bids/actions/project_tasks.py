"""Verbs of tasks: the thing to do is governance's; its place on the board and the time given to it are of the room."""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _

from commun.bids.actions import project_moves
from commun.bids.actions.project_support import held_card, held_for_writing, tell
from commun.bids.journal import projects as facts
from commun.bids.models import Project, TaskCard, TaskTime
from commun.bids.queries.project_seen import TIME
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions import follow_up
from commun.governance.models import Action, Membership
from commun.value.actions.contributions import written_from
from commun.value.models import Contribution

MOST_MINUTES, MOST_IN_A_DAY, LONGEST_WORDS = 2000 * 60, 24 * 60, 200
MOST_TASKS = 2000


@dataclass(frozen=True)
class Task:
    """A task as it is written. ``owner``: oneself, nobody yet, or somebody to whom it is then proposed."""

    title: str
    owner: Membership | None = None
    due_on: dt.date | None = None
    minutes: int | None = None
    blocked_by: Action | None = None


@transaction.atomic
def add_task(*, by: Membership, project: Project, task: Task) -> TaskCard:
    """Write a task of the project, at the end of « to do ». For another person it is proposed to them, never given.

    Raises Refused.
    """
    held = held_for_writing(by, project)
    _refuse_crowd(held)
    _refuse_same(held, task.title)
    action = follow_up.add_action(
        by=by,
        title=task.title,
        owner=by if task.owner is not None and task.owner.pk == by.pk else None,
        due_on=task.due_on,
        origin=f"{facts.PROJECT}:{held.ref}",
        blocked_by=task.blocked_by,
    )
    card = TaskCard(space=held.space, project=held, action=action, minutes_estimated=_estimate(task.minutes))
    card.position = _end_of(held, TaskCard.Column.TODO)
    card.save()
    if task.owner is not None and task.owner.pk != by.pk:
        project_moves.ask_move(by=by, card=card, taker=task.owner)
    return card


@transaction.atomic
def place_task(*, by: Membership, card: TaskCard, column: str, step: int = 0) -> TaskCard:
    """Put it in a column (at its end), or one place up (-1) or down (+1) in its own. Raises Refused."""
    held = held_card(by, card)
    if held.action.state != Action.State.OPEN:
        raise Refused(_("This is already closed."))
    if column not in TaskCard.Column.values:
        raise Refused(_("Choose one of the columns of the board."))
    if column != held.column:
        held.column, held.position = column, _end_of(held.project, column)
    elif step:
        _swap(held, step)
    held.save(update_fields=["column", "position"])
    tell(by, facts.TASK_PLACED, held.project, task=held.action.ref, column=held.column)
    return held


@transaction.atomic
def finish_task(*, by: Membership, card: TaskCard, note: str = "") -> TaskCard:
    """Say that it is done, as any thing to do. Raises Refused."""
    held = held_card(by, card)
    project_moves.drop_moves(held)
    follow_up.finish_action(by=by, action=held.action, note=note)
    return held


@transaction.atomic
def change_task(*, by: Membership, card: TaskCard, task: Task) -> TaskCard:
    """Say for when it is, how long it should take and what it waits for. Raises Refused."""
    held = held_card(by, card)
    if task.due_on != held.action.due_on:
        follow_up.plan_action(by=by, action=held.action, due_on=task.due_on)
    before = held.action.blocked_by_id
    if (task.blocked_by.pk if task.blocked_by else None) != before:
        follow_up.wait_for(by=by, action=held.action, blocked_by=task.blocked_by)
    held.minutes_estimated = _estimate(task.minutes)
    held.save(update_fields=["minutes_estimated"])
    return held


@dataclass(frozen=True)
class Given:
    """Time given to a task one day; ``token``: of the form, so that the same one twice is written once."""

    on: dt.date
    minutes: int
    token: str
    words: str = ""


@transaction.atomic
def note_time(*, by: Membership, card: TaskCard, given: Given) -> TaskTime:
    """Note time that one gave to a task oneself; it is then proposed as a contribution. Raises Refused."""
    held = held_card(by, card)
    with scope.use(by.space_id):
        known = TaskTime.objects.filter(membership=by, token=given.token[:36]).first() if given.token else None
    if known is not None:
        return known
    if not 0 < given.minutes <= MOST_IN_A_DAY:
        raise Refused(_("A day has twenty-four hours: write the time of one day, above zero."))
    if not held.project.starts_on - dt.timedelta(days=366) <= given.on <= clock.today():
        raise Refused(_("Choose a day from the first one of the project to today."))
    if given.minutes + _given_on(by, given.on) > MOST_IN_A_DAY:
        raise Refused(_("With what you noted that day already, this is more than twenty-four hours."))
    row = TaskTime(
        space=by.space, card=held, membership=by, on=given.on, minutes=given.minutes,
        words=one_line(given.words, LONGEST_WORDS), token=given.token[:36] or str(uuid4()),
    )  # fmt: skip
    row.save()
    tell(by, facts.TIME_NOTED, held.project, task=held.action.ref, time=row.ref)
    return row


@transaction.atomic
def remove_time(*, by: Membership, row: TaskTime) -> None:
    """Take back time that one noted oneself. Raises Refused once it was confirmed as a contribution."""
    held = held_for_writing(by, row.card.project)
    told = written_from(by, f"{TIME}:{row.ref}")
    if told is not None and told.state == Contribution.State.CONFIRMED:
        raise Refused(_("You said what it counts for among your contributions: correct it there."))
    with scope.use(held.space_id):
        gone, _rows = TaskTime.objects.filter(pk=row.pk, membership=by).delete()
    if gone:
        tell(by, facts.TIME_REMOVED, held, time=row.ref)


def _estimate(minutes: int | None) -> int | None:
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise Refused(_("This estimate is not believable: two thousand hours at most; cut the task in several."))
    return minutes


def _end_of(project: Project, column: str) -> int:
    with scope.use(project.space_id):
        rows = TaskCard.objects.filter(project=project, column=column).order_by()
        last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _swap(held: TaskCard, step: int) -> None:
    """Trade places with the open card just above or below; nothing happens at the ends."""
    with scope.use(held.space_id):
        rows = TaskCard.objects.filter(project=held.project, column=held.column, action__state=Action.State.OPEN)
        cards = list(rows.select_for_update(of=("self",)).order_by("position", "pk"))
        at = next((place for place, one in enumerate(cards) if one.pk == held.pk), None)
        to = None if at is None else at + (1 if step > 0 else -1)
        if at is None or to is None or not 0 <= to < len(cards):
            return
        cards[at], cards[to] = cards[to], cards[at]
        first = rows.aggregate(first=Min("position"))["first"] or 0
        for place, one in enumerate(cards, start=first):
            if one.position != place:
                TaskCard.objects.filter(pk=one.pk).update(position=place)
            if one.pk == held.pk:
                held.position = place


def _given_on(member: Membership, day: dt.date) -> int:
    """Minutes that the member noted that day, on whatever task."""
    with scope.use(member.space_id):
        return TaskTime.objects.filter(membership=member, on=day).aggregate(sum=Sum("minutes"))["sum"] or 0


def _refuse_same(project: Project, title: str) -> None:
    """A form sent twice makes one task. Raises Refused."""
    with scope.use(project.space_id):
        cards = TaskCard.objects.filter(project=project, action__state=Action.State.OPEN)
        if cards.filter(action__title=one_line(title)).exists():
            raise Refused(_("A task of this name is there already: give this one another name."))


def _refuse_crowd(project: Project) -> None:
    with scope.use(project.space_id):
        if TaskCard.objects.filter(project=project).count() >= MOST_TASKS:
            raise Refused(_("So many tasks already: open a second project for what follows."))
