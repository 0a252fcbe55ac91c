"""The money and the time of a project: what came in, by which key it is shared, which hours wait for an answer."""

from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Concat

from commun.bids.models import Project, TaskTime
from commun.bids.queries.project_seen import TIME
from commun.bids.queries.project_tasks import said
from commun.core import scope
from commun.governance.models import Membership
from commun.value.models import Contribution, KeyVersion
from commun.value.queries.keys import key_in_force
from commun.value.queries.sharings import WorkMoney
from commun.value.queries.sharings import money_of as money_of_work


@dataclass(frozen=True)
class ProjectMoney:
    """Cents of the joint work; the key in force; minutes noted, and those that nobody answered yet."""

    work: WorkMoney
    key: KeyVersion | None
    minutes: int
    waiting_minutes: int
    my_waiting_minutes: int

    @property
    def time(self) -> str:
        """The time noted, in words."""
        return said(self.minutes)

    @property
    def waiting_time(self) -> str:
        """The time that nobody answered, in words."""
        return said(self.waiting_minutes)

    @property
    def my_waiting_time(self) -> str:
        """One's own, in words."""
        return said(self.my_waiting_minutes)


def money_of(project: Project, member: Membership) -> ProjectMoney:
    """Six queries at most."""
    with scope.use(project.space_id):
        noted = TaskTime.objects.filter(card__project=project).order_by()
        minutes = noted.aggregate(sum=Sum("minutes"))["sum"] or 0
        sums = dict(unanswered(project).values_list("membership").annotate(sum=Sum("minutes")))
    return ProjectMoney(
        money_of_work(project.work),
        key_in_force(project.space, project.work),
        minutes,
        sum(sums.values()),
        sums.get(member.pk, 0),
    )


def unanswered(project: Project) -> QuerySet[TaskTime]:
    """Time noted on its tasks that its author neither counted nor declined, in scope."""
    source = Concat(Value(f"{TIME}:"), OuterRef("ref"), output_field=CharField())
    told = Contribution.objects.filter(membership=OuterRef("membership"), source=source)
    return TaskTime.objects.filter(~Exists(told), card__project=project).order_by()
