"""What the verbs of projects share: locks, who may, clean words, and the journal."""

from typing import Any

from django.utils.translation import gettext as _

from commun.bids.journal import projects as facts
from commun.bids.models import Project, TaskCard
from commun.bids.policies import projects as policies
from commun.core import journal, scope
from commun.core.errors import Refused
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Membership

LONG = 2000


def locked(project: Project) -> Project:
    """The row as it is now, held until the end of the transaction; the journal first, as everywhere."""
    journal.hold(project.space)
    with scope.use(project.space_id):
        rows = Project.objects.select_for_update(of=("self",)).select_related("space", "work", "dispatcher__person")
        return rows.get(pk=project.pk)


def held_for_writing(by: Membership, project: Project) -> Project:
    """The row, locked, for somebody of its team while it runs. Raises Refused."""
    refuse_unless_awake(by, project.space_id)
    held = locked(project)
    if not held.is_running:
        raise Refused(_("This project is closed: nothing is written on it any more."))
    if not policies.takes_part(by, held):
        raise Refused(_("Those who take part write on it: take part first."))
    return held


def held_card(by: Membership, card: TaskCard) -> TaskCard:
    """The task, locked, for somebody of the team while the project runs. Raises Refused."""
    held_for_writing(by, card.project)
    with scope.use(card.space_id):
        rows = TaskCard.objects.select_for_update(of=("self",))
        rows = rows.select_related("space", "project__space", "project__work", "action__space", "action__owner")
        return rows.get(pk=card.pk)


def tell(by: Membership, fact: str, project: Project, **data: Any) -> None:
    """Record a fact about the project."""
    journal.record(fact, space=by.space, actor=self_of(by), about=(facts.PROJECT, project.ref), data=data)
