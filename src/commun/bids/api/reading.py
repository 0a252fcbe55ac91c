"""Readings: joint answers with their teams and sections, projects with their tasks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commun.bids.models import Bid, Project
from commun.bids.queries import bids, project_tasks, projects, sections
from commun.core.api.routes import Caller, Slice, Turn, among, reading

GROUP = "groups/{group}"


@dataclass(frozen=True)
class BidTold:
    """One joint answer."""

    ref: str
    title: str
    notice: str
    stage: str
    form: str
    price_cents: int | None
    opened_at: dt.datetime
    sent_at: dt.datetime | None
    people: Sequence[str]


def _bid(row: Bid, names: Sequence[str]) -> BidTold:
    return BidTold(
        row.ref, row.title, row.notice.ref, row.stage, row.form, row.price_cents, row.opened_at, row.sent_at, names
    )


@reading(f"{GROUP}/bids", _("Joint answers of the group"), BidTold)
def bids_of_group(caller: Caller, turn: Turn) -> Slice[BidTold]:
    """As their page. 2 queries."""
    return among([_bid(one.bid, one.names) for one in bids.bids_of(caller.space)], turn, lambda one: one.ref)


@dataclass(frozen=True)
class PartTold:
    """Somebody of the team, or asked into it."""

    ref: str
    name: str
    state: str
    standing: str
    entity: str


@dataclass(frozen=True)
class SectionTold:
    """One section of the answer; its words are written together, on the page."""

    ref: str
    title: str
    criterion: str
    state: str
    words: int
    words_most: int | None
    due_on: dt.date | None


@dataclass(frozen=True)
class BidPage:
    """One joint answer with its team and its sections."""

    bid: BidTold
    team: Sequence[PartTold]
    sections: Sequence[SectionTold]


@reading(f"{GROUP}/bids/{{bid}}", _("One joint answer: its team, its sections"), BidPage)
def bid(caller: Caller, *, bid: Bid) -> BidPage:
    """As its page. 6 queries."""
    team = bids.team_of(bid)
    parts = [
        PartTold(one.ref, one.name, one.state, one.standing, one.entity.name if one.entity else "")
        for one in (*team.joined, *team.asked, *team.gone)
    ]
    lines = [
        SectionTold(
            one.section.ref,
            one.section.title,
            one.section.criterion,
            one.section.state,
            one.word_count,
            one.section.words_most,
            one.section.due_on,
        )  # fmt: skip
        for one in sections.outline_of(bid).lines
    ]
    return BidPage(_bid(bid, [one.name for one in team.joined]), parts, lines)


@dataclass(frozen=True)
class ProjectTold:
    """One project."""

    ref: str
    title: str
    client: str
    state: str
    starts_on: dt.date
    ends_on: dt.date | None
    people: Sequence[str]
    open_tasks: int
    done_tasks: int


@reading(f"{GROUP}/projects", _("Projects of the group"), ProjectTold)
def projects_of_group(caller: Caller, turn: Turn) -> Slice[ProjectTold]:
    """As their page. 3 queries."""
    found = [
        ProjectTold(
            one.project.ref,
            one.project.title,
            one.project.client,
            one.project.state,
            one.project.starts_on,
            one.project.ends_on,
            one.names,
            one.open_tasks,
            one.done_tasks,
        )  # fmt: skip
        for one in projects.projects_of(caller.space)
    ]
    return among(found, turn, lambda one: one.ref)


@dataclass(frozen=True)
class TaskTold:
    """One task of a project; ``ref`` is that of the thing to do."""

    ref: str
    title: str
    column: str
    owner: str
    due_on: dt.date | None
    minutes_estimated: int | None
    minutes_given: int
    waits_for: str | None


@reading(f"{GROUP}/projects/{{project}}/tasks", _("The tasks of a project"), TaskTold)
def tasks(caller: Caller, turn: Turn, *, project: Project) -> Slice[TaskTold]:
    """As its board, all of them. 4 queries."""
    found = [_task(one) for one in project_tasks.tasks_of(project)]
    return among(found, turn, lambda one: one.ref)


def _task(line: project_tasks.TaskLine) -> TaskTold:
    action, card = line.action, line.card
    owner = action.owner.name if action.owner else action.owner_role.name if action.owner_role else ""
    before = line.waits_for
    return TaskTold(
        action.ref, action.title, line.column, owner, action.due_on, card.minutes_estimated, line.minutes_given,
        before.ref if before else None,
    )  # fmt: skip
