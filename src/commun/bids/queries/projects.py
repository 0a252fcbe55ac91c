"""Projects as pages show them: the list, the sheet, the figures by relation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from commun.bids.models import Beneficiary, Bid, Project, ProjectFile, ShareLine, Stakeholder, TaskCard, TeamPart
from commun.bids.policies.projects import IN_TEAM
from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Action, Membership
from commun.value.models import JointWork, Receipt, WorkPart
from commun.value.models.distributions import STANDING


@dataclass(frozen=True)
class ProjectLine:
    """One project of the list: who takes part (alphabetical), tasks open and done."""

    project: Project
    names: list[str]
    open_tasks: int
    done_tasks: int


@dataclass(frozen=True)
class RelationLine:
    """What the group says of its clients: how many projects in each way, and cents received in it (R55)."""

    label: str
    projects: int
    received: int


@dataclass(frozen=True)
class PartnerLine:
    """Somebody from outside who joined the answer: co-contractor or subcontractor, and their lines of the split."""

    part: TeamPart
    lines: list[ShareLine]

    @property
    def cents(self) -> int:
        """Their part of the price."""
        return sum(line.amount_cents for line in self.lines)


@dataclass(frozen=True)
class Team:
    """Who takes part today and who did; each list alphabetical."""

    parts: list[WorkPart]
    gone: list[WorkPart]

    @cached_property
    def members(self) -> list[Membership]:
        """Those who take part today."""
        return [part.membership for part in self.parts]

    def has(self, member: Membership) -> bool:
        """Takes part today."""
        return any(part.membership_id == member.pk for part in self.parts)

    def had(self, member: Membership) -> bool:
        """Takes or took part."""
        return self.has(member) or any(part.membership_id == member.pk for part in self.gone)


def projects_of(space: Space) -> list[ProjectLine]:
    """Every project of the group: those that run first. 3 queries."""
    open_ones, done = Q(action__state=Action.State.OPEN), Q(action__state=Action.State.DONE)
    with scope.use(space):
        projects = list(Project.objects.select_related("work"))
        names: dict[int, list[str]] = {}
        parts = WorkPart.objects.filter(IN_TEAM, work__project__isnull=False)
        for part in parts.select_related("membership__person"):
            names.setdefault(part.work_id, []).append(part.membership.name)
        rows = TaskCard.objects.order_by().values_list("project")
        tasks = {
            project: (to_do, over)
            for project, to_do, over in rows.annotate(
                to_do=Count("pk", filter=open_ones), over=Count("pk", filter=done)
            )
        }
    lines = [
        ProjectLine(row, sorted(names.get(row.work_id, []), key=str.casefold), *tasks.get(row.pk, (0, 0)))
        for row in projects
    ]
    return sorted(lines, key=lambda line: not line.project.is_running)


def relations_of(space: Space, lines: Sequence[ProjectLine]) -> list[RelationLine]:
    """Projects and cents received by relation, those about which nothing is said left out; no client named. 1 query."""
    said = [line.project for line in lines if line.project.relation]
    if not said:
        return []
    with scope.use(space):
        rows = Receipt.objects.filter(STANDING, work__in=[row.work_id for row in said]).order_by()
        received = dict(rows.values_list("work").annotate(sum=Sum("amount")))
    found = []
    for relation in (Project.Relation.SUPPLIER, Project.Relation.COOPERATION):
        own = [row for row in said if row.relation == relation]
        found.append(RelationLine(str(relation.label), len(own), sum(received.get(row.work_id, 0) for row in own)))
    return found


def team_of(project: Project) -> Team:
    """Who takes part, who did. 1 query."""
    with scope.use(project.space_id):
        rows = WorkPart.objects.filter(work=project.work_id).select_related("membership__person", "membership__space")
        parts = sorted(rows, key=lambda part: part.membership.name.casefold())
    inside = {one.pk for one in parts if one.left_on is None and one.membership.state in states.INSIDE}
    return Team([one for one in parts if one.pk in inside], [one for one in parts if one.pk not in inside])


def partners_of(project: Project) -> list[PartnerLine]:
    """Those from outside who answered with the team, alphabetical. 0 to 2 queries."""
    if project.bid_id is None:
        return []
    with scope.use(project.space_id):
        rows = TeamPart.objects.filter(bid=project.bid_id, membership=None, state=TeamPart.State.JOINED)
        parts = sorted(rows.select_related("person", "entity"), key=lambda part: part.name.casefold())
    lines = split_of(project) if parts else []
    return [PartnerLine(part, [line for line in lines if line.part_id == part.pk]) for part in parts]


def split_of(project: Project) -> list[ShareLine]:
    """The lines of the split of its answer, in their order. 0 to 1 query."""
    if project.bid_id is None:
        return []
    with scope.use(project.space_id):
        rows = ShareLine.objects.filter(bid=project.bid_id)
        return list(rows.select_related("part__membership__person", "part__membership__space", "part__person"))


def has_split(bid: Bid) -> bool:
    """Its split has lines. 1 query."""
    with scope.use(bid.space_id):
        return ShareLine.objects.filter(bid=bid).exists()


def beneficiaries_of(project: Project) -> list[Beneficiary]:
    """For whom it is done. 1 query."""
    with scope.use(project.space_id):
        return list(Beneficiary.objects.filter(project=project))


def stakeholders_of(project: Project) -> list[Stakeholder]:
    """Bodies of the territory, alphabetical. 1 query."""
    with scope.use(project.space_id):
        return sorted(Stakeholder.objects.filter(project=project), key=lambda row: row.body.casefold())


def files_of(project: Project) -> list[ProjectFile]:
    """Files of a project, the last first. 1 query."""
    with scope.use(project.space_id):
        rows = ProjectFile.objects.filter(project=project)
        return list(rows.select_related("file", "added_by__person", "added_by__space"))


def free_works(member: Membership) -> list[JointWork]:
    """Joint works that go on, in which the member takes part, and without a project yet. 1 query."""
    with scope.use(member.space_id):
        mine = WorkPart.objects.filter(membership=member, left_on=None).values("work")
        return list(JointWork.objects.filter(pk__in=mine, ended_on=None, project=None))


def project_of_bid(bid: Bid) -> Project | None:
    """The project of an answer, if any. 1 query."""
    with scope.use(bid.space_id):
        return Project.objects.filter(bid=bid).first()


def project_of_work(work: JointWork) -> list[Subject]:
    """The project of a joint work, for its page, or the door to open one while it goes on. 1 query."""
    with scope.use(work.space_id):
        found = Project.objects.filter(work=work).values_list("ref", "title").first()
    if found is None:
        door = f"{here(work.space.slug, 'bids:new-project')}?travail={work.ref}"
        return [Subject(_("Make it a project"), door)] if work.ended_on is None else []
    ref, title = found
    return [Subject(_("Project: %(title)s") % {"title": title}, here(work.space.slug, "bids:project", project=ref))]


def projects_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """Titles and pages of projects, by reference. 1 query."""
    with scope.use(space):
        rows = list(Project.objects.filter(ref__in=list(refs)).values_list("ref", "title"))
    return {ref: Subject(title, here(space.slug, "bids:project", project=ref)) for ref, title in rows}
