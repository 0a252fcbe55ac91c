"""A project as tests need it: Alice opened it, Bob takes part."""

import datetime as dt
from typing import Any

from commun.bids.actions.project_tasks import Task, add_task
from commun.bids.actions.projects import ProjectSheet, open_project
from commun.bids.models import Project, TaskCard
from commun.core import clock
from commun.governance.models import Membership
from commun.value.actions import works
from tests.support.world import Group


def make_project(group: Group, title: str = "Plan de mobilité", **fields: Any) -> Project:
    """A project of both."""
    sheet = ProjectSheet(title=title, starts_on=clock.today() - dt.timedelta(days=30), **fields)
    project = open_project(by=group.alice, sheet=sheet)
    works.enter_work(by=group.alice, work=project.work, member=group.bob)
    return project


def make_task(by: Membership, project: Project, title: str = "Rencontrer les habitants", **fields: Any) -> TaskCard:
    """A task of the project, written by ``by``."""
    return add_task(by=by, project=project, task=Task(title, **fields))
