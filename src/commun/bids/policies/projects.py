"""Projects: everybody of the group reads them; those who take part write. Getters raise NotFound."""

from django.db.models import Q

from commun.bids.models import Beneficiary, CompostItem, Project, ProjectFile, Stakeholder, TaskCard, TaskMove, TaskTime
from commun.bids.policies.found import one_of
from commun.core import scope
from commun.governance import states
from commun.governance.models import Membership
from commun.value.models import WorkPart

# Takes part today, and is still in the group: who leaves it keeps a part in the joint work, for what they brought.
IN_TEAM = Q(left_on=None, membership__state__in=states.INSIDE)
_PROJECT = ("space", "work", "bid", "dispatcher__person", "opened_by__person")


def project_for(member: Membership | None, ref: str) -> Project:
    """A project of the member's group, else NotFound. 1 query."""
    return one_of(member, Project, *_PROJECT, ref=ref)


def card_for(member: Membership | None, ref: str) -> TaskCard:
    """A task of a project of the member's group, by the reference of the thing to do, else NotFound. 1 query."""
    around = ("space", "project__work", "project__space", "action__space", "action__owner__person")
    return one_of(member, TaskCard, *around, "action__blocked_by", "action__owner__space", action__ref=ref)


def time_for(member: Membership | None, ref: str) -> TaskTime:
    """Time that the member noted, else NotFound: nobody touches another's. 1 query."""
    around = ("space", "card__action", "card__project__space", "membership")
    return one_of(member, TaskTime, *around, ref=ref, membership=member)


def move_for(member: Membership | None, ref: str) -> TaskMove:
    """A proposed move of the member's group, else NotFound. 1 query."""
    people = ("giver__person", "taker__person", "asked_by__person")
    return one_of(member, TaskMove, "space", "card__action", "card__project__space", *people, ref=ref)


def beneficiary_for(member: Membership | None, ref: str) -> Beneficiary:
    """Beneficiaries of a project of the member's group, else NotFound. 1 query."""
    return one_of(member, Beneficiary, "project__work", "project__space", ref=ref)


def stakeholder_for(member: Membership | None, ref: str) -> Stakeholder:
    """A stakeholder of a project of the member's group, else NotFound. 1 query."""
    return one_of(member, Stakeholder, "project__work", "project__space", ref=ref)


def compost_for(member: Membership | None, ref: str) -> CompostItem:
    """A thing of the compost plan of a project of the member's group, else NotFound. 1 query."""
    return one_of(member, CompostItem, "project__work", "project__space", ref=ref)


def file_for(member: Membership | None, ref: str) -> ProjectFile:
    """A file of a project of the member's group, else NotFound. 1 query."""
    return one_of(member, ProjectFile, "file", "project__work", "project__space", ref=ref)


def can_open(member: Membership) -> bool:
    """Any awake member opens a project."""
    return member.state == states.MEMBER


def takes_part(member: Membership, project: Project) -> bool:
    """Awake, and in its team today. 1 query."""
    if member.state != states.MEMBER or member.space_id != project.space_id:
        return False
    with scope.use(project.space_id):
        return WorkPart.objects.filter(work=project.work_id, membership=member, left_on=None).exists()


def can_write_on(member: Membership, project: Project) -> bool:
    """The team, as long as the project runs. 0 to 1 query."""
    return project.is_running and takes_part(member, project)


def took_part(member: Membership, project: Project) -> bool:
    """In its team, one day or another. 1 query."""
    if member.state != states.MEMBER or member.space_id != project.space_id:
        return False
    with scope.use(project.space_id):
        return WorkPart.objects.filter(work=project.work_id, membership=member).exists()


def is_dispatcher(member: Membership, project: Project) -> bool:
    """Holds that role, and still takes part. 0 to 1 query."""
    return project.dispatcher_id == member.pk and takes_part(member, project)


def can_ask_move(member: Membership, card: TaskCard) -> bool:
    """The dispatcher for any task; others of the team for their own, and for those that are nobody's. 1 query."""
    owner = card.action.owner_id
    own = owner in (None, member.pk) or card.project.dispatcher_id == member.pk
    return own and can_write_on(member, card.project)
