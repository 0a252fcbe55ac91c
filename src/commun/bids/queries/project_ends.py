"""How a project ends: what is not decided in the compost plan, what waits, what was taken from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.bids.models import (
    BidSection,
    CompostAgreement,
    CompostItem,
    DebriefVoice,
    Project,
    ProjectDebrief,
    TaskCard,
)
from commun.bids.policies.projects import IN_TEAM
from commun.bids.queries.project_money import ProjectMoney, money_of, unanswered
from commun.core import scope
from commun.governance.models import Action, Membership
from commun.value.models import WorkPart

Fate = CompostItem.Fate
# What one keeps needs nobody's word; what is given or destroyed needs everybody's.
SECTION = "section"
ASKS_ALL = frozenset({Fate.COMMONS.value, Fate.DESTROY.value})


def is_section(item: CompostItem) -> bool:
    """A section of the answer."""
    return item.source.startswith(f"{SECTION}:")


@dataclass(frozen=True)
class CompostLine:
    """One thing: who agreed, and who was not heard yet; both alphabetical."""

    item: CompostItem
    agreed: list[Membership]
    missing: list[Membership]

    @property
    def is_settled(self) -> bool:
        """Its fate is written, and those who have a word on it agreed."""
        if self.item.fate == Fate.UNDECIDED:
            return False
        return self.item.fate not in ASKS_ALL or not self.missing

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return _("in the answer") if is_section(self.item) else self.item.source

    @property
    def asks_all(self) -> bool:
        """Everybody of the team is asked."""
        return self.item.fate in ASKS_ALL


@dataclass(frozen=True)
class CompostCounts:
    """How many things are in the plan, and how many are not settled."""

    total: int
    unsettled: int


@dataclass(frozen=True)
class ClosingSheet:
    """What closing leaves: things to do, money, time without an answer, things without a fate."""

    open_tasks: list[Action]
    money: ProjectMoney
    unanswered: int
    unsettled: list[CompostLine]
    is_work_open: bool


def compost_of(project: Project) -> list[CompostLine]:
    """The plan, in the order written. 3 queries."""
    with scope.use(project.space_id):
        items = list(CompostItem.objects.filter(project=project).select_related("written_by__person"))
        parts = WorkPart.objects.filter(IN_TEAM, work=project.work_id)
        team = [part.membership for part in parts.select_related("membership__person", "membership__space")]
        rows = CompostAgreement.objects.filter(item__project=project).select_related("membership__person")
        agreed: dict[int, list[Membership]] = {}
        for row in rows:
            agreed.setdefault(row.item_id, []).append(row.membership)
    return [_line(item, agreed.get(item.pk, []), team) for item in items]


def _line(item: CompostItem, agreed: Sequence[Membership], team: Sequence[Membership]) -> CompostLine:
    heard = {member.pk for member in agreed}
    missing = [member for member in team if member.pk not in heard]
    return CompostLine(item, _by_name(agreed), _by_name(missing))


def _by_name(members: Sequence[Membership]) -> list[Membership]:
    return sorted(members, key=lambda member: member.name.casefold())


def sections_missing(project: Project) -> list[BidSection]:
    """Sections of the answer that are not in the plan yet. 0 to 2 queries."""
    if project.bid_id is None:
        return []
    with scope.use(project.space_id):
        known = set(CompostItem.objects.filter(project=project).values_list("source", flat=True))
        rows = list(BidSection.objects.filter(bid=project.bid_id))
    return [row for row in rows if f"{SECTION}:{row.ref}" not in known]


def compost_counts(project: Project) -> CompostCounts:
    """Three queries."""
    lines = compost_of(project)
    return CompostCounts(len(lines), sum(not line.is_settled for line in lines))


def closing_sheet(project: Project, member: Membership) -> ClosingSheet:
    """What closing would leave. 11 queries at most."""
    with scope.use(project.space_id):
        cards = TaskCard.objects.filter(project=project, action__state=Action.State.OPEN)
        open_tasks = [card.action for card in cards.select_related("action__owner__person", "action__owner__space")]
        count = unanswered(project).count()
    unsettled = [line for line in compost_of(project) if not line.is_settled]
    money = money_of(project, member)
    return ClosingSheet(open_tasks, money, count, unsettled, project.work.ended_on is None)


def debriefs_of(project: Project) -> list[ProjectDebrief]:
    """What was taken from it, in an order that tells nothing; to show once it is closed. 1 query."""
    with scope.use(project.space_id):
        rows = ProjectDebrief.objects.filter(project=project)
        return list(rows.select_related("membership__person", "membership__space"))


def has_spoken(member: Membership, project: Project) -> bool:
    """Gave their debrief. 1 query."""
    with scope.use(project.space_id):
        return DebriefVoice.objects.filter(project=project, membership=member).exists()
