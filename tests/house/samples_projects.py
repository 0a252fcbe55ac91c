"""Projects and what hangs on them, as ``samples`` makes the others."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.bids.actions.brands import BrandSheet, open_brand
from commun.bids.actions.project_ends import CompostSheet, write_compost
from commun.bids.actions.project_moves import ask_move
from commun.bids.actions.project_papers import add_file
from commun.bids.actions.project_people import Body, write_beneficiaries, write_stakeholder
from commun.bids.actions.project_tasks import Given, Task, add_task, note_time
from commun.bids.actions.projects import ProjectSheet, open_project
from commun.bids.models import Brand, BrandPart, Project, TaskCard
from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.value.actions.works import enter_work
from tests.support.world import make_member, make_person


def project_of(space: Space, member: Membership) -> Project:
    """A project opened by the member, once for all its pages."""
    with scope.use(space):
        found = Project.objects.filter(opened_by=member, title="Ensemble").select_related("space", "work").first()
    return found or open_project(by=member, sheet=ProjectSheet("Ensemble", clock.today()))


def _card(space: Space, member: Membership) -> TaskCard:
    project = project_of(space, member)
    with scope.use(space):
        title = f"Faire {TaskCard.objects.filter(project=project).count() + 1}"
    return add_task(by=member, project=project, task=Task(title, owner=member, minutes=60))


def _move(space: Space, member: Membership) -> str:
    other = make_member(space, make_person("Qui prendrait"))
    enter_work(by=member, work=project_of(space, member).work, member=other)
    return ask_move(by=member, card=_card(space, member), taker=other).ref


def _file(space: Space, member: Membership) -> str:
    sent = SimpleUploadedFile("plan.txt", b"Le plan", "text/plain")
    return add_file(by=member, project=project_of(space, member), sent=sent).ref


def _brand(space: Space, member: Membership) -> Brand:
    with scope.use(space):
        mine = BrandPart.objects.filter(membership=member).select_related("brand__space").first()
    sheet = BrandSheet("Ensemble", "Des ateliers", "On se dit tout.")
    return mine.brand if mine is not None else open_brand(by=member, sheet=sheet)


def _brand_part(space: Space, member: Membership) -> str:
    with scope.use(space):
        return BrandPart.objects.get(brand=_brand(space, member), membership=member).ref


SAMPLES: dict[str, Callable[[Space, Membership], Any]] = {
    "project": lambda space, member: project_of(space, member).ref,
    "task": lambda space, member: _card(space, member).action.ref,
    "task_time": lambda space, member: (
        note_time(by=member, card=_card(space, member), given=Given(clock.today(), 60, "")).ref
    ),
    "move": _move,
    "beneficiary": lambda space, member: (
        write_beneficiaries(by=member, project=project_of(space, member), who="Des gens", uses="Ils vivent là.").ref
    ),
    "stakeholder": lambda space, member: (
        write_stakeholder(by=member, project=project_of(space, member), body=Body("Mairie", "finance", "informed")).ref
    ),
    "project_file": _file,
    "brand": lambda space, member: _brand(space, member).ref,
    "brand_part": _brand_part,
    "compost": lambda space, member: (
        write_compost(by=member, project=project_of(space, member), sheet=CompostSheet("method", "Atelier")).ref
    ),
}
