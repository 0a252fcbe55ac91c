"""How this room answers for the notes of its projects: the group reads, the team writes while the project runs."""

from django.utils.translation import gettext as _

from commun.bids.models import Project
from commun.bids.policies.projects import takes_part
from commun.core import scope
from commun.core.urls import here
from commun.core.writing import access
from commun.core.writing.tables import WrittenText
from commun.governance import states
from commun.governance.models import Membership

KIND = "bids.project"


def register() -> None:
    """Called once the room is ready."""
    access.owners.add(KIND, access.Owner(right=right, title=title, url=url))


def right(person_id: int, text: WrittenText) -> access.Right:
    """What a person may do with the notes. 2 to 3 queries."""
    project = _project(text)
    if project is None:
        return access.NOBODY
    with scope.use(text.space_id):
        inside = Membership.objects.filter(space=text.space_id, person=person_id, state__in=states.INSIDE)
        member = inside.select_related("person").first()
    if member is None:
        return access.NOBODY
    frozen_why = "" if project.is_running else _("This project is closed: nothing is written on it any more.")
    return access.Right(may_read=True, may_write=takes_part(member, project), frozen_why=frozen_why)


def title(text: WrittenText) -> str:
    """« Notes », and of which project."""
    project = _project(text)
    return _("Notes of “%(project)s”") % {"project": project.title} if project is not None else ""


def url(text: WrittenText) -> str:
    """The page of the documents of the project."""
    project = _project(text)
    return here(project.space.slug, "bids:project-papers", project=project.ref) if project is not None else ""


def _project(text: WrittenText) -> Project | None:
    with scope.use(text.space_id):
        return Project.objects.select_related("space", "work").filter(ref=text.reference).first()
