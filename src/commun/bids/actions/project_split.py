"""The lines of the split of an answer as the first tasks of its project: offered when it opens, taken by nobody's word
but one's own."""

from django.db import transaction

from commun.bids.actions.project_support import held_for_writing
from commun.bids.actions.project_tasks import MOST_MINUTES, Task, add_task
from commun.bids.models import Project, ShareLine, TaskCard
from commun.bids.policies import projects as policies
from commun.bids.queries.projects import split_of
from commun.core import scope
from commun.governance.actions.follow_up import LONGEST_TITLE
from commun.governance.models import Membership
from commun.value.queries.suggestions import DAY_MINUTES


@transaction.atomic
def bring_split(*, by: Membership, project: Project) -> list[TaskCard]:
    """Write each line of the split as a task: one's own at once, those of others proposed to them, those of somebody
    from outside in the hands of nobody, with their name. What is there already is not written again. Raises Refused.
    """
    held = held_for_writing(by, project)
    with scope.use(held.space_id):
        rows = TaskCard.objects.filter(project=held)
        known = set(rows.values_list("action__title", flat=True))
    made, told = [], set[str]()
    for line in split_of(held):
        title = _title(line, told)
        told |= {line.task, title}
        if title not in known:
            known.add(title)
            made.append(add_task(by=by, project=held, task=Task(title, _owner(line, held), None, _minutes(line))))
    return made


def _title(line: ShareLine, told: set[str]) -> str:
    """The task; with who does it where they are from outside, or where two do the same."""
    part = line.part
    if part is None or (part.membership_id is not None and line.task not in told):
        return line.task
    return f"{line.task} ({part.name})"[:LONGEST_TITLE]


def _owner(line: ShareLine, project: Project) -> Membership | None:
    member = line.part.membership if line.part is not None else None
    return member if member is not None and policies.takes_part(member, project) else None


def _minutes(line: ShareLine) -> int | None:
    """A day has seven hours, as for contributions."""
    minutes = int(line.days * DAY_MINUTES) if line.days else 0
    return min(minutes, MOST_MINUTES) or None
