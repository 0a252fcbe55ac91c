"""What the pages of projects share: the tabs of a project."""

from typing import Any

from django.utils.translation import gettext as _

from commun.bids.models import Project
from commun.bids.views.support import place
from commun.governance.policies import MemberRequest

TASKS, BOARD, CALENDAR = "project-tasks", "project-board", "project-calendar"
PAPERS = "project-papers"


def tabs(request: MemberRequest, project: Project, current: str) -> list[dict[str, Any]]:
    """The pages of one project."""
    labels = {
        "project": _("The project"),
        TASKS: _("Tasks"),
        "project-load": _("Load"),
        PAPERS: _("Documents"),
        "project-compost": _("Compost plan"),
    }
    return [
        {"label": label, "url": place(request, name, project=project.ref), "is_current": name == current}
        for name, label in labels.items()
    ]


def views_of_tasks(request: MemberRequest, project: Project, current: str) -> list[dict[str, Any]]:
    """Three ways to look at the same tasks; the filter by person goes along."""
    labels = {TASKS: _("List"), BOARD: _("Board"), CALENDAR: _("Calendar")}
    kept = f"?qui={request.GET['qui']}" if request.GET.get("qui", "").isalnum() else ""
    return [
        {"label": label, "url": place(request, name, project=project.ref) + kept, "is_current": name == current}
        for name, label in labels.items()
    ]
